// The points from which the runs of a plan set out.

import Glibc
import LinearAlgebra
import Optimization
import ToyModel

extension LearningPlan {
  /// The variables with which start number `index` begins.
  ///
  /// - Parameter index: From 0; each start has a seed of its own.
  /// - Returns: Variables of ``objective``.
  /// - Complexity: O(kc) for random starts; a whole sequence of minimizations for a continuation.
  public func startingPoint(_ index: Int) -> [Double] {
    // Seeds far apart, so that start 1 of seed 0 is not start 0 of seed 1.
    var generator = SeededGenerator(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(index))
    switch start {
    case .gaussian: return random(scale: 0.7, &generator)
    case .small: return random(scale: 7e-4, &generator)
    case .spectral: return spectral()
    case .continuation:
      guard case .unrolled(let depth, _, _) = family, depth >= 3, !depth.isMultiple(of: 2) else {
        return random(scale: 0.7, &generator)
      }
      return continuation(depth: depth, &generator)
    }
  }

  private func variables(_ r: Matrix, stepSize: Double) -> [Double] {
    objective.variables(r, stepSize: stepSize)
  }

  private func random(scale: Double, _ generator: inout SeededGenerator) -> [Double] {
    let objective = objective
    let r = problem.randomRegularizer(
      columns: objective.columns, scale: scale, using: &generator)
    return variables(r, stepSize: firstStepSize)
  }

  /// In straight coordinates c₀ = ¾ at every depth, so that all even depths take one path.
  private var firstStepSize: Double {
    guard case .unrolled(let depth, let stepSize, let isLearned) = family else { return 1 }
    return isLearned && coordinates == .straight ? 1 - exp(log(0.25) / Double(depth)) : stepSize
  }

  // MARK: Spectral

  /// Realises the optimal T; where only a limit is optimal, a T whose risk is within 1e-8 of it.
  private func spectral() -> [Double] {
    let optimum = OptimalRisk(
      spectrum: problem.spectrum, noiseVariance: problem.noiseVariance, rows: problem.rows,
      family: family.theory)
    guard case .unrolled(let depth, let given, let isLearned) = family else {
      let r = spectralMatrix(optimum, stepSize: 1)
      return variables(r, stepSize: 1)
    }
    var stepSize = isLearned ? optimum.stepSize ?? given : given
    if stepSize == 0 {
      // Each forced direction costs ½σ²c₀² with c₀ ≈ Nω.
      let forced = Double(max(problem.dimension - 1, 1)) * problem.noiseVariance
      stepSize = (2e-8 * optimum.risk.total / forced).squareRoot() / Double(depth)
    }
    return variables(spectralMatrix(optimum, stepSize: stepSize), stepSize: stepSize)
  }

  private func spectralMatrix(_ optimum: OptimalRisk, stepSize: Double) -> Matrix {
    let objective = objective
    return problem.spectralRegularizer(columns: objective.columns, optimum: optimum) { gain in
      objective.singularValue(of: gain, stepSize: stepSize)
    }
  }

  // MARK: Continuation

  /// A regularizer found on the way, with the step size at which it was found.
  private struct Waypoint {
    var value: Double
    var regularizer: Matrix
    var stepSize: Double
  }

  /// Follows the far branch of an odd depth along the step size, and returns the best place seen.
  ///
  /// At q = −1 the filter has the value ω, so that rows can begin there on the far branch with an
  /// eigenvalue of T that is neither too large nor too small. Two such beginnings serve: near ω = 1
  /// rows settle on directions with little signal, near ω = 0.3/N on those with much. From there the
  /// step size is lowered, and raised from the second, as long as that helps; q is kept from one step
  /// size to the next, which scales all eigenvalues of T by the ratio of the steps.
  private func continuation(depth: Int, _ generator: inout SeededGenerator) -> [Double] {
    let random = problem.randomRegularizer(columns: objective.columns, scale: 1, using: &generator)
    guard family.isStepLearned else {
      let start = Self.mapSingularValues(of: random) { _ in max(2 / firstStepSize - 1, 0) }
      let found = settle(start, stepSize: firstStepSize, depth: depth)
      return variables(found?.regularizer ?? start, stepSize: firstStepSize)
    }
    var best: Waypoint?
    for (first, ratios) in [(0.9, [0.6]), (0.3 / Double(depth), [0.6, 1.5])] {
      let start = Self.mapSingularValues(of: random) { _ in 2 / first - 1 }
      guard let origin = settle(start, stepSize: first, depth: depth) else { continue }
      for ratio in ratios {
        let end = follow(from: origin, ratio: ratio, depth: depth)
        if end.value < best?.value ?? .infinity { best = end }
      }
    }
    return variables(best?.regularizer ?? random, stepSize: best?.stepSize ?? firstStepSize)
  }

  /// Multiplies the step size again and again until that has not helped four times in a row.
  private func follow(from origin: Waypoint, ratio: Double, depth: Int) -> Waypoint {
    var (best, current) = (origin, origin)
    var failures = 0
    while failures < 4 {
      let stepSize = ratio * current.stepSize
      guard stepSize > 1e-9, stepSize < 1 else { break }
      let scaled = Self.mapSingularValues(of: current.regularizer) {
        max((1 + $0) / ratio - 1, 0)
      }
      guard let next = settle(scaled, stepSize: stepSize, depth: depth) else { break }
      failures = next.value < best.value * (1 - 1e-6) ? 0 : failures + 1
      if next.value < best.value { best = next }
      current = next
    }
    return best
  }

  /// Minimises at a fixed step size, roughly; nil where the risk is not finite.
  private func settle(_ r: Matrix, stepSize: Double, depth: Int) -> Waypoint? {
    var risk = LearnedRisk(
      problem, family: .unrolled(depth: depth, stepSize: stepSize, isStepLearned: false),
      columns: r.columns)
    guard let start = Iterate(start: r.elements, of: &risk) else { return nil }
    let rule = StoppingRule(relativeDecrease: 1e-6, patience: 5, iterationLimit: 200)
    let end = minimize(&risk, from: start, by: LBFGS(), until: rule).iterate
    return Waypoint(
      value: end.value, regularizer: risk.matrix(end.point), stepSize: stepSize)
  }

  /// The matrix with the same singular vectors and the eigenvalues of RRᵀ mapped.
  private static func mapSingularValues(of r: Matrix, _ map: (Double) -> Double) -> Matrix {
    var gram = Matrix(repeating: 0, rows: r.rows, columns: r.rows)
    gram.setGram(r)
    guard let eigen = try? SymmetricEigen(gram) else { return r }
    var rotated = Matrix(repeating: 0, rows: r.rows, columns: r.columns)
    rotated.setProduct(eigen.vectors, .transposed, r)
    rotated.scaleRows(
      eigen.values.map { value in
        value > 0 ? (map(value) / value).squareRoot() : 0
      })
    return rotated
  }
}
