// The figures in the repository are those that their commands draw.

import Foundation
import Report
import Studies
import TestSupport
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
    try #require(DrawnCatalog.ids.count > 10)
    for id in DrawnCatalog.ids {
      for suffix in ["svg", "csv"] {
        let name = "\(id).\(suffix)"
        let committed = try? Data(
          contentsOf: Self.root.appendingPathComponent("Figures/\(name)"))
        let isSame = try committed == Data(DrawnCatalog.bytes(name, .screen))
        #expect(isSame, "Figures/\(name) is out of date: make figures")
      }
    }
  }

  /// The figures that README shows to readers of dark pages, in their order.
  private static func darkFigures() throws -> [String] {
    try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
      .matches(of: /srcset="Figures\/dark\/([a-z-]+)\.svg"/).map { String($0.1) }
  }

  @Test(
    "README's figures for dark pages are those of the Makefile, each beside the one for light pages"
  )
  func dark() throws {
    let ids = try Self.darkFigures()
    let makefile = try String(contentsOf: Self.root.appending(path: "Makefile"), encoding: .utf8)
    let list = try #require(makefile.firstMatch(of: /README_FIGURES := ((?:.*\\\n)*.*)\n/))
    #expect(list.1.split(whereSeparator: { $0.isWhitespace || $0 == "\\" }).map(String.init) == ids)
    let readme = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
    for id in ids {
      #expect(
        readme.contains("srcset=\"Figures/dark/\(id).svg\"><img src=\"Figures/\(id).svg\" alt="))
    }
  }

  @Test("they are drawn again to the same bytes where they are closed forms")
  func darkRedrawn() throws {
    let ids = try Self.darkFigures().filter { DrawnCatalog.ids.contains($0) }
    try #require(ids.count > 3)
    for id in ids {
      let committed = try? Data(contentsOf: Self.root.appending(path: "Figures/dark/\(id).svg"))
      let isSame = try committed == Data(DrawnCatalog.bytes("\(id).svg", .dark))
      #expect(isSame, "Figures/dark/\(id).svg is out of date: make figures")
    }
  }

  @Test("the catalogue inside the program is that of Figures")
  func builtIn() throws {
    #expect(try CatalogFigure.builtIn() == CatalogFigure.read(Self.catalogPath))
  }

  @Test(
    "anywhere figures in closed form are drawn, and those of recordings are named with the reason")
  func anywhere() throws {
    let folder = try Folder()
    _ = try folder.succeed("figures filters smallest-eigenvalue -o out/")
    #expect(try folder.paths().contains("out/filters.svg"))
    let committed = Self.root.appendingPathComponent("Figures/filters.svg")
    #expect(try Data(folder.bytes("out/filters.svg")) == Data(contentsOf: committed))
    try folder.expectRefusal(
      of: words("figures filters learned-speech -o other/"), status: 66,
      says: [
        "figure learned-speech needs data that are not here: Data/speech", "run it where Data is",
      ])
    #expect(try folder.succeed("figures --list --format csv").text.contains("\nlearned-speech,"))
  }

  @Test("without ids figures without their data are left out, and said")
  func omissions() throws {
    let folder = try Folder()
    func entry(_ id: String, _ command: String) -> String {
      #"{"id": "\#(id)", "caption": "c", "command": "\#(command)", "source": "s", "cost": "x"}"#
    }
    let data = entry("data", "toy risk-ratio --data no.csv")
    let speech = entry("speech", "toy speech no --frame 8")
    try folder.write("[\(entry("a", "toy risk-ratio --n 3")), \(data), \(speech)]", to: "c.json")
    let outcome = try folder.succeed("figures --catalog c.json -o out/")
    #expect(try folder.paths() == ["c.json", "out", "out/a.csv", "out/a.svg"])
    #expect(
      outcome.diagnostics.contains("left out: figure data needs data that are not here: no.csv"))
    #expect(
      outcome.diagnostics.contains("left out: figure speech needs data that are not here: no:"))
    try folder.write("[\(speech)]", to: "d.json")
    try folder.expectRefusal(
      of: words("figures --catalog d.json -o out/"), status: 66, says: ["figure speech needs data"])
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

  @Test("the table of Figures/README.md is the list of the catalogue")
  func readme() throws {
    let path = Self.root.appendingPathComponent("Figures/README.md")
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
