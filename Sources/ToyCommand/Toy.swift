// The program: finds the command, runs it, and turns failures into messages and exit statuses.

import Glibc

/// The command-line program `toy`.
public enum Toy {
  /// The version, as in CHANGELOG.md.
  public static let version = "0.1.0"

  static let commands: [any Command.Type] = [
    RiskCommand.self, RiskRatioCommand.self, ExpressivityCommand.self, RealizeCommand.self,
    FiguresCommand.self,
  ]

  /// Runs the program.
  ///
  /// - Parameter arguments: The words of the command line, the program's own name first.
  /// - Returns: The status to exit with.
  public static func main(_ arguments: [String]) -> ExitStatus {
    // A closed pipe is reported by write(2) and handled there.
    signal(SIGPIPE, SIG_IGN)
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

  /// Runs one command line; also used by `figures`, whose catalogue holds command lines.
  static func run(_ words: [String]) throws(CommandError) -> ExitStatus {
    guard let name = words.first, !["--help", "-h", "help"].contains(name) else {
      if words.count > 1, words[0] == "help", let command = command(named: words[1]) {
        try writeStandardOutput(Array(command.help.utf8))
      } else {
        try writeStandardOutput(Array(help.utf8))
      }
      return .success
    }
    if name == "--version" {
      try writeStandardOutput(Array("toy \(version)\n".utf8))
      return .success
    }
    guard let command = command(named: name) else {
      let hint = suggestion(for: name, among: commands.map { $0.name })
      throw .usage("unknown command \(name)" + (hint.map { "; did you mean \($0)?" } ?? ""))
    }
    let rest = Array(words.dropFirst())
    let arguments = try ParsedArguments(rest, options: command.options + [.help])
    if arguments.has(.help) {
      try writeStandardOutput(Array(command.help.utf8))
      return .success
    }
    return try command.init(arguments, words: rest).run()
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
