// Conjugate gradients: the best polynomial of every degree, and soon bilevel learning.

package import Evidence
import Intervals
import Libc
package import LinearAlgebra
import Reference
import ToyModel

package struct ConjugateGradientProposition: Claim {
  package let id = "conjugate-gradients"
  package let exposition = Exposition(
    title:
      "Conjugate gradients: the best polynomial for each x, and after k + 1 steps bilevel learning",
    statement: [
      """
      N steps of conjugate gradients from 0 for (I+RᵀR)z = x end at the z that has the least energy among all \
      that N gradient steps of any sizes and momenta reach:
      """,
      .formula(
        """
        z = p(RᵀR)x,   deg p < N,   ½‖z−x‖² + ½‖Rz‖² minimal
        """),
      """
      Because I + RᵀR has at most min(k+1, n) different eigenvalues, this is (I+RᵀR)⁻¹x for every x as soon as N ≥ \
      min(k+1, n): the denoisers are those of bilevel learning, and the best risk is B. The best optimiser has no \
      advantage over bilevel learning at all.
      """,
    ],
    assumptions: ["The start is 0; R is any real k × n matrix, 1 ≤ k ≤ n."],
    limits: [
      """
      For fewer steps p depends on x: z is not linear in x, and no filter. The program then refuses to compute \
      risks.
      """
    ],
    sources: [.proofIdentities],
    example: { () throws(EvidenceError) in try .conjugateGradients() },
    commands: ["toy risk --n 10 --k 5 --depth 6,7 --algorithm conjugate-gradient"],
    declarations: ["BilevelFilter"])
  package let domain = "random R with n ≤ 6, N ≤ n; risks of random spectra, n ≤ 6"

  /// z after N steps.
  package var solution: @Sendable (_ a: Matrix, _ x: [Double], _ steps: Int) -> [Double] = {
    ConjugateGradients.solution($0, $1, steps: $2)
  }
  /// The number of steps after which T is that of bilevel learning.
  package var leastDepth: @Sendable (_ k: Int, _ n: Int) -> Int = { min($0 + 1, $1) }
  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    func check(
      _ name: String, part: Int, _ number: Int, _ violation: Violation
    ) throws(EvidenceError) -> Check {
      try .sampled(
        name, cases: scope.samples / part, in: scope, id, number,
        point: { draws in
          let n = draws.integer(1...6)
          return ParameterPoint([
            .n: Double(n), .k: Double(draws.integer(1...n)), .depth: Double(draws.integer(1...n)),
            .theta: draws.logarithmic(0.3...3),
          ])
        },
        isLegal: {
          (1...6).contains($0.n) && (1...$0.n).contains($0.k) && (1...$0.n).contains($0.depth)
            && (0.3...3).contains($0[.theta])
        }, violation: violation)
    }
    return [
      try check("z is the best of all polynomials of degree below N", part: 5, 0) {
        bestViolation($0)
      },
      try check("after min(k+1, n) steps z is the minimiser", part: 5, 1) {
        point throws(EvidenceError) in try exactViolation(point)
      },
      try .exhaustive(
        "for fewer steps z is not linear in x, and the program refuses",
        (2...6).flatMap { n in
          (1...n).map { ParameterPoint([.n: Double(n), .k: Double($0)]) }
        }
      ) { shortViolation($0) },
      try .sampled(
        "the best risk is B", cases: scope.samples / 20, in: scope, id, 2,
        point: { (draws) throws(EvidenceError) in
          try draws.spectrumPoint(scope, dimensions: 1...6)
        }, isLegal: \.isSetting,
        command: { $0.riskCommand("--depth \($0.k + 1) --algorithm conjugate-gradient") }
      ) { riskViolation($0) },
    ]
  }

  /// A random A = I + RᵀR, and x.
  private func problem(_ point: ParameterPoint) -> (r: Matrix, a: Matrix, x: [Double]) {
    var draws = point.sampler()
    let r = draws.matrix(point.k, point.n, scale: point[.theta])
    return (r, DenseDenoiser.system(r), (0..<point.n).map { _ in draws.normal() })
  }

  /// The energy is convex: z is the best in the span of x, Ax, …, A^(N−1)x if it is in it and Az − x is orthogonal to
  /// it.
  private func bestViolation(_ point: ParameterPoint) -> String? {
    let (_, a, x) = problem(point)
    let z = solution(a, x, point.depth)
    let size = ConjugateGradients.product(x, x).squareRoot()
    let residual = zip(ConjugateGradients.applied(a, to: z), x).map { $0 - $1 }
    var basis: [[Double]] = []
    var power = x
    for _ in 0..<min(point.depth, point.k + 1) {
      for _ in 0..<2 {
        for unit in basis {
          let part = ConjugateGradients.product(power, unit)
          for index in power.indices { power[index] -= part * unit[index] }
        }
      }
      let length = ConjugateGradients.product(power, power).squareRoot()
      // The span hardly grows: the component of this direction orthogonal to it is rounding.
      guard length > 1e-4 * size else { return nil }
      basis.append(power.map { $0 / length })
      power = ConjugateGradients.applied(a, to: basis[basis.count - 1])
    }
    var rest = z
    for unit in basis {
      let slope = ConjugateGradients.product(residual, unit)
      if !(abs(slope) <= 1e-8 * size) {
        return "the energy has the slope \(slope) in a direction that \(point.depth) steps reach"
      }
      let part = ConjugateGradients.product(z, unit)
      for index in rest.indices { rest[index] -= part * unit[index] }
    }
    let outside = ConjugateGradients.product(rest, rest).squareRoot()
    return outside <= 1e-8 * size ? nil : "z is not a polynomial of A times x, by \(outside)"
  }

  private func exactViolation(_ point: ParameterPoint) throws(EvidenceError) -> String? {
    let (r, a, x) = problem(point)
    let exact = try factorized(DenseDenoiser.exact(r))
    let expected = ConjugateGradients.applied(exact, to: x)
    let size = ConjugateGradients.product(x, x).squareRoot()
    let found = solution(a, x, leastDepth(point.k, point.n))
    let distance = maximumDistance(found, expected)
    return distance <= 1e-8 * size
      ? nil : "z differs by \(distance) after \(leastDepth(point.k, point.n)) steps"
  }

  /// A = diag(1 + 1, 1 + 8, 1 + 27, …, 1, …) and x = 𝟏: z is not the sum of the z of the first unit vector and of the rest.
  private func shortViolation(_ point: ParameterPoint) -> String? {
    let algorithm = Algorithm.conjugateGradient
    let least = leastDepth(point.k, point.n)
    func isRefused(_ depth: Int) -> Bool {
      algorithm.entry.objection(depth: depth, dimension: point.n, rows: point.k) != nil
    }
    guard !isRefused(least), isRefused(least - 1) else {
      return "the program's least number of steps is not \(least)"
    }
    let a = Matrix(
      diagonal: (0..<point.n).map { $0 < point.k ? 1 + Double(($0 + 1) * ($0 + 1) * ($0 + 1)) : 1 })
    let one = Array(repeating: 1.0, count: point.n)
    var first = one.map { _ in 0.0 }
    first[0] = 1
    let rest = zip(one, first).map { $0 - $1 }
    for depth in 1..<least {
      let parts = zip(solution(a, first, depth), solution(a, rest, depth)).map { $0 + $1 }
      let whole = solution(a, one, depth)
      let distance = maximumDistance(whole, parts)
      guard distance > 1e-6 else { return "\(depth) steps are linear in x there" }
    }
    return nil
  }

  private func riskViolation(_ point: ParameterPoint) -> String? {
    let family = DenoiserFamily(
      .conjugateGradient, depth: leastDepth(point.k, point.n), choices: ParameterChoices())
    let bilevel = EnclosedBounds(
      point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k
    ).bilevel
    return difference(
      "the risk", risk(RiskSetting(point, family)).risk.total, from: bilevel)
  }
}
