// toy man: the manual page.

import Files
import Studies

struct ManCommand: Command {
  static let name = "man"
  static let summary = "the manual page of all commands, for man"
  static let discussion = """
    Prints the page in roff, made from the same tables as --help. 'make install' puts it where man
    looks; 'toy man | man -l -' shows it without installing.
    """
  static let examples = ["toy man"]
  static let options: [Option] = []

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
  }

  func run() throws(CommandError) -> ExitStatus {
    try translated(writeStandardOutput(Array(ManPage.text.utf8)))
    return .success
  }
}

/// The manual page in roff, in ASCII: other characters are written by number, which every formatter accepts.
enum ManPage {
  static var text: String {
    var lines = [
      ".TH TOY 1 \"\" \"toy \(Toy.version)\" \"User Commands\"",
      ".SH NAME",
      "toy \\- \(roff("an explorer for the theory of learned regularisation"))",
      ".SH SYNOPSIS",
      ".B toy",
      ".I COMMAND",
      "[\\fIoptions\\fR]",
      ".br",
      ".B toy \\-\\-help",
      "|",
      ".B \\-\\-version",
      ".SH DESCRIPTION",
    ]
    for (index, paragraph) in description.enumerated() {
      lines += (index > 0 ? [".PP"] : []) + [roff(paragraph)]
    }
    lines.append(".SH COMMANDS")
    for command in Toy.commands { lines += section(command) }
    lines += [
      ".SH GRIDS",
      roff("Where a GRID is asked for, one value or many can be given:"),
    ]
    for (grid, meaning) in grids {
      lines += [".TP", bold(grid), roff(meaning)]
    }
    lines.append(".SH EXIT STATUS")
    for status in ExitStatus.allCases {
      lines += [".TP", bold("\(status.rawValue)"), roff(status.meaning)]
    }
    lines += [
      ".SH SEE ALSO",
      roff(
        "C. Brauer, N. Breustedt, T. de Wolff and D. A. Lorenz, Learning Variational Models with "
          + "Unrolling and Bilevel Optimization,"),
      ".UR https://arxiv.org/abs/2209.12651",
      "arXiv 2209.12651",
      ".UE .",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static let description = [
    """
    Which linear denoisers can learned regularisation express, how good can they be, and is the best
    one ever reached? Noisy data x = y + ε, ε ~ N(0, σ²I), are denoised by a lower-level problem with
    a regularizer R of k rows, which is solved exactly (bilevel learning, T = (I + RᵀR)⁻¹) or by N
    gradient steps of size ω from 0 (unrolling). The upper level learns R, and optionally ω, by
    minimising the risk E ½‖T(y+ε) − y‖².
    """,
    """
    Results go to standard output or, with -o, to files; everything else goes to standard error.
    'toy explain' has the theory in words.
    """,
  ]

  private static let grids = [
    ("5", "one value"),
    ("1,2,5", "a list"),
    ("1..500", "a range of step 1"),
    ("1..500:25", "a range with its step"),
    ("lin:0..2:21", "21 values with equal differences"),
    ("log:0.01..10:50", "50 values with equal ratios"),
  ]

  /// One command: usage, description, options, examples.
  private static func section(_ command: any Command.Type) -> [String] {
    let operands = command.operands.isEmpty ? "" : " \\fI\(escaped(command.operands))\\fR"
    var lines = [
      ".SS \"toy \(escaped(command.name))\"",
      "\(bold("toy \(command.name)"))\(operands) [\\fIoptions\\fR]",
      ".PP",
    ]
    lines += command.discussion.split(separator: "\n").map { roff(String($0)) }
    for option in command.options {
      let names = [option.short, option.name].compactMap { $0 }.map(bold).joined(separator: ", ")
      let value = option.value.map { " \\fI\(escaped($0))\\fR" } ?? ""
      let standard = option.standard.map { " (default: \($0))" } ?? ""
      lines += [".TP", names + value, roff(option.help + standard)]
    }
    lines += [".PP", "Examples:", ".PP", ".RS 4", ".EX"]
    lines += command.examples.map(roff)
    return lines + [".EE", ".RE"]
  }

  private static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }

  /// Text as separate lines, none of which starts with a period, which would make it a request.
  private static func roff(_ text: String) -> String {
    let lines = escaped(text).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.map { $0.hasPrefix(".") ? "\\&\($0)" : String($0) }.joined(separator: "\n")
  }

  /// Text in which every character that roff would change or does not know is escaped.
  private static func escaped(_ text: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": output += "\\e"
      case "-": output += "\\-"
      case "'": output += "\\(aq"
      case "`": output += "\\(ga"
      case "^": output += "\\(ha"
      case "~": output += "\\(ti"
      case "\"": output += "\\(dq"
      case "\0"..<"\u{80}": output.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        output += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
      }
    }
    return output
  }
}
