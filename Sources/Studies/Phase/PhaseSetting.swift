// The setting of a phase diagram: data, columns and panels.

import Report
package import ToyModel

/// The data, the columns and the panels of a phase diagram, all legal.
package struct PhaseSetting: Sendable {
  /// The parameters that are constant on one panel.
  package struct Panel: Sendable, Equatable {
    /// The algorithm with its depth and parameters; the first parameter, ω, is that of the panel or of the
    /// axis.
    package let family: DenoiserFamily
    package let constant: Constant

    /// N.
    package var depth: Int { family.depth ?? 0 }

    /// The step size if the axis is SNR, and vice versa.
    package enum Constant: Sendable, Equatable {
      case step(StepRule)
      case decibels(Double)
    }
  }

  package let data: DataModel
  /// The noise spectrum and the operator; nil for white noise and A = I.
  package let observation: ObservationChoice?
  /// The numbers of rows, ascending.
  package let rows: [Int]
  package let axis: PhaseAxis
  /// Points of the vertical axis, ascending; its first and last are the ends.
  package let grid: [Double]
  package let panels: [Panel]
  /// The eigenvalues of C.
  package let spectrum: Spectrum

  /// The dimension n.
  package var n: Int { data.n }

  /// tr C/n, the mean square of a sample.
  package var power: Double { spectrum.trace / Double(n) }

  /// The ends of the vertical axis.
  package var range: ClosedRange<Double> { grid[0]...grid[grid.count - 1] }

  /// The largest n for which all k are used; beyond it, about this many k.
  private static let rowLimit = 500
  /// The largest number of panels in a figure.
  private static let panelLimit = 24
  /// The largest number of points of the vertical axis, each of which is evaluated in every column.
  private static let axisLimit = 100_000
  /// The largest number of columns of all panels together.
  private static let columnLimit = 1_000_000

  /// Checks parameters.
  ///
  /// - Parameters:
  ///   - axis: The vertical axis.
  ///   - data: The data.
  ///   - n: The dimension.
  ///   - mu: μ.
  ///   - theta: θ.
  ///   - rows: The numbers k; nil for about 500 of them.
  ///   - families: The algorithms with their depths, legal as in a ``FamilyGrid``; their first parameter is
  ///     ignored.
  ///   - steps: The step rules, likewise; nil for those of the axis.
  ///   - ratios: SNR in decibels; nil for those of the axis.
  ///   - observation: The noise spectrum and the operator, legal for the families and for bilevel learning.
  /// - Throws: ``StudyError/illegal(_:)``.
  package init(
    axis: PhaseAxis, data: any DataFamily, n: Int, mu: Double, theta: Double, rows: [Int]? = nil,
    families: [FamilyBlock], steps: [StepRule]? = nil, ratios: [Double]? = nil,
    observation: ObservationChoice? = nil
  ) throws(StudyError) {
    self.axis = axis
    self.observation = observation
    try observation?.refuse(.bilevel)
    self.data = DataModel(data, n: n, mu: mu, theta: theta)
    for block in families where !block.algorithm.hasStepSize || block.algorithm.entry.depths == nil
    {
      throw .illegal(
        "--algorithm \(block.algorithm.name): phase diagrams need an algorithm with a depth N and a step size ω"
      )
    }
    let ratios =
      if let ratios { ratios } else { try Grid.numbers(axis.defaultRatios, option: "--snr") }
    let rules =
      if let steps { steps } else { try ParameterGrid.choices(axis.defaultSteps, of: .stepSize()) }
    try Self.checkRatios(ratios)
    // Values are refused before a list of rows is made for an n that may be wrong.
    for k in rows ?? [1] {
      try Setting(data: data, n: n, mu: mu, theta: theta, sigma: 1, k: k, family: .bilevel)
        .validate()
    }
    self.rows = rows.map { Set($0).sorted() } ?? Self.allRows(n)
    spectrum = self.data.spectrum
    guard spectrum.trace > 0 else {
      let options = self.data.hasParameters ? "--mu 0 and --theta 0" : "--data \(data.name)"
      throw .illegal("\(options): there is no signal; the signal-to-noise ratio is always 0")
    }
    // Millions of values are refused before they are searched for duplicates.
    try Self.requireFewColumns(
      self.rows.count, Double(families.reduce(0) { $0 + $1.depths.count }),
      axis == .snr ? rules.count : ratios.count, axis)
    let constants: [Panel.Constant]
    switch axis {
    case .snr:
      grid = try Self.axisGrid(ratios, option: "--snr", unit: " dB")
      constants = Groups(rules).keys.map { .step($0) }
    case .omega:
      grid = try Self.axisGrid(try Self.stepSizes(rules), option: "--omega", unit: "")
      constants = Groups(ratios).keys.map { .decibels($0) }
    }
    var members: [DenoiserFamily] = []
    for block in families {
      var block = block
      block.depths = Groups(block.depths).keys
      if !block.choices.isEmpty { block.choices[0] = [.learned] }
      members += FamilyGrid([block])
    }
    panels = members.flatMap { family in constants.map { Panel(family: family, constant: $0) } }
    try checkNoise(ratios)
  }

  /// Refuses more panels than a figure can have.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package func requireFewPanels() throws(StudyError) {
    guard panels.count <= Self.panelLimit else {
      throw .illegal(
        "--depth and \(axis == .snr ? "--omega" : "--snr") make \(panels.count) panels, more than "
          + "\(Self.panelLimit); only write tables")
    }
  }

  /// σ at a signal-to-noise ratio.
  package func sigma(decibels: Double) -> Double { noiseVariance(decibels: decibels).squareRoot() }

  /// The observation at a signal-to-noise ratio; nil for white noise and A = I.
  package func observed(decibels: Double) -> Observation? {
    observation?.observation(of: data, sigma: sigma(decibels: decibels))
  }

  /// σ² = tr C/(n SNR).
  package func noiseVariance(decibels: Double) -> Double {
    power / SignalToNoise.ratio(decibels: decibels)
  }

  /// The position of a column on the horizontal axis.
  package func share(_ k: Int) -> Double { Double(k) / Double(n) }

  // MARK: Checking

  /// k = 1…n; for large n about 500 of them, evenly spaced and including both ends.
  private static func allRows(_ n: Int) -> [Int] {
    guard n > rowLimit else { return Array(1...n) }
    let last = rowLimit - 1
    return (0...last).map { 1 + Int((Double(n - 1) * Double($0) / Double(last)).rounded()) }
  }

  private static func checkRatios(_ ratios: [Double]) throws(StudyError) {
    for value in ratios where abs(value) > SignalToNoise.limit {
      throw .illegal(
        "--snr \(value): a ratio is between \(-SignalToNoise.limit) and \(SignalToNoise.limit) dB")
    }
  }

  private static func stepSizes(_ steps: [StepRule]) throws(StudyError) -> [Double] {
    var sizes: [Double] = []
    for step in steps {
      guard case .fixed(let size) = step else {
        throw .illegal("--omega learned: --y omega shows fixed step sizes")
      }
      sizes.append(size)
    }
    // Even depths agree with bilevel learning at ω = 1 and are better on both sides: no change of sign.
    if let least = sizes.min(), let greatest = sizes.max(), least < 1, greatest > 1 {
      sizes.append(1)
    }
    return sizes
  }

  private static func requireFewColumns(
    _ rows: Int, _ depths: Double, _ constants: Int, _ axis: PhaseAxis
  ) throws(StudyError) {
    let panels = depths * Double(constants)
    guard Double(rows) * panels <= Double(columnLimit) else {
      throw .illegal(
        "--k has \(rows) values for each of \(Int(panels)) panels, more than \(columnLimit) "
          + "together; panels are made by --depth and " + (axis == .snr ? "--omega" : "--snr"))
    }
  }

  private static func axisGrid(
    _ values: [Double], option: String, unit: String
  ) throws(StudyError) -> [Double] {
    guard values.count <= axisLimit else {
      throw .illegal("\(option) has \(values.count) values; an axis has at most \(axisLimit)")
    }
    let grid = Set(values).sorted()
    guard grid.count > 1 else {
      throw .illegal(
        "\(option) \(formatted(grid.first ?? 0, significantDigits: 6))\(unit): an axis has two ends, "
          + "such as \(option == "--snr" ? "-10..30" : "0.01..2:0.01")")
    }
    return grid
  }

  /// Refuses ratios for which σ would be out of range.
  private func checkNoise(_ ratios: [Double]) throws(StudyError) {
    for ratio in ratios {
      let sigma = sigma(decibels: ratio)
      guard (1 / Setting.magnitudeLimit...Setting.magnitudeLimit).contains(sigma) else {
        throw .illegal(
          "--snr \(ratio): σ = \(sigma) for these data, it is of magnitude "
            + "\(1 / Setting.magnitudeLimit) to \(Setting.magnitudeLimit)")
      }
    }
  }
}
