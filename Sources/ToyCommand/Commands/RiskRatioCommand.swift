// toy risk-ratio: the main command, risks of all families side by side over one parameter.

import Files
import Report
import Studies
import ToyModel

struct RiskRatioCommand: Command {
  static let name = "risk-ratio"
  static let summary = "risks and risk ratios of all families over k or another parameter"
  static let discussion = """
    Sweeps one parameter and compares the best linear, bilevel and unrolled denoisers. A terminal
    shows --y at a few points; files and pipes get the whole sweep with all columns, or those of
    --columns. 'risk / best linear risk' is at least 1; 'risk / best bilevel risk' is below 1 if
    unrolling is better; 'risk / risk of even depth' compares with the best risk of every even depth
    with a learned step and adds a column to files; its figure shows the difference in per cent.
    --x frames shows the mean risk of models that are learned from m Gaussian frames, and where the best linear
    denoiser of the frames becomes better than a family with fewer parameters.
    """
  static let examples = [
    "toy risk-ratio --n 500 --sigma 0.9 -o -",
    "toy risk-ratio --sigma 0.1 --y ratio_to_bilevel -o ratio.svg -o ratio.csv",
    "toy risk-ratio --x omega --k 250 --depth 2,3 --y risk -o -",
    "toy risk-ratio --preset paper -o ratio.svg",
    "toy risk-ratio --format pgfplots -o ratio.tex",
  ]
  private static let sweepOptions =
    Option.settings(
      family: "linear,bilevel,unrolled", depth: "2,3,10,11", omega: "0.5,learned",
      rows: "; a sweep over k has all of 1..n") + [
      .testDepth, Option.frames.with(effects: [Option.framesOfPopulation]),
      Option.loss.with(effects: [
        .when(
          .any([.given("--frames"), .names(["frames"], in: "--x")]), else: "it requires --frames")
      ]),
    ]
  private static let axisOption = Option(
    "--x", value: "NAME",
    "the parameter to sweep: k, n, mu, theta, sigma, depth, omega, test-depth or frames",
    default: "k", offers: .words(of: SweepAxis.self),
    effects: ["depth", "omega", "test-depth"].map { .unrolled("it", of: $0) })
  private static let quantityOption = Option(
    "--y", value: "NAME",
    "what to show: risk, bias, variance, ratio_to_linear, ratio_to_bilevel, ratio_to_even, expected_risk or "
      + "excess; with --x frames expected_risk unless another one is named",
    default: "ratio_to_linear", offers: .words(of: SweepQuantity.self))
  static let options =
    [axisOption, quantityOption] + sweepOptions + [
      .columns, .figureFormat, .preset, .width, .height, .heading,
      .output("a file, a folder, or - for standard output alone; repeatable", default: "Figures/"),
    ]

  private let sweep: Sweep
  private let quantity: SweepQuantity
  private let destinations: Destinations
  private let command: String
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    let axis: SweepAxis = try arguments.choice(Self.axisOption)
    quantity =
      axis == .frames && !arguments.has(Self.quantityOption)
      ? .expectedRisk : try arguments.choice(Self.quantityOption)
    try arguments.refuseIdle(Self.options)
    let texts = arguments.texts(Self.sweepOptions)
    let columns =
      RiskRow.columns
      + (try studied(AddedColumns(Sweep.complete(texts, axis), showing: quantity)))
      .names
    destinations = try Self.destinations(
      arguments, formats: OutputFormat.tablesAndFigures,
      folderFormats: [.csv, .svg, .markdown], columns: columns,
      defaultFolder: "Figures")
    sweep = try studied(Sweep(axis: axis, texts, showing: quantity))
    try destinations.requireRoom(
      rows: sweep.count, columns: columns.count, points: sweep.count)
    command = reproducingCommand(Self.name, words)
    files.read(sweep.data)
    files.write(destinations)
  }

  func run() throws(CommandError) -> ExitStatus {
    if let remark = sweep.remark { writeDiagnostic(remark) }
    let result = SweepResult(
      sweep, quantity: quantity, isComplete: destinations.all.contains(where: \.isFigure))
    try destinations.write(
      result, page: result.page(command: command, image: destinations.imageName),
      figure: { result.figure(command: command) })
    return .success
  }
}
