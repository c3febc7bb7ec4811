// toy figures: draws the catalogue.

import Files
import Report
import Studies

struct FiguresCommand: Command {
  static let name = "figures"
  static let summary = "draw the figures of the catalogue"
  static let operands = "[ID…]"
  static let discussion = """
    Runs the commands of the catalogue and writes one SVG and one CSV file for each figure, by default
    for all of them; --format pdf or pgfplots replaces SVG. The files of closed-form figures are the
    same bytes on every run. Learned results depend on the last bits of BLAS, and so on the processor:
    existing files that agree with the new results are kept. Figures whose recordings are missing are
    left out and named. --list prints the catalogue, in Markdown with the pictures,
    which are files beside the page, unless --columns chooses columns.
    """
  static let examples = [
    "toy figures filters landscape -o build/",
    "toy figures filters --preset slides -o slides/",
    "toy figures --list --format markdown",
  ]
  private static let catalog = Option(
    "--catalog", value: "FILE", "your own catalogue, a file such as Figures/catalog.json",
    default: "built in")
  private static let list = Option(
    "--list", value: nil, "print the catalogue instead of drawing", default: nil)
  private static let format = Option(
    "--format", value: "FORMAT",
    "svg, pdf, png or pgfplots; of a list table, csv, json, markdown or latex", default: "svg")
  private static let sizes: [Option] = [.preset, .width, .height]
  static let options = [
    catalog, list, format, .columns, .preset, .width, .height,
    .output("the folder of the figures; with --list a file", default: "Figures/"),
  ]

  private let figures: [CatalogFigure]
  /// The destinations of the list; nil if figures are drawn.
  private let listing: Destinations?
  private static let columns = ["figure", "shows", "source", "command", "cost"]
  private(set) var files = FileUses()
  /// The commands that draw the figures, without those that are left out.
  private let commands: [(figure: CatalogFigure, command: any Command)]
  private let folder: String
  /// The extension of the drawings.
  private let suffix: String
  /// The figures that are left out, with the reasons.
  private let omissions: [String]

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    let isList = arguments.has(Self.list)
    if isList {
      for option in Self.sizes where arguments.has(option) {
        throw .usage("\(option.name) applies only to figures that are drawn")
      }
      let destinations = try Destinations(
        arguments, formats: OutputFormat.tables, stem: Self.name, folderFormats: [.markdown],
        columns: Self.columns)
      files.write(destinations)
      listing = destinations
    } else {
      guard !arguments.has(.columns) else { throw .usage("--columns requires --list") }
      listing = nil
    }
    let drawing = try Self.drawing(arguments)
    let paths = arguments.all(.output("", default: nil))
    guard isList || paths.count < 2 else { throw .usage("--output is given twice") }
    let path = paths.last ?? "Figures/"
    guard isList || (OutputFormat(path: path) == nil && !isStandardOutput(path)) else {
      throw .usage("--output \(printable(path)): figures are written to a folder")
    }
    let folder = path.hasSuffix("/") ? path : path + "/"
    let catalog = arguments.has(Self.catalog) ? arguments.value(Self.catalog) : nil
    let all =
      if let catalog { try CatalogFigure.read(catalog) } else { try CatalogFigure.builtIn() }
    if let catalog { files.read(catalog, for: Self.catalog.name) }
    try studied(requireDistinct(arguments.operands, option: "figures"))
    for id in arguments.operands where !all.contains(where: { $0.id == id }) {
      let hint = suggestion(for: id, among: all.map(\.id)).map { "; did you mean \($0)?" } ?? ""
      throw .usage("no figure \(printable(id)) in the catalogue\(hint)")
    }
    figures =
      arguments.operands.isEmpty ? all : all.filter { arguments.operands.contains($0.id) }
    // A catalogue with a wrong command is refused before anything is drawn.
    var commands: [(figure: CatalogFigure, command: any Command)] = []
    var omissions: [String] = []
    for figure in isList ? [] : figures {
      let outputs = [drawing.suffix, "csv"].flatMap { ["-o", "\(folder)\(figure.id).\($0)"] }
      do throws(CommandError) {
        let command = try Toy.prepare(figure.words + drawing.options + outputs)
        if let missing = command.files.firstMissingInput {
          throw CommandError(.noInput, "\(missing): \(systemMessage())")
        }
        commands.append((figure, command))
      } catch {
        if error.status == .noInput {
          let reason =
            "figure \(figure.id) needs data that are not here: \(error.message); run it where "
            + Self.home(catalog)
          guard arguments.operands.isEmpty else { throw CommandError(.noInput, reason) }
          omissions.append(reason)
          continue
        }
        throw CommandError(
          .badData, "\(catalog ?? "the catalogue"): figure \(figure.id): \(error.message)")
      }
    }
    guard isList || !commands.isEmpty || omissions.isEmpty else {
      throw CommandError(.noInput, omissions.joined(separator: "\n"))
    }
    self.commands = commands
    for (_, command) in commands { files.add(command.files) }
    (self.folder, suffix) = (folder, drawing.suffix)
    self.omissions = omissions
  }

  /// The location of a catalogue's data, in words.
  private static func home(_ catalog: String?) -> String {
    catalog == nil
      ? "Data is, the folder of toy's source" : "the commands of the catalogue find them"
  }

  /// Reads how figures are drawn: the extension of their files, and the options that produce it.
  private static func drawing(
    _ arguments: ParsedArguments
  ) throws(CommandError) -> (suffix: String, options: [String]) {
    var (format, options) = (OutputFormat.svg, [String]())
    if !arguments.has(list), arguments.has(.format) {
      let name = arguments.value(.format) ?? ""
      guard let chosen = OutputFormat(rawValue: name), chosen.isFigure else {
        throw .usage("--format \(name) requires --list; figures are svg, pdf, png or pgfplots")
      }
      format = chosen
      if format == .pgfplots { options += ["--format", name] }
      // Otherwise the first figure would report it, as if the catalogue were wrong.
      if format == .pdf || format == .png { _ = try studied(ImageConverter()) }
    }
    _ = try FigureTheme(arguments)
    for option in Self.sizes where arguments.has(option) {
      let value = arguments.value(option) ?? ""
      guard format.hasSizes else {
        throw .usage("\(option.name) \(value): the sizes of \(format.rawValue) are those of LaTeX")
      }
      options += [option.name, value]
    }
    return (format.fileExtension, options)
  }

  func run() throws(CommandError) -> ExitStatus {
    if let listing {
      let page = ResultPage(
        markdown: { shown in
          listing.columns == nil
            ? gallery : list(isMarkdown: true, columns: shown.columns).markdown()
        })
      try listing.write(list(isMarkdown: false, columns: Self.columns), page: page)
      return .success
    }
    for (figure, command) in commands {
      let earlier = figure.tolerance.flatMap { EarlierFigure(folder + figure.id, suffix, $0) }
      let status = try command.run()
      try earlier?.restore()
      // The remaining figures are not drawn.
      if status == .interrupted { return status }
    }
    for omission in omissions { writeDiagnostic("left out: \(omission)") }
    return .success
  }

  /// The catalogue as a table, with the chosen columns; in Markdown with code where there is code.
  private func list(isMarkdown: Bool, columns: [String]) -> Table {
    var table = Table(columns: Self.columns)
    for figure in figures {
      table.append([
        .text(figure.id), .text(figure.caption), .text(figure.source),
        .text(isMarkdown ? "`\(figure.command)`" : figure.command), .text(figure.cost),
      ])
    }
    return table.selecting(columns: columns.compactMap { Self.columns.firstIndex(of: $0) })
  }

  /// The catalogue with the pictures, which are files beside the page, in GitHub's Markdown.
  ///
  /// A table of HTML, because in one of Markdown pictures shrink beside long texts.
  private var gallery: String {
    let rows = figures.map { figure in
      """
      <tr><td width="360"><a href="\(figure.id).svg"><img src="\(figure.id).svg" alt="\(Self.attribute(figure.caption))" width="340"></a></td><td>

      **\(figure.id)**: \(Self.escaped(figure.caption))

      `\(figure.command)`

      \(Self.escaped(figure.source)); \(Self.escaped(figure.cost))

      </td></tr>

      """
    }
    return "<table>\n\(rows.joined())</table>\n"
  }

  /// Text as the value of an attribute of HTML.
  private static func attribute(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;")
  }

  /// Text with the characters escaped that may mean something in Markdown or HTML.
  private static func escaped(_ text: String) -> String {
    text.map { "\\`*_[]<>&|~$".contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}
