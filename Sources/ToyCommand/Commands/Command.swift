// The parts of every command: an option table, a checked request, and the work.

import Files
import Report
import Studies

/// One command of the program.
///
/// The initializer reads and checks everything that can be checked without computing; `run` does
/// the work.
protocol Command: Sendable {
  /// The name on the command line.
  static var name: String { get }
  /// One line for the list of commands.
  static var summary: String { get }
  /// A paragraph for `--help`.
  static var discussion: String { get }
  /// The operands, as the usage line shows them; empty for none.
  static var operands: String { get }
  /// The completions that a shell can offer for operands.
  static var operandCompletion: Completion { get }
  /// All options except `--help`.
  static var options: [Option] { get }
  /// Examples: command lines that work.
  static var examples: [String] { get }

  /// The text of `toy COMMAND OPERANDS --help`, for commands whose operands have their own options.
  static func help(on operands: [String]) -> String

  /// Reads the command line.
  ///
  /// - Parameters:
  ///   - arguments: The words after the command's name, sorted.
  ///   - words: The same words, as given.
  /// - Throws: ``CommandError``.
  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError)

  /// The files that are read and written, checked before ``run()``.
  var files: FileUses { get }

  /// Does the work.
  func run() throws(CommandError) -> ExitStatus
}

extension Command {
  static var operands: String { "" }
  static var operandCompletion: Completion { .nothing }
  var files: FileUses { FileUses() }

  /// The usage line.
  static var usage: String {
    "usage: toy \(name)\(operands.isEmpty ? "" : " \(operands)") [options]"
  }

  static func help(on operands: [String]) -> String { help }

  /// The text of `toy COMMAND --help`.
  static var help: String {
    help(usage: usage, discussion: discussion, examples: examples, options: options)
  }

  /// A help text.
  ///
  /// - Parameters:
  ///   - usage: The usage line.
  ///   - discussion: A paragraph.
  ///   - examples: Example command lines.
  ///   - options: All options except `--help`.
  /// - Returns: The text, with the line feed at its end.
  static func help(
    usage: String, discussion: String, examples: [String], options: [Option]
  ) -> String {
    var lines = [usage, "", discussion, "", "examples:"]
    lines += examples.map { "  \($0)" }
    lines += ["", "options:"]
    let all = options + [Option.help]
    let heads = all.map { option in
      "  " + (option.short.map { "\($0), " } ?? "") + option.name
        + (option.value.map { " \($0)" } ?? "")
    }
    let width = heads.map(\.count).max() ?? 0
    for (option, head) in zip(all, heads) {
      let padding = String(repeating: " ", count: width - head.count + 2)
      let standard = option.standard.map { " (default: \($0))" } ?? ""
      lines.append(head + padding + option.help + standard)
    }
    if options.contains(where: { $0.value == "GRID" }) {
      lines += ["", "GRID: 5   1,2,5   1..500   1..500:25 (step)   lin:0..2:21   log:0.01..10:50"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Refuses operands, for commands that have none.
  static func refuseOperands(_ arguments: ParsedArguments) throws(CommandError) {
    if let first = arguments.operands.first {
      throw .usage("unexpected argument \(printable(first))")
    }
  }
}

/// The command line that produces a result again, without its destinations.
///
/// - Parameters:
///   - name: The command.
///   - words: Its words, as given.
/// - Returns: A line for a shell.
func reproducingCommand(_ name: String, _ words: [String]) -> String {
  var kept = ["toy", name]
  var remaining = words[...]
  while let word = remaining.popFirst() {
    if ["-o", "--output", "--format"].contains(word) {
      _ = remaining.popFirst()
    } else if !["-o", "--output=", "--format="].contains(where: word.hasPrefix) {
      kept.append(shellQuoted(word))
    }
  }
  return kept.joined(separator: " ")
}
