// The phase diagram that one command line asks for.

import Report
import Studies
import ToyModel

/// The data, the columns and the panels of a phase diagram, all legal.
struct PhaseSetting: Sendable {
  /// What is the same all over one panel.
  struct Panel: Sendable, Equatable {
    /// N.
    let depth: Int
    let constant: Constant

    /// The step size where the axis is SNR, and the other way round.
    enum Constant: Sendable, Equatable {
      case step(StepRule)
      case decibels(Double)
    }
  }

  let data: DataChoice
  let n: Int
  let mu: Double
  let theta: Double
  /// The numbers of rows, ascending.
  let rows: [Int]
  let axis: PhaseAxis
  /// Points of the vertical axis, ascending; its first and last are the ends.
  let grid: [Double]
  let panels: [Panel]
  /// The eigenvalues of C.
  let spectrum: Spectrum

  /// tr C/n, the mean square of a sample.
  var power: Double { spectrum.trace / Double(n) }

  /// The ends of the vertical axis.
  var range: ClosedRange<Double> { grid[0]...grid[grid.count - 1] }

  /// All k up to this n, and about so many beyond.
  private static let rowLimit = 500
  /// The most panels of one figure.
  static let panelLimit = 24
  /// The most points of the vertical axis, each of which is looked at in every column.
  private static let axisLimit = 100_000
  /// The most columns of all panels together.
  private static let columnLimit = 1_000_000

  /// Reads and checks the parameters.
  ///
  /// - Parameters:
  ///   - arguments: The command line.
  ///   - axis: What runs from bottom to top.
  ///   - options: The options of the command; those that are left out there have one value only.
  ///   - snr: The option for SNR.
  /// - Throws: ``CommandError`` of status usage, and what files throw.
  init(
    _ arguments: ParsedArguments, axis: PhaseAxis, options: [Option], snr: Option
  ) throws(CommandError) {
    self.axis = axis
    let ratios = try Self.decibels(arguments.value(snr) ?? axis.defaultRatios)
    let grids = try ParameterGrid(
      arguments, options + [.sigma, .families(default: "unrolled")],
      defaults: ["--omega": axis.defaultSteps, "--k": "n"])
    for (option, count) in [
      ("--data", grids.data.count), ("--n", grids.n.count), ("--mu", grids.mu.count),
      ("--theta", grids.theta.count),
    ] where count != 1 {
      throw .usage("\(option) has \(count) values, a phase diagram has one")
    }
    (data, n, mu, theta) = (grids.data[0], grids.n[0], grids.mu[0], grids.theta[0])
    let hasRows = options.contains { $0.name == "--k" && arguments.has($0) }
    // Values are refused before n, which may be wrong, makes a list of rows.
    let given = hasRows ? grids.k ?? [n] : [1]
    for k in given {
      try studied(
        Setting(data: data, n: n, mu: mu, theta: theta, sigma: 1, k: k, family: .bilevel)
          .validate())
    }
    rows = hasRows ? Set(given).sorted() : Self.allRows(n)
    spectrum = data.spectrum(n: n, mu: mu, theta: theta)
    guard spectrum.trace > 0 else {
      let options = if case .file = data { "--data \(data.name)" } else { "--mu 0 and --theta 0" }
      throw .usage("\(options): there is no signal, and no signal-to-noise ratio but 0")
    }
    let families = grids.families
    // Millions of values are refused before equal ones among them are sought.
    try Self.requireFewColumns(
      rows.count, Double(families.depths.count), axis == .snr ? families.rules.count : ratios.count,
      axis)
    let depths = Groups(families.depths).keys
    let steps = axis == .snr ? Groups(families.rules).keys : families.rules
    let constants: [Panel.Constant]
    switch axis {
    case .snr:
      grid = try Self.axisGrid(ratios, option: "--snr", unit: " dB")
      constants = steps.map { .step($0) }
    case .omega:
      grid = try Self.axisGrid(try Self.stepSizes(steps), option: "--omega", unit: "")
      constants = Groups(ratios).keys.map { .decibels($0) }
    }
    panels = depths.flatMap { depth in constants.map { Panel(depth: depth, constant: $0) } }
    try checkNoise(ratios)
  }

  /// σ at a signal-to-noise ratio.
  func sigma(decibels: Double) -> Double { noiseVariance(decibels: decibels).squareRoot() }

  /// σ² = tr C/(n SNR).
  func noiseVariance(decibels: Double) -> Double {
    power / SignalToNoise.ratio(decibels: decibels)
  }

  /// The place of a column on the horizontal axis.
  func share(_ k: Int) -> Double { Double(k) / Double(n) }

  // MARK: Reading

  /// k = 1…n; about 500 of them, evenly spread with both ends, where n is large.
  private static func allRows(_ n: Int) -> [Int] {
    guard n > rowLimit else { return Array(1...n) }
    let last = rowLimit - 1
    return (0...last).map { 1 + Int((Double(n - 1) * Double($0) / Double(last)).rounded()) }
  }

  private static func decibels(_ text: String) throws(CommandError) -> [Double] {
    let values = try studied(Grid.numbers(text, option: "--snr"))
    for value in values where abs(value) > SignalToNoise.limit {
      throw .usage(
        "--snr \(value): a ratio is between \(-SignalToNoise.limit) and \(SignalToNoise.limit) dB")
    }
    return values
  }

  private static func stepSizes(_ steps: [StepRule]) throws(CommandError) -> [Double] {
    var sizes: [Double] = []
    for step in steps {
      guard case .fixed(let size) = step else {
        throw .usage("--omega learned: --y omega shows fixed step sizes")
      }
      sizes.append(size)
    }
    // Even depths are like bilevel learning at ω = 1 and better on both sides: no change of sign.
    if let least = sizes.min(), let greatest = sizes.max(), least < 1, greatest > 1 {
      sizes.append(1)
    }
    return sizes
  }

  private static func requireFewColumns(
    _ rows: Int, _ depths: Double, _ constants: Int, _ axis: PhaseAxis
  ) throws(CommandError) {
    let panels = depths * Double(constants)
    guard Double(rows) * panels <= Double(columnLimit) else {
      throw .usage(
        "--k has \(rows) values for each of \(Int(panels)) panels, more than \(columnLimit) "
          + "together; panels are made by --depth and " + (axis == .snr ? "--omega" : "--snr"))
    }
  }

  private static func axisGrid(
    _ values: [Double], option: String, unit: String
  ) throws(CommandError) -> [Double] {
    guard values.count <= axisLimit else {
      throw .usage("\(option) has \(values.count) values; an axis has at most \(axisLimit)")
    }
    let grid = Set(values).sorted()
    guard grid.count > 1 else {
      throw .usage(
        "\(option) \(formatted(grid.first ?? 0, significantDigits: 6))\(unit): an axis has two ends, "
          + "such as \(option == "--snr" ? "-10..30" : "0.01..2:0.01")")
    }
    return grid
  }

  /// Refuses ratios for which σ is out of range.
  private func checkNoise(_ ratios: [Double]) throws(CommandError) {
    for ratio in ratios {
      let sigma = sigma(decibels: ratio)
      guard (1 / Setting.magnitudeLimit...Setting.magnitudeLimit).contains(sigma) else {
        throw .usage(
          "--snr \(ratio): σ = \(sigma) for these data, it is of magnitude "
            + "\(1 / Setting.magnitudeLimit) to \(Setting.magnitudeLimit)")
      }
    }
  }
}
