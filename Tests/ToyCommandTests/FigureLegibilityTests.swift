// The figures of the catalogue at every preset: what a reader must be able to read.

import TestSupport
import Testing

@testable import Report

@Suite struct FigureLegibilityTests {
  private static let ids = DrawnCatalog.ids

  /// One panel: its plotting area, the lines in it, and the names within it.
  private struct PanelParts {
    var box: Box
    var lines: [(color: String, runs: [[Pixel]])] = []
    var markers: [(color: String, runs: [[Pixel]])] = []
    var labels: [(text: String, color: String, box: Box)] = []
  }

  @Test("there are figures to look at")
  func some() { #expect(Self.ids.count >= 15) }

  @Test("no text is cut or lies on another", arguments: ids, FigurePreset.allCases)
  func texts(id: String, preset: FigurePreset) throws {
    let svg = try DrawnCatalog.svg(id, preset)
    #expect(svg.all("text").count > 5)
    #expect(svg.illegibleTexts { FontMetrics.width(of: $0, size: $1) } == [])
  }

  @Test("the line that is nearest to a name is its own", arguments: ids, FigurePreset.allCases)
  func names(id: String, preset: FigurePreset) throws {
    for panel in Self.panels(try DrawnCatalog.svg(id, preset), preset.theme) {
      for label in panel.labels {
        let inks = Ink.allCases.filter { "\($0.text)" == label.color }.map { "\($0.line)" }
        let distances = panel.lines.map { line in
          (line.color, LabelPlacement.distance(from: label.box, to: line.runs))
        }
        // Guides and the edges of bands are lines too.
        #expect(distances.allSatisfy { $0.1 > 0 }, "\(label.text) lies on a line")
        // A name may be that of a marker.
        let marks = panel.markers.map { mark in
          (mark.color, LabelPlacement.distance(from: label.box, to: mark.runs))
        }
        guard let own = (distances + marks).filter({ inks.contains($0.0) }).map(\.1).min() else {
          continue
        }
        let others = distances.filter { !inks.contains($0.0) }
        for (color, distance) in others {
          #expect(
            own <= distance + 0.5, "\(label.text): \(own) from its line, \(distance) from \(color)")
        }
      }
    }
  }

  @Test("areas that meet differ in print without colour", arguments: ids)
  func areas(id: String) throws {
    let svg = try DrawnCatalog.svg(id, .screen)
    var fills: Set<[String]> = []
    var all: [Set<[String]>] = []
    for element in svg.elements {
      if element.attributes["class"] == "panel" {
        all.append(fills)
        fills = []
      }
      if element.name == "path", let fill = element.attributes["fill"], fill != "none",
        let opacity = element.attributes["fill-opacity"]
      {
        fills.insert([fill, opacity])
      }
    }
    for fills in all + [fills] {
      let lightness = fills.map { Self.lightness($0[0], opacity: Double($0[1]) ?? 1) }.sorted()
      for (one, next) in zip(lightness, lightness.dropFirst()) {
        #expect(next - one >= 0.06, "\(fills)")
      }
    }
  }

  /// The luma of a colour over white.
  private static func lightness(_ color: String, opacity: Double) -> Double {
    let number = Int(color.dropFirst(), radix: 16) ?? 0
    let parts = [16, 8, 0].map { Double(number >> $0 & 255) / 255 * opacity + 1 - opacity }
    return 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2]
  }

  private static func panels(_ svg: ParsedSVG, _ theme: FigureTheme) -> [PanelParts] {
    let clips = svg.all("clipPath").filter { $0.attributes["id"]?.hasSuffix("-area") == false }
    let areas = svg.elements.indices.filter { svg.elements[$0].name == "clipPath" }.filter {
      svg.elements[$0].attributes["id"]?.hasSuffix("-area") == false
    }.compactMap { index -> Box? in
      let rect = svg.elements[index + 1]
      guard let x = rect.number("x"), let y = rect.number("y"), let width = rect.number("width"),
        let height = rect.number("height")
      else { return nil }
      return Box(left: x, top: y, right: x + width, bottom: y + height)
    }
    guard clips.count == areas.count else { return [] }
    var panels: [PanelParts] = []
    var isLegend = false
    for element in svg.elements {
      if element.attributes["class"] == "panel", panels.count < areas.count {
        panels.append(PanelParts(box: areas[panels.count]))
      }
      if element.attributes["class"] == "legend" { isLegend = true }
      guard !panels.isEmpty, !isLegend else { continue }
      let last = panels.count - 1
      if element.name == "path", element.attributes["fill"] == "none",
        let color = element.attributes["stroke"], let data = element.attributes["d"],
        (element.number("stroke-width") ?? 0) > theme.stroke(0.8)
      {
        panels[last].lines.append((color, runs(data)))
      }
      if element.name == "circle", let color = element.attributes["fill"],
        let x = element.number("cx"), let y = element.number("cy")
      {
        panels[last].markers.append((color, [[Pixel(x: x, y: y), Pixel(x: x, y: y)]]))
      }
      if element.name == "path", let color = element.attributes["fill"], color != "none",
        element.number("fill-opacity") == nil, let data = element.attributes["d"]
      {
        panels[last].markers.append((color, runs(data)))
      }
      if element.name == "text", element.attributes["class"] == "curve-label",
        let color = element.attributes["fill"],
        let (x, y) = ParsedSVG.box(of: element, width: { FontMetrics.width(of: $0, size: $1) }),
        x.upperBound < panels[last].box.right
      {
        let box = Box(
          left: x.lowerBound, top: y.lowerBound, right: x.upperBound, bottom: y.upperBound)
        panels[last].labels.append((element.text, color, box))
      }
    }
    return panels
  }

  private static func runs(_ data: String) -> [[Pixel]] {
    data.split(separator: "M").map { run in
      run.split(whereSeparator: { $0 == "L" || $0 == "Z" }).compactMap { point in
        let numbers = point.split(separator: " ").compactMap { Double($0) }
        return numbers.count == 2 ? Pixel(x: numbers[0], y: numbers[1]) : nil
      }
    }
  }
}
