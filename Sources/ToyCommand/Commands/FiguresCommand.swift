// toy figures: draws the catalogue.

import Report

struct FiguresCommand: Command {
  static let name = "figures"
  static let summary = "draw the figures of the catalogue"
  static let operands = "[ID…]"
  static let discussion = """
    Runs the commands of the catalogue and writes one SVG and one CSV file for each figure; without
    IDs all of them. The files of closed-form figures are the same bytes on every run. --list prints
    the catalogue.
    """
  static let examples = [
    "toy figures -o build/",
    "toy figures --list --format markdown",
  ]
  private static let catalog = Option(
    "--catalog", value: "FILE", "the catalogue", default: "Figures/catalog.json")
  private static let list = Option(
    "--list", value: nil, "print the catalogue instead of drawing", default: nil)
  static let options = [
    catalog, list, .format, .preset, .output("the folder of the figures", default: "Figures/"),
  ]

  private let figures: [CatalogFigure]
  private let listFormat: OutputFormat?
  private let commands: [any Command]

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    let isList = arguments.has(Self.list)
    if isList {
      guard !arguments.has(.preset) else {
        throw .usage("--preset goes with figures that are drawn")
      }
      let destinations = try Destinations(
        arguments, formats: [.table, .csv, .json, .markdown], stem: Self.name,
        folderFormats: [.table], defaultFolder: "Figures")
      listFormat = destinations.standardOutput ?? .table
    } else {
      listFormat = nil
      guard !arguments.has(.format) else { throw .usage("--format goes with --list") }
    }
    let preset = try Destinations.preset(arguments).rawValue
    let sizes = arguments.has(.preset) ? ["--preset", preset] : []
    let path = arguments.all(.output("", default: nil)).last ?? "Figures/"
    guard OutputFormat(path: path) == nil, path != "-" else {
      throw .usage("--output \(path): figures are written to a folder")
    }
    let folder = path.hasSuffix("/") ? path : path + "/"
    let catalog = arguments.value(Self.catalog) ?? ""
    let all = try CatalogFigure.read(catalog)
    for id in arguments.operands where !all.contains(where: { $0.id == id }) {
      let hint = suggestion(for: id, among: all.map(\.id)).map { "; did you mean \($0)?" } ?? ""
      throw .usage("no figure \(id) in the catalogue\(hint)")
    }
    figures =
      arguments.operands.isEmpty ? all : all.filter { arguments.operands.contains($0.id) }
    // A catalogue with a wrong command is refused before anything is drawn.
    var commands: [any Command] = []
    for figure in isList ? [] : figures {
      let outputs = ["svg", "csv"].flatMap { ["-o", "\(folder)\(figure.id).\($0)"] }
      do {
        commands.append(try Toy.prepare(figure.words + sizes + outputs))
      } catch {
        throw CommandError(.badData, "\(catalog): figure \(figure.id): \(error.message)")
      }
    }
    self.commands = commands
  }

  func run() throws(CommandError) -> ExitStatus {
    if let listFormat {
      var table = Table(columns: ["figure", "shows", "source", "command", "cost"])
      for figure in figures {
        let isMarkdown = listFormat == .markdown
        table.append([
          .text(isMarkdown ? "[\(figure.id)](Figures/\(figure.id).svg)" : figure.id),
          .text(figure.caption), .text(figure.source),
          .text(isMarkdown ? "`\(figure.command)`" : figure.command), .text(figure.cost),
        ])
      }
      try writeStandardOutput(listFormat.render(table))
      return .success
    }
    for command in commands { _ = try command.run() }
    return .success
  }
}
