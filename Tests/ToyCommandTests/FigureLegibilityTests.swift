// The figures of the catalogue: what a reader must be able to read.

import TestSupport
import Testing

@testable import Report

@Suite struct FigureLegibilityTests {
  private static let drawings = DrawnCatalog.drawings

  /// One panel: its plotting area, the lines in it, and the names within it.
  private struct PanelParts {
    var box: Box
    var lines: [Line] = []
    var markers: [(color: String, runs: [[Pixel]])] = []
    /// Names at curves, each in one piece however many lines it has; one with a leader is where that begins.
    var labels: [(text: String, color: String, box: Box)] = []

    /// The colours of markers that lie on no line of their colour.
    var loneMarkers: Set<String> {
      Set(
        markers.filter { mark in
          let middle = Self.middle(of: mark.runs)
          return !lines.contains {
            $0.color == mark.color && LabelPlacement.distance(from: middle, to: $0.runs) < 2
          }
        }.map(\.color))
    }

    /// The middle of a marker, as a box without extent.
    static func middle(of runs: [[Pixel]]) -> Box {
      let points = runs.joined()
      let x = 0.5 * ((points.map(\.x).min() ?? 0) + (points.map(\.x).max() ?? 0))
      let y = 0.5 * ((points.map(\.y).min() ?? 0) + (points.map(\.y).max() ?? 0))
      return Box(left: x, top: y, right: x, bottom: y)
    }
  }

  /// A line of a panel: a curve, or a guide.
  private struct Line {
    let color: String
    let width: Double
    let dashes: String
    let runs: [[Pixel]]

    /// Whether another line is part of the same curve, as the wider stretch under lines that cover it is.
    func isPart(of other: Line) -> Bool {
      color == other.color
        && runs.joined().allSatisfy { point in
          let box = Box(left: point.x, top: point.y, right: point.x, bottom: point.y)
          return LabelPlacement.distance(from: box, to: other.runs) < 0.5
        }
    }
  }

  @Test("all figures are looked at, those in closed form at every preset")
  func some() {
    #expect(Set(Self.drawings.map(\.id)).count >= 47)
    #expect(Self.drawings.count >= 47 + 4 * 20)
  }

  @Test("no text is cut or lies on another", arguments: drawings)
  func texts(drawing: DrawnCatalog.Drawing) throws {
    let svg = try DrawnCatalog.svg(drawing)
    #expect(svg.all("text").count > 5)
    #expect(svg.illegibleTexts { FontMetrics.width(of: $0, size: $1) } == [])
  }

  @Test("the line that is nearest to a name is its own", arguments: drawings)
  func names(drawing: DrawnCatalog.Drawing) throws {
    let preset = drawing.preset
    for panel in Self.panels(try DrawnCatalog.svg(drawing), preset.theme) {
      Self.expectDistinctLines(of: panel)
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
        let mark = panel.markers.indices.filter { inks.contains(marks[$0].0) }
          .min { marks[$0].1 < marks[$1].1 }
        guard let own = (distances + marks).filter({ inks.contains($0.0) }).map(\.1).min() else {
          continue
        }
        // A line through the marker that is named is no rival of it.
        let place = mark.map { PanelParts.middle(of: panel.markers[$0].runs) }
        let others = zip(panel.lines, distances).filter { line, distance in
          !inks.contains(distance.0)
            && place.map {
              LabelPlacement.distance(from: $0, to: line.runs) < max(2, preset.theme.marker(1.5))
            } != true
        }
        for (_, (color, distance)) in others {
          #expect(
            own <= distance + 0.5, "\(label.text): \(own) from its line, \(distance) from \(color)")
        }
      }
    }
  }

  /// Expects that no two names of one colour are nearest to the same line: each has a line of its own.
  private static func expectDistinctLines(of panel: PanelParts) {
    var lines: [Line] = []
    for line in panel.lines where !lines.contains(where: { line.isPart(of: $0) }) {
      lines = lines.filter { !$0.isPart(of: line) } + [line]
    }
    var owners: [Int: String] = [:]
    let lone = panel.loneMarkers
    for label in panel.labels {
      let inks = Ink.allCases.filter { "\($0.text)" == label.color }.map { "\($0.line)" }
      let own = lines.indices.filter { inks.contains(lines[$0].color) }
      let rivals = panel.labels.filter { $0.color == label.color }.count
      guard own.count >= rivals, lone.isDisjoint(with: inks) else { continue }
      let nearest = own.min {
        LabelPlacement.distance(from: label.box, to: lines[$0].runs)
          < LabelPlacement.distance(from: label.box, to: lines[$1].runs)
      }
      guard let nearest else { continue }
      #expect(
        owners[nearest] == nil, "\(owners[nearest] ?? "") and \(label.text) are at one line")
      owners[nearest] = label.text
    }
  }

  /// What the parts of a drawing are called: the names in each panel, and those in legends.
  private struct Names {
    var panels: [[String]] = []
    var legend: [String] = []

    init(_ svg: ParsedSVG) {
      var isLegend = false
      var last: (size: Double, x: Double, y: Double, fill: String)?
      for element in svg.elements {
        switch element.attributes["class"] {
        case "panel":
          panels.append([])
          isLegend = false
        case "legend": isLegend = true
        case "legend-label" where isLegend: legend.append(element.text)
        case "curve-label", "area-label", "guide-label":
          guard !panels.isEmpty, let x = element.number("x"), let y = element.number("y"),
            let size = element.number("font-size"), let fill = element.attributes["fill"]
          else { continue }
          let place = panels.count - 1
          // The next line of a name.
          if let last, abs(last.x - x) < 0.02, last.fill == fill,
            abs(y - last.y - 1.15 * size) < 0.05, !panels[place].isEmpty
          {
            panels[place][panels[place].count - 1] += " \(element.text)"
          } else {
            panels[place].append(element.text)
          }
          last = (size, x, y, fill)
        default: break
        }
      }
    }

    /// Whether a name of a panel is in it or in a legend, where names of guides are listed together.
    func contains(_ name: String, panel: Int) -> Bool {
      panels[panel].contains(name) || legend.contains { $0 == name || $0.contains(name) }
    }
  }

  private static let presetDrawings = drawings.filter { $0.preset != .screen }

  @Test("no preset lacks a name that the screen has", arguments: presetDrawings)
  func completeness(drawing: DrawnCatalog.Drawing) throws {
    let screen = Names(try DrawnCatalog.svg(drawing.id, .screen))
    let names = Names(try DrawnCatalog.svg(drawing))
    try #require(names.panels.count == screen.panels.count)
    #expect(
      !screen.panels.joined().isEmpty || !screen.legend.isEmpty || drawing.id == "filter-gallery")
    for (index, panel) in screen.panels.enumerated() {
      for name in panel {
        #expect(names.contains(name, panel: index), "\(name) is missing in panel \(index + 1)")
      }
    }
    for name in screen.legend {
      #expect(
        names.panels.indices.contains { names.contains(name, panel: $0) }, "\(name) is missing")
    }
  }

  @Test(
    "lines of two colours that run side by side differ in print without colour", arguments: drawings
  )
  func lines(drawing: DrawnCatalog.Drawing) throws {
    let preset = drawing.preset
    // Dark figures are not printed.
    guard preset != .dark else { return }
    for panel in Self.panels(try DrawnCatalog.svg(drawing), preset.theme) {
      let marked = Set(panel.markers.map(\.color))
      let plain = panel.lines.filter { !marked.contains($0.color) }
      for (index, one) in plain.enumerated() {
        for other in plain[(index + 1)...]
        where one.color != other.color && one.dashes.isEmpty == other.dashes.isEmpty
          && (one.dashes.isEmpty || Self.pattern(one) == Self.pattern(other))
          && Self.runSideBySide(one, other, within: preset.theme.gap(14))
        {
          let ratio = max(one.width, other.width) / min(one.width, other.width)
          let difference = abs(
            Self.lightness(one.color, opacity: 1) - Self.lightness(other.color, opacity: 1))
          #expect(
            difference >= 0.06 || ratio >= 1.3, "\(one.color) and \(other.color)")
        }
      }
    }
  }

  /// The dashes of a line in units of its width, which distinguish patterns at every preset.
  private static func pattern(_ line: Line) -> [Int] {
    line.dashes.split(separator: " ").compactMap { Double($0) }.map {
      Int(($0 / line.width * 10).rounded())
    }
  }

  /// Whether a quarter of the points of one line are near another line.
  private static func runSideBySide(_ one: Line, _ other: Line, within distance: Double) -> Bool {
    let points = Array(one.runs.joined())
    let near = points.filter { point in
      let box = Box(left: point.x, top: point.y, right: point.x, bottom: point.y)
      return LabelPlacement.distance(from: box, to: other.runs) < distance
    }
    // Guides, and the pieces of an edge, are straight.
    return points.count > 2 && 4 * near.count >= points.count
  }

  @Test("every region of a phase diagram has a name", arguments: FigurePreset.allCases)
  func regions(preset: FigurePreset) throws {
    let svg = try DrawnCatalog.svg("phase-diagram", preset)
    var (regions, names) = (0, 0)
    var colors: Set<String> = []
    for element in svg.elements {
      if element.attributes["class"] == "panel" { colors = [] }
      if element.name == "path", element.attributes["fill-opacity"] != nil,
        let fill = element.attributes["fill"], colors.insert(fill).inserted
      {
        regions += 1
      }
      // A name in two lines is two texts, of which the last has this word.
      if element.attributes["class"] == "area-label", element.text.contains("better") { names += 1 }
    }
    #expect(regions == 12)
    #expect(names == regions)
  }

  /// Bands of learned figures are the ranges of lines of their own, which their names distinguish.
  private static let printedAreas = drawings.filter {
    $0.preset != .dark && DrawnCatalog.ids.contains($0.id)
  }

  @Test("areas that meet differ in print without colour", arguments: printedAreas)
  func areas(drawing: DrawnCatalog.Drawing) throws {
    let svg = try DrawnCatalog.svg(drawing)
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
    var leader: Box?
    var isLed = false
    var lastLine: (color: String, box: Box)?
    for element in svg.elements {
      if element.attributes["class"] == "leader", let data = element.attributes["d"],
        let start = runs(data).first?.first
      {
        leader = Box(left: start.x, top: start.y, right: start.x, bottom: start.y)
      }
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
        panels[last].lines.append(
          Line(
            color: color, width: element.number("stroke-width") ?? 1,
            dashes: element.attributes["stroke-dasharray"] ?? "", runs: runs(data)))
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
        // The next line of the same name, at whose leader it stands if it has one.
        let isNext =
          leader == nil
          && lastLine.map {
            // The lines of a name are 1.15 of its size apart; letters are 0.72 of it high.
            $0.color == color
              && min(abs($0.box.left - box.left), abs($0.box.right - box.right)) < 0.02
              && box.top > $0.box.top
              && box.top - $0.box.bottom < 0.7 * (box.bottom - box.top)
          } ?? false
        if isNext, let name = panels[last].labels.popLast() {
          let union = Box(
            left: min(name.box.left, box.left), top: name.box.top,
            right: max(name.box.right, box.right), bottom: box.bottom)
          panels[last].labels.append(
            ("\(name.text) \(element.text)", color, isLed ? name.box : union))
        } else {
          isLed = leader != nil
          panels[last].labels.append((element.text, color, leader ?? box))
        }
        lastLine = (color, box)
      }
      if element.name == "text" { leader = nil }
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
