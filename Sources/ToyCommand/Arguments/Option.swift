// The table of all options: parsing, help and checks read the same entries.

import Report

/// One option of the command line.
struct Option: Sendable, Equatable {
  /// The name with its dashes, such as `--sigma`.
  let name: String
  /// A one-letter form such as `-o`, if there is one.
  let short: String?
  /// What stands for the value in help; nil for a switch without a value.
  let value: String?
  /// What the option means, without its default.
  let help: String
  /// The default as help prints it; nil where there is none.
  let standard: String?
  /// What a shell can offer for the value; for a FILE or PATH what is there, unless told otherwise.
  let completion: Completion
  /// What has to hold for the option to change anything; all of it.
  let effects: [Effect]

  init(
    _ name: String, short: String? = nil, value: String?, _ help: String, default standard: String?,
    offers completion: Completion? = nil, effects: [Effect] = []
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.help = help
    self.standard = standard
    self.effects = effects
    self.completion = completion ?? (["FILE", "PATH"].contains(value) ? .paths : .nothing)
  }
}

extension Option {
  /// The same option with conditions of one command.
  func taking(effect effects: [Effect]) -> Option {
    Option(
      name, short: short, value: value, help, default: standard, offers: completion,
      effects: self.effects + effects)
  }
}

/// What a shell can offer while a value or an operand is typed.
enum Completion: Sendable, Equatable {
  /// Nothing, as for numbers.
  case nothing
  /// One of these words.
  case words([String])
  /// Some of these words, separated by commas.
  case list([String])
  /// A file or a folder.
  case paths
  /// One of these words, or a file or a folder.
  case wordsOrPaths([String])

  /// One of the names of a choice.
  static func words<Choice: RawRepresentable<String> & CaseIterable>(
    of choice: Choice.Type
  ) -> Completion {
    .words(choice.allCases.map(\.rawValue))
  }

  /// Some of the names of a choice.
  static func list<Choice: RawRepresentable<String> & CaseIterable>(
    of choice: Choice.Type
  ) -> Completion {
    .list(choice.allCases.map(\.rawValue))
  }
}

extension Option {
  static let data = Option(
    "--data", value: "MODEL",
    "constant, iid, a FILE of eigenvalues or frames (CSV, .npy), or of sound (.wav, or a folder)",
    default: "constant", offers: .wordsOrPaths(["constant", "iid"]))
  static let n = Option(
    "--n", value: "N", "dimension n of the signals; of sound the length of a frame, else 320",
    default: "500")
  static let k = Option(
    "--k", value: "GRID", "number k of rows of R; a sweep over k has all of 1..n", default: "n")
  static let mu = Option("--mu", value: "GRID", "mean μ of the signal", default: "1")
  static let theta = Option(
    "--theta", value: "GRID", "standard deviation θ of the signal", default: "0.5")
  static let sigma = Option(
    "--sigma", value: "GRID", "standard deviation σ of the noise", default: "0.9")
  static func family(default standard: String) -> Option {
    Option(
      "--family", value: "LIST", "linear, bilevel, unrolled", default: standard,
      offers: .list(["linear", "bilevel", "unrolled"]))
  }
  static func depth(default standard: String) -> Option {
    Option(
      "--depth", value: "GRID", "number N of gradient steps", default: standard,
      effects: [.unrolled("a number of steps")])
  }
  static func omega(default standard: String) -> Option {
    Option(
      "--omega", value: "GRID", "step sizes ω, numbers or 'learned'", default: standard,
      offers: .list(["learned"]), effects: [.unrolled("a step size")])
  }
  static func stepSize(default standard: String) -> Option {
    Option(
      "--omega", value: "GRID", "step sizes ω", default: standard,
      effects: [.unrolled("a step size")])
  }
  static let tolerance = Option(
    "--tolerance", value: "X", "what counts as equal, relative to ‖T‖", default: "1e-10")
  static let format = Option(
    "--format", value: "FORMAT",
    "table, csv, json, markdown or latex, on standard output; latex also of a .tex file",
    default: "table", offers: .words(["table", "csv", "json", "markdown", "latex"]))
  static let figureFormat = Option(
    "--format", value: "FORMAT",
    "table, csv, json, markdown, latex, svg, pdf or pgfplots, on standard output; latex and "
      + "pgfplots also of a .tex file",
    default: "table",
    offers: .words(["table", "csv", "json", "markdown", "latex", "svg", "pdf", "pgfplots"]))
  static let preset = Option(
    "--preset", value: "NAME",
    "sizes of a figure: screen; paper, a column of 3.5 inches; slides, 16:9; poster",
    default: "screen", offers: .words(of: FigurePreset.self))
  static let columns = Option(
    "--columns", value: "LIST", "columns of the table in this order, by the names of CSV",
    default: "all")
  static func output(_ help: String, default standard: String?) -> Option {
    Option("--output", short: "-o", value: "PATH", help, default: standard)
  }
  static let help = Option("--help", short: "-h", value: nil, "show this text", default: nil)
}
