import Foundation
import TestSupport
import Testing

@testable import Report

@Suite("Presets")
struct PresetTests {
  private static let abscissas = (1...100).map(Double.init)

  private static func panels(_ count: Int, columns: Int) -> Figure {
    let panel = Panel(
      title: "a title of many words that may need a second line",
      xAxis: Axis("number *k* of rows of *R*"),
      yAxis: Axis("share of starts that reach the optimum"),
      curves: [
        curve("*N* = 2, 10, learned *ω*", over: abscissas) { 1 / $0 },
        curve("best linear", .black, dash: .dashed, over: abscissas) { _ in 0.5 },
      ])
    return Figure(
      title: "f", command: "toy", panels: Array(repeating: panel, count: count), columns: columns)
  }

  @Test(
    "the width of the image follows the columns of panels",
    arguments: [
      (.screen, [760, 960, 1100], ""), (.paper, [252, 504, 504], "pt"),
      (.slides, [960, 960, 960], ""), (.poster, [864, 1440, 1440], "pt"),
      (.dark, [760, 960, 1100], ""),
    ] as [(FigurePreset, [Int], String)])
  func widths(preset: FigurePreset, widths: [Int], unit: String) throws {
    for (index, width) in widths.enumerated() {
      let figure = Self.panels(index + 1, columns: index + 1)
      let svg = ParsedSVG(figure.svg(theme: preset.theme))
      let root = try #require(svg.all("svg").first)
      let box = try #require(root.attributes["viewBox"]).split(separator: " ")
      #expect(box[2] == "\(width)")
      #expect(root.attributes["width"] == "\(width)\(unit)")
      #expect(root.attributes["height"] == "\(box[3])\(unit)")
    }
  }

  @Test("without a theme a figure is drawn for the screen")
  func standard() {
    let figure = Self.panels(2, columns: 2)
    #expect(figure.svg() == figure.svg(theme: FigurePreset.screen.theme))
  }

  @Test("text has the least size of the preset", arguments: FigurePreset.allCases)
  func textSizes(preset: FigurePreset) throws {
    let least =
      [.screen: 12.0, .paper: 7.5, .slides: 18, .poster: 24, .dark: 12] as [FigurePreset: Double]
    let svg = ParsedSVG(Self.panels(2, columns: 2).svg(theme: preset.theme))
    let sizes = svg.all("text").compactMap { $0.number("font-size") }
    #expect(sizes.min() == least[preset])
  }

  @Test("slides are at most 16 to 9 and use the height", arguments: [1, 2, 3, 6])
  func slides(count: Int) throws {
    let svg = ParsedSVG(Self.panels(count, columns: 3).svg(theme: FigurePreset.slides.theme))
    let height = try #require(svg.all("svg").first?.number("height"))
    #expect(height <= 540)
    #expect(height >= 300)
  }

  @Test(
    "a figure too full for a slide keeps the slide's shape, with smaller letters",
    arguments: [9, 16])
  func fullSlide(count: Int) throws {
    let svg = ParsedSVG(Self.panels(count, columns: 3).svg(theme: FigurePreset.slides.theme))
    let root = try #require(svg.all("svg").first)
    let box = try #require(root.attributes["viewBox"]).split(separator: " ")
      .compactMap { Double($0) }
    let (width, height) = (try #require(root.number("width")), try #require(root.number("height")))
    #expect((width - 960).magnitude < 1 && height <= 540)
    #expect(box[2] > 960 && (box[2] / box[3] - width / height).magnitude < 0.01)
    #expect(svg.illegibleTexts { FontMetrics.width(of: $0, size: $1) } == [])
  }

  @Test("a dark figure differs from the one on screen in its colours alone")
  func dark() {
    let figure = Self.panels(2, columns: 2)
    func look(_ preset: FigurePreset) -> String {
      String(decoding: figure.svg(theme: preset.theme), as: UTF8.self)
    }
    #expect(look(.dark) != look(.screen))
    #expect(
      look(.dark).replacing(/#[0-9A-Fa-f]{6}/, with: "")
        == look(.screen)
        .replacing(/#[0-9A-Fa-f]{6}/, with: ""))
  }

  @Test("colours have their contrast with the background", arguments: FigureColors.allCases)
  func contrast(colors: FigureColors) throws {
    let page = try luminance(colors.background)
    func contrast(_ color: StaticString) throws -> Double {
      let other = try luminance(color)
      return (max(page, other) + 0.05) / (min(page, other) + 0.05)
    }
    #expect(try contrast(colors.foreground) >= 7)
    #expect(try contrast(colors.grid) < 1.5)
    for ink in Ink.allCases {
      let least = colors == .light && ink == .yellow ? 1.25 : 2.0
      #expect(try contrast(colors.line(ink)) >= least, "\(ink)")
      #expect(try contrast(colors.text(ink)) >= 4.5, "\(ink)")
    }
  }

  /// The relative luminance of a colour, as WCAG 2 defines it.
  private func luminance(_ color: StaticString) throws -> Double {
    let number = try #require(Int("\(color)".dropFirst(), radix: 16))
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double(number >> shift & 255) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  @Test("lines and markers have the preset's widths")
  func lines() throws {
    let drawn = figure([curve("a", marker: .circle, over: [1, 2, 3]) { $0 }])
    let paper = ParsedSVG(drawn.svg(theme: FigurePreset.paper.theme))
    let line = try #require(paper.all("path").first { $0.attributes["stroke"] == "#0072B2" })
    #expect(line.number("stroke-width") == 0.96)
    #expect(paper.all("circle").compactMap { $0.number("r") } == [1.87, 1.87, 1.87])
  }

  @Test("no text is cut or lies on another", arguments: FigurePreset.allCases, [1, 2, 3, 6])
  func separation(preset: FigurePreset, count: Int) {
    let svg = ParsedSVG(Self.panels(count, columns: min(count, 3)).svg(theme: preset.theme))
    #expect(svg.illegibleTexts { FontMetrics.width(of: $0, size: $1) } == [])
  }

  @Test(
    "a text is broken into even lines at spaces",
    arguments: [
      ("one", 1, ["one"]), ("one two", 100, ["one two"]), ("one two", 4, ["one", "two"]),
      ("a b c d e f", 6.5, ["a b c", "d e f"]), ("*k* of *R*_{0} rows", 7, ["k of R0", "rows"]),
    ] as [(String, Double, [String])])
  func lines(markup: String, width: Double, lines: [String]) {
    #expect(RichText(markup).lines(width: width * 5, size: 10).map(\.plain) == lines)
  }
}
