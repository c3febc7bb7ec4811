// R, ω and T out of the variables of learning.

package import Evidence
import Libc
package import Learning
package import LinearAlgebra
import Optimization
import Reference
package import ToyModel

package struct StraightCoordinatesProposition: Claim {
  package static let id = "straight-coordinates"
  package static let statement =
    "For B with T = cos √(BᵀB), singular values below π/2, or T = c₀I − BᵀB, there are R and ω with "
    + "T = f(RᵀR) for the exact minimiser, or N steps, N even; the eigenvalues of T are those of the "
    + "modes that are reported."
  package static let source = "follows from forced-eigenvalue: only the image of f matters"
  package static let domain =
    "bilevel and even N up to 20 for B, N up to 50 for R; n up to 5, all k"

  /// R of the variables and the eigenvalues of RRᵀ.
  package var regularizer:
    @Sendable (_ risk: LearnedRisk, _ point: [Double]) -> (matrix: Matrix, penalties: [Double]) = {
      $0.regularizer($1)
    }
  /// ω of the variables.
  package var stepSize: @Sendable (_ risk: LearnedRisk, _ point: [Double]) -> Double? = {
    $0.stepSize($1)
  }
  /// Variables of a matrix and ω.
  package var variables:
    @Sendable (_ risk: LearnedRisk, _ matrix: Matrix, _ stepSize: Double) -> [Double] =
      {
        $0.variables($1, stepSize: $2)
      }
  /// What is reported of the variables.
  package var report: @Sendable (_ risk: LearnedRisk, _ point: [Double]) -> LearnedDenoiser = {
    LearnedDenoiser($1, of: $0)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let legal = try LearningCase.Domain(scope)
    return [
      try .sampled(
        "T of R by the steps as matrices, T of B by its definition", cases: scope.samples / 4,
        scope.sampler(for: Self.id), seed: scope.seed, point: { legal.place(&$0) },
        isLegal: legal.contains,
        violation: { (place) throws(EvidenceError) in
          var draws = place.sampler()
          return try violation(LearningCase(place, &draws))
        })
    ]
  }

  private func violation(_ setting: LearningCase) throws(EvidenceError) -> String? {
    let risk = setting.risk
    let point = setting.point
    let still = Array(repeating: 0.0, count: point.count)
    let expected = try setting.tangent(along: still).value
    let (matrix, penalties) = regularizer(risk, point)
    let omega = stepSize(risk, point)
    let dimension = setting.problem.dimension
    let padded = Matrix(
      rows: matrix.rows, columns: dimension,
      elements: matrix.elements
        + Array(repeating: 0, count: matrix.rows * (dimension - matrix.columns)))
    let values = try factorized(DenseDenoiser.eigenvalues(expected))
    var isPositive = true
    if case .unrolled(let depth, _, _) = setting.family {
      guard let omega else { return "there is no ω" }
      // Few even steps, as c₀ − b = f(s) makes s ill-conditioned where f is steep.
      guard setting.coordinates == .plain || depth <= 20 else { return nil }
      if let finding = difference(
        "T", DenseDenoiser.unrolled(padded, depth: depth, stepSize: omega), from: expected,
        tolerance: 1e-9, scale: 1)
      {
        return "N = \(depth), \(setting.coordinates.rawValue): \(finding)"
      }
    } else {
      if omega != nil { return "bilevel learning has no ω" }
      isPositive = values[0] > 1e-3
      if isPositive,
        let finding = difference(
          "T", try factorized(DenseDenoiser.exact(padded)), from: expected, tolerance: 1e-9)
      {
        return "bilevel, \(setting.coordinates.rawValue): \(finding)"
      }
    }
    let gram = try factorized(DenseDenoiser.eigenvalues(matrix.transposed.gram()))
    for (penalty, other) in zip(penalties.sorted(), gram)
    where !(abs(penalty - other) <= 1e-9 * max(1, gram[gram.count - 1])) {
      return "an eigenvalue of RRᵀ is \(other), not \(penalty)"
    }
    let denoiser = report(risk, point)
    let modes = denoiser.modes.flatMap { mode in
      Array(repeating: mode, count: mode.multiplicity)
    }
    guard modes.count == dimension, denoiser.stepSize == omega else {
      return "\(modes.count) modes for n = \(dimension)"
    }
    let size = max(1, expected.largestEntry)
    for (mode, value) in zip(modes.reversed(), values)
    where isPositive && !(abs(mode.gain - value) <= 1e-5 * size) {
      return "an eigenvalue of T is \(value), a mode has \(mode.gain)"
    }
    for mode in denoiser.modes {
      let relative = omega.map { $0 * (1 + mode.penalty) }
      if mode.relativeStep != relative || mode.isUnstable != ((relative ?? 0) > 2.000_001) {
        return "a mode with s = \(mode.penalty) has the step \(mode.relativeStep ?? 0)"
      }
    }
    let unstable = modes.count { ($0.relativeStep ?? 0) > 2.000_001 }
    if denoiser.unstableCount != unstable { return "\(denoiser.unstableCount) unstable modes" }
    // There and back; of two ω with one c₀ the smaller one.
    if let omega, setting.coordinates == .plain || omega < 1 {
      let matrix = risk.matrix(point)
      let again = variables(risk, matrix, omega)
      if risk.matrix(again) != matrix { return "the entries of R are others" }
      return difference(
        "ω", stepSize(risk, again) ?? .nan, from: omega, tolerance: 1e-9)
    }
    return nil
  }
}

package struct LearnedOptimumProposition: Claim {
  package static let id = "learned-optimum"
  package static let statement =
    "R with the rows √s vᵀ for the optimal eigenvalues t = f(s) and eigenvectors v of C has the "
    + "optimal risk, or one as near as asked where it is not attained; no R has less. What is learned "
    + "at the two ends of the step size, T = QᵀQ and T = I − QᵀQ, gives it at odd depth."
  package static let source =
    "paper arXiv 2209.12651, theorem on best risks; follows from expressivity"
  package static let domain =
    "bilevel and N from 1 to 9, ω fixed or learned, random γ, n up to 5, all k; 12 cases of odd depth"

  /// The variables with which a start begins.
  package var start: @Sendable (_ plan: LearningPlan) -> [Double] = { $0.startingPoint(0) }
  /// The best risk.
  package var best:
    @Sendable (_ spectrum: Spectrum, _ noise: Double, _ rows: Int, _ family: DenoiserFamily)
      -> OptimalRisk = {
        OptimalRisk(spectrum: $0, noiseVariance: $1, rows: $2, family: $3)
      }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let legal = try LearningCase.Domain(scope)
    func isShallow(_ place: ParameterPoint) -> Bool {
      legal.contains(place) && place.depth <= 9 && place.eigenvalues[0] > 0
    }
    return [
      try .sampled(
        "the constructed R and random ones, as matrices", cases: scope.samples / 4,
        scope.sampler(for: Self.id), seed: scope.seed,
        point: { draws in
          while true {
            let place = legal.place(&draws)
            if isShallow(place) { return place }
          }
        },
        isLegal: isShallow,
        violation: { (place) throws(EvidenceError) in try spectralViolation(place) }),
      try .enumerated(
        "odd depth, learned at both ends of the step size", count: Self.odd.count,
        point: { Self.odd[$0] },
        violation: { (index) throws(EvidenceError) in try continuationViolation(Self.odd[index]) }),
    ]
  }

  private static let odd: [ParameterPoint] = [3.0, 5, 9].flatMap { depth in
    [
      ParameterPoint([.depth: depth, .k: 2, .sigma: 0.9], eigenvalues: [5, 0, 0, 0]),
      ParameterPoint(
        [.depth: depth, .k: 2, .sigma: 0.9], eigenvalues: [4.25, 0.25, 0.25, 0.25, 0.25]),
      ParameterPoint([.depth: depth, .k: 2, .sigma: 0.9], eigenvalues: [3, 1.2, 0.5, 0.1]),
      ParameterPoint([.depth: depth, .k: 1, .sigma: 0.5], eigenvalues: [2, 1, 0.2]),
    ]
  }

  private func plan(
    _ problem: LearningProblem, _ family: LearnedRisk.Family, _ coordinates: Parametrization,
    _ start: LearningStart
  ) -> LearningPlan {
    LearningPlan(
      problem: problem, family: family, parametrization: coordinates, method: .lbfgs, start: start,
      rule: .init(), seed: 1)
  }

  private func spectralViolation(_ place: ParameterPoint) throws(EvidenceError) -> String? {
    var draws = place.sampler()
    var setting = LearningCase(place, &draws)
    while setting.columns != setting.problem.reducedColumns {
      setting = LearningCase(place, &draws)
    }
    let risk = best(
      place.spectrum, place.noiseVariance, place.k, setting.family.theory)
    let least = risk.risk.total
    // A random R first.
    let still = Array(repeating: 0.0, count: setting.point.count)
    let any = Self.risk(try setting.tangent(along: still).value, setting, place)
    if !(any >= least * (1 - 1e-12)) { return "R has the risk \(any), less than \(least)" }
    setting.point = start(plan(setting.problem, setting.family, setting.coordinates, .spectral))
    guard setting.point.count == still.count else { return "\(setting.point.count) variables" }
    let found = Self.risk(try setting.tangent(along: still).value, setting, place)
    let energy = place.eigenvalues.reduce(place.noiseVariance, +)
    let slack = risk.attainment == .attained ? 1e-9 * energy : 1e-6 * least + 1e-9 * energy
    if found >= least * (1 - 1e-12) - 1e-13 * energy && found <= least + slack { return nil }
    return "\(setting.family), \(setting.coordinates.rawValue): the risk is \(found), not \(least)"
  }

  private func continuationViolation(_ place: ParameterPoint) throws(EvidenceError) -> String? {
    let problem = LearningProblem(
      spectrum: place.spectrum, noiseVariance: place.noiseVariance, rows: place.k)
    let family = LearnedRisk.Family.unrolled(
      depth: place.depth, stepSize: 0.5, isStepLearned: true)
    let plan = plan(problem, family, .plain, .continuation)
    let least = best(place.spectrum, place.noiseVariance, place.k, family.theory).risk.total
    var objective = plan.objective
    let point = start(plan)
    var gradient = point
    let found = plan.risk(objective.evaluate(at: point, gradient: &gradient))
    return found >= least * (1 - 1e-12) && found <= least * (1 + 1e-4)
      ? nil : "the risk is \(found), not \(least)"
  }

  /// ½ Σ γ‖(T−I)e‖² + ½σ²‖T‖².
  private static func risk(_ denoiser: Matrix, _ setting: LearningCase, _ place: ParameterPoint)
    -> Double
  {
    let error = denoiser.subtracting(.identity(denoiser.rows))
    return 0.5 * error.multiplied(by: Matrix(diagonal: setting.moment)).innerProduct(error)
      + 0.5 * place.noiseVariance * denoiser.squareSum
  }
}
