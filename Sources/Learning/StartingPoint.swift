// The starting points of the runs of a plan.

import Libc
import LinearAlgebra
import ToyModel

extension LearningPlan {
  /// The variables at the beginning of a start.
  ///
  /// - Parameter index: From 0; each start has its own seed.
  /// - Returns: Variables of ``objective``.
  /// - Complexity: O(kc) for random starts; two minimizations for the step-size homotopy.
  public func startingPoint(_ index: Int) -> [Double] {
    var generator = SeededGenerator(seed: seed, stream: UInt64(index))
    switch start {
    case .gaussian: return random(scale: 0.7, &generator)
    case .small: return random(scale: 7e-4, &generator)
    case .spectral: return spectral()
    case .continuation: return continuation(&generator) ?? random(scale: 0.7, &generator)
    }
  }

  /// Random entries of R or B, or of the variables where those are scaled.
  private func random(scale: Double, _ generator: inout SeededGenerator) -> [Double] {
    let objective = objective
    let r = randomRegularizer(scale: scale, &generator)
    var point =
      parametrization == .reparametrized && family.isLearned
      ? objective.variables(r, forcedGain: firstForcedGain)
      : objective.variables(r, numbers: firstNumbers(&generator))
    if isPreconditioned {
      for (index, entry) in r.elements.enumerated() { point[index] = entry }
    }
    return point
  }

  /// A random R, or, if every step has its own R, all of them one below the other.
  private func randomRegularizer(scale: Double, _ generator: inout SeededGenerator) -> Matrix {
    let (columns, k) = (objective.columns, problem.rows)
    guard !family.theory.algorithm.isSpectral else {
      return problem.randomRegularizer(columns: columns, scale: scale, using: &generator)
    }
    var all = Matrix(repeating: 0, rows: objective.rows, columns: columns)
    for layer in 0..<objective.rows / k {
      let r = problem.randomRegularizer(columns: columns, scale: scale, using: &generator)
      for column in 0..<columns {
        for row in 0..<k { all[layer * k + row, column] = r[row, column] }
      }
    }
    return all
  }

  /// The initial values of the learned numbers.
  ///
  /// The sizes of several steps are drawn at random from (0, 1): the risk does not depend on their order, so
  /// equal sizes would stay equal.
  private func firstNumbers(_ generator: inout SeededGenerator) -> [Double] {
    family.trained.map { number in
      family.isSchedule && family.trained.count > 1
        ? max(generator.nextUniform(), 0x1p-53) : number.initial
    }
  }

  /// The initial c₀ if R is reparametrised, the same at every depth, so that all even depths take the same
  /// path: the largest Wiener gain, which no eigenvalue of T needs to exceed, or ¾ if the variables are not
  /// scaled.
  private var firstForcedGain: Gain { isPreconditioned ? largestGain : Gain(value: 0.75) }

  private var largestGain: Gain {
    .wiener(
      eigenvalue: problem.spectrum.groups.first?.eigenvalue ?? 0,
      noiseVariance: problem.noiseVariance)
  }

  // MARK: Spectral

  /// Realises the optimal T; where only a limit is optimal, a T whose risk is within 1e-8 of it.
  private func spectral() -> [Double] {
    let optimum = OptimalRisk(
      spectrum: problem.spectrum, noiseVariance: problem.noiseVariance, rows: problem.rows,
      family: family.theory)
    guard family.isLearned else {
      return variables(optimum, numbers: [])
    }
    guard family.hasOneTrainedNumber else {
      var numbers = optimum.steps
      for index in numbers.isEmpty ? 0..<family.trained.count : 1..<2 {
        if let value = optimum.choices?[index]?.value { numbers.append(value) }
      }
      return variables(
        optimum,
        numbers: numbers.count >= family.trained.count
          ? Array(numbers.prefix(family.trained.count)) : family.numbers)
    }
    let stepSize = attainedStepSize(optimum)
    guard parametrization == .reparametrized else { return variables(optimum, numbers: [stepSize]) }
    // ω does not have the digits of 1 − c₀ where that is tiny.
    let forced = optimum.eigenvalues.first(where: \.isForced)?.gain ?? largestGain
    return objective.variables(
      spectralMatrix(optimum, numbers: [stepSize], forcedGain: forced), forcedGain: forced)
  }

  /// The best step size, or where that is a limit one whose risk is within 1e-8 of the infimum.
  private func attainedStepSize(_ optimum: OptimalRisk) -> Double {
    let count = Double(family.depth ?? 1)
    let stepSize = optimum.stepSize ?? family.stepSize
    guard stepSize == 0 || !stepSize.isFinite else { return stepSize }
    // Each forced direction costs ½σ²c₀².
    let forced = Double(max(problem.dimension - 1, 1)) * problem.noiseVariance
    let gain = (2e-8 * optimum.risk.total / forced).squareRoot()
    if stepSize == 0 {
      // c₀ ≈ Nω; without any signal that risk is 0, and no step size reaches it.
      return gain > 0 ? gain / count : 1e-4 / count
    }
    // Where c₀ falls as the parameter grows, it does so like 2N²/S.
    let large = 2 * count * count / gain
    return large.isFinite ? large : 1e8
  }

  private func variables(_ optimum: OptimalRisk, numbers: [Double]) -> [Double] {
    objective.variables(spectralMatrix(optimum, numbers: numbers), numbers: numbers)
  }

  private func spectralMatrix(
    _ optimum: OptimalRisk, numbers: [Double], forcedGain: Gain? = nil
  ) -> Matrix {
    let objective = objective
    return problem.spectralRegularizer(columns: objective.columns, optimum: optimum) { gain in
      objective.singularValue(of: gain, numbers: numbers, forcedGain: forcedGain)
    }
  }
}
