import TestSupport
import Testing

@testable import Report

@Suite("SVG")
struct SVGTests {
  private static let abscissas = (1...500).map(Double.init)

  @Test("the file names itself, describes itself and keeps the command, all escaped")
  func accessibility() throws {
    var drawn = figure([curve("a < b & c", over: Self.abscissas) { 1 / $0 }])
    drawn.title = "Risk <over> \"k\""
    drawn.command = "toy risk --data 'a&b.csv' > out"
    let svg = ParsedSVG(drawn.svg())
    #expect(svg.isWellFormed)
    #expect(svg.all("title").first?.text == "Risk <over> \"k\"")
    #expect(svg.all("metadata").first?.text == "toy risk --data 'a&b.csv' > out")
    #expect(svg.all("desc").first?.text == drawn.generatedDescription)
    let root = try #require(svg.all("svg").first)
    #expect(root.attributes["role"] == "img")
    let ids = svg.elements.compactMap { $0.attributes["id"] }
    for attribute in ["aria-labelledby", "aria-describedby"] {
      #expect(ids.contains(try #require(root.attributes[attribute])), "\(attribute)")
    }
    #expect(Set(ids).count == ids.count)
  }

  @Test("the description that the caller gives is kept")
  func description() {
    var drawn = figure([])
    drawn.description = "What it shows."
    #expect(ParsedSVG(drawn.svg()).all("desc").first?.text == "What it shows.")
  }

  @Test("the background is opaque white and covers the image")
  func background() throws {
    let svg = ParsedSVG(figure([]).svg())
    let rect = try #require(svg.all("rect").first { $0.attributes["width"] == "100%" })
    #expect(rect.attributes["fill"] == "#ffffff")
  }

  @Test("the same figure gives the same bytes, without dates")
  func determinism() {
    let drawn = figure([curve("a", over: Self.abscissas) { 1 / $0 }])
    #expect(drawn.svg() == drawn.svg())
  }

  @Test(
    "lengths have at most two decimals and no negative zero",
    arguments: [
      (0, "0"), (-0.0, "0"), (-0.001, "0"), (1, "1"), (1.5, "1.5"), (1.006, "1.01"),
      (-2.05, "-2.05"),
      (0.05, "0.05"), (.nan, "0"), (.infinity, "0"),
    ] as [(Double, String)])
  func lengths(value: Double, written: String) {
    var writer = SVGWriter()
    writer.number(value)
    #expect(text(writer.bytes) == written)
  }

  @Test("control characters that XML cannot hold are replaced")
  func controlCharacters() {
    var drawn = figure([])
    drawn.command = "a\u{1}b\u{FFFE}"
    let svg = ParsedSVG(drawn.svg())
    #expect(svg.isWellFormed)
    #expect(svg.all("metadata").first?.text == "a\u{FFFD}b\u{FFFD}")
  }

  @Test("10⁵ points make a path of some kilobytes", arguments: [0.0, 0.4])
  func manyPoints(noise: Double) {
    var generator = SeededGenerator(state: 1)
    let points = (0..<100_000).map { index in
      let x = Double(index) / 1e4
      return Point(
        x: x,
        y: (x * 3).remainder(dividingBy: 4) + noise * Double.random(in: -1...1, using: &generator))
    }
    let drawn = figure([Curve("a", points: points, style: Style(color: .blue))])
    #expect(drawn.svg().count < (noise == 0 ? 8_000 : 120_000))
  }

  @Test("what lies outside the axes is clipped and not written")
  func clipping() throws {
    let svg = ParsedSVG(
      figure(
        [curve("steep", over: Self.abscissas) { ($0 - 250) * 1e9 }],
        y: Axis("y", range: 0...1)
      ).svg())
    let height = try #require(svg.all("svg").first?.number("height"))
    for path in svg.all("path") {
      let numbers = (path.attributes["d"] ?? "").split { "MLZ ".contains($0) }
        .compactMap { Double($0) }
      #expect(numbers.allSatisfy { $0 > -20 && $0 < max(height, 760) + 20 })
    }
  }

  @Test("gaps interrupt a line; a point between gaps is a dot")
  func gaps() {
    let values = [1, 2, .nan, 3, .infinity, 4, 5]
    let points = values.enumerated().map { Point(x: Double($0.offset), y: $0.element) }
    let svg = ParsedSVG(figure([Curve("a", points: points, style: Style(color: .blue))]).svg())
    let line = svg.all("path").first { $0.attributes["stroke"] == "#0072B2" }
    #expect(line?.attributes["d"]?.filter { $0 == "M" }.count == 2)
    #expect(svg.all("circle").count == 1)
  }

  @Test("a logarithmic axis leaves out numbers that are not positive")
  func logarithmicGaps() {
    let svg = text(
      figure(
        [curve("a", over: [1, 2, 3, 4, 5]) { $0 - 3 }], y: Axis("y", scale: .logarithmic)
      ).svg())
    #expect(!svg.contains("nan") && !svg.contains("inf"))
  }

  @Test("markers are at every point of a short curve and sparse on a long one")
  func markers() {
    func count(_ points: Int) -> Int {
      let abscissas = (0..<points).map(Double.init)
      let drawn = figure([curve("a", marker: .circle, over: abscissas) { $0 }])
      return ParsedSVG(drawn.svg()).all("circle").count
    }
    #expect(count(11) == 11 && count(25) == 25)
    #expect((6...8).contains(count(500)))
  }

  @Test("a level line has no markers, but points without a line have theirs")
  func levelMarkers() {
    func count(width: Double, slope: Double) -> Int {
      var level = curve("a", marker: .circle, over: [1, 2, 3]) { 1 + slope * $0 }
      level.style.width = width
      return ParsedSVG(figure([level]).svg()).all("circle").count
    }
    #expect(count(width: 1.75, slope: 0) == 0)
    #expect(count(width: 1.75, slope: 0.01) == 3)
    #expect(count(width: 0.05, slope: 0) == 3)
  }

  @Test("markers of coinciding curves are at different places")
  func offsetMarkers() {
    let curves = ["a", "b", "c"].map {
      curve($0, marker: .circle, over: Self.abscissas) { 1 + $0 / 500 }
    }
    let places = ParsedSVG(figure(curves).svg()).all("circle").compactMap { $0.number("cx") }
    #expect(places.count >= 18)
    #expect(Set(places).count == places.count)
  }

  @Test("a broken line is drawn over an unbroken one that it lies on, whatever their order")
  func dashedAboveSolid() {
    let dashed = curve("d", .black, dash: .dashed, over: Self.abscissas) { _ in 1 }
    let solid = curve("s", .blue, over: Self.abscissas) { _ in 1 }
    for curves in [[dashed, solid], [solid, dashed]] {
      let strokes = ParsedSVG(figure(curves).svg()).all("path").filter {
        $0.attributes["stroke-width"] == "1.75"
      }.compactMap { $0.attributes["stroke"] }
      #expect(strokes == ["#0072B2", "#000000"])
    }
  }

  @Test("an unbroken line under another is wider, so that it shows")
  func casing() {
    let curves = [
      curve("a", .blue, over: Self.abscissas) { _ in 1 },
      curve("b", .orange, over: Self.abscissas) { _ in 1 },
    ]
    let widths = ParsedSVG(figure(curves).svg()).all("path")
      .filter { $0.attributes["stroke"] == "#0072B2" }.compactMap { $0.number("stroke-width") }
    #expect(widths.contains { $0 > 1.75 })
  }

  @Test(
    "it is wider only along stretches of a third of its length or more",
    arguments: [(0.9, true), (0.5, true), (0.2, false)])
  func shortCasing(share: Double, isWider: Bool) {
    // The other line lies on it in two stretches of this share in all.
    let curves = [
      curve("a", .blue, over: Self.abscissas) { _ in 1 },
      curve("b", .orange, over: Self.abscissas) { x in
        x / 500 <= share || x / 500 > 0.8 ? 1 : 1.5
      },
    ]
    let widths = ParsedSVG(figure(curves).svg()).all("path")
      .filter { $0.attributes["stroke"] == "#0072B2" }.compactMap { $0.number("stroke-width") }
    #expect(widths.contains { $0 > 1.75 } == isWider)
  }

  @Test("where the lines part, the wider one becomes narrow by degrees")
  func taperedCasing() throws {
    let curves = [
      curve("a", .blue, over: Self.abscissas) { _ in 1 },
      curve("b", .orange, over: Self.abscissas) { x in x < 250 ? 1 : 1 + (x - 250) / 100 },
    ]
    let ends = ParsedSVG(figure(curves).svg()).all("path").filter {
      $0.attributes["fill"] == "#0072B2"
    }
    try #require(ends.count == 1)
    let heights = try #require(ends[0].attributes["d"]).split(whereSeparator: { "MLZ".contains($0) }
    )
    .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
    let middle = heights.count / 2
    // Both sides of the outline, from its wide end to the narrow one and back.
    #expect(abs(heights[0] - heights[heights.count - 1]) > 3)
    #expect(abs(abs(heights[middle - 1] - heights[middle]) - 1.75) < 0.02)
  }

  @Test("the name of an axis is repeated if its scale or range differs")
  func axisLabels() {
    func names(_ second: Axis) -> Int {
      let panels = [Axis("risk"), second].map { axis in
        Panel(xAxis: Axis("x"), yAxis: axis, curves: [curve("a", over: [1, 2, 3]) { $0 }])
      }
      let drawn = Figure(title: "two", command: "", panels: panels, columns: 2)
      return ParsedSVG(drawn.svg()).all("text", class: "axis-label").count { $0.text == "risk" }
    }
    #expect(names(Axis("risk")) == 1)
    #expect(names(Axis("risk", scale: .logarithmic)) == 2)
    #expect(names(Axis("risk", range: 0...4)) == 2)
  }

  @Test("a line with a marker in only one panel has one entry in the common legend")
  func legendMarkers() {
    let panels = [0, 1.0, 2].map { slope in
      Panel(
        xAxis: Axis("x"), yAxis: Axis("y"),
        curves: [curve("a", marker: .circle, over: [1, 2, 3]) { 1 + slope * $0 }])
    }
    let svg = ParsedSVG(Figure(title: "f", command: "", panels: panels, columns: 3).svg())
    #expect(svg.all("text", class: "legend-label").count == 1)
    // Two panels with three markers, and the sample.
    #expect(svg.all("circle").count == 7)
  }

  @Test("panels of the same lines share one legend")
  func sharedLegend() {
    let panel = Panel(
      xAxis: Axis("x"), yAxis: Axis("y"), curves: [curve("a", over: [1, 2, 3]) { $0 }])
    let drawn = Figure(
      title: "six", command: "", panels: Array(repeating: panel, count: 6), columns: 3)
    let svg = ParsedSVG(drawn.svg())
    #expect(svg.all("text", class: "legend-label").count == 1)
    #expect(svg.all("g", class: "panel").count == 6)
    // Axis labels that a neighbour repeats are shown once.
    #expect(svg.all("text", class: "axis-label").count == 3 + 2)
  }
}
