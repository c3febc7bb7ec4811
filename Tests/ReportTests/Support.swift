import Foundation
import Report

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The text of bytes that are UTF-8.
func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// An SVG file as a flat list of its elements, read by Foundation's parser.
final class ParsedSVG: NSObject, XMLParserDelegate {
  struct Element {
    var name: String
    var attributes: [String: String]
    var text = ""

    func number(_ attribute: String) -> Double? { attributes[attribute].flatMap(Double.init) }
  }

  private(set) var elements: [Element] = []
  private(set) var isWellFormed = false
  private var open: [Int] = []

  init(_ bytes: [UInt8]) {
    super.init()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = self
    isWellFormed = parser.parse()
  }

  func all(_ name: String, class kind: String? = nil) -> [Element] {
    elements.filter { $0.name == name && (kind == nil || $0.attributes["class"] == kind) }
  }

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
    qualifiedName qName: String?, attributes attributeDict: [String: String] = [:]
  ) {
    open.append(elements.count)
    elements.append(Element(name: elementName, attributes: attributeDict))
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    for index in open { elements[index].text += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
    qualifiedName qName: String?
  ) {
    open.removeLast()
  }
}

/// A curve of a function over abscissas.
func curve(
  _ label: String, _ color: Ink = .blue, dash: Dash = .solid, marker: Marker = .none,
  over abscissas: [Double], _ function: (Double) -> Double
) -> Curve {
  Curve(
    label, points: abscissas.map { Point(x: $0, y: function($0)) },
    style: Style(color: color, dash: dash, marker: marker))
}

/// A figure of one panel.
func figure(
  _ curves: [Curve], x: Axis = Axis("*k*"), y: Axis = Axis("risk"), bands: [Band] = [],
  guides: [Guide] = []
) -> Figure {
  Figure(
    title: "A figure", command: "toy figure",
    panels: [Panel(xAxis: x, yAxis: y, curves: curves, bands: bands, guides: guides)])
}

/// A generator of the same numbers on every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
