// One problem of the benchmark: data, a family and the R at which it is evaluated.

import Learning
import Libc
import LinearAlgebra
import Optimization
import ToyModel

/// A problem with a given R in the eigenbasis of C.
struct Workload {
  /// The risk with a learned ω over all n columns of R, which is timed once.
  private let risk: LearnedRisk
  /// R and α.
  private let point: [Double]
  private let regularizer: Matrix
  private let stepSize: Double
  private let depth: Int

  /// Creates a problem.
  ///
  /// - Parameters:
  ///   - spectrum: The eigenvalues of C, descending.
  ///   - regularizer: R, k × n, column after column.
  ///   - rows: k.
  ///   - noiseVariance: σ².
  ///   - depth: N; 0 is bilevel.
  ///   - stepSize: ω.
  init(
    spectrum: [Double], regularizer: [Double], rows: Int, noiseVariance: Double, depth: Int,
    stepSize: Double
  ) {
    let problem = LearningProblem(
      spectrum: Spectrum(eigenvalues: spectrum), noiseVariance: noiseVariance, rows: rows)
    self.regularizer = Matrix(rows: rows, columns: spectrum.count, elements: regularizer)
    self.stepSize = stepSize
    self.depth = depth
    risk = LearnedRisk(
      problem,
      family: depth == 0
        ? .bilevel : .unrolled(depth: depth, stepSize: stepSize, isStepLearned: true))
    point = depth == 0 ? regularizer : regularizer + [inverseSoftplus(stepSize)]
  }

  /// The name of the algorithm.
  var algorithm: String { "\(risk.algorithm)" }

  /// Risk and gradient.
  func evaluate() -> (value: Double, gradient: [Double]) {
    var (risk, gradient) = (risk, [Double](repeating: 0, count: point.count))
    let excess = risk.evaluate(at: point, gradient: &gradient)
    return (risk.linearRisk + excess, gradient)
  }

  /// The seconds of evaluations in turn, at least one, after one that does not count.
  func times(runs: Int, seconds: Double) -> [Double] {
    var (risk, gradient) = (risk, [Double](repeating: 0, count: point.count))
    return measure(runs: runs, seconds: seconds) {
      _ = risk.evaluate(at: point, gradient: &gradient)
    }
  }

  /// The infimum of the risk over R at the given ω.
  var optimum: Double {
    OptimalRisk(
      spectrum: risk.problem.spectrum, noiseVariance: risk.problem.noiseVariance,
      rows: risk.problem.rows,
      family: depth == 0 ? .bilevel : .unrolled(depth: depth, step: .fixed(stepSize))
    ).risk.total
  }

  /// L-BFGS from R at fixed ω, with reduced columns and in the fastest parametrisation; the way there and
  /// back counts.
  ///
  /// - Returns: Seconds, evaluations and the risk that was reached.
  func learn(target: Double, seconds: Double, limit: Int) -> [Double] {
    let clock = ContinuousClock()
    let start = clock.now
    let problem = risk.problem
    let family: LearnedRisk.Family =
      depth == 0 ? .bilevel : .unrolled(depth: depth, stepSize: stepSize, isStepLearned: false)
    // At depth 2 T is linear in RᵀR itself: T = c₀I − ω²RᵀR.
    let parametrization = depth == 2 ? .plain : problem.fastestParametrization(family)
    var objective = LearnedRisk(
      problem, family: family,
      parametrization: parametrization, columns: problem.reducedColumns)
    let point = parametrization == .reparametrized ? reparametrized(reduced()) : reduced()
    guard let first = Iterate(start: point.elements, of: &objective) else {
      return [0, 1, .nan]
    }
    let result = minimize(
      &objective, from: first, by: LBFGS(),
      until: StoppingRule(targetValue: target - problem.linearRisk, iterationLimit: limit)
    ) { iterate in
      iterate.evaluations < limit && (clock.now - start) / .seconds(1) < seconds
    }
    let learned =
      parametrization == .reparametrized
      ? objective.regularizer(result.iterate.point).matrix : objective.matrix(result.iterate.point)
    let elapsed = (clock.now - start) / .seconds(1)
    guard learned.elements.allSatisfy(\.isFinite) else { return [elapsed, 1, .nan] }
    return [
      elapsed, Double(result.iterate.evaluations), problem.linearRisk + result.iterate.value,
    ]
  }

  /// The B that stands for R in the reparametrisation; see ``Parametrization``.
  private func reparametrized(_ r: Matrix) -> Matrix {
    var gram = Matrix(repeating: 0, rows: r.rows, columns: r.rows)
    gram.setGram(r)
    guard let eigen = try? SymmetricEigen(gram) else { return r }
    var rotated = Matrix(repeating: 0, rows: r.rows, columns: r.columns)
    rotated.setProduct(eigen.vectors, .transposed, r)
    let filter = UnrolledFilter(depth: max(depth, 1), stepSize: stepSize)
    rotated.scaleRows(
      eigen.values.map { s in
        guard s > 0 else { return 0 }
        guard depth > 0 else { return acos(1 / (1 + s)) / s.squareRoot() }
        let drop = filter.forcedGain.value - filter.value(at: s)
        return (max(drop, 0) / s).squareRoot()
      })
    return rotated
  }

  /// R with the columns of the n − p directions that are alike rotated into k.
  ///
  /// Only their Gram matrix LLᵀ matters: L has the same.
  private func reduced() -> Matrix {
    let problem = risk.problem
    let (k, p) = (problem.rows, problem.deviations.count)
    guard problem.reducedColumns < problem.dimension else { return regularizer }
    let alike = Matrix(
      rows: k, columns: problem.dimension - p,
      elements: Array(regularizer.elements[(k * p)...]))
    var gram = Matrix(repeating: 0, rows: k, columns: k)
    gram.setGram(alike)
    guard let factor = gram.choleskyFactor() else { return regularizer }
    return Matrix(
      rows: k, columns: k + p,
      elements: Array(regularizer.elements[..<(k * p)]) + factor.elements)
  }

  /// The floating-point operations of one evaluation: those of order k³ and k²n that the algorithm
  /// performs, a symmetric result counted once.
  ///
  /// With p the number of directions whose γ deviates:
  /// ```
  /// inverse     k²n (G) + k³ (dpotrf, dpotri) + k³ (P²) + 2k³ (P³) + 2k²n (dE/dG R) + 6k²p
  /// polynomial  k²n (G) + 2k²n (dE/dG R) + 4k²p
  /// eigen       k²n (G) + (4/3 + 4/3 + 2)k³ (tridiagonal form, divide and conquer, back)
  ///             + 2k²n (W = VᵀR) + 2k²n (ÃW) + 2k²n (V · ) + 2k²p
  /// ```
  var flops: Double {
    let k = Double(risk.problem.rows)
    let n = Double(risk.problem.dimension)
    let p = Double(risk.problem.deviations.count)
    return switch risk.algorithm {
    case .inverse: k * k * (3 * n + 4 * k + 6 * p)
    case .polynomial: k * k * (3 * n + 4 * p)
    default: k * k * (7 * n + 14.0 / 3 * k + 2 * p)
    }
  }
}

/// The seconds of products of two square matrices: what the machine gives at best.
func productTimes(size: Int, runs: Int) -> [Double] {
  var generator = SeededGenerator(seed: 1)
  let a = Matrix(
    rows: size, columns: size, elements: (0..<size * size).map { _ in generator.nextNormal() })
  var c = a
  let b = a.transposed
  return measure(runs: runs, seconds: .infinity) { c.setProduct(a, .plain, b) }
}

/// The seconds of calls in turn, until runs or time are used up, after one that does not count.
func measure(runs: Int, seconds: Double, _ body: () -> Void) -> [Double] {
  let clock = ContinuousClock()
  body()
  var (times, total): ([Double], Double) = ([], 0)
  repeat {
    let elapsed = clock.measure(body) / .seconds(1)
    times.append(elapsed)
    total += elapsed
  } while times.count < runs && total < seconds
  return times
}
