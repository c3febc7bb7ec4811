import Report
import TestSupport
import Testing

@Suite("Degenerate figures")
struct DegenerateFigureTests {
  static let abscissas: [[Double]] = [
    [], [5], [5, 5, 5], [1, 2], [.nan, .nan], [0, 0], [-1, -2], [1e308, -1e308],
    [.leastNonzeroMagnitude, .leastNonzeroMagnitude * 2],
    [.infinity, 1], [3, 2, 1],
  ]
  static let ordinates: [[Double]] = [
    [1, 1, 1], [0, 0, 0], [.nan, .nan, .nan], [.infinity, 1, 2], [-1, -2, -3],
    [1e308, -1e308, 1e308], [.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude],
    [1.0000001, 1.0000002, 1.0000001],
    [1e-30, 1, 1e30],
  ]

  @Test("give a well-formed file without NaN or infinity", arguments: abscissas, ordinates)
  func wellFormed(x: [Double], y: [Double]) {
    for scale in [Axis.Scale.linear, .logarithmic] {
      for range in [nil, 0.0...0.0, -1.0...1.0, 2.0...3.0] {
        let points = zip(x, y).map { Point(x: $0, y: $1) }
        let count = points.count
        let band = Band(
          "area", x: Array(x.prefix(count)), lower: Array(y.prefix(count)),
          upper: [Double](repeating: .infinity, count: count), color: .skyBlue)
        let drawn = figure(
          [
            Curve("line", points: points, style: Style(color: .blue, marker: .circle)),
            Curve("line", points: points, style: Style(color: .green, dash: .dotted)),
          ],
          x: Axis("x", scale: scale), y: Axis("y", scale: scale, range: range), bands: [band],
          guides: [Guide(.horizontal, at: y[0], label: "h"), Guide(.vertical, at: 1, label: "v")])
        let bytes = drawn.svg()
        #expect(ParsedSVG(bytes).isWellFormed)
        for element in ParsedSVG(bytes).elements {
          for (name, value) in element.attributes where name != "font-family" {
            let lowered = value.lowercased()
            #expect(!lowered.contains("nan") && !lowered.contains("inf"), "\(name)=\(value)")
            #expect(!lowered.contains("e+") && !value.contains("-0\""), "\(name)=\(value)")
          }
        }
      }
    }
  }

  @Test("no panels and no curves give an image still")
  func nothing() {
    #expect(ParsedSVG(Figure(title: "", command: "", panels: []).svg()).isWellFormed)
    let empty = ParsedSVG(figure([curve("a", over: []) { $0 }]).svg())
    #expect(empty.all("text", class: "remark").first?.text == "no data to show")
  }

  @Test("sizes out of range are brought into it", arguments: [0, -5, .nan, .infinity, 1e9, 210])
  func sizes(width: Double) throws {
    var drawn = figure([curve("a name", over: [1, 2]) { $0 }])
    drawn.width = width
    drawn.columns = -3
    drawn.aspect = width
    let svg = ParsedSVG(drawn.svg())
    let drawnWidth = try #require(svg.all("svg").first?.number("width"))
    #expect((200...10_000).contains(drawnWidth))
  }
}

@Suite("Generated descriptions")
struct DescriptionTests {
  @Test("say what every curve does")
  func curves() {
    let drawn = Figure(
      title: "Risks", command: "",
      panels: [
        Panel(
          title: "*N* = 2", xAxis: Axis("*k*"), yAxis: Axis("risk", scale: .logarithmic),
          curves: [
            curve("bilevel", over: [1, 2, 3, 4]) { [0, 4, 1, 9, 3][Int($0)] },
            curve("linear", over: [1, 2]) { _ in 1 },
            curve("gap", over: [1, 2]) { $0 == 1 ? .nan : -0.5 },
            curve("none", over: []) { $0 },
            .bar(x: 2, from: 0.5, to: 0.75, halfWidth: 0.1, color: .blue),
          ], guides: [Guide(.horizontal, at: 1, label: "best")])
      ])
    #expect(
      drawn.generatedDescription
        == "Risks. N = 2: risk (logarithmic) over k. "
        + "bilevel: from 4 at x = 1 to 3 at x = 4, smallest 1 at x = 2, largest 9 at x = 3. "
        + "linear: 1 throughout, from x = 1 to 2. "
        + "gap: a point at (2, −0.5). 1 of 2 points is not finite. "
        + "none: no finite points. Bar at x = 2 from 0.5 to 0.75. Horizontal line at 1 (best).")
  }

  @Test("the separator of curves that are drawn as one is not a point")
  func separators() {
    let gap = Point(x: .nan, y: .nan)
    let points = [
      Point(x: 0, y: 1), Point(x: 1, y: 2), gap, Point(x: 0, y: 3), Point(x: 1, y: .infinity), gap,
    ]
    let text = figure([Curve("runs", points: points, style: Style(color: .black))])
      .generatedDescription
    #expect(
      text.hasSuffix("largest 3 at x = 0. 1 of 4 points is not finite.")
        || text.hasSuffix(" (largest) at x = 0. 1 of 4 points is not finite."), "\(text)")
  }

  @Test("isolated points are described by coordinates, and curves without a name as curves")
  func points() {
    func point(_ label: String, _ x: Double, _ y: Double) -> Curve {
      Curve(label, points: [Point(x: x, y: y)], style: Style(color: .black, marker: .circle))
    }
    let drawn = figure(
      [
        curve("", over: [0, 1]) { $0 }, point("", 3, 0.5), point("minimum", 1, 2),
        point("minimum", 4, 2), point("", 5, 1), point("", 6, 1),
        Curve(
          "", points: [Point(x: 0, y: 2), Point(x: 1, y: 1)],
          style: Style(color: .black, marker: .circle, width: 0.01)),
      ], bands: [Band("", x: [0, 1], lower: [0, 0], upper: [1, 1], color: .blue)])
    let text = drawn.generatedDescription
    #expect(
      text.hasSuffix(
        "A curve: from 0 (smallest) at x = 0 to 1 (largest) at x = 1. A point at (3, 0.5). "
          + "minimum: points at (1, 2) and (4, 2). Points at (5, 1) and (6, 1). "
          + "2 points: from 2 (largest) at x = 0 to 1 (smallest) at x = 1. "
          + "An area from x = 0 to 1."))
    #expect(!text.contains("one point") && !text.contains(/Curve [0-9]/))
  }

  @Test("the short description names title, axes and curves")
  func summary() {
    let drawn = Figure(
      title: "Risks of *R*", command: "",
      panels: ["*N* = 2", "*N* = 3"].map { title in
        Panel(
          title: title, xAxis: Axis("*k*"), yAxis: Axis("risk"),
          curves: [curve("best", over: [1, 2]) { $0 }, curve("", over: [1, 2]) { $0 }])
      })
    #expect(
      drawn.summary == "Risks of R. 2 panels show risk over k: N = 2; N = 3. Curve: best.")
  }

  @Test(
    "the short description of any figure has fewer than 60 words",
    arguments: [1, 3, 12, 80], [1, 2, 9])
  func words(count: Int, panels: Int) {
    let long = Array(repeating: "word", count: count).joined(separator: " ")
    for (title, label, description) in [
      (long, "a", ""), ("T", long, ""), (long, long, ""), ("T", "a", long),
    ] {
      let drawn = Figure(
        title: title, description: description, command: "",
        panels: (0..<panels).map { index in
          Panel(
            title: "\(long) \(index)", xAxis: Axis(long), yAxis: Axis("risk"),
            curves: (0..<count).map { number in
              curve("\(label) \(number)", over: [0, 1]) { $0 }
            })
        })
      let text = drawn.summary
      #expect(text.split(whereSeparator: \.isWhitespace).count < 60)
      #expect(text.hasPrefix(description.isEmpty ? title.prefix(1) : "word"))
    }
  }
}
