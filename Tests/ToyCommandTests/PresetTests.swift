// Figures for papers, slides and posters.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct PresetTests {
  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test(
    "every command that draws takes a preset",
    arguments: [
      "risk-ratio --n 5", "expressivity --x s --depth 2,3", "landscape --depth 2,3", "phase --n 9",
      "learn --n 3 --k 1 --starts 1",
    ])
  func commands(line: String) throws {
    let folder = try Folder()
    for (preset, unit) in [("paper", "pt"), ("slides", ""), ("poster", "pt"), ("dark", "")] {
      _ = try folder.succeed("\(line) --preset \(preset) -o \(preset).svg")
      let text = try folder.text("\(preset).svg")
      let head = try #require(text.firstMatch(of: /width="([0-9]+)(pt|)" height="[0-9]+(pt|)"/))
      #expect(head.2 == unit && head.3 == unit)
      #expect(text.contains("--preset \(preset)</metadata>"))
    }
    _ = try folder.succeed("\(line) --preset screen -o a.svg")
    _ = try folder.succeed("\(line) -o b.svg")
    let named = try folder.text("a.svg")
    #expect(named.replacing(" --preset screen", with: "") == (try folder.text("b.svg")))
  }

  @Test(
    "presets without a figure, and unknown ones",
    arguments: [
      ("risk-ratio --n 5 --preset paper -o a.csv", "--preset paper requires a figure"),
      ("risk-ratio --n 5 --preset paper -o -", "--preset paper requires a figure"),
      ("expressivity --preset paper", "--preset paper: no figure is drawn here"),
      ("risk-ratio --n 5 --preset papers", "--preset papers: did you mean paper? known are screen"),
      ("figures --preset x", "--preset x: known are screen, paper, slides, poster, dark"),
      ("figures --list --preset paper", "--preset applies only to figures that are drawn"),
      ("risk --preset paper", "unknown option --preset"),
    ])
  func refusals(line: String, message: String) throws {
    try Folder().expectUsageError(line, says: message)
  }

  /// The figures of the catalogue that are the same bytes on every machine.
  private struct Entry: Decodable {
    let id: String
    let cost: String
  }

  private static let closedForms: [String] = {
    let path = repository.appendingPathComponent("Figures/catalog.json")
    guard let data = try? Data(contentsOf: path),
      let list = try? JSONDecoder().decode([Entry].self, from: data)
    else { return [] }
    return list.filter { $0.cost.hasPrefix("closed form") }.map(\.id)
  }()

  @Test("without a preset the catalogue is drawn as it is committed")
  func committed() throws {
    let folder = try Folder()
    let figures = Self.repository.appendingPathComponent("Figures")
    try #require(Self.closedForms.count > 10)
    _ = try folder.toy(
      ["figures"] + Self.closedForms + [
        "--catalog", figures.appendingPathComponent("catalog.json").path, "-o", "out/",
      ])
    for id in Self.closedForms {
      let committed = try Data(contentsOf: figures.appendingPathComponent("\(id).svg"))
      #expect(try folder.bytes("out/\(id).svg") == Array(committed), "\(id)")
    }
  }

  @Test(
    "in every preset the catalogue's text is whole and apart",
    arguments: ["screen", "paper", "slides", "poster", "dark"])
  func text(preset: String) throws {
    let folder = try Folder()
    let catalog = Self.repository.appendingPathComponent("Figures/catalog.json").path
    _ = try folder.toy(
      ["figures"] + Self.closedForms + ["--catalog", catalog, "--preset", preset, "-o", "out/"])
    for id in Self.closedForms {
      let svg = try folder.text("out/\(id).svg")
      let size = try #require(svg.firstMatch(of: /viewBox="0 0 ([0-9.]+) ([0-9.]+)"/))
      let (width, height) = (try #require(Double(size.1)), try #require(Double(size.2)))
      let labels = svg.matches(of: /<text [^>]*>.*?<\/text>/).compactMap { Label(String($0.0)) }
      try #require(labels.count > 5)
      for (index, one) in labels.enumerated() {
        let isWhole =
          one.x.lowerBound >= 0 && one.x.upperBound <= width
          && one.y.lowerBound >= 0 && one.y.upperBound <= height
        #expect(isWhole, "\(id): \(one.text)")
        for other in labels[(index + 1)...] {
          let isApart = !one.x.overlaps(other.x) || !one.y.overlaps(other.y)
          #expect(isApart, "\(id): \(one.text) and \(other.text)")
        }
      }
    }
  }
}

/// A text of an SVG file with about the area that it takes.
private struct Label {
  let text: String
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>

  init?(_ element: String) {
    func number(_ name: String) -> Double? {
      element.firstRange(of: " \(name)=\"").flatMap { start in
        Double(element[start.upperBound...].prefix { $0 != "\"" })
      }
    }
    guard let left = number("x"), let base = number("y"), let size = number("font-size") else {
      return nil
    }
    text = element.replacing(/<[^>]*>/, with: "").replacing("&#39;", with: "'")
    guard !text.isEmpty else { return nil }
    // Letters are half as wide as high on average; these are narrow ones.
    let width = text.reduce(0) { $0 + (" .,:;ilj()1".contains($1) ? 0.25 : 0.5) } * size
    let start =
      element.contains("text-anchor=\"middle\"")
      ? -width / 2 : element.contains("text-anchor=\"end\"") ? -width : 0
    if element.contains("rotate(") {
      x = (left - 0.7 * size)...left
      y = (base - start - width)...(base - start)
    } else {
      x = (left + start)...(left + start + width)
      y = (base - 0.7 * size)...base
    }
  }
}
