// toy phase: the parts of parameter space in which unrolling is better than bilevel learning.

import Files
import Report
import Studies
import ToyModel

struct PhaseCommand: Command {
  static let name = "phase"
  static let summary = "who wins, bilevel or unrolling, over k/n, signal-to-noise ratio and ω"
  static let discussion = """
    Draws the phase diagram of the best risks: k/n from left to right, the signal-to-noise ratio
    SNR = tr C/(nσ²) in decibels or, with --y omega, the step size on the vertical axis, and one panel
    for each depth and step size, or depth and SNR. For every k all boundaries are found as roots of
    log(risk of unrolling / risk of bilevel learning), to the last bits. Prints the fractions of the
    plane that each side wins; CSV has one row per boundary point with the winners below and above it,
    and one for every k without a boundary.
    """
  static let examples = [
    "toy phase",
    "toy phase --depth 2,3 --omega 0.2,0.5,0.8,learned -o phase.svg -o phase.csv",
    "toy phase --y omega --snr 0,10,20 -o phase-step.svg",
    "toy phase --data iid --n 50 --snr -10..30 --format csv",
  ]
  private static let axisOption = Option(
    "--y", value: "NAME", "the vertical axis: snr or omega", default: "snr",
    offers: .words(of: PhaseAxis.self))
  private static let depth = Option.depth(default: "2,3")
  private static let omega = Option.omega(
    ", a panel each (\(PhaseAxis.snr.defaultSteps)); with --y omega the axis "
      + "(\(PhaseAxis.omega.defaultSteps))",
    default: nil)
  private static let snr = Option(
    "--snr", value: "GRID",
    "SNR in dB, the ends of the axis (\(PhaseAxis.snr.defaultRatios)); with --y omega a panel each "
      + "(\(PhaseAxis.omega.defaultRatios))",
    default: nil)
  private static let rows = Option.k("; about 500 values without it", default: nil)
  private static let mu = Option.mu.single
  private static let theta = Option.theta.single
  private static let gridOptions =
    [Option.data, .n, rows, mu, theta, .forwardOperator, .noiseSpectrum, depth, omega]
    + Option.algorithms(of: [.unrolled])
    + DataReading.options
  static let options =
    [axisOption] + gridOptions + [
      snr, .columns, .figureFormat, .preset, .width, .height, .heading,
      .output("a file, a folder, or - for standard output; repeatable", default: "-"),
    ]

  private let setting: PhaseSetting
  private let destinations: Destinations
  private let command: String
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    command = reproducingCommand(Self.name, words)
    let axis: PhaseAxis = try arguments.choice(Self.axisOption)
    destinations = try Self.destinations(
      arguments, formats: OutputFormat.tablesAndFigures,
      folderFormats: [.csv, .svg, .markdown], columns: PhaseDiagram.columns)
    setting = try Self.setting(arguments, axis: axis)
    files.read([setting.data.family])
    files.write(destinations)
    try destinations.requireRoom(
      rows: setting.panels.count * setting.rows.count, columns: PhaseDiagram.columns.count,
      points: setting.panels.count * setting.rows.count)
    if destinations.all.contains(where: \.isFigure) { try studied(setting.requireFewPanels()) }
  }

  /// Reads the parameters; those with a single value per phase diagram are read as grids too.
  private static func setting(
    _ arguments: ParsedArguments, axis: PhaseAxis
  ) throws(CommandError) -> PhaseSetting {
    let ratios = try studied(
      Grid.numbers(arguments.value(snr) ?? axis.defaultRatios, option: snr.name))
    let texts = arguments.texts(gridOptions + [.sigma, .families(default: "unrolled")])
      .with(defaults: ["--omega": axis.defaultSteps, "--k": "n"])
    let grids = try studied(ParameterGrid(texts))
    for (option, count) in [
      ("--data", grids.data.count), ("--n", grids.n.count), ("--mu", grids.mu.count),
      ("--theta", grids.theta.count),
    ] where count != 1 {
      throw .usage("\(option) has \(count) values; a phase diagram takes one")
    }
    let n = grids.n[0]
    return try studied(
      PhaseSetting(
        axis: axis, data: grids.data[0], n: n, mu: grids.mu[0], theta: grids.theta[0],
        rows: arguments.has(rows) ? grids.k ?? [n] : nil, families: grids.families.blocks,
        steps: grids.families.rules, ratios: ratios,
        observation: grids.observation))
  }

  func run() throws(CommandError) -> ExitStatus {
    let diagram = PhaseDiagram(setting)
    try destinations.write(
      diagram, page: diagram.page(command: command, image: destinations.imageName),
      figure: { diagram.figure(command: command) })
    return .success
  }
}
