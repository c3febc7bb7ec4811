// One point of parameter space, and the legal ranges.

package import Report
package import ToyModel

/// Everything that determines one optimal risk.
package struct Setting: Sendable, Equatable {
  package var data: DataModel
  package var sigma: Double
  package var k: Int
  package var family: DenoiserFamily
  /// N′, the number of steps for which the learned model is run; nil for its own depth.
  package var testDepth: Int?
  /// σ of the noise on which the learned model is evaluated; nil for that of the data.
  package var testSigma: Double?
  /// The noise spectrum and the operator; nil for white noise and A = I.
  package var observation: ObservationChoice?
  /// The sample from which the model is learned; nil for the population.
  package var sample: TrainingSample?

  package init(
    data: any DataFamily,
    n: Int,
    mu: Double,
    theta: Double,
    sigma: Double,
    k: Int,
    family: DenoiserFamily,
    testDepth: Int? = nil,
    testSigma: Double? = nil,
    observation: ObservationChoice? = nil,
    sample: TrainingSample? = nil
  ) {
    self.data = DataModel(data, n: n, mu: mu, theta: theta)
    self.sigma = sigma
    self.k = k
    self.family = family
    self.testDepth = testDepth
    self.testSigma = testSigma
    self.observation = observation
    self.sample = sample
  }

  /// The dimension n.
  package var n: Int {
    get { data.n }
    set { data.n = newValue }
  }
  /// The mean μ.
  package var mu: Double {
    get { data.mu }
    set { data.mu = newValue }
  }
  /// The standard deviation θ.
  package var theta: Double {
    get { data.theta }
    set { data.theta = newValue }
  }

  /// The observation of the data where it is not with white noise alone; O(n).
  package var observed: Observation? { observation?.observation(of: data, sigma: sigma) }

  /// Whether the denoisers are T = f(RᵀR).
  package var hasSpectrum: Bool { family.algorithm.isSpectral }

  /// The largest magnitude of μ, θ and σ; the smallest that is not 0 is its inverse.
  package static let magnitudeLimit = Magnitude.limit

  /// The first columns of tables of risks and of learned results.
  package static let columns = [
    "data", "n", "mu", "theta", "sigma", "family", "k", "depth", "omega_rule",
  ]

  /// Writes the values of ``columns``; μ and θ are empty for data from a file.
  package func write(to row: inout some RowSink) {
    row.append(data.name)
    row.append(n)
    row.append(data.hasParameters ? mu : nil)
    row.append(data.hasParameters ? theta : nil)
    row.append(sigma)
    row.append(family.name)
    row.append(k)
    if let depth = family.depth { row.append(depth) } else { row.appendEmpty() }
    if let step = family.step {
      row.append(step == .learned ? "learned" : "fixed")
    } else {
      row.appendEmpty()
    }
  }

  /// The cells of ``columns``.
  package var cells: [Cell] {
    var cells: [Cell] = []
    write(to: &cells)
    return cells
  }

  /// Refuses illegal values with an error that names the option, the value and the legal range.
  ///
  /// Depths and step sizes are checked when families are read.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package func validate() throws(StudyError) {
    try Self.validateDimension(n)
    try Self.validateRows(k)
    if k > n { throw .illegal("--k \(k) exceeds --n \(n): R has k ≤ n rows") }
    try Self.validateMean(mu)
    try Self.validateSpread(theta)
    try Self.validateNoise(sigma)
    if family.algorithm.depthsDependOnRows,
      let depth = family.depth.map({ min($0, testDepth ?? $0) }),
      let objection = family.algorithm.entry.objection(depth: depth, dimension: n, rows: k)
    {
      throw .illegal(objection)
    }
  }

  /// Rejects an n that is illegal for any other values.
  package static func validateDimension(_ n: Int) throws(StudyError) {
    if n < 1 || n > 1 << 53 {
      throw .illegal("--n \(n): the dimension is between 1 and 2⁵³")
    }
  }

  /// Rejects a k that is illegal for any other values.
  package static func validateRows(_ k: Int) throws(StudyError) {
    if k < 1 { throw .illegal("--k \(k): R has at least 1 row") }
  }

  /// Refuses an illegal μ.
  package static func validateMean(_ mu: Double) throws(StudyError) {
    try validateMagnitude(mu, "--mu", "μ is a mean")
  }

  /// Refuses an illegal θ.
  package static func validateSpread(_ theta: Double) throws(StudyError) {
    try validateMagnitude(theta, "--theta", "θ is a standard deviation", isNonnegative: true)
  }

  /// Refuses an illegal σ.
  package static func validateNoise(
    _ sigma: Double, option: String = "--sigma"
  ) throws(StudyError) {
    try validateMagnitude(sigma, option, "σ is a standard deviation", isNonnegative: true)
  }

  private static func validateMagnitude(
    _ value: Double, _ option: String, _ meaning: String, isNonnegative: Bool = false
  ) throws(StudyError) {
    if isNonnegative && value < 0 {
      throw .illegal("\(option) \(value): \(meaning), 0 or more")
    }
    // The square must neither overflow nor lose digits to underflow.
    guard value == 0 || (1 / magnitudeLimit...magnitudeLimit).contains(abs(value)) else {
      throw .illegal(
        "\(option) \(value): \(meaning), 0 or of magnitude \(1 / magnitudeLimit) to \(magnitudeLimit)"
      )
    }
  }
}

extension DenoiserFamily {
  /// The name on the command line and in tables.
  package var name: String { kind.rawValue }

  /// The columns that distinguish the algorithms of a family.
  package static let detailColumns = ["algorithm", "parameters"]

  /// The cells of ``detailColumns``.
  package var detailCells: [Cell] {
    var cells: [Cell] = []
    writeDetails(to: &cells)
    return cells
  }

  /// The name of the algorithm, and its parameters other than ω as `name=value`, joined by `;`.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - optimum: The optimum, which has the values of learned parameters.
  package func writeDetails(to row: inout some RowSink, found optimum: OptimalRisk? = nil) {
    writeDetails(to: &row) { index, parameter, choice in
      guard choice == .learned, let optimum else { return choice.text }
      if parameter.isSchedule { return Self.text(ofSteps: optimum.steps) }
      let found =
        optimum.choices?[index] ?? (index == 0 ? optimum.stepSize.map { .fixed($0) } : nil)
      return (found ?? choice).text
    }
  }

  /// The cells of ``detailColumns`` with given numbers for all parameters.
  package func detailCells(numbers: [Double]) -> [Cell] {
    var cells: [Cell] = []
    writeDetails(to: &cells) { index, parameter, choice in
      guard choice == .learned else { return choice.text }
      let values = self.numbers(ofParameter: index, among: numbers)
      return parameter.isSchedule
        ? Self.text(ofSteps: values) : ParameterChoice.fixed(values[0]).text
    }
    return cells
  }

  private static func text(ofSteps steps: [Double]) -> String {
    steps.map { "\($0)" }.joined(separator: "/")
  }

  private func writeDetails(
    to row: inout some RowSink, text: (Int, AlgorithmParameter, ParameterChoice) -> String
  ) {
    if algorithm.name.isEmpty { row.appendEmpty() } else { row.append(algorithm.name) }
    guard choices.count > (algorithm.hasStepSize ? 1 : 0) else { return row.appendEmpty() }
    let parts = algorithm.entry.parameters.enumerated().compactMap { index, parameter -> String? in
      guard parameter.name != "omega", let choice = choices[index] else { return nil }
      return "\(parameter.name)=\(text(index, parameter, choice))"
    }
    row.append(parts.joined(separator: ";"))
  }
}
