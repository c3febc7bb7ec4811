// toy risk: the optimal risk at one setting, or at every point of a grid.

import Report
import Studies
import ToyModel

struct RiskCommand: Command {
  static let name = "risk"
  static let summary = "the best risk of a family, and the denoiser that has it"
  static let discussion = """
    The infimum over R ∈ ℝᵏˣⁿ (and over ω > 0 where it is learned) of the risk E ½‖T(y+ε) − y‖²,
    with bias and variance, the ratios to the best linear and the best bilevel denoiser, whether it
    is attained, and the eigenvalues of the optimal T. Grids give one row per point. --certify adds
    a lower and an upper bound of every number, from interval arithmetic: the exact value for the
    numbers as read, of options and of data files, lies between them, whatever rounding does. A
    decimal is read as the double nearest to it: 0.1 stands for 0.1000000000000000055…
    """
  static let examples = [
    "toy risk --n 500 --k 50 --depth 2",
    "toy risk --family bilevel --k 50 --format json",
    "toy risk --data frames.csv --as frames --k 10 --depth 3 --sigma 0.1",
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
      spectrum, certify, .columns, .format,
      .output("write to a file; the format follows the extension", default: "standard output"),
    ]

  private let settings: SettingList
  private let destinations: Destinations
  private let showsSpectrum: Bool
  private let isCertified: Bool
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    showsSpectrum = arguments.has(Self.spectrum)
    isCertified = arguments.has(Self.certify)
    let columns =
      showsSpectrum
      ? isCertified ? CertifiedRow.spectrumColumns : Self.spectrumColumns
      : isCertified ? CertifiedRow.columns : RiskRow.columns
    destinations = try Destinations(
      arguments, formats: OutputFormat.tables, stem: Self.name,
      folderFormats: [.csv, .markdown], columns: columns)
    try arguments.refuseIdle(Self.options, written: destinations.all)
    let grid = try ParameterGrid(arguments, Self.sweepOptions)
    settings = try studied(grid.settings())
    files.read(grid.data)
    files.write(destinations)
    guard !showsSpectrum || settings.count == 1 else {
      throw .usage("--spectrum shows one setting; the grids have \(settings.count) points")
    }
    try destinations.requireRoom(rows: settings.count, columns: columns.count)
  }

  func run() throws(CommandError) -> ExitStatus {
    guard settings.count == 1 else {
      if isCertified {
        try destinations.write(CertifiedRows(settings))
      } else {
        try destinations.write(RiskRows([settings]))
      }
      return .success
    }
    var evaluator = RiskEvaluator(expecting: 1)
    let row = evaluator.row(settings[0])
    var spectra = CertifiedSpectra()
    let certified =
      isCertified ? CertifiedRow(row, try studied(spectra.spectrum(of: row.setting))) : nil
    if showsSpectrum {
      try destinations.write(certified?.spectrum ?? Self.spectrumTable(row), isSingle: false)
      return .success
    }
    let page = ResultPage(
      terminal: { summary(row, certified, on: $0) }, text: { _ in summary(row, certified, on: nil) }
    )
    if isCertified {
      try destinations.write(CertifiedRows(settings), isSingle: true, page: page)
    } else {
      try destinations.write(RiskRows([settings]), isSingle: true, page: page)
    }
    return .success
  }

  private static let spectrumColumns = [
    "data_eigenvalue", "wiener_gain", "gain", "multiplicity", "forced",
  ]

  /// The eigenvalues of T beside those of C and the Wiener gains.
  private static func spectrumTable(_ row: RiskRow) -> Table {
    var table = Table(columns: spectrumColumns)
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

  /// One setting for a human reader; on a terminal without long lists.
  private func summary(
    _ row: RiskRow, _ certified: CertifiedRow?, on terminal: Terminal?
  ) -> String {
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
    if case .file(let data) = row.setting.data, let note = data.precisionNote(row.optimum) {
      lines.append(("note", note))
    }
    let width = lines.map(\.0.count).max() ?? 0
    let text = lines.map { name, value in
      name + String(repeating: " ", count: width - name.count + 3) + value
    }
    let table = certified?.spectrum.inFull ?? Self.spectrumTable(row)
    // A list of hundreds of eigenvalues is for --spectrum and a file.
    let eigenvalues =
      terminal.map { terminal in
        table.rows.count <= 12
          ? terminal.text(table, whole: "--spectrum -o FILE")
          : "\(table.rows.count) groups of equal eigenvalues; see --spectrum\n"
      } ?? table.text()
    let bounds = certified.map { certified in
      "\ncertified bounds\n\(terminal?.text(certified.summary) ?? certified.summary.text())"
        + certified.notes.map { "note: \($0)\n" }.joined()
    }
    return text.joined(separator: "\n") + "\n" + (bounds ?? "") + "\noptimal T\n" + eigenvalues
  }
}
