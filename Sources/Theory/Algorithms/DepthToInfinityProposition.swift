// Infinite depth at a fixed step, for any data.

package import Evidence
package import Intervals
import Libc
import ToyModel

package struct DepthToInfinityProposition: Claim {
  package let id = "depth-to-infinity"
  package let exposition = Exposition(
    title: "N → ∞ at a fixed step: the limits of the best risk for any data",
    statement: [
      """
      At a fixed step ω and for any data the best risk of gradient descent has a limit for each parity as \
      N → ∞:
      """,
      .formula(
        """
        0 < ω < 2, N even   B, that of bilevel learning
        0 < ω < 2, N odd    L₀ + min_M [(σ⁴/2) Σ_M 1/w + ½ Σ w max(0, ω/2 − t*)²] ≥ B
        ω = 2, N even       ½ tr C for every N, at T = 0
        ω = 2, N odd ≥ 3    ½ tr C + 2nσ² for every N, at T = 2I
        ω > 2               ∞ for both parities and every k
        """),
      """
      with w = γ + σ² and the second sum over all directions outside of M, a set of n − k. The odd limit is B \
      if and only if no Wiener gain is below ω/2. With a learned step the limits are E for even and F for odd \
      depths, below B for k < n: unrolling then does not converge to bilevel learning.
      """,
    ],
    assumptions: ["1 ≤ k ≤ n, σ > 0; any data."],
    limits: [
      "The limit of the best risks is not the best risk of the limit 1/(1+s) of the filters.",
      "For constant signals the odd limit is that of `toy explain limit`.",
    ],
    sources: [.proofInfiniteDepth, .claims("floor", "odd-depth-limit", "even-image")],
    example: { .depthToInfinity() },
    figure: "depth-limit",
    commands: [
      "printf '3\\n1.2\\n0.5\\n0.1\\n' > spectrum.csv; toy risk --data spectrum.csv --k 2 --sigma 0.9 "
        + "--depth 1000,1001,1000000,1000001 --omega 0.5"
    ],
    declarations: ["OptimalRisk", "RiskBounds"])
  package let domain =
    "random spectra, n ≤ 5; N = 10⁴, 10⁶, 10⁸ and one more, within log N/N; ω from 0.05 to 1.95, 2 and above"

  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }
  /// The least eigenvalue in the odd limit.
  package var closedEnd: @Sendable (_ stepSize: Interval) -> Interval = { 0.5 * $0 }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let steps = try scope.range(.omega, 0.05...1.95, legal: 0.01...1.99)
    func check(
      _ name: String, _ number: Int, omega: (inout Sampler) -> Double,
      isLegal: @escaping (Double) -> Bool, _ violation: Violation
    ) throws(EvidenceError) -> Check {
      try .sampled(
        name, cases: scope.samples / 25, in: scope, id, number,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.spectrumPoint(scope, dimensions: 1...5)
          point[.omega] = omega(&draws)
          return point
        }, isLegal: { $0.isSetting && isLegal($0[.omega]) },
        command: { $0.riskCommand("--depth 1000000,1000001 \($0.options(.omega))") },
        violation: violation)
    }
    var checks = [
      try check(
        "the limits for 0 < ω < 2", 0, omega: { $0.uniform(steps) }, isLegal: steps.contains
      ) { limitViolation($0) }
    ]
    // A range that the user gives does not contain ω = 2 and above.
    if scope.ranges[.omega] == nil {
      checks.append(
        try check("ω = 2, for every N", 1, omega: { _ in 2 }, isLegal: { $0 == 2 }) {
          edgeViolation($0)
        })
      checks.append(
        try check(
          "divergence for ω > 2", 2, omega: { $0.uniform(2.01...3) }, isLegal: { $0 > 2 }
        ) { point in
          let size = point.eigenvalues.reduce(point.noiseVariance, +)
          for depth in [10_000, 10_001] where !(best(point, depth) > 1e9 * size) {
            return "the risk at N = \(depth) is \(best(point, depth))"
          }
          return nil
        })
    }
    return checks
  }

  private func best(_ point: ParameterPoint, _ depth: Int) -> Double {
    risk(RiskSetting(point, .unrolled(depth: depth, step: .fixed(point[.omega])))).risk.total
  }

  private func limitViolation(_ point: ParameterPoint) -> String? {
    func limit(_ lower: Interval) -> Interval {
      DefinedRisk.bestOfAll(
        point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k, forced: .one,
        image: (lower, nil))
    }
    let (even, odd) = (limit(.zero), limit(closedEnd(Interval(point[.omega]))))
    let targets = point.eigenvalues.map { $0 / ($0 + point.noiseVariance) }
    let isFree = targets.allSatisfy { $0 >= point[.omega] / 2 * (1 + 1e-6) }
    let isCut = targets.contains { $0 <= point[.omega] / 2 * (1 - 1e-3) }
    if isFree, odd.isDisjoint(from: even) { return "the limits differ" }
    if isCut, !even.isBelow(odd) { return "the limits agree" }
    for depth in [10_000, 1_000_000, 100_000_000] {
      let count = Double(depth)
      // c₀ misses 1 by |1−ω|ᴺ, c exceeds ω/2 by less than ω log N/(2N), and enters squared.
      let size = point.eigenvalues.reduce(point.noiseVariance, +)
      if let wrong = difference(
        "the risk of even N", best(point, depth), from: even, tolerance: 1e-12)
        ?? difference(
          "the risk of odd N", best(point, depth + 1), from: odd, tolerance: 2 * log(count) / count,
          scale: size)
      {
        return wrong
      }
    }
    return nil
  }

  private func edgeViolation(_ point: ParameterPoint) -> String? {
    let energy = point.eigenvalues.reduce(Interval.zero) { $0 + 0.5 * Interval($1) }
    let noise = Interval(2 * point.n) * Interval(point.noiseVariance)
    for depth in [2, 3, 10, 11, 100_000, 100_001] {
      let isEven = depth.isMultiple(of: 2)
      if let wrong = difference(
        "the risk of N = \(depth)", best(point, depth), from: isEven ? energy : energy + noise)
      {
        return wrong
      }
    }
    return nil
  }
}
