// R and ω from the variables of a reparametrisation.

package import Evidence
package import Learning
package import LinearAlgebra
import Reference

package struct StraightCoordinatesProposition: Claim {
  package let id = "straight-coordinates"
  package let exposition = Exposition(
    title: "Coordinates in which the landscapes of even depths agree",
    statement: [
      """
      For every B with T = cos √(BᵀB), singular values of B below π/2, there is an R with T = (I + RᵀR)⁻¹, \
      and for every B with T = c₀I − BᵀB an R and an ω with T = f(RᵀR) for any even N. The eigenvalues of \
      T are those of the modes that are reported.
      """
    ],
    assumptions: ["B is any real k × n matrix, 1 ≤ k ≤ n; N even, or bilevel learning."],
    limits: [
      "Odd depths have no such coordinates: their f turns.",
      "Plain training, as in a framework, learns R itself: `toy learn --coordinates plain`.",
    ],
    sources: [.claims("forced-eigenvalue", "even-image", "bilevel-image")],
    example: { () throws(EvidenceError) in try .coordinates() },
    commands: ["toy learn --n 20 --k 5 --x depth --depth 2,10 --starts 1 -o -"])
  package let domain =
    "bilevel and even N up to 20 for B, N up to 50 for R; n up to 5, all k"

  /// R for given variables, with the eigenvalues of RRᵀ.
  package var regularizer:
    @Sendable (_ risk: LearnedRisk, _ point: [Double]) -> (matrix: Matrix, penalties: [Double]) = {
      $0.regularizer($1)
    }
  /// ω for given variables.
  package var stepSize: @Sendable (_ risk: LearnedRisk, _ point: [Double]) -> Double? = {
    $0.stepSize($1)
  }
  /// The variables for a matrix and ω.
  package var variables:
    @Sendable (_ risk: LearnedRisk, _ matrix: Matrix, _ stepSize: Double) -> [Double] =
      {
        $0.variables($1, stepSize: $2)
      }
  /// The denoiser that is reported for given variables.
  package var report: @Sendable (_ risk: LearnedRisk, _ point: [Double]) -> LearnedDenoiser = {
    LearnedDenoiser($1, of: $0)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let legal = try LearningCase.Domain(scope)
    return [
      try .sampled(
        "T of R by the steps as matrices, T of B by its definition", cases: scope.samples / 4,
        in: scope, id, point: { legal.point(&$0) },
        isLegal: legal.contains,
        violation: { (point) throws(EvidenceError) in
          var draws = point.sampler()
          return try violation(LearningCase(point, &draws))
        })
    ]
  }

  private func violation(_ setting: LearningCase) throws(EvidenceError) -> String? {
    let risk = setting.risk
    let point = setting.variables
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
    if let depth = setting.family.depth {
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
    // There and back; of two ω with the same c₀ the smaller one.
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
