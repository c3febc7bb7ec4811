// Named ticks, notes, names along curves, and the heads of arrows.

import TestSupport
import Testing

@testable import Report

@Suite("Names and notes at the places that a figure asks for")
struct ChosenPlaceTests {
  private let abscissas = (0...100).map { Double($0) / 10 }

  private static func area(_ svg: ParsedSVG) throws -> Box {
    let rect = try #require(svg.all("rect").first { $0.attributes["x"] != nil })
    let left = try #require(rect.number("x"))
    let top = try #require(rect.number("y"))
    return Box(
      left: left, top: top, right: left + (try #require(rect.number("width"))),
      bottom: top + (try #require(rect.number("height"))))
  }

  @Test(
    "rows have their names, in their colours, and none is dropped",
    arguments: FigurePreset.allCases)
  func rows(preset: FigurePreset) throws {
    let names = (0..<12).map { "row number \($0)" }
    let ticks = names.enumerated().map { Axis.Tick(Double($0.offset), $0.element, color: .blue) }
    let bars = names.indices.map { row in
      curve("", over: [0, 1]) { _ in Double(row) }
    }
    let figure = figure(bars, y: Axis("", range: -1...12, ticks: ticks))
    let svg = ParsedSVG(figure.svg(theme: preset.theme))
    let shown = svg.all("text", class: "tick").filter { $0.text.hasPrefix("row") }
    #expect(shown.map(\.text) == names)
    let heights = shown.compactMap { $0.number("y") }.sorted()
    #expect(zip(heights, heights.dropFirst()).allSatisfy { $1 - $0 >= preset.theme.tick })
    let color = "\(preset.theme.colors.text(.blue))"
    #expect(shown.allSatisfy { $0.attributes["fill"] == color })
    let latex = text(figure.pgfplots(dataFile: "a.csv").source)
    #expect(latex.contains("ytick={0.0,1.0") && latex.contains("{\\color{toyblue}row number 0}"))
  }

  @Test("requested ticks replace the default ones, and none is outside the range")
  func ticks() {
    let map = AxisMap(Axis("", range: 1...20), extent: nil, headroom: 0)
    let ticks = Ticks([1, 5, 10, 15, 20, 25].map { Axis.Tick($0, "\(Int($0))") }, on: map)
    #expect(ticks.majors.map(\.label) == ["1", "5", "10", "15", "20"])
    #expect(ticks.majors.allSatisfy { $0.color == .black })
  }

  @Test(
    "a name along a curve is within the panel, near the requested place",
    arguments: [0.2, 0.5, 0.8])
  func along(part: Double) throws {
    var line = curve("a line", over: abscissas) { 5 + $0 / 10 }
    line.namePlace = .along(part)
    let svg = ParsedSVG(figure([line], y: Axis("", range: 0...10)).svg())
    let area = try Self.area(svg)
    let label = try #require(svg.all("text", class: "curve-label").first)
    let width = FontMetrics.width(of: label.text, size: 12)
    let middle = try #require(label.number("x")) + width / 2
    #expect(abs((middle - area.left) / area.width - part) < 0.1)
  }

  @Test("a name without a place along its curve goes to the end")
  func end() {
    let lines = (0..<3).map { index in
      var line = curve("line \(index)", over: abscissas) { 5 + 0.01 * Double(index) * $0 }
      line.namePlace = .along(0.5)
      return line
    }
    let svg = ParsedSVG(figure(lines, y: Axis("", range: 0...10)).svg())
    #expect(
      svg.all("text").filter { $0.text.hasPrefix("line") }.map(\.text).sorted()
        == ["line 0", "line 1", "line 2"])
  }

  @Test("a long name is broken if it does not fit on one line")
  func halves() {
    var line = curve("a name of several words in all", over: abscissas) { _ in 5 }
    line.namePlace = .along(0.2)
    // A line across the panel leaves room for half of the name on either side.
    let upright = Curve(
      "", points: [Point(x: 5, y: 0), Point(x: 5, y: 10)], style: Style(color: .gray))
    var figure = figure([line, upright], y: Axis("", range: 0...10))
    figure.width = 360
    let svg = ParsedSVG(figure.svg())
    #expect(svg.all("text", class: "curve-label").count == 2)
  }

  @Test("a marker is named next to it, and within the panel at its sides")
  func marker() throws {
    let mark = Curve(
      "a mark", points: [Point(x: 0, y: 5)],
      style: Style(color: .black, marker: .diamond, width: 0.05), namePlace: .along(0.5))
    let line = curve("", over: abscissas) { 5 + $0 / 4 }
    let svg = ParsedSVG(
      figure([line, mark], x: Axis("", range: 0...10), y: Axis("", range: 0...10)).svg())
    let area = try Self.area(svg)
    let label = try #require(svg.all("text", class: "curve-label").first)
    #expect(try #require(label.number("x")) >= area.left)
    #expect(try #require(label.number("x")) < area.left + 20)
    // A marker is no dot as well.
    #expect(svg.all("circle").isEmpty)
  }

  @Test(
    "a note is placed at its point, or beside a line that runs there, also with a legend",
    arguments: [false, true])
  func note(hasLegend: Bool) throws {
    var figure = figure(
      [curve("a line", over: abscissas) { _ in 5 }], x: Axis("", range: 0...10),
      y: Axis("", range: 0...10))
    figure.hasLegend = hasLegend
    figure.panels[0].notes = [
      Note("free", at: Point(x: 5, y: 8)), Note("on the line", at: Point(x: 5, y: 5), color: .blue),
    ]
    let svg = ParsedSVG(figure.svg())
    let area = try Self.area(svg)
    let notes = svg.all("text", class: "area-label")
    #expect(notes.map(\.text) == ["free", "on the line"])
    func height(_ text: ParsedSVG.Element) throws -> Double { try #require(text.number("y")) - 4.3 }
    #expect(abs(try height(notes[0]) - (area.top + 0.2 * area.height)) < 2)
    let distance = abs(try height(notes[1]) - (area.top + area.bottom) / 2)
    #expect(distance > 6 && distance < 30)
    #expect(figure.generatedDescription.contains("on the line: at (5, 5)."))
    let latex = text(figure.pgfplots(dataFile: "a.csv").source)
    #expect(latex.contains("text=toyblue] at (axis cs:5.0,5.0)"))
  }

  @Test("a legend has only the few names without space at their lines")
  func fewStrays() {
    var lines = (1...6).map { index in
      curve("line \(index)", .blue, over: abscissas) { _ in Double(index) }
    }
    lines.append(
      Curve(
        "a name that is longer than the whole panel, and still longer than that, and longer even than two lines "
          + "of it, so that it fits nowhere, however it is broken, and wherever a leader would lead to it",
        points: [Point(x: 2, y: 3.5), Point(x: 3, y: 3.5)], style: Style(color: .green)))
    let svg = ParsedSVG(figure(lines, x: Axis("", range: 0...10)).svg())
    #expect(svg.all("text", class: "legend-label").count == 1)
    #expect(svg.all("text", class: "curve-label").count == 6)
  }

  @Test("a bar of a chart has its full colour")
  func solid() {
    var band = Band("", x: [1, 2], lower: [0, 0], upper: [3, 3], color: .green)
    band.isSolid = true
    let svg = ParsedSVG(figure([], bands: [band]).svg())
    let areas = svg.all("path").filter { $0.attributes["fill"]?.hasPrefix("#") == true }
    #expect(areas.count == 1 && areas.allSatisfy { $0.attributes["fill-opacity"] == nil })
  }

  @Test(
    "a slanted letter does not touch a prime or a superscript",
    arguments: ["*N*′ steps", "*J*^{*}", "*g*²"])
  func slanted(label: String) {
    let svg = ParsedSVG(figure([curve("", over: [0, 1]) { $0 }], x: Axis(label)).svg())
    #expect(svg.all("tspan").contains { $0.number("dx") ?? 0 > 0 })
  }
}
