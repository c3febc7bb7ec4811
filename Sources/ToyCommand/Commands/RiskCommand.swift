// toy risk: the optimal risk at one setting, or at every point of a grid.

import Report
import Studies
import ToyModel

struct RiskCommand: Command {
  static let name = "risk"
  static let summary = "the best risk of a family, and the denoiser that attains it"
  static let discussion = """
    The infimum over R ∈ ℝᵏˣⁿ (and over ω > 0 if ω is learned) of the risk E ½‖T(y+ε) − y‖²,
    with bias and variance, the ratios to the best linear and the best bilevel denoiser, whether it
    is attained, and the eigenvalues of the optimal T. Grids give one row per point. --certify adds
    a lower and an upper bound for every number, by interval arithmetic: the exact value for the
    numbers as read, from options and data files, lies between them, regardless of rounding. A
    decimal is read as the double nearest to it: 0.1 means 0.1000000000000000055…
    --bounds adds the floor F, which no T = f(RᵀR) can beat, with the eigenvalue c* that it forces
    and where, and two landmarks: E, the learned risk of even depths, and E⁻, an upper bound of
    that of odd ones.
    At odd depth the best R may lie behind a wall, an eigenvalue s* of RᵀR where the filter turns and which
    gradient flow never crosses. --trap adds the best risk before the wall, where training from small R ends.
    --frames m adds the mean risk of the model that is learned from m Gaussian frames, and its excess: exactly for
    the best linear denoiser, else asymptotically for large m, and empty with the reason where no law is known.
    """
  static let examples = [
    "toy risk --n 500 --k 50 --depth 2",
    "toy risk --family bilevel --k 50 --format json",
    "toy risk --data frames.csv --as frames --k 10 --depth 3 --sigma 0.1",
    "toy risk --n 500 --k 50 --depth 3 --omega 0.5 --certify",
    "toy risk --data iid --n 10 --k 4 --algorithm steps,heavy-ball --depth 3 --bounds",
    "toy risk --n 4 --k 2 --depth 2..5 --omega 0.35 --trap",
    "toy risk --n 100 --k 99 --frames 200,1000 --loss sure",
  ]
  private static let sweepOptions =
    Option.settings(
      family: "unrolled", depth: "2", omega: "learned") + [testDepth, frames, loss]
  private static let frames = Option.frames.with(effects: [
    Option.framesOfPopulation,
    .when(.absent("--certify"), else: "--certify encloses best risks"),
    .when(.absent("--spectrum"), else: "--spectrum shows eigenvalues"),
  ])
  private static let testDepth = Option.testDepth.with(effects: [
    .when(.absent("--certify"), else: "--certify encloses best risks")
  ])
  private static let loss = Option.loss.with(effects: [
    .when(.given("--frames"), else: "it requires --frames")
  ])
  private static let spectrum = Option(
    "--spectrum", value: nil, "print the eigenvalues of the optimal T instead", default: nil)
  private static let certify = Option(
    "--certify", value: nil,
    "rigorous lower and upper bounds on every number; the number itself may differ from them in the last digits",
    default: nil)
  private static let bounds = Option(
    "--bounds", value: nil, "the best risks of all algorithms beside each row", default: nil,
    effects: [
      .when(.absent("--spectrum"), else: "--spectrum shows eigenvalues")
    ])
  private static let trap = Option(
    "--trap", value: nil,
    "the best risk that gradient flow reaches from small R, and the wall s* that it never crosses",
    default: nil,
    effects: [
      .when(.absent("--certify"), else: "--certify has no such columns"),
      .when(
        .absent("--test-depth"),
        else: "--test-depth evaluates a model that was learned without regard to the wall"),
      .when(.absent("--spectrum"), else: "--spectrum shows eigenvalues"),
    ])
  static let options =
    sweepOptions + [
      spectrum, certify, bounds, trap, .columns, .format,
      .output("write to a file; the format follows the extension", default: "standard output"),
    ]

  private let grid: ParameterGrid
  private let settings: SettingList
  private let destinations: Destinations
  private let showsSpectrum: Bool
  private let isCertified: Bool
  private let added: AddedColumns
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    showsSpectrum = arguments.has(Self.spectrum)
    isCertified = arguments.has(Self.certify)
    try arguments.refuseIdle(Self.options)
    let texts = arguments.texts(Self.sweepOptions)
    var added = try studied(AddedColumns(texts))
    added.hasBounds = arguments.has(Self.bounds)
    added.hasTrap = arguments.has(Self.trap)
    self.added = added
    let columns =
      showsSpectrum
      ? isCertified ? CertifiedRow.spectrumColumns : RiskSummary.spectrumColumns
      : isCertified
        ? CertifiedRow.columns(hasBounds: added.hasBounds)
        : RiskRow.columns + added.names
    destinations = try Self.destinations(
      arguments, formats: OutputFormat.tables,
      folderFormats: [.csv, .markdown], columns: columns)
    grid = try studied(ParameterGrid(texts, for: .risk))
    if added.hasTrap {
      for block in grid.families.blocks { try studied(block.refuseObjections()) }
    }
    settings = try studied(grid.settings())
    files.read(grid.data)
    files.write(destinations)
    if isCertified, let unknown = grid.families.blocks.first(where: { !$0.isCertified }) {
      throw .usage(
        "--certify: the best risk of --algorithm \(unknown.algorithm.entry.name) has no certified "
          + "bounds yet; leave --certify or --algorithm out")
    }
    if showsSpectrum, added.hasBracket {
      throw .usage("--spectrum: only bounds are known for --algorithm untied, not the best T")
    }
    guard !showsSpectrum || settings.count == 1 else {
      throw .usage("--spectrum shows one setting; the grids have \(settings.count) points")
    }
    try destinations.requireRoom(rows: settings.count, columns: columns.count)
  }

  func run() throws(CommandError) -> ExitStatus {
    let settings = isCertified ? try studied(grid.enclosed().settings()) : self.settings
    guard settings.count == 1 else {
      if isCertified {
        try destinations.write(CertifiedRows(settings, hasBounds: added.hasBounds))
      } else {
        try destinations.write(RiskRows([settings], adding: added))
      }
      return .success
    }
    let summary = RiskSummary(settings[0], adding: added, isCertified: isCertified)
    if showsSpectrum {
      try destinations.write(summary.spectrum)
    } else {
      try destinations.write(summary, isSingle: true, page: summary.page)
    }
    return .success
  }
}
