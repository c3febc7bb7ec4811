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

  @Test(
    "names within a panel only: none is beside it, and those without a place are strays",
    arguments: [LabelPlacement.Naming.inside, .within])
  func within(naming: LabelPlacement.Naming) throws {
    var lines = (0..<4).map { index in
      curve("line \(index)", over: abscissas) { 5 + 0.001 * Double(index) * $0 }
    }
    lines.append(curve("apart", over: abscissas) { 2 + 0.1 * $0 })
    let guides = [5.0, 8].map { Guide(.horizontal, at: $0, label: "guide \($0)") }
    let layout = FigureLayout(
      figure(lines, y: Axis("y", range: 0...10), guides: guides), theme: .screen)
    let placement = LabelPlacement(layout.panels[0], lines: layout.lines[0], naming: naming)
    let names = placement.inside.map { $0.lines.map(\.plain).joined(separator: " ") }
    #expect(names.contains { $0.hasPrefix("apart") } && names.contains { $0.hasSuffix("8.0") })
    #expect(placement.beside.isEmpty == (naming == .within))
    #expect(placement.hasStrays == (naming == .within))
    #expect(
      placement.inside.count + placement.beside.count + placement.strays.count
        + placement.strayGuides.count == lines.count + guides.count)
  }

  @Test("a name is broken into two lines unless one of them would be a letter")
  func breaks() throws {
    let layout = FigureLayout(figure([curve("line", over: abscissas) { $0 }]), theme: .screen)
    let labels = try #require(layout.labels.first)
    #expect(labels.halves(of: RichText("odd *N*")).count == 1)
    #expect(labels.halves(of: RichText("learned *K* and steps")).count == 2)
  }

  @Test("the name of points with bars is beyond the bars, not upon those of others")
  func bars() throws {
    let depths = (2...9).map(Double.init)
    let bars = depths.map {
      Curve.bar(
        x: $0, from: 3.8, to: 4.7, halfWidth: 0.34,
        color: Int($0).isMultiple(of: 2) ? .blue : .green)
    }
    let odd = depths.filter { !Int($0).isMultiple(of: 2) }
    let dots = Curve(
      "odd: learned", points: odd.map { Point(x: $0, y: 4.2) },
      style: Style(color: .green, marker: .square, width: 0.05), namePlace: .along(0.6))
    let layout = FigureLayout(
      figure(
        [dots] + bars, x: Axis("x", range: 1...10), y: Axis("y", range: 3...6),
        guides: [Guide(.horizontal, at: 4.2, style: Style(color: .blue))]), theme: .screen)
    let label = try #require(layout.labels.first?.inside.first)
    let surroundings = LabelSurroundings(layout.panels[0], lines: layout.lines[0])
    #expect(label.leader == nil)
    #expect(surroundings.areClear(of: label.box))
  }

  @Test("on a telephone panels are below one another", arguments: [(380.0, 1), (960, 2)])
  func telephone(width: Double, columns: Int) {
    let panels = (0..<2).map { index in
      Panel(xAxis: Axis("x"), yAxis: Axis("y"), curves: [curve("\(index)", over: abscissas) { $0 }])
    }
    var figure = Figure(title: "t", command: "c", panels: panels, columns: 2)
    figure.width = width
    let lefts = Set(FigureLayout(figure, theme: .screen).panels.map(\.box.left))
    #expect(lefts.count == columns)
  }

  @Test("an axis of few values has no ticks between them")
  func withoutMinors() {
    func minors(_ hasMinorTicks: Bool) -> Int {
      var x = Axis(
        "depth", scale: .logarithmic, range: 1...10,
        ticks: [Axis.Tick(1, "1"), Axis.Tick(10, "10")])
      x.hasMinorTicks = hasMinorTicks
      let layout = FigureLayout(figure([curve("", over: [1, 10]) { $0 }], x: x), theme: .screen)
      return layout.panels[0].xTicks.minors.count
    }
    #expect(minors(true) == 8)
    #expect(minors(false) == 0)
  }
}
