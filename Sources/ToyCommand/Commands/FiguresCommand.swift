// toy figures: draws the catalogue.

import Report

struct FiguresCommand: Command {
  static let name = "figures"
  static let summary = "draw the figures of the catalogue"
  static let operands = "[ID…]"
  static let discussion = """
    Runs the commands of the catalogue and writes one SVG and one CSV file for each figure; without
    IDs all of them; --format pdf or pgfplots writes these in place of SVG. The files of closed-form
    figures are the same bytes on every run. --list prints the catalogue.
    """
  static let examples = [
    "toy figures -o build/",
    "toy figures --preset slides -o slides/",
    "toy figures --list --format markdown",
  ]
  private static let catalog = Option(
    "--catalog", value: "FILE", "the catalogue", default: "Figures/catalog.json")
  private static let list = Option(
    "--list", value: nil, "print the catalogue instead of drawing", default: nil)
  private static let format = Option(
    "--format", value: "FORMAT",
    "svg, pdf or pgfplots; of a list table, csv, json, markdown or latex", default: "svg")
  static let options = [
    catalog, list, format, .preset, .output("the folder of the figures", default: "Figures/"),
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
        arguments, formats: OutputFormat.tables, stem: Self.name,
        folderFormats: [.table], defaultFolder: "Figures")
      listFormat = destinations.standardOutput ?? .table
    } else {
      listFormat = nil
    }
    let drawing = try Self.drawing(arguments)
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
      let outputs = [drawing.suffix, "csv"].flatMap { ["-o", "\(folder)\(figure.id).\($0)"] }
      do {
        commands.append(try Toy.prepare(figure.words + drawing.options + outputs))
      } catch {
        throw CommandError(.badData, "\(catalog): figure \(figure.id): \(error.message)")
      }
    }
    self.commands = commands
  }

  /// Reads how figures are drawn: the extension of their files, and the options for it.
  private static func drawing(
    _ arguments: ParsedArguments
  ) throws(CommandError) -> (suffix: String, options: [String]) {
    var (format, options) = (OutputFormat.svg, [String]())
    if !arguments.has(list), arguments.has(.format) {
      let name = arguments.value(.format) ?? ""
      guard let chosen = OutputFormat(rawValue: name), chosen.isFigure else {
        throw .usage("--format \(name) goes with --list; figures are svg, pdf or pgfplots")
      }
      format = chosen
      if format == .pgfplots { options += ["--format", name] }
      // Otherwise the first figure would say so, as if the catalogue were wrong.
      if format == .pdf { _ = try PDFConverter() }
    }
    if arguments.has(.preset) {
      let preset = try Destinations.preset(arguments).rawValue
      guard format.hasPreset else {
        throw .usage("--preset \(preset): the sizes of \(format.rawValue) are those of LaTeX")
      }
      options += ["--preset", preset]
    }
    return (format.fileExtension, options)
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
