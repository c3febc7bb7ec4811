// toy risk: the optimal risk at one setting, or at every point of a grid.

import Report
import ToyModel

struct RiskCommand: Command {
  static let name = "risk"
  static let summary = "the best risk of a family, and the denoiser that has it"
  static let discussion = """
    The infimum over R ∈ ℝᵏˣⁿ (and over ω > 0 where it is learned) of the risk E ½‖T(y+ε) − y‖²,
    with bias and variance, the ratios to the best linear and the best bilevel denoiser, whether it
    is attained, and the eigenvalues of the optimal T. Grids give one row per point. --certify adds
    a lower and an upper bound of every number, from interval arithmetic: the exact value for the
    numbers as given lies between them, whatever rounding does.
    """
  static let examples = [
    "toy risk --n 500 --k 50 --depth 2",
    "toy risk --family bilevel --k 50 --format json",
    "toy risk --data frames.csv --k 10 --depth 3 --sigma 0.1",
    "toy risk --n 500 --k 50 --depth 3 --omega 0.5 --certify",
  ]
  private static let sweepOptions = ParameterGrid.options(
    family: "unrolled", depth: "2", omega: "learned")
  private static let spectrum = Option(
    "--spectrum", value: nil, "print the eigenvalues of the optimal T instead", default: nil)
  private static let certify = Option(
    "--certify", value: nil, "rigorous lower and upper bounds of every number", default: nil)
  static let options =
    sweepOptions + [
      spectrum, certify, .format,
      .output("write to a file; the format follows the extension", default: "standard output"),
    ]

  private let settings: [Setting]
  private let destinations: Destinations
  private let showsSpectrum: Bool
  private let isCertified: Bool

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    destinations = try Destinations(
      arguments, formats: OutputFormat.tables, stem: Self.name,
      folderFormats: [.csv, .markdown])
    settings = try ParameterGrid(arguments, options: Self.sweepOptions).settings()
    showsSpectrum = arguments.has(Self.spectrum)
    isCertified = arguments.has(Self.certify)
    guard !showsSpectrum || settings.count == 1 else {
      throw .usage("--spectrum shows one setting; the grids have \(settings.count) points")
    }
  }

  func run() throws(CommandError) -> ExitStatus {
    var evaluator = RiskEvaluator(expecting: 1)
    let single = settings.count == 1 ? evaluator.row(settings[0]) : nil
    try destinations.write { (format) throws(CommandError) in
      if let single, showsSpectrum {
        return format.render(
          isCertified ? CertifiedRow(single).spectrum : Self.spectrumTable(single))
      }
      if let single, format == .table { return Array(summary(single).utf8) }
      return format.render(
        isCertified ? Self.certifiedTable(settings) : RiskRow.table(settings),
        isSingle: single != nil)
    }
    return .success
  }

  /// Rows with bounds.
  private static func certifiedTable(_ settings: [Setting]) -> Table {
    var table = Table(columns: CertifiedRow.columns)
    var evaluator = RiskEvaluator(expecting: settings.count)
    defer { evaluator.finish() }
    for setting in settings {
      let row = evaluator.row(setting)
      table.append(CertifiedRow(row).cells, note: row.note)
    }
    return table
  }

  /// The eigenvalues of T beside those of C and the Wiener gains.
  private static func spectrumTable(_ row: RiskRow) -> Table {
    var table = Table(
      columns: ["data_eigenvalue", "wiener_gain", "gain", "multiplicity", "forced"])
    for line in row.optimum.eigenvalues {
      let wiener = Gain.wiener(
        eigenvalue: line.dataEigenvalue, noiseVariance: row.setting.sigma * row.setting.sigma)
      table.append([
        .number(line.dataEigenvalue), .number(wiener.value), .number(line.gain.value),
        .integer(line.multiplicity), .truth(line.isForced),
      ])
    }
    return table
  }

  /// One setting for a human reader.
  private func summary(_ row: RiskRow) -> String {
    let number = { (value: Double) in
      value.isNaN ? "undefined (0/0)" : formatted(value, significantDigits: 10)
    }
    let optimum = row.optimum
    var lines = [
      ("setting", row.setting.inWords),
      ("family", row.setting.family.inWords),
      ("risk", number(optimum.risk.total)),
      ("  bias", number(optimum.risk.bias)),
      ("  variance", number(optimum.risk.variance)),
      ("best linear", "\(number(row.linearRisk))   ratio \(number(row.ratioToLinear))"),
      ("best bilevel", "\(number(row.bilevelRisk))   ratio \(number(row.ratioToBilevel))"),
    ]
    if let stepSize = optimum.stepSize {
      lines.append(("step size ω", stepSize > 0 ? number(stepSize) : "→ 0"))
    }
    lines.append(("attained", optimum.attainment.inWords))
    if !optimum.risk.total.isFinite { lines.append(("note", RiskRow.overflowNote)) }
    let width = lines.map(\.0.count).max() ?? 0
    let text = lines.map { name, value in
      name + String(repeating: " ", count: width - name.count + 3) + value
    }
    // A list of hundreds of eigenvalues is for --spectrum and a file.
    let certified = isCertified ? CertifiedRow(row) : nil
    let table = certified?.spectrum.inFull ?? Self.spectrumTable(row)
    let eigenvalues =
      table.rows.count <= 12
      ? table.text()
      : "\(table.rows.count) groups of equal eigenvalues; see --spectrum\n"
    let bounds = certified.map { "\ncertified bounds\n\($0.summary.text())" } ?? ""
    return text.joined(separator: "\n") + "\n" + bounds + "\noptimal T\n" + eigenvalues
  }
}
