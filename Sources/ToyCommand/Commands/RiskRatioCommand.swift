// toy risk-ratio: the main job, risks of all families side by side over one parameter.

import Report
import ToyModel

struct RiskRatioCommand: DrawingCommand {
  static let name = "risk-ratio"
  static let summary = "risks and risk ratios of all families over k or another parameter"
  static let discussion = """
    Sweeps one parameter and compares the best linear, bilevel and unrolled denoisers. Prints a
    summary at a few points; CSV, SVG and Markdown files have the whole sweep. 'risk / best linear
    risk' is at least 1; 'risk / best bilevel risk' is below 1 where unrolling is better.
    """
  static let examples = [
    "toy risk-ratio --n 500 --sigma 0.9 -o -",
    "toy risk-ratio --sigma 0.1 --y ratio_to_bilevel -o ratio.svg -o ratio.csv",
    "toy risk-ratio --x omega --k 250 --depth 2,3 --y risk -o -",
    "toy risk-ratio --preset paper -o ratio.svg",
    "toy risk-ratio --format pgfplots -o ratio.tex",
  ]
  private static let sweepOptions = ParameterGrid.options(
    family: "linear,bilevel,unrolled", depth: "2,3,10,11", omega: "0.5,learned")
  private static let axisOption = Option(
    "--x", value: "NAME", "the parameter to sweep: k, n, mu, theta, sigma, depth or omega",
    default: "k", offers: .words(of: SweepAxis.self))
  private static let quantityOption = Option(
    "--y", value: "NAME",
    "what to show: risk, bias, variance, ratio_to_linear or ratio_to_bilevel",
    default: "ratio_to_linear", offers: .words(of: SweepQuantity.self))
  static let options =
    [axisOption, quantityOption] + sweepOptions + [
      .figureFormat, .preset,
      .output("a file, a folder, or - for standard output alone; repeatable", default: "Figures/"),
    ]

  private let sweep: Sweep
  private let quantity: SweepQuantity
  private let destinations: Destinations
  private let command: String

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    let axis: SweepAxis = try Self.choice(Self.axisOption, arguments)
    quantity = try Self.choice(Self.quantityOption, arguments)
    destinations = try Destinations(
      arguments, formats: OutputFormat.tablesAndFigures, stem: Self.name,
      folderFormats: [.csv, .svg, .markdown], defaultFolder: "Figures")
    sweep = try Sweep(axis: axis, arguments, options: Self.sweepOptions)
    command = reproducingCommand(Self.name, words)
  }

  func drawing() throws(CommandError) -> Figure {
    SweepResult(sweep, quantity: quantity, isComplete: true).figure(command: command)
  }

  func run() throws(CommandError) -> ExitStatus {
    let result = SweepResult(
      sweep, quantity: quantity, isComplete: destinations.all.contains(where: \.isFigure))
    let figure = destinations.files.first { $0.format == .svg }?.path.split(separator: "/").last
    try destinations.write(figure: { result.figure(command: command) }) {
      (format) throws(CommandError) in
      switch format {
      case .table: Array(result.summary().utf8)
      case .markdown:
        Array(result.markdown(command: command, figure: figure.map(String.init)).utf8)
      case .latex: Array(result.latex(command: command).utf8)
      case .csv: result.csv
      default: format.render(result.table)
      }
    }
    return .success
  }
}
