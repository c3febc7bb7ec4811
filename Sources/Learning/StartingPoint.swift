// The points from which the runs of a plan set out.

import Glibc
import LinearAlgebra
public import ToyModel

extension LearningPlan {
  /// The variables with which start number `index` begins.
  ///
  /// - Parameter index: From 0; each start has a seed of its own.
  /// - Returns: Variables of ``objective``.
  /// - Complexity: O(kc) for random starts; two minimizations for a continuation.
  public func startingPoint(_ index: Int) -> [Double] {
    // Seeds far apart, so that start 1 of seed 0 is not start 0 of seed 1.
    var generator = SeededGenerator(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(index))
    switch start {
    case .gaussian: return random(scale: 0.7, &generator)
    case .small: return random(scale: 7e-4, &generator)
    case .spectral: return spectral()
    case .continuation: return continuation(&generator) ?? random(scale: 0.7, &generator)
    }
  }

  func variables(_ r: Matrix, stepSize: Double) -> [Double] {
    family.isStepLearned ? r.elements + [inverseSoftplus(stepSize)] : r.elements
  }

  private func random(scale: Double, _ generator: inout SeededGenerator) -> [Double] {
    let objective = objective
    let r = problem.randomRegularizer(
      columns: objective.columns, scale: scale, using: &generator)
    return variables(r, stepSize: firstStepSize)
  }

  private var firstStepSize: Double {
    if case .unrolled(_, let stepSize, _) = family { stepSize } else { 1 }
  }

  // MARK: Spectral

  /// Realises the optimal T; where only a limit is optimal, a T whose risk is within 1e-8 of it.
  private func spectral() -> [Double] {
    let columns = objective.columns
    let optimum = OptimalRisk(
      spectrum: problem.spectrum, noiseVariance: problem.noiseVariance, rows: problem.rows,
      family: family.theory)
    guard case .unrolled(let depth, let given, let isLearned) = family else {
      let isAngular = objective.algorithm == .angular
      let r = problem.spectralRegularizer(columns: columns, optimum: optimum) { gain in
        isAngular ? Self.angle(of: gain) : (gain.defect / max(gain.value, 1e-5)).squareRoot()
      }
      return variables(r, stepSize: 1)
    }
    var stepSize = isLearned ? optimum.stepSize ?? given : given
    if stepSize == 0 {
      // Each forced direction costs ½σ²c₀² with c₀ ≈ Nω.
      let forced = Double(max(problem.dimension - 1, 1)) * problem.noiseVariance
      stepSize = (2e-8 * optimum.risk.total / forced).squareRoot() / Double(depth)
    }
    let filter = UnrolledFilter(depth: depth, stepSize: stepSize)
    let r = problem.spectralRegularizer(columns: columns, optimum: optimum) { gain in
      (filter.inverse(filter.image.clamp(gain)) ?? 0).squareRoot()
    }
    return variables(r, stepSize: stepSize)
  }

  /// The b with cos b = t.
  private static func angle(of gain: Gain) -> Double {
    gain.value < 0.5 ? acos(gain.value) : asin((0.5 * gain.defect).squareRoot()) * 2
  }
}

extension LearnedRisk.Family {
  /// The family as the theory knows it.
  public var theory: DenoiserFamily {
    switch self {
    case .bilevel: .bilevel
    case .unrolled(let depth, _, true): .unrolled(depth: depth, step: .learned)
    case .unrolled(let depth, let stepSize, false): .unrolled(depth: depth, step: .fixed(stepSize))
    }
  }
}
