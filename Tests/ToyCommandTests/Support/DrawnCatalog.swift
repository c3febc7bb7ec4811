// The figures of the catalogue, drawn once for all tests.

import Foundation
import Report
import TestSupport
import Testing

@testable import ToyCommand

/// The figures of Figures/catalog.json: closed forms in every preset, and the committed drawings of all others.
///
/// The first test that asks for a preset draws all closed forms in it with one command; the others share the files.
enum DrawnCatalog {
  /// The folder of the package, above Tests/ToyCommandTests/Support.
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The path of the catalogue.
  static let catalog = package.appendingPathComponent("Figures/catalog.json").path

  private static let figures = (try? CatalogFigure.read(catalog)) ?? []

  /// The figures in closed form, which are drawn at once and to the same bytes, in the order of the catalogue.
  static let ids = figures.filter { $0.cost.lowercased().hasPrefix("closed form") }.map(\.id)

  /// A figure at a preset.
  struct Drawing: Sendable, CustomStringConvertible {
    let id: String
    let preset: FigurePreset

    var description: String { "\(id), \(preset)" }
  }

  /// All figures: closed forms in every preset, and the others as committed, for a screen.
  static let drawings: [Drawing] = figures.flatMap { figure in
    let presets = ids.contains(figure.id) ? FigurePreset.allCases : [.screen]
    return presets.map { Drawing(id: figure.id, preset: $0) }
  }

  /// The bytes of a file, such as "filters.svg", as drawn in a preset; the screen's is drawn without one.
  static func bytes(_ name: String, _ preset: FigurePreset) throws -> [UInt8] {
    if preset == .screen, !ids.contains(where: { name.hasPrefix("\($0).") }) {
      return [UInt8](try Data(contentsOf: package.appendingPathComponent("Figures/\(name)")))
    }
    return try #require(files(preset).get()[name], "\(name) was not drawn")
  }

  /// A drawing.
  static func svg(_ drawing: Drawing) throws -> ParsedSVG {
    try svg(drawing.id, drawing.preset)
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
      // The commands of the catalogue find their data beside it.
      try FileManager.default.createSymbolicLink(
        atPath: folder.path("Data"),
        withDestinationPath: package.appendingPathComponent("Data").path)
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
