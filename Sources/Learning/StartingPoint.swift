// The starting points of the runs of a plan.

import Libc
import LinearAlgebra
import ToyModel

extension LearningPlan {
  /// The variables at the beginning of a start.
  ///
  /// - Parameter index: From 0; each start has a seed of its own.
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

  func variables(_ r: Matrix, stepSize: Double) -> [Double] {
    objective.variables(r, stepSize: stepSize)
  }

  /// Random entries of R or B, or of the variables where those are scaled.
  private func random(scale: Double, _ generator: inout SeededGenerator) -> [Double] {
    let objective = objective
    let r = problem.randomRegularizer(
      columns: objective.columns, scale: scale, using: &generator)
    var point =
      parametrization == .reparametrized && family.isStepLearned
      ? objective.variables(r, forcedGain: firstForcedGain)
      : objective.variables(r, stepSize: firstStepSize)
    if isPreconditioned {
      for (index, entry) in r.elements.enumerated() { point[index] = entry }
    }
    return point
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

  private var firstStepSize: Double { family.stepSize }

  // MARK: Spectral

  /// Realises the optimal T; where only a limit is optimal, a T whose risk is within 1e-8 of it.
  private func spectral() -> [Double] {
    let optimum = OptimalRisk(
      spectrum: problem.spectrum, noiseVariance: problem.noiseVariance, rows: problem.rows,
      family: family.theory)
    let (depth, isLearned) = (family.depth ?? 1, family.isStepLearned)
    var stepSize = isLearned ? optimum.stepSize ?? family.stepSize : family.stepSize
    if stepSize == 0 {
      // Each forced direction costs ½σ²c₀² with c₀ ≈ Nω.
      let forced = Double(max(problem.dimension - 1, 1)) * problem.noiseVariance
      stepSize = (2e-8 * optimum.risk.total / forced).squareRoot() / Double(depth)
      // Without any signal that risk is 0, and no step size reaches it.
      if !(stepSize > 0) { stepSize = 1e-4 / Double(depth) }
    } else if !stepSize.isFinite {
      // The same where c₀ falls as the parameter grows, like 2N²/S.
      let forced = Double(max(problem.dimension - 1, 1)) * problem.noiseVariance
      let count = Double(depth)
      stepSize = 2 * count * count / (2e-8 * optimum.risk.total / forced).squareRoot()
      if !stepSize.isFinite { stepSize = 1e8 }
    }
    guard parametrization == .reparametrized, isLearned else {
      return variables(spectralMatrix(optimum, stepSize: stepSize), stepSize: stepSize)
    }
    // ω does not have the digits of 1 − c₀ where that is tiny.
    let forced = optimum.eigenvalues.first(where: \.isForced)?.gain ?? largestGain
    return objective.variables(
      spectralMatrix(optimum, stepSize: stepSize, forcedGain: forced), forcedGain: forced)
  }

  private func spectralMatrix(
    _ optimum: OptimalRisk, stepSize: Double, forcedGain: Gain? = nil
  ) -> Matrix {
    let objective = objective
    return problem.spectralRegularizer(columns: objective.columns, optimum: optimum) { gain in
      objective.singularValue(of: gain, stepSize: stepSize, forcedGain: forcedGain)
    }
  }
}
