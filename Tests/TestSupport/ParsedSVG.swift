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

extension ParsedSVG {
  /// Where texts are cut by the edge of the image or lie on each other.
  ///
  /// - Parameter width: The estimated width of a text of a font size.
  /// - Returns: The faults in words; none for a legible image.
  public func illegibleTexts(width: (String, Double) -> Double) -> [String] {
    let size = (all("svg").first?.attributes["viewBox"] ?? "").split(separator: " ")
      .compactMap { Double($0) }
    guard size.count == 4 else { return ["the image has no viewBox"] }
    let boxes = all("text").compactMap { text in
      Self.box(of: text, width: width).map { (text: text.text, x: $0.x, y: $0.y) }
    }
    var faults: [String] = []
    for (index, one) in boxes.enumerated() {
      if one.x.lowerBound < 0 || one.x.upperBound > size[2] || one.y.lowerBound < 0
        || one.y.upperBound > size[3]
      {
        faults.append("\(one.text) is cut")
      }
      for other in boxes[(index + 1)...] where one.x.overlaps(other.x) && one.y.overlaps(other.y) {
        faults.append("\(one.text) lies on \(other.text)")
      }
    }
    return faults
  }

  /// The area of a text, from the height of its digits and its estimated width; nil without a place or a size.
  public static func box(
    of text: Element, width: (String, Double) -> Double
  ) -> (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
    guard let x = text.number("x"), let y = text.number("y"), let size = text.number("font-size")
    else { return nil }
    // Bold letters are wider, and they are set in DejaVu Sans where there is no Helvetica.
    let length = width(text.text, size) * (text.attributes["font-weight"] == "bold" ? 1.3 : 1)
    let start =
      switch text.attributes["text-anchor"] {
      case "middle": -length / 2
      case "end": -length
      default: 0.0
      }
    let height = 0.72 * size
    return text.attributes["transform"] != nil
      ? (x - height...x, y - start - length...y - start)
      : (x + start...x + start + length, y - height...y)
  }
}
