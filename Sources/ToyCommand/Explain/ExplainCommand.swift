// toy explain: the theory in words, with numbers computed on the spot.

import Report
import Studies

struct ExplainCommand: Command {
  static let name = "explain"
  static let summary = "the theory in words, each statement with its limits and live numbers"
  static let operands = "[TOPIC]"
  static let operandCompletion = Completion.words(of: Topic.self)
  static let discussion = """
    Prints what is claimed, what it needs, where it ends and where it is from, a small example that
    is computed at this moment, and the commands that show more. Without a topic lists the topics.
    """
  static let examples = [
    "toy explain",
    "toy explain bilevel",
    "toy explain odd --format markdown",
  ]
  static let options = [
    Option(
      "--format", value: "FORMAT", "table, json or markdown, on standard output", default: "table",
      offers: .words(["table", "json", "markdown"])),
    .columns,
    .output("write to a file; the format follows the extension", default: "standard output"),
  ]

  private let topic: Topic?
  private let destinations: Destinations
  private static let columns = ["topic", "explains"]
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    if arguments.operands.count > 1 {
      throw .usage("unexpected argument \(arguments.operands[1]): one topic at a time")
    }
    destinations = try Destinations(
      arguments, formats: [.table, .json, .markdown], stem: Self.name, folderFormats: [.markdown],
      columns: arguments.operands.isEmpty ? Self.columns : [])
    try arguments.refuseIdle(Self.options, written: destinations.all)
    files.write(destinations)
    if let name = arguments.operands.first {
      topic = try Topic(named: name)
    } else {
      topic = nil
    }
  }

  func run() throws(CommandError) -> ExitStatus {
    guard let topic else {
      var table = Table(columns: Self.columns)
      for topic in Topic.allCases { table.append([.text(topic.rawValue), .text(topic.title)]) }
      let text = { (table: Table) in table.text() }
      try destinations.write(
        table, page: ResultPage(terminal: { _ in text(table) }))
      return .success
    }
    let page = try topic.explanation()
    try destinations.write { (format) throws(CommandError) in
      switch format {
      case .json: Array("\(page.json.serialized)\n".utf8)
      case .markdown: Array(page.markdown.utf8)
      default: Array(page.text.utf8)
      }
    }
    return .success
  }
}
