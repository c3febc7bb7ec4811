// toy report: every claim of the talk, predicted and computed, on one page.

import Evidence
import Files
import Libc
import LinearAlgebra
import Report
import Studies
import Theory

struct ReportCommand: Command {
  static let name = "report"
  static let summary = "every claim of the talk, predicted and computed, on one page"
  static let discussion = """
    Computes each claim of the talk by two routes: formulas and closed forms against dense
    matrices, random draws, searches and learning. Writes report.md with its figures as SVG files, and
    the self-contained report.html, whose sections are all open in print; prints the verdict and one result
    per section. The page begins with the verdict: how many comparisons hold, and which statements of the
    talk are corrected. A section that holds is folded into one line; a difference larger than expected is
    listed first, its section is open, and the command then exits with 1.
    Sections: \(Statements.reportChapters.map { $0.id }.joined(separator: ", ")).
    """
  static let examples = [
    "toy report --light -o report/",
    "toy report --light --only odd,odd-risk -o report/",
  ]
  private static let only = Option(
    "--only", value: "LIST", "make these sections", default: "all")
  private static let light = Option(
    "--light", value: nil, "a few seconds: fewer draws, starts and depths", default: nil)
  private static let data = Option(
    "--data", value: "FOLDER", "recordings for the reality check",
    default: "\(defaultRecordings), if it is there")
  private static let format = Option(
    "--format", value: "FORMAT",
    "table, csv, json, markdown or latex: all comparisons on standard output instead of the findings",
    default: nil, offers: .words(OutputFormat.tables.map(\.rawValue)))
  static let options = [
    only, light, data, format, .columns, .output("the folder of the report", default: "report/"),
  ]

  private static let defaultRecordings = "Data/speech"

  private let chosen: [any ReportChapter]
  private let scope: ReportScope
  private let format: OutputFormat?
  private let folder: String
  private let command: String
  private let columns: [String]?
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    command = "\(reproducingCommand(Self.name, words)) -o report/"
    let paths = arguments.all(.output("", default: nil))
    let path = paths.last ?? "report/"
    guard paths.count < 2 else { throw .usage("--output is given \(paths.count) times") }
    guard !path.isEmpty, !isStandardOutput(path), Destinations.isFolder(path) else {
      throw .usage("--output \(path): a report is written to a folder, such as report/")
    }
    folder = path.hasSuffix("/") ? path : path + "/"
    format = try Self.format(arguments)
    columns = try arguments.columns(among: ReportDocument.columns)
    guard format != nil || columns == nil else {
      throw .usage("--columns needs --format, because the findings are not a table")
    }
    chosen =
      arguments.has(Self.only)
      ? try Self.chapters(arguments.value(Self.only) ?? "") : Statements.reportChapters
    let hasSpeech = chosen.contains { $0.id == Chapter.speech.id }
    guard hasSpeech || !arguments.has(Self.data) else {
      throw .usage("--data has no effect: it requires the section \(Chapter.speech.id)")
    }
    let isLighter = chosen.contains { $0.hasLightForm }
    guard isLighter || !arguments.has(Self.light) else {
      throw .usage("--light has no effect: the sections chosen are as short without it")
    }
    scope = ReportScope(
      isLight: arguments.has(Self.light),
      recordings: hasSpeech ? try Self.recordings(arguments) : nil)
    guard chosen.count > 1 || !hasSpeech || scope.recordings != nil else {
      throw CommandError(
        .noInput,
        "--only \(Chapter.speech.id) needs recordings: there is no \(Self.defaultRecordings) here; --data FOLDER names "
          + "others")
    }
    if let recordings = scope.recordings { files.read(recordings, for: Self.data.name) }
    // The names of figures are known only when they are drawn.
    for name in ["report.md", "report.html"] { files.write(folder + name) }
    files.writeStandardOutput()
  }

  private static func format(_ arguments: ParsedArguments) throws(CommandError) -> OutputFormat? {
    guard arguments.has(format) else { return nil }
    let choice: OutputFormat = try arguments.choice(format)
    guard OutputFormat.tables.contains(choice) else {
      throw .usage(
        "--format \(choice.rawValue): the figures are in the folder; known are "
          + OutputFormat.tables.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  /// Reads a list of sections, by their names or by those of their claims.
  private static func chapters(_ text: String) throws(CommandError) -> [any ReportChapter] {
    let names = try studied(listedNames(text, option: "--only"))
    let all = Statements.reportChapters
    var ids: Set<String> = []
    for name in names {
      let section = all.map { $0.chapter }.first { chapter in
        chapter.id == name || chapter.claims.contains { $0.id == name }
      }
      guard let section else {
        let known = all.map { $0.id }
        let others = all.flatMap { $0.chapter.claims.map(\.id) }
        let hint = suggestion(for: name, among: known + others).map { "did you mean \($0)? " } ?? ""
        throw .usage("--only \(printable(name)): \(hint)known are \(known.joined(separator: ", "))")
      }
      ids.insert(section.id)
    }
    return all.filter { ids.contains($0.id) }
  }

  private static func recordings(_ arguments: ParsedArguments) throws(CommandError) -> String? {
    guard arguments.has(data) else {
      return fileExists(defaultRecordings) ? defaultRecordings : nil
    }
    let path = arguments.value(data) ?? ""
    guard fileExists(path) else {
      throw CommandError(.noInput, "\(path): \(systemMessage())")
    }
    return path
  }

  func run() throws(CommandError) -> ExitStatus {
    var progress = Progress("chapter", total: chosen.count, areStepsEqual: false)
    var sections: [ReportSection] = []
    for claim in chosen {
      // The last bits of BLAS depend on the number of its threads, which learning changes.
      setBLASThreads(1)
      sections.append(try studied(claim.section(scope)))
      progress.advance()
    }
    progress.finish()
    try ReportDocument(sections: sections, command: command).write(
      to: folder, format: format, columns: columns)
    return .success
  }
}
