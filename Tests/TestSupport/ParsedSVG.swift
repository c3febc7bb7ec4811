public import Foundation

#if canImport(FoundationXML)
  public import FoundationXML
#endif

/// An SVG file as a flat list of its elements, read by Foundation's parser.
public final class ParsedSVG: NSObject, XMLParserDelegate {
  /// An element with its text.
  public struct Element {
    /// The name of the element.
    public var name: String
    /// Its attributes.
    public var attributes: [String: String]
    /// All text in it, that of inner elements too.
    public var text = ""

    /// The number of an attribute; nil where it is none.
    public func number(_ attribute: String) -> Double? {
      attributes[attribute].flatMap(Double.init)
    }
  }

  /// All elements, in the order of the file.
  public private(set) var elements: [Element] = []
  /// Whether the file is well-formed.
  public private(set) var isWellFormed = false
  private var open: [Int] = []

  /// Reads a file.
  public init(_ bytes: [UInt8]) {
    super.init()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = self
    isWellFormed = parser.parse()
  }

  /// The elements of a name, and of a class.
  public func all(_ name: String, class kind: String? = nil) -> [Element] {
    elements.filter { $0.name == name && (kind == nil || $0.attributes["class"] == kind) }
  }

  /// Called by the parser.
  public func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
    qualifiedName qName: String?, attributes attributeDict: [String: String] = [:]
  ) {
    open.append(elements.count)
    elements.append(Element(name: elementName, attributes: attributeDict))
  }

  /// Called by the parser.
  public func parser(_ parser: XMLParser, foundCharacters string: String) {
    for index in open { elements[index].text += string }
  }

  /// Called by the parser.
  public func parser(
    _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
    qualifiedName qName: String?
  ) {
    open.removeLast()
  }
}
