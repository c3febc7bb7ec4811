// toy explain: the theory in words, with numbers computed on the spot.

import Evidence
import LinearAlgebra
import Report
import Studies
import Theory

struct ExplainCommand: Command {
  static let name = "explain"
  static let summary = "the theory in words, each statement with its limits and live numbers"
  static let operands = "[NAME]"
  static let operandCompletion = Completion.words(Statements.entries.map(\.id) + [everything])
  static let discussion = """
    Prints the statement of a claim, its assumptions, limits and sources, whether it is true as stated,
    a small example computed on the spot, and commands that show more. A chapter is printed with all
    its claims; 'all' is the whole theory without the numbers of learning, which depend on the
    processor. Without a name, lists the chapters with their claims. Markdown is that of GitHub, with
    links, subscripts and superscripts; --docc writes that of Swift's documentation compiler.
    """
  static let examples = [
    "toy explain",
    "toy explain bilevel-infimum",
    "toy explain odd --format markdown",
    "toy explain all -o theory.md",
  ]
  private static let docC = Option(
    "--docc", value: nil, "Markdown for DocC: links to declarations, and no HTML", default: nil)
  static let options = [
    Option(
      "--format", value: "FORMAT", "table, json, markdown or latex, on standard output",
      default: "table", offers: .words(["table", "json", "markdown", "latex"])),
    docC, .columns,
    .output("write to a file; the format follows the extension", default: "standard output"),
  ]

  /// The name for all chapters together.
  private static let everything = "all"
  private static let columns = ["topic", "explains", "chapter", "vouched_for"]

  /// The requested page.
  private enum Request {
    case list, everything
    case entry(Entry)
  }

  private let request: Request
  private let destinations: Destinations
  private let isForDocC: Bool
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    if arguments.operands.count > 1 {
      throw .usage("unexpected argument \(arguments.operands[1]): one topic at a time")
    }
    destinations = try Self.destinations(
      arguments, formats: [.table, .json, .markdown, .latex],
      folderFormats: [.markdown], columns: arguments.operands.isEmpty ? Self.columns : [])
    files.write(destinations)
    isForDocC = arguments.has(Self.docC)
    if isForDocC, arguments.operands.isEmpty || !destinations.all.contains(.markdown) {
      throw .usage(
        "--docc requires a page in Markdown, such as 'toy explain odd --docc -o odd.md'")
    }
    switch arguments.operands.first {
    case nil: request = .list
    case Self.everything: request = .everything
    case let name?: request = .entry(try Statements.entry(named: name, as: "topic"))
    }
  }

  func run() throws(CommandError) -> ExitStatus {
    // The last bits of BLAS depend on the number of its threads.
    setBLASThreads(1)
    switch request {
    case .list: try list()
    case .everything:
      let page = ExpositionPage(hasEveryExample: false)
      let document = try checked(
        try page.document(
          title: "Theory", introduction: Theory.introduction, Statements.chapters))
      try write(document) { () throws(EvidenceError) in
        var values: [JSONValue] = []
        for entry in Statements.entries { values.append(try page.json(entry)) }
        return .array(values)
      }
    case .entry(let entry):
      let page = ExpositionPage()
      let document = try checked(try page.document(entry))
      try write(document) { () throws(EvidenceError) in try page.json(entry) }
    }
    return .success
  }

  /// Writes a page in every requested format.
  private func write(
    _ document: Document, json: () throws(EvidenceError) -> JSONValue
  ) throws(CommandError) {
    try destinations.write { (format) throws(CommandError) in
      switch format {
      case .json: Array("\(try checked(try json()).serialized)\n".utf8)
      case .markdown: Array(document.markdown(inlineHTML: !isForDocC).utf8)
      case .latex: Array(document.latex().utf8)
      default: Array(document.text(width: min(92, Terminal.standardOutput?.width ?? 92)).utf8)
      }
    }
  }

  /// Every chapter with its claims.
  private func list() throws(CommandError) {
    var table = Table(columns: Self.columns)
    for entry in Statements.entries {
      let title = Cell.text(entry.exposition.title)
      switch entry {
      case .chapter(let chapter):
        table.append([.text(chapter.id), title, .text(chapter.id), .empty])
      case .claim(let claim, let chapter):
        table.append([
          .text(claim.id), title, .text(chapter.id), .truth(claim.stance.isAsserted),
        ])
      }
    }
    try destinations.write(
      table, page: ResultPage(terminal: { _ in Self.contents }, text: { _ in Self.contents }))
  }

  /// The list as text: claims below their chapters.
  private static var contents: String {
    let width = Statements.entries.map { $0.id.count }.max() ?? 0
    return Statements.entries.map { entry in
      let title = entry.exposition.title
      switch entry {
      case .chapter(let chapter):
        let first = chapter.id == Statements.entries.first?.id
        return "\(first ? "" : "\n")\(chapter.id): \(title)\n"
      case .claim(let claim, _):
        let padding = String(repeating: " ", count: width - claim.id.count + 2)
        let mark = claim.stance.isAsserted ? "" : " (\(claim.stance.mark))"
        return "  \(claim.id)\(padding)\(title)\(mark)\n"
      }
    }.joined()
  }
}
