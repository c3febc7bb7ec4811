// The table of all options: parsing, help and checks read the same entries.

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

  init(
    _ name: String, short: String? = nil, value: String?, _ help: String, default standard: String?
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.help = help
    self.standard = standard
  }
}

extension Option {
  static let data = Option(
    "--data", value: "MODEL",
    "constant, iid, a FILE of eigenvalues or frames (CSV, .npy), or of sound (.wav, or a folder)",
    default: "constant")
  static let n = Option(
    "--n", value: "N",
    "dimension n of the signals; for sound the length of a frame, 320 if not given",
    default: "500")
  static let k = Option(
    "--k", value: "GRID", "number k of rows of R; a sweep over k has all of 1..n", default: "n")
  static let mu = Option("--mu", value: "GRID", "mean μ of the signal", default: "1")
  static let theta = Option(
    "--theta", value: "GRID", "standard deviation θ of the signal", default: "0.5")
  static let sigma = Option(
    "--sigma", value: "GRID", "standard deviation σ of the noise", default: "0.9")
  static func family(default standard: String) -> Option {
    Option("--family", value: "LIST", "linear, bilevel, unrolled", default: standard)
  }
  static func depth(default standard: String) -> Option {
    Option("--depth", value: "GRID", "number N of gradient steps", default: standard)
  }
  static func omega(default standard: String) -> Option {
    Option("--omega", value: "GRID", "step sizes ω, numbers or 'learned'", default: standard)
  }
  static func stepSize(default standard: String) -> Option {
    Option("--omega", value: "GRID", "step sizes ω", default: standard)
  }
  static let tolerance = Option(
    "--tolerance", value: "X", "what counts as equal, relative to ‖T‖", default: "1e-10")
  static let format = Option(
    "--format", value: "FORMAT",
    "table, csv, json, markdown or latex, on standard output; latex also of a .tex file",
    default: "table")
  static let figureFormat = Option(
    "--format", value: "FORMAT",
    "table, csv, json, markdown, latex, svg, pdf or pgfplots, on standard output; latex and "
      + "pgfplots also of a .tex file",
    default: "table")
  static let preset = Option(
    "--preset", value: "NAME",
    "sizes of a figure: screen; paper, a column of 3.5 inches; slides, 16:9; poster",
    default: "screen")
  static func output(_ help: String, default standard: String?) -> Option {
    Option("--output", short: "-o", value: "PATH", help, default: standard)
  }
  static let help = Option("--help", short: "-h", value: nil, "show this text", default: nil)
}
