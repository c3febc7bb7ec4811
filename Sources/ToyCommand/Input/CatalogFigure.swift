// The catalogue of figures: data, so that a new figure is a new entry and needs no code.

import EmbeddedCommand
import Files
import Report
import Studies

/// One figure of the catalogue.
struct CatalogFigure: Sendable, Equatable {
  /// The name of its files.
  let id: String
  /// The caption, one sentence.
  let caption: String
  /// The command that draws it, beginning with `toy`.
  let command: String
  /// The slide or theorem that it illustrates.
  let source: String
  /// The cost, such as "closed form, instant".
  let cost: String
  /// The tolerance for learned numbers, which differ from one processor to another, see
  /// ``ValueComparison``; nil for closed forms, which are the same to the last byte.
  let tolerance: Double?

  /// The words of the command, without `toy`.
  var words: [String] { command.split(separator: " ").dropFirst().map(String.init) }

  /// Reads a catalogue: a JSON array of objects with these members; the tolerance is optional.
  ///
  /// - Throws: ``CommandError`` of status noInput or badData.
  static func read(_ path: String) throws(CommandError) -> [CatalogFigure] {
    let bytes = try translated(readFile(path, limit: JSONValue.sizeLimit))
    do {
      return try parse(bytes)
    } catch {
      throw CommandError(.badData, "\(path): \(error.description)")
    }
  }

  /// The catalogue of the program itself, `Figures/catalog.json` inside it.
  ///
  /// - Throws: ``CommandError`` of status badData; a test rules that out.
  static func builtIn() throws(CommandError) -> [CatalogFigure] {
    do {
      return try parse(Array(String(cString: embedded_catalog_json()).utf8))
    } catch {
      throw CommandError(.badData, "the catalogue: \(error.description)")
    }
  }

  private static func parse(_ bytes: [UInt8]) throws(MalformedFile) -> [CatalogFigure] {
    guard let entries = try JSONValue(file: bytes).elements else {
      throw MalformedFile("the catalogue is not an array of figures")
    }
    guard !entries.isEmpty else { throw MalformedFile("the catalogue is empty") }
    var figures: [CatalogFigure] = []
    for (index, entry) in entries.enumerated() {
      let place = "figure \(index + 1)"
      guard let members = entry.members else { throw MalformedFile("\(place) is not an object") }
      let names = ["id", "caption", "command", "source", "cost", "tolerance"]
      if let unknown = members.first(where: { !names.contains($0.name) }) {
        throw MalformedFile("\(place) has an unknown member \(printable(unknown.name))")
      }
      func text(_ name: String) throws(MalformedFile) -> String {
        guard let text = members.first(where: { $0.name == name })?.value.string else {
          throw MalformedFile("\(place) has no text '\(name)'")
        }
        return text
      }
      let member = members.first { $0.name == "tolerance" }
      let tolerance = member?.value.number
      guard member == nil || tolerance.map({ $0 > 0 && $0 < 1 }) == true else {
        throw MalformedFile("\(place): the tolerance is not a number between 0 and 1")
      }
      let figure = CatalogFigure(
        id: try text("id"), caption: try text("caption"), command: try text("command"),
        source: try text("source"), cost: try text("cost"),
        tolerance: tolerance)
      let isFileName = figure.id.allSatisfy {
        $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
      }
      guard isFileName, !figure.id.isEmpty else {
        throw MalformedFile(
          "\(place): the id '\(printable(figure.id))' may contain only letters, digits and hyphens")
      }
      guard figure.command.hasPrefix("toy "), figure.words.first != "figures" else {
        throw MalformedFile("\(place): the command does not begin with 'toy', or draws itself")
      }
      let isOutput = { (word: String) in
        word == "-o" || word == "--output" || word.hasPrefix("--output=") || word.hasPrefix("-o=")
      }
      guard !figure.words.contains(where: isOutput) else {
        throw MalformedFile(
          "\(place): the command has \(figure.words.first(where: isOutput) ?? ""), "
            + "but the figure is written to the folder of the catalogue's figures")
      }
      guard !figures.contains(where: { $0.id == figure.id }) else {
        throw MalformedFile("the id \(figure.id) is given twice")
      }
      figures.append(figure)
    }
    return figures
  }
}
