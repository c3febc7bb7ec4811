// toy scalar: denoising and dequantisation of one sparse number.

import Files
import Report
import Studies
import ToyModel

struct ScalarCommand: Command {
  static let name = "scalar"
  static let summary =
    "one sparse number: soft thresholds, unrolled and exact, and ℓ₁ dequantisation"
  static let discussion = """
    A number y is observed with noise, x = y + ε, and denoised with the lower level
    min ½(z−x)² + λ|z|: exactly, which is the soft threshold ST_λ, or by N steps of an algorithm.
    Risks are E ½(f(x)−y)², best over the parameters of the family; 'bilevel' is the exact solution
    with the best λ. N tied steps of ISTA compute c·ST_λ with c = 1 − (1−ω)ᴺ. Whether c < 1 (early
    stopping) or c > 1 (overshoot) is best is decided by e·r, mean excess times hazard of |x| beyond
    λ, against 1. Even depths have c ≤ 1. Risks marked as upper bounds come from searches.
    --quantize asks how well rounded Laplace data are restored by min |a| with |a−s| ≤ ρΔ/2.
    """
  static let examples = [
    "toy scalar",
    "toy scalar --prior laplace,bernoulli-gaussian --sigma 0.25,0.5,1 --depth 1,2,3 --format csv",
    "toy scalar --prior bernoulli-gaussian --share 0.05 --y gain -o scalar.svg",
    "toy scalar --prior laplace --algorithm bilevel,untied --depth 2,3 --y distance -o kinks.svg",
    "toy scalar --quantize --scale 0.1,0.5,1",
  ]
  private static let quantize = Option(
    "--quantize", value: nil, "rounding instead of Gaussian noise", default: nil)
  private static let whereNoise = Effect.when(
    .absent(quantize.name), else: "--quantize is about rounding, without Gaussian noise")
  private static let whereRounding = Effect.when(
    .given(quantize.name), else: "only --quantize has it")
  /// The options of a grid, which are the keys of sweeps.
  static let gridOptions: [Option] = [
    Option(
      "--prior", value: "LIST", PriorName.allCases.map(\.rawValue).joined(separator: ", "),
      default: "laplace", offers: .list(of: PriorName.self), effects: [whereNoise]),
    Option(
      "--data", value: "FILE",
      "numbers (CSV, .npy) as the law of y, each with either sign; all columns together",
      default: nil),
    Option(
      "--theta", value: "GRID", "standard deviation θ of y", default: "1", effects: [whereNoise]),
    Option(
      "--share", value: "GRID", "probability π of y ≠ 0 for bernoulli-gaussian", default: "0.1",
      effects: [whereNoise]),
    Option(
      "--exponent", value: "GRID", "q of exp(−|y/α|^q) for generalized-gaussian", default: "0.5",
      effects: [whereNoise]),
    Option(
      "--sigma", value: "GRID", "standard deviation σ of the noise", default: "0.5",
      effects: [whereNoise]),
    Option(
      "--algorithm", value: "LIST",
      ScalarAlgorithm.allCases.map(\.rawValue).joined(separator: ", "),
      default: "linear,bilevel,ista,posterior-mean", offers: .list(of: ScalarAlgorithm.self),
      effects: [whereNoise]),
    Option(
      "--depth", value: "GRID", "numbers N of steps", default: "1,2", effects: [whereNoise]),
    Option(
      "--momentum", value: "X", "β of heavy-ball", default: "0.5", effects: [whereNoise]),
  ]
  private static let axis = Option(
    "--y", value: "NAME",
    "the figure: lambda, the risk over λ; gain, the least risk over c; x, the denoisers as functions; distance, the same minus the posterior mean",
    default: "lambda", offers: .words(of: ScalarAxis.self),
    effects: [whereNoise, .when(.figure, else: "it chooses a figure, such as -o scalar.svg")])
  private static let quantizerOptions: [Option] = [
    Option(
      "--quantizer", value: "LIST", QuantizerKind.allCases.map(\.rawValue).joined(separator: ", "),
      default: "mid-tread,mid-riser", offers: .list(of: QuantizerKind.self),
      effects: [whereRounding]),
    Option(
      "--scale", value: "GRID", "b/Δ of Laplace data", default: "0.1,0.2,0.5,1",
      effects: [whereRounding]),
    Option(
      "--step", value: "GRID", "Δ for the numbers of --data, to which b is fitted", default: "1",
      effects: [whereRounding]),
  ]
  /// How numbers of a file are read.
  private static let reading = TableReading.options
  static let options =
    gridOptions + [axis, quantize] + quantizerOptions + reading + [
      .columns, .figureFormat, .preset, .width, .height, .heading,
      .output("a file, a folder, or - for standard output; repeatable", default: "-"),
    ]

  /// What is computed.
  private enum Work: Sendable {
    case risks(ScalarRows, ScalarAxis)
    case quantization(ScalarQuantization)
  }

  private let work: Work
  private let destinations: Destinations
  private let command: String
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    command = reproducingCommand(Self.name, words)
    let isQuantized = arguments.has(Self.quantize)
    destinations = try Self.destinations(
      arguments, formats: OutputFormat.tablesAndFigures, folderFormats: [.csv, .svg],
      columns: isQuantized ? ScalarQuantization.columns : ScalarRow.columns)
    let texts = arguments.texts(Self.options)
    if !arguments.has(Self.gridOptions[1]), let idle = Self.reading.first(where: arguments.has) {
      throw .usage("\(idle.name) has no effect: it says how --data is read")
    }
    if isQuantized {
      work = .quantization(try studied(ScalarQuantization(texts)))
    } else {
      let rows = ScalarRows(try studied(ScalarGrid(texts)))
      if destinations.all.contains(where: \.isFigure) { try studied(rows.requireFewPanels()) }
      work = .risks(rows, try arguments.choice(Self.axis))
      try destinations.requireRoom(rows: rows.count, columns: ScalarRow.columns.count)
    }
    if arguments.has(Self.gridOptions[1]), let path = arguments.value(Self.gridOptions[1]) {
      files.read(path, for: Self.gridOptions[1].name)
    }
    files.write(destinations)
  }

  func run() throws(CommandError) -> ExitStatus {
    switch work {
    case .risks(let rows, let axis):
      for samples in rows.grid.samples { writeDiagnostic(samples.note) }
      try destinations.write(rows, page: rows.page) { rows.figure(axis, command: command) }
    case .quantization(let study):
      if let samples = study.samples { writeDiagnostic(samples.note) }
      try destinations.write(study, page: study.page) { study.figure(command: command) }
    }
    return .success
  }
}
