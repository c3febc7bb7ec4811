// The figures of the catalogue: what a reader must be able to read.

import TestSupport
import Testing

@testable import Report

@Suite struct FigureLegibilityTests {
  private static let drawings = DrawnCatalog.drawings

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
    for panel in PanelParts.all(try DrawnCatalog.svg(drawing), preset.theme) {
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
        let place = mark.flatMap {
          panel.namedMarker($0, at: marks[$0].1, from: label.box, inks, preset.theme)
        }
        let others = zip(panel.lines, distances).filter { line, distance in
          !inks.contains(distance.0)
            && !(Self.withGroups.contains(drawing.id) && distance.0 == "\(Ink.gray.line)")
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
    var lines: [PanelLine] = []
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

  @Test(
    "a line through a marker is no rival of the marker’s name, but one of the name of a curve",
    arguments: [
      (name: Box(left: 20, top: 30, right: 40, bottom: 42), hasCurve: false, isNamed: true),
      // The marker is on a curve of its colour, whose name this is.
      (name: Box(left: 20, top: 30, right: 40, bottom: 42), hasCurve: true, isNamed: false),
      // At the other curve, far from the marker.
      (name: Box(left: 80, top: 30, right: 95, bottom: 42), hasCurve: false, isNamed: false),
    ])
  func markers(name: Box, hasCurve: Bool, isNamed: Bool) {
    let middle = Pixel(x: 30, y: 50)
    let crossing = [Pixel(x: 0, y: 20), middle, Pixel(x: 60, y: 80)]
    var panel = PanelParts(box: Box(left: 0, top: 0, right: 100, bottom: 100))
    panel.lines = [
      PanelLine(
        color: "blue", width: 2, dashes: "", runs: [[Pixel(x: 0, y: 50), Pixel(x: 100, y: 50)]])
    ]
    if hasCurve {
      panel.lines.append(PanelLine(color: "green", width: 2, dashes: "", runs: [crossing]))
    }
    panel.markers = [("green", [[middle, middle]])]
    let distance = LabelPlacement.distance(from: name, to: panel.markers[0].runs)
    let marker = panel.namedMarker(0, at: distance, from: name, ["green"], .screen)
    #expect((marker != nil) == isNamed)
  }

  /// Figures whose gray lines share the name of one in colour, as in “SUSTAIN, MRBO”.
  private static let withGroups: Set = ["stochastic-convergence"]

  private static let withLegends: Set = [
    "stochastic-convergence", "stochastic-logistic", "tuning-gap", "regularization-roof",
  ]

  @Test("no legend has a name that would fit within its panel", arguments: drawings)
  func legends(drawing: DrawnCatalog.Drawing) throws {
    // A slide has no height to spare, and some figures compare too many methods.
    guard drawing.preset != .slides, !Self.withLegends.contains(drawing.id) else { return }
    let names = Names(try DrawnCatalog.svg(drawing)).legend
    #expect(names.isEmpty, "\(names)")
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
    for panel in PanelParts.all(try DrawnCatalog.svg(drawing), preset.theme) {
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
  private static func pattern(_ line: PanelLine) -> [Int] {
    line.dashes.split(separator: " ").compactMap { Double($0) }.map {
      Int(($0 / line.width * 10).rounded())
    }
  }

  /// Whether a quarter of the points of one line are near another line.
  private static func runSideBySide(_ one: PanelLine, _ other: PanelLine, within distance: Double)
    -> Bool
  {
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
}
