// The setting of Landweber's iteration: data, operator, noise, step size.

import Files
package import Report
package import ToyModel

/// Everything that determines the risks of Landweber's iteration, all legal.
package struct LandweberSetting: Sendable {
  /// The operator and the data.
  package let problem: OperatorProblem
  /// σ > 0.
  package let sigma: Double
  /// Bias and variance over the number of steps.
  package let iteration: Landweber
  /// The risk of the best linear reconstruction.
  package let linearRisk: Double
  /// The least risks of bilevel learning; nil where A has not full column rank.
  package let bilevel: BilevelRisks?
  /// The reason why there is no bilevel learning; nil where there is.
  package let objection: String?

  /// The part of 1/‖A‖² that is the default of ω.
  package static let defaultShare = 0.9
  /// The largest γ/σ², beyond which times are not finite.
  private static let ratioLimit = 1e200

  /// The parameters that the data are read from.
  private static let dataParameters =
    ["--data", "--n", "--mu", "--theta", "--sigma"] + DataReading.parameters

  /// Reads the setting.
  ///
  /// - Parameters:
  ///   - texts: The texts of the options.
  ///   - choice: The operator.
  /// - Throws: ``StudyError``.
  package init(_ texts: ParameterTexts, _ choice: OperatorChoice) throws(StudyError) {
    let grid = try Self.grid(texts, choice)
    try self.init(
      try OperatorProblem(
        choice, data: DataModel(grid.data[0], n: grid.n[0], mu: grid.mu[0], theta: grid.theta[0])),
      sigma: grid.sigma[0],
      stepSize: try texts.given("--omega").map { (text) throws(StudyError) in
        try Grid.number(text, option: "--omega")
      })
  }

  /// Checks a setting.
  ///
  /// - Parameters:
  ///   - problem: The operator and the data.
  ///   - sigma: σ.
  ///   - stepSize: ω; nil for ``defaultShare`` of its limit.
  /// - Throws: ``StudyError``.
  package init(
    _ problem: OperatorProblem, sigma: Double, stepSize: Double? = nil
  ) throws(StudyError) {
    guard sigma > 0 else {
      throw .illegal("--sigma \(sigma): without noise the iteration is never stopped; σ is above 0")
    }
    let noise = sigma * sigma
    if let energy = problem.directions.map(\.energy).max(), energy / noise > Self.ratioLimit {
      throw .illegal(
        "--sigma \(sigma): the signal has more than \(Self.ratioLimit) times the energy σ²")
    }
    let limit = Landweber.stepLimit(problem.directions)
    let omega = stepSize ?? Self.defaultShare * limit
    guard omega > 0, omega < limit else {
      throw .illegal(
        "--omega \(omega): a step size is above 0 and below 1/‖A‖² = \(formatted(limit, significantDigits: 10)), where "
          + "(1 − ωa²)ᴺ is defined for real N")
    }
    (self.problem, self.sigma) = (problem, sigma)
    iteration = Landweber(
      directions: problem.directions, noiseVariance: noise, stepSize: omega)
    linearRisk = try problem.linearRisk(noiseVariance: noise)
    do throws(OperatorError) {
      bilevel = try problem.bilevel(noiseVariance: noise)
      objection = nil
    } catch {
      (bilevel, objection) = (nil, "no bilevel learning: \(error.message)")
    }
  }

  /// The parameters of the data; n is that of the operator unless it is given.
  private static func grid(
    _ texts: ParameterTexts, _ choice: OperatorChoice
  ) throws(StudyError) -> ParameterGrid {
    let isNamed = DataFamilies.all.contains { $0.name == texts["--data"] }
    var (given, standard) = (
      [String: String](), ["--k": "n", "--family": "linear", "--depth": "1", "--omega": "1"]
    )
    for name in dataParameters {
      standard[name] = texts[name]
      // How files are read may concern the operator alone.
      let isIdle = isNamed && choice.path != nil && DataReading.parameters.contains(name)
      if !isIdle { given[name] = texts.given(name) }
    }
    if let dimension = choice.dimension { standard["--n"] = "\(dimension)" }
    let grid = try ParameterGrid(ParameterTexts(given: given, standard: standard), for: .risk)
    for (option, count) in [
      ("--data", grid.data.count), ("--n", grid.n.count), ("--mu", grid.mu.count),
      ("--theta", grid.theta.count), ("--sigma", grid.sigma.count),
    ] where count != 1 {
      throw .illegal("\(option) has \(count) values; the iteration takes one")
    }
    _ = try grid.settings()
    guard grid.n[0] <= NumericTable.eigenvalueLimit else {
      throw .illegal(
        "--n \(grid.n[0]): an operator has up to \(NumericTable.eigenvalueLimit) directions here")
    }
    return grid
  }

  /// The data, the operator and the noise in words.
  package var constants: String {
    let data = problem.data
    return
      (["\(data.name) data", "n = \(data.n)"] + data.parametersInWords + [
        "operator \(problem.choice.name)", "σ = \(formatted(sigma, significantDigits: 10))",
        "ω = \(formatted(iteration.stepSize, significantDigits: 10))",
      ]).joined(separator: ", ")
  }

  /// The first cells of every row.
  package func cells(_ omega: Double) -> [Cell] {
    let data = problem.data
    return [
      .text(data.name), .integer(data.n), data.hasParameters ? .number(data.mu) : .empty,
      data.hasParameters ? .number(data.theta) : .empty, .number(sigma),
      .text(problem.choice.name), .number(omega),
    ]
  }

  /// The columns of ``cells(_:)``.
  package static let columns = ["data", "n", "mu", "theta", "sigma", "operator", "omega"]

  /// Numbers of steps from 1 to beyond the latest best time of a direction, with nearly equal ratios.
  package var usualDepths: [Int] {
    let last = min(max(4 * iteration.bracket.upperBound, 20), 0x1p52)
    return Grid.integers(logarithmic: 1...Int(last), count: 160)
  }
}
