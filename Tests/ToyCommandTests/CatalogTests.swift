// The figures in the repository are those that their commands draw.

import Foundation
import Testing

@testable import ToyCommand

@Suite struct CatalogTests {
  /// The folder of the package: above Tests/ToyCommandTests.
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static var catalogPath: String {
    root.appendingPathComponent("Figures/catalog.json").path
  }

  @Test("every figure in closed form is drawn again to the same bytes")
  func redrawn() throws {
    let figures = try CatalogFigure.read(Self.catalogPath)
      .filter { $0.cost.lowercased().hasPrefix("closed form") }
    try #require(!figures.isEmpty)
    let folder = try Folder()
    let outcome = try folder.toy(
      ["figures"] + figures.map(\.id) + ["--catalog", Self.catalogPath, "-o", "drawn/"])
    try #require(outcome.status == 0, "\(outcome.diagnostics)")
    for figure in figures {
      for suffix in ["svg", "csv"] {
        let name = "\(figure.id).\(suffix)"
        let committed = try? Data(
          contentsOf: Self.root.appendingPathComponent("Figures/\(name)"))
        let isSame = try committed == Data(folder.bytes("drawn/\(name)"))
        #expect(isSame, "Figures/\(name) differs from what '\(figure.command)' draws")
      }
    }
  }

  @Test("every figure of the catalogue is there, those that take long among them")
  func complete() throws {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: Self.root.appendingPathComponent("Figures").path)
    let known = try CatalogFigure.read(Self.catalogPath).flatMap {
      ["\($0.id).svg", "\($0.id).csv"]
    }
    #expect(Set(known).subtracting(files).sorted() == [])
  }

  @Test("the table of figures in README is the list of the catalogue")
  func readme() throws {
    let path = Self.root.appendingPathComponent("README.md")
    let text = String(decoding: try Data(contentsOf: path), as: UTF8.self)
    let begin = try #require(text.firstRange(of: "<!-- figures:begin -->"))
    let end = try #require(text.firstRange(of: "<!-- figures:end -->"))
    try #require(begin.upperBound < end.lowerBound)
    let table = text[begin.upperBound..<end.lowerBound]
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let outcome = try Folder().toy([
      "figures", "--list", "--format", "markdown", "--catalog", Self.catalogPath,
    ])
    #expect(outcome.text == table + "\n")
  }
}
