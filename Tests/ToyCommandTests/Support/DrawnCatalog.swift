// The figures of the catalogue that are closed forms, drawn once for all tests.

import Foundation
import Report
import TestSupport
import Testing

@testable import ToyCommand

/// Every closed-form figure of Figures/catalog.json in every preset.
///
/// The first test that asks for a preset draws all figures of it with one command; the others share the files.
enum DrawnCatalog {
  /// The folder of the package, above Tests/ToyCommandTests/Support.
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The path of the catalogue.
  static let catalog = package.appendingPathComponent("Figures/catalog.json").path

  /// The figures that take no learning and no data, in the order of the catalogue.
  static let ids: [String] = {
    let figures = (try? CatalogFigure.read(catalog)) ?? []
    return figures.filter { $0.cost.lowercased().hasPrefix("closed form") }.map(\.id)
  }()

  /// The bytes of a file, such as "filters.svg", as drawn in a preset; the screen's is drawn without one.
  static func bytes(_ name: String, _ preset: FigurePreset) throws -> [UInt8] {
    try #require(files(preset).get()[name], "\(name) was not drawn")
  }

  /// A figure, as drawn in a preset.
  static func svg(_ id: String, _ preset: FigurePreset) throws -> ParsedSVG {
    ParsedSVG(try bytes("\(id).svg", preset))
  }

  private typealias Files = Result<[String: [UInt8]], any Error>

  private static func files(_ preset: FigurePreset) -> Files {
    switch preset {
    case .screen: screen
    case .paper: paper
    case .slides: slides
    case .poster: poster
    case .dark: dark
    }
  }

  private static let screen = draw([])
  private static let paper = draw(["--preset", "paper"])
  private static let slides = draw(["--preset", "slides"])
  private static let poster = draw(["--preset", "poster"])
  private static let dark = draw(["--preset", "dark"])

  private static func draw(_ options: [String]) -> Files {
    Files {
      let folder = try Folder()
      let outcome = try folder.toy(
        ["figures"] + ids + ["--catalog", catalog] + options + ["-o", "drawn/"])
      try #require(outcome.status == 0, "\(outcome.diagnostics)")
      var files: [String: [UInt8]] = [:]
      for path in try folder.paths() where path.hasPrefix("drawn/") {
        files[String(path.dropFirst("drawn/".count))] = try folder.bytes(path)
      }
      return files
    }
  }
}
