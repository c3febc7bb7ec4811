// Names with leaders, names upon lines, legends of single panels, and remarks below figures.

import TestSupport
import Testing

@testable import Report

@Suite("Names that would not fit next to their lines")
struct LedNameTests {
  private let abscissas = (0...100).map { Double($0) / 10 }

  /// Five parallel lines, closer than the height of a letter.
  private func crowd(_ place: NamePlace) -> Figure {
    var lines = (0..<5).map { index in
      curve("line \(index)", over: abscissas) { 4 + 0.35 * Double(index) + 0.1 * $0 }
    }
    for index in lines.indices { lines[index].namePlace = place }
    // The lines end within the panel, so that no name can stand beside it.
    return figure(lines, x: Axis("x", range: 0...14), y: Axis("y", range: 0...10))
  }

  @Test("a leader ends at its own line, apart from all others", arguments: FigurePreset.allCases)
  func leaders(preset: FigurePreset) throws {
    let layout = FigureLayout(crowd(.along(0.5)), theme: preset.theme)
    let labels = try #require(layout.labels.first)
    let surroundings = LabelSurroundings(layout.panels[0], lines: layout.lines[0])
    let led = labels.inside.filter { $0.leader != nil }
    #expect(!led.isEmpty)
    for label in led {
      let leader = try #require(label.leader)
      let index = try #require(
        layout.panels[0].panel.curves.firstIndex { label.lines == [RichText($0.label)] })
      let start = Box(
        left: leader.start.x, top: leader.start.y, right: leader.start.x, bottom: leader.start.y)
      let own = LabelPlacement.distance(from: start, to: surroundings.curves[index])
      #expect(own < surroundings.distance(from: start, except: .curve(index)))
      #expect(
        surroundings.isClear(from: leader.start, to: leader.end, of: .curve(index), margin: 1))
      for other in labels.inside where other.lines != label.lines {
        #expect(Polyline.clip(from: leader.start, to: leader.end, window: other.box) == nil)
      }
    }
  }

  @Test("no leader begins where lines coincide")
  func coincidence() {
    let twins = (0..<2).map { index in
      var line = curve("twin \(index)", over: abscissas) {
        $0 < 7 ? 2 : 2 + ($0 - 7) * Double(index)
      }
      line.namePlace = .along(0.3)
      return line
    }
    let layout = FigureLayout(
      figure(twins, x: Axis("x", range: 0...14), y: Axis("y", range: 0...10)), theme: .screen)
    let split = layout.panels[0].x.position(7) ?? 0
    for label in layout.labels[0].inside {
      #expect(label.leader.map { $0.start.x > split } ?? true)
    }
  }

  @Test("a name upon a line covers it and no other line", arguments: [0.2, 0.5])
  func upon(part: Double) throws {
    var contour = curve("0.26", .gray, over: abscissas) { 2 + 0.5 * $0 }
    contour.namePlace = .upon(part)
    let other = curve("other", over: abscissas) { 3 + 0.4 * $0 }
    let layout = FigureLayout(figure([contour, other]), theme: .screen)
    let label = try #require(
      layout.labels[0].inside.first { $0.lines == [RichText("0.26")] })
    let surroundings = LabelSurroundings(layout.panels[0], lines: layout.lines[0])
    #expect(LabelPlacement.distance(from: label.box, to: surroundings.curves[0]) == 0)
    #expect(LabelPlacement.distance(from: label.box, to: surroundings.curves[1]) > 0)
  }

  @Test("points along a line are equally far apart and include both ends")
  func spaced() {
    let run = [Pixel(x: 0, y: 0), Pixel(x: 30, y: 0), Pixel(x: 30, y: 50)]
    let points = Polyline.spaced([run], count: 9)
    #expect(points.count == 9)
    #expect(points.first == run.first)
    #expect(points.last.map { CurveDrawing.distance($0, Pixel(x: 30, y: 50)) < 1e-9 } == true)
    #expect(points[3] == Pixel(x: 30, y: 0))
    #expect(points[6] == Pixel(x: 30, y: 30))
  }

  @Test("no name touches a marker", arguments: FigurePreset.allCases)
  func markers(preset: FigurePreset) throws {
    let few = (0...20).map { Double($0) / 2 }
    var lines = [
      curve("first", .blue, marker: .circle, over: few) { 2 + 0.1 * $0 },
      curve("second", .green, marker: .square, over: few) { 4 - 0.1 * $0 },
    ]
    for index in lines.indices { lines[index].namePlace = .along(0.5) }
    let layout = FigureLayout(figure(lines, y: Axis("y", range: 0...6)), theme: preset.theme)
    let drawing = CurveDrawing(
      curves: lines, lines: layout.lines[0], box: layout.panels[0].box, theme: preset.theme)
    #expect(drawing.markers.flatMap(\.points).count > 20)
    for label in layout.labels[0].inside {
      for point in drawing.markers.flatMap(\.points) {
        let reach = preset.theme.marker(3)
        #expect(!label.box.expanded(by: reach).contains(point), "\(label.lines[0].plain)")
      }
    }
  }

  @Test("panels whose lines of one style mean different things have legends of their own")
  func legends() {
    func names(_ second: String) -> [Int] {
      let panels = ["order 2", second].map { name in
        Panel(xAxis: Axis("x"), yAxis: Axis("y"), curves: [curve(name, over: abscissas) { $0 }])
      }
      var figure = Figure(title: "t", command: "c", panels: panels, columns: 2)
      figure.hasLegend = true
      let layout = FigureLayout(figure, theme: .screen)
      let svg = ParsedSVG(figure.svg())
      return [
        layout.ownLegends.count, layout.legend.entries.count,
        svg.all("text", class: "legend-label").count,
      ]
    }
    #expect(names("order 1") == [2, 0, 2])
    #expect(names("order 2") == [0, 1, 1])
  }

  @Test("the legend of a panel is in the order in which its lines end on the page")
  func order() {
    let lines = [1.0, 3, 2].map { slope in
      curve("slope \(slope)", over: abscissas) { slope * $0 }
    }
    var figure = figure(lines, guides: [Guide(.horizontal, at: 15, label: "between")])
    figure.hasLegend = true
    let legend = FigureLayout(figure, theme: .screen).legend
    #expect(legend.entries.map(\.label) == ["slope 3.0", "slope 2.0", "between", "slope 1.0"])
  }

  @Test("a remark is below everything else, and part of the description")
  func note() throws {
    var figure = figure([curve("line", over: abscissas) { $0 }])
    figure.note = "bars: *all* values"
    let svg = ParsedSVG(figure.svg())
    let note = try #require(svg.all("text", class: "note").first)
    #expect(note.text.replacing("\u{A0}", with: " ") == "bars: all values")
    let lowest = svg.all("text").filter { $0.attributes["class"] != "note" }
      .compactMap { $0.number("y") }.max()
    #expect(try #require(note.number("y")) > (try #require(lowest)))
    #expect(figure.generatedDescription.hasSuffix("bars: all values."))
  }

  @Test("hollow markers show what is below them", arguments: [Marker.ring, .hollowDiamond])
  func hollow(marker: Marker) {
    let point = Curve(
      "", points: [Point(x: 1, y: 1)], style: Style(color: .green, marker: marker, width: 0.05))
    let svg = ParsedSVG(
      figure([point], x: Axis("x", range: 0...2), y: Axis("y", range: 0...2)).svg())
    let color = "\(FigureColors.light.line(.green))"
    let drawn = svg.elements.filter { $0.attributes["stroke"] == color }
    #expect(drawn.count == 1)
    #expect(drawn.allSatisfy { $0.attributes["fill"] == "none" })
  }

  @Test("three columns of panels are equally far apart", arguments: FigurePreset.allCases)
  func gutters(preset: FigurePreset) {
    let panels = (0..<3).map { index in
      Panel(
        title: "panel \(index)", xAxis: Axis("x"), yAxis: Axis(index == 0 ? "y" : ""),
        curves: [curve(index == 0 ? "beside" : "", over: abscissas) { $0 }])
    }
    let layout = FigureLayout(
      Figure(title: "t", command: "c", panels: panels, columns: 3), theme: preset.theme)
    let boxes = layout.panels.map(\.box)
    #expect(abs((boxes[1].left - boxes[0].right) - (boxes[2].left - boxes[1].right)) < 1e-9)
  }

  @Test("requested ticks of a logarithmic axis have small ones between them")
  func minors() {
    let ticks = [0.1, 1].map { Axis.Tick($0, "\($0)") }
    let log = AxisMap(Axis("", scale: .logarithmic, range: 0.1...1), extent: nil, headroom: 0)
    let linear = AxisMap(Axis("", range: 0.1...1), extent: nil, headroom: 0)
    #expect(Ticks(ticks, on: log).minors.count == 8)
    #expect(Ticks(ticks, on: linear).minors.isEmpty)
  }
}
