import TestSupport
import Testing

@testable import Report

@Suite("Labels")
struct LabelTests {
  @Test("markup is italic, lowered and raised text")
  func markup() {
    let label = RichText("*c*_{*N*,ω} and 10^{-3}")
    #expect(
      label.runs == [
        RichText.Run(text: "c", isItalic: true, level: .base),
        RichText.Run(text: "N", isItalic: true, level: .lowered),
        RichText.Run(text: ",ω", isItalic: false, level: .lowered),
        RichText.Run(text: " and 10", isItalic: false, level: .base),
        RichText.Run(text: "\u{2212}3", isItalic: false, level: .raised),
      ])
    #expect(label.plain == "cN,ω and 10\u{2212}3")
  }

  @Test("a star that is a whole script is raised, whatever follows it")
  func star() {
    let label = RichText("‖*v* − *v*^{*}‖/‖*v*^{*}‖")
    let star = RichText.Run(text: "*", isItalic: false, level: .raised)
    let italic = RichText.Run(text: "v", isItalic: true, level: .base)
    func base(_ text: String) -> RichText.Run {
      RichText.Run(text: text, isItalic: false, level: .base)
    }
    #expect(
      label.runs == [
        base("‖"), italic, base(" − "), italic, star, base("‖/‖"), italic, star, base("‖"),
      ])
    #expect(RichText(label.markup) == label)
    #expect(Document.plain("*g*^{*}") == "g*")
  }

  @Test(
    "text that is not markup stays as it is",
    arguments: ["a * b", "ratio_to_linear", "x^2", "a*", "{braces}", "well-known", "1-2", "**"])
  func literal(label: String) {
    #expect(RichText(label).plain == label)
    #expect(RichText(label).runs.count == 1)
  }

  @Test(
    "positions are moved apart by least squares",
    arguments: [
      ([10.0, 10.0, 10.0], [0.0, 10.0, 20.0]), ([0.0, 50.0, 100.0], [0.0, 50.0, 100.0]),
      ([95.0, 99.0], [90.0, 100.0]), ([20.0, 24.0, 80.0], [17.0, 27.0, 80.0]), ([200.0], [100.0]),
    ])
  func spread(targets: [Double], places: [Double]) {
    #expect(LabelPlacement.spread(targets, spacing: 10, within: 0...100) == places)
  }

  @Test("labels that do not fit a range are closer together than requested")
  func crowded() {
    let places = LabelPlacement.spread([5, 5, 5], spacing: 10, within: 0...10)
    #expect(places == [0, 5, 10])
  }

  @Test("labels at line ends do not overlap and are not cut", arguments: [1, 2, 4, 7])
  func separation(count: Int) throws {
    let abscissas = (1...500).map(Double.init)
    let curves = (0..<count).map { index in
      curve("unrolled, *N* = \(index), and a long name", over: abscissas) { _ in 1 }
    }
    let svg = ParsedSVG(figure(curves).svg())
    let labels = svg.all("text", class: "curve-label")
    #expect(labels.count == count)
    let heights = labels.compactMap { $0.number("y") }.sorted()
    #expect(zip(heights, heights.dropFirst()).allSatisfy { $1 - $0 >= 12 })
    let width = try #require(svg.all("svg").first?.number("width"))
    for label in labels {
      let left = try #require(label.number("x"))
      let widest = FontMetrics.width(of: label.text, size: 12) * FontMetrics.substitution
      #expect(left + widest <= width)
    }
  }

  @Test(
    "three or more labels of lines that end at one place share a bracket with one leader",
    arguments: [2, 3, 5])
  func bracket(count: Int) throws {
    let abscissas = (1...50).map(Double.init)
    let together = (0..<count).map { index in
      curve("line \(index)", over: abscissas) { $0 / 50 * (1 + 1e-4 * Double(index)) }
    }
    let apart = curve("apart", over: abscissas) { 1 - $0 / 50 }
    let svg = ParsedSVG(figure(together + [apart]).svg())
    let brackets = svg.all("path", class: "bracket")
    #expect(brackets.count == (count > 2 ? 1 : 0))
    let labels = svg.all("text", class: "curve-label").filter { $0.text.hasPrefix("line") }
    #expect(labels.count == count)
    guard let bracket = brackets.first else { return }
    // The bracket encloses its labels and no others.
    let numbers = (bracket.attributes["d"] ?? "").split { !"0123456789.-".contains($0) }
      .compactMap { Double($0) }
    let heights = stride(from: 1, to: numbers.count, by: 2).map { numbers[$0] }
    let (top, bottom) = (try #require(heights.min()), try #require(heights.max()))
    for label in svg.all("text", class: "curve-label") {
      let y = try #require(label.number("y"))
      #expect((y >= top && y <= bottom + 6) == label.text.hasPrefix("line"), "\(label.text)")
    }
  }

  @Test("more than seven lines get a legend outside the plotting area", arguments: [8, 12, 30])
  func legend(count: Int) throws {
    let abscissas = (1...50).map(Double.init)
    let curves = (0..<count).map { index in
      curve("line \(index)", over: abscissas) { $0 * Double(index) }
    }
    let svg = ParsedSVG(figure(curves).svg())
    #expect(svg.all("text", class: "curve-label").isEmpty)
    let labels = svg.all("text", class: "legend-label")
    #expect(labels.count == count)
    let area = try #require(svg.all("rect").first { $0.attributes["x"] != nil })
    let right = try #require(area.number("x")) + (try #require(area.number("width")))
    let bottom = try #require(area.number("y")) + (try #require(area.number("height")))
    for label in labels {
      let isBeside = try #require(label.number("x")) > right
      let isBelow = try #require(label.number("y")) > bottom
      #expect(isBeside || isBelow)
    }
  }

  @Test("long names go below the plot")
  func longNames() {
    let name = String(repeating: "a very long name ", count: 20)
    let svg = ParsedSVG(figure([curve(name, over: [1, 2, 3]) { $0 }]).svg())
    #expect(svg.all("text", class: "legend-label").count == 1)
  }

  @Test("a line that ends within the panel is named there, clear of other lines")
  func inside() throws {
    let abscissas = (1...500).map(Double.init)
    let svg = ParsedSVG(
      figure([
        curve("ends early", over: abscissas) { $0 < 200 ? $0 : .nan },
        curve("continues", .green, over: abscissas) { 500 - $0 / 2 },
      ]).svg())
    let label = try #require(
      svg.all("text", class: "curve-label").first { $0.text.hasPrefix("ends") })
    #expect(try #require(label.number("x")) < 400)
  }

  @Test("lines that leave the panel too close together for their names get a legend")
  func strays() {
    let abscissas = (1...500).map(Double.init)
    let curves = (1...4).map { index in
      curve("a rather long name \(index)", over: abscissas) { $0 / Double(20 + index) }
    }
    let svg = ParsedSVG(figure(curves, y: Axis("y", range: 0...3)).svg())
    #expect(svg.all("text", class: "curve-label").isEmpty)
    #expect(svg.all("text", class: "legend-label").count == 4)
  }

  @Test("a band is named within its area, or in a legend where it is too thin")
  func bands() {
    let abscissas = (0...100).map(Double.init)
    let upper = abscissas.map { _ in 5.0 }
    let wide = Band("inside", x: abscissas, lower: upper.map { $0 - 4 }, upper: upper, color: .blue)
    let thin = Band(
      "outside", x: abscissas, lower: upper.map { $0 - 0.01 }, upper: upper, color: .green)
    let svg = ParsedSVG(figure([], y: Axis("y", range: 0...6), bands: [wide, thin]).svg())
    #expect(svg.all("text", class: "area-label").map(\.text) == ["inside"])
    #expect(svg.all("text", class: "legend-label").map(\.text) == ["outside"])
  }

  @Test("a band is named where it reaches over the whole of its name", arguments: [0.0, 60])
  func bandEnds(start: Double) throws {
    // Two corners are enough for a band of straight bounds.
    let band = Band(
      "half", x: [start, start + 40], lower: [0, 0], upper: [6, 6], color: .blue)
    let x = Axis("x", range: 0...100)
    let svg = ParsedSVG(figure([], x: x, y: Axis("y", range: 0...6), bands: [band]).svg())
    let label = try #require(svg.all("text", class: "area-label").first)
    let area = try #require(svg.all("rect").first { $0.attributes["x"] != nil })
    let (left, width) = (try #require(area.number("x")), try #require(area.number("width")))
    let place = (try #require(label.number("x")) - left) / width * 100
    #expect(place > start && place < start + 35)
  }

  /// Four lines with one end, each with a stretch of its own, a band, and guides in both directions.
  private static let crowded: Figure = {
    let abscissas = (0...60).map { Double($0) / 60 }
    let curves = [
      curve("bilevel", .vermillion, over: abscissas) { 4 * (1 - $0) * (1 - $0) },
      curve("*N* = 3", .green, over: abscissas) { $0 < 0.3 ? 0.9 : 1.3 * (1 - $0) },
      curve("even", .blue, over: abscissas) { _ in 0 },
      curve("floor", .darkGreen, over: abscissas) { -4 * $0 * (1 - $0) },
    ]
    let band = Band(
      "", x: abscissas, lower: abscissas.map { -4 * $0 * (1 - $0) },
      upper: abscissas.map { _ in 0 },
      color: .blue)
    let light = Band(
      "", x: [0, 1], lower: [1.6, 1.6], upper: [2.2, 2.2], color: .orange, hasBoundary: false)
    return figure(
      curves, x: Axis("x"), y: Axis("y", range: -2...4.5), bands: [band, light],
      guides: [
        Guide(.vertical, at: 0.45, label: "here"), Guide(.horizontal, at: -1.6),
        Guide(.horizontal, at: 3.2, label: "limit"),
      ])
  }()

  @Test(
    "no name lies on a line, a guide or the drawn edge of a band, and its own line is the nearest",
    arguments: FigurePreset.allCases, [nil, 300, 420] as [Double?])
  func clear(preset: FigurePreset, width: Double?) throws {
    var figure = Self.crowded
    // Widths in pixels of a screen.
    figure.width = width.map { $0 * preset.theme.width(columns: 1) / 760 }
    let layout = FigureLayout(figure, theme: preset.theme)
    guard layout.naming == .direct else { return }
    let labels = try #require(layout.labels.first)
    let surroundings = LabelSurroundings(layout.panels[0], lines: layout.lines[0])
    for label in labels.inside {
      let isClear = surroundings.areClear(of: label.box, allowsFaint: true)
      #expect(isClear, "\(label.lines[0].plain)")
      let own = figure.panels[0].curves.firstIndex { label.lines == [RichText($0.label)] }
      guard let own else { continue }
      // A name with a leader is where that begins.
      let place = label.leader.map {
        Box(left: $0.start.x, top: $0.start.y, right: $0.start.x, bottom: $0.start.y)
      }
      let box = place ?? label.box
      let distance = LabelPlacement.distance(from: box, to: surroundings.curves[own])
      let other = surroundings.distance(from: box, except: .curve(own))
      #expect(distance < other, "\(label.lines[0].plain)")
    }
    for (index, one) in labels.inside.enumerated() {
      for other in labels.inside[(index + 1)...] { #expect(!one.box.overlaps(other.box)) }
    }
  }

  @Test(
    "names of lines with a common end are placed where the lines are apart, on a screen and in print"
  )
  func direct() {
    for preset in [FigurePreset.screen, .paper, .slides, .poster] {
      let layout = FigureLayout(Self.crowded, theme: preset.theme)
      #expect(layout.naming == .direct, "\(preset)")
      #expect(layout.labels.first?.inside.count ?? 0 >= 4, "\(preset)")
    }
  }

  @Test("a name that one panel shows is not explained for another")
  func namedElsewhere() {
    func panel(_ height: Double) -> Panel {
      Panel(
        xAxis: Axis("x", range: 0...1), yAxis: Axis("y", range: 0...6),
        bands: [Band("area", x: [0, 1], lower: [0, 0], upper: [height, height], color: .blue)])
    }
    func names(_ heights: [Double], _ kind: String) -> Int {
      let figure = Figure(
        title: "t", command: "c", panels: heights.map(panel), columns: heights.count)
      return ParsedSVG(figure.svg()).all("text", class: kind).count
    }
    #expect(names([5, 0.01], "area-label") == 1 && names([5, 0.01], "legend-label") == 0)
    #expect(names([0.01, 0.01], "area-label") == 0 && names([0.01, 0.01], "legend-label") == 1)
  }

  @Test("a band without boundary is filled alone")
  func boundary() {
    func paths(_ hasBoundary: Bool) -> [ParsedSVG.Element] {
      let band = Band(
        "", x: [0, 1], lower: [1, 1], upper: [4, 5], color: .blue, hasBoundary: hasBoundary)
      let svg = figure([], y: Axis("y", range: 0...6), bands: [band]).svg()
      return ParsedSVG(svg).all("path").filter { $0.attributes["stroke"] == "#0072B2" }
    }
    #expect(paths(true).count == 1 && paths(false).isEmpty)
  }
}
