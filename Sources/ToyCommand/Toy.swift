// The program: finds the command, runs it, and turns failures into messages and exit statuses.

import Files
import Libc
import Report
import Studies

/// The command-line program `toy`.
public enum Toy {
  /// The version, as in CHANGELOG.md.
  public static let version = "0.1.0"

  static let commands: [any Command.Type] = [
    RiskCommand.self, RiskRatioCommand.self, ExpressivityCommand.self, RealizeCommand.self,
    LandscapeCommand.self, PhaseCommand.self, LandweberCommand.self, LearnCommand.self,
    SpeechCommand.self, ScalarCommand.self,
    SweepCommand.self, LabCommand.self, CheckCommand.self, FiguresCommand.self, ReportCommand.self,
    ExploreCommand.self, ExplainCommand.self, CompletionsCommand.self, ManCommand.self,
  ]

  /// Runs the program.
  ///
  /// - Parameters:
  ///   - count: The number of words of the command line.
  ///   - arguments: The words, the program's own name first, in bytes: Swift's own list has already
  ///     replaced anything that is not UTF-8.
  /// - Returns: The status to exit with.
  public static func main(
    _ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  ) -> ExitStatus {
    // A closed pipe and a file that grows too large are reported by write(2) and handled there.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    Interruption.watch(exitingWith: ExitStatus.interrupted.rawValue)
    var words: [String] = []
    do throws(CommandError) {
      for index in 1..<max(Int(count), 1) {
        guard let bytes = arguments[index] else { break }
        guard let word = String(validatingCString: bytes) else {
          throw CommandError.usage(
            "argument \(index), \(quotedJSON(String(cString: bytes))), is not UTF-8; a file of such a "
              + "name has to be renamed, or reached by a link of another name")
        }
        words.append(word)
      }
      return try run(words)
    } catch {
      // A line feed in an argument must not break the message into lines.
      let isSplit = words.contains { $0.utf8.contains(UInt8(ascii: "\n")) }
      writeDiagnostic("error: \(isSplit ? printable(error.message, limit: 1000) : error.message)")
      if error.status == .usage {
        let command = words.first.flatMap { Self.command(named: $0) }
        writeDiagnostic(command?.usage ?? "usage: toy COMMAND [options]")
        writeDiagnostic("See 'toy\(command.map { " \($0.name)" } ?? "") --help'.")
      }
      return error.status
    }
  }

  private static func run(_ words: [String]) throws(CommandError) -> ExitStatus {
    guard let name = words.first, !["--help", "-h", "help"].contains(name) else {
      let topic = words.first == "help" && words.count > 1 ? try known(words[1]) : nil
      try showText(topic?.help ?? help)
      return .success
    }
    if name == "--version" {
      guard words.count == 1 else { throw .usage("unexpected argument \(printable(words[1]))") }
      try translated(writeStandardOutput(Array("toy \(version)\n".utf8)))
      return .success
    }
    let type = try known(name)
    let rest = Array(words.dropFirst())
    let arguments = try ParsedArguments(rest, options: type.options + [.help])
    if arguments.has(.help) {
      try showText(type.help(on: arguments.operands))
      return .success
    }
    try arguments.refuseIdle(type.options)
    let remarks = arguments.remarks(type.options)
    let command: any Command
    do throws(CommandError) {
      command = try type.init(arguments, words: rest)
    } catch {
      // The way a grid was read may be the reason why its values are refused.
      guard error.status == .usage, !remarks.isEmpty else { throw error }
      throw .usage(([error.message] + remarks).joined(separator: "\n"))
    }
    try command.files.check()
    for remark in remarks { writeDiagnostic(remark) }
    return try command.run()
  }

  /// Reads a command line without running it; `figures` uses it too, for the commands of its catalogue.
  ///
  /// - Throws: ``CommandError`` of status usage, also for a command line that asks for help.
  static func prepare(_ words: [String]) throws(CommandError) -> any Command {
    let command = try known(words.first ?? "")
    let rest = Array(words.dropFirst())
    let arguments = try ParsedArguments(rest, options: command.options)
    try arguments.refuseIdle(command.options)
    return try command.init(arguments, words: rest)
  }

  private static func known(_ name: String) throws(CommandError) -> any Command.Type {
    if let command = command(named: name) { return command }
    let hint = suggestion(for: name, among: commands.map { $0.name })
    throw .usage(
      "unknown command \(printable(name))" + (hint.map { "; did you mean \($0)?" } ?? ""))
  }

  private static func command(named name: String) -> (any Command.Type)? {
    commands.first { $0.name == name }
  }

  /// The text of `toy --help`.
  static var help: String {
    var lines = [
      "toy: which denoisers can unrolling and bilevel learning express, and how good can they be?",
      "",
      "usage: toy COMMAND [options]",
      "",
      "examples:",
      "  toy risk-ratio --n 500 --sigma 0.9 -o -",
      "  toy risk --family unrolled --depth 3 --n 500 --k 50",
      "",
      "commands:",
    ]
    let width = commands.map { $0.name.count }.max() ?? 0
    for command in commands {
      let padding = String(repeating: " ", count: width - command.name.count + 2)
      lines.append("  \(command.name)\(padding)\(command.summary)")
    }
    lines += ["", "exit status:"]
    for status in ExitStatus.allCases {
      let number = String(status.rawValue)
      lines.append(
        "  \(String(repeating: " ", count: 3 - number.count))\(number)  \(status.meaning)")
    }
    lines += [
      "", "'toy COMMAND --help' explains a command. 'toy --version' prints the version.",
      "Symbols are those of arXiv 2209.12651: x = y + ε, ε ~ N(0, σ²I), R with k rows, N steps of "
        + "size ω.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }
}
