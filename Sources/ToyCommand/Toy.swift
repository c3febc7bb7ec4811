// The program: finds the command, runs it, and turns failures into messages and exit statuses.

import Glibc

/// The command-line program `toy`.
public enum Toy {
  /// The version, as in CHANGELOG.md.
  public static let version = "0.1.0"

  static let commands: [any Command.Type] = [
    RiskCommand.self, RiskRatioCommand.self, ExpressivityCommand.self, RealizeCommand.self,
    LandscapeCommand.self, PhaseCommand.self, LearnCommand.self, SpeechCommand.self,
    SweepCommand.self, CheckCommand.self, FiguresCommand.self, ReportCommand.self,
    ExploreCommand.self, ExplainCommand.self, CompletionsCommand.self, ManCommand.self,
  ]

  /// Runs the program.
  ///
  /// - Parameter arguments: The words of the command line, the program's own name first.
  /// - Returns: The status to exit with.
  public static func main(_ arguments: [String]) -> ExitStatus {
    // A closed pipe and a file too large are reported by write(2) and handled there.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    let words = Array(arguments.dropFirst())
    do {
      return try run(words)
    } catch {
      writeDiagnostic("error: \(error.message)")
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
      try writeStandardOutput(Array((topic?.help ?? help).utf8))
      return .success
    }
    if name == "--version" {
      try writeStandardOutput(Array("toy \(version)\n".utf8))
      return .success
    }
    let command = try known(name)
    let rest = Array(words.dropFirst())
    let arguments = try ParsedArguments(rest, options: command.options + [.help])
    if arguments.has(.help) {
      try writeStandardOutput(Array(command.help.utf8))
      return .success
    }
    return try command.init(arguments, words: rest).run()
  }

  /// Reads a command line without running it; also used by `figures`, whose catalogue holds some.
  ///
  /// - Throws: ``CommandError`` of status usage, also for a command line that asks for help.
  static func prepare(_ words: [String]) throws(CommandError) -> any Command {
    let command = try known(words.first ?? "")
    let rest = Array(words.dropFirst())
    return try command.init(ParsedArguments(rest, options: command.options), words: rest)
  }

  private static func known(_ name: String) throws(CommandError) -> any Command.Type {
    if let command = command(named: name) { return command }
    let hint = suggestion(for: name, among: commands.map { $0.name })
    throw .usage("unknown command \(name)" + (hint.map { "; did you mean \($0)?" } ?? ""))
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
    lines += [
      "", "'toy COMMAND --help' explains a command. 'toy --version' prints the version.",
      "Symbols are those of arXiv 2209.12651: x = y + ε, ε ~ N(0, σ²I), R with k rows, N steps of "
        + "size ω.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }
}
