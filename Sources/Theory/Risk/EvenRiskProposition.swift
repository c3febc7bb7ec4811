// The best risk of even depths with a learned step.

import Certified
package import Evidence
package import Intervals
import ToyModel

package struct EvenRiskProposition: Claim {
  package let id = "even-learned"
  package let exposition = Exposition(
    title: "The best risk of even depths with a learned step",
    statement: [
      """
      With a learned ω the best c₀ is the Wiener gain of the mean of the m = n − k largest eigenvalues of \
      C, k < n. With their sum Σ > 0 the optimal risk is
      """,
      .formula(
        """
        min E = ½ Σ mσ²/(Σ + mσ²) + ½ Σ_{i>m} γᵢσ²/(γᵢ+σ²),   ω = 1 − (1−c₀)^(1/N)
        """),
      "for every even N, and below the bilevel one for k < n. It is attained.",
    ],
    assumptions: ["N even, 1 ≤ k ≤ n, σ > 0; any data."],
    limits: [
      """
      For k = n nothing is forced: the best linear risk is reached by every ω whose c₀ is not below the \
      Wiener gains, ω = 1 among them.
      """,
      "For C = 0 and k < n the best c₀ is 0, at ω = 2.",
      "The slide says 'a mess of a formula'; for even N and a learned step it is short.",
    ],
    sources: [.talkBestUnrolled, .claims("optimal-risk", "even-image")],
    example: { .evenLearned() },
    figure: "risk-over-depth",
    commands: ["toy risk --n 10 --k 5 --depth 2,4,10,100"],
    declarations: ["StepLearner", "OptimalRisk"])
  package let domain = "random spectra, n ≤ 6; N = 2, 4, 6, 10, 100, 1000, 10⁶, 10⁹"

  /// The best risk with a learned step.
  package var risk: RiskFormula = { $0.optimum }
  /// ½S'τ'/(S'+τ'), the cost of the forced directions, at S' = 1 − τ'.
  package var forcedCost: @Sendable (_ share: Interval) -> Interval = { 0.5 * (1 - $0) * $0 }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 2...1_000_000_000, legal: 2...1 << 53, limit: 12) {
      $0 % 2 == 0
    }
    return [
      // With S + τ = 1. The identity has degree 2 in τ and in c₀, and is decided by 9 pairs of whole numbers,
      // at which interval arithmetic is exact.
      try .exhaustive(
        "½((1−τ)(1−c₀)² + τc₀²) is the cost at c₀ = 1−τ plus ½(c₀ − (1−τ))², as polynomials",
        (0..<9).map { ParameterPoint([.sigma: Double($0 / 3), .omega: Double($0 % 3)]) }
      ) { point in
        let (share, gain) = (Interval(point[.sigma]), Interval(point[.omega]))
        let excess = DefinedRisk.direction(1 - share, share, gain) - forcedCost(share)
        let square = 0.5 * (gain - (1 - share)).squared
        return excess == square
          ? nil : "the excess is \(excess.middle), the square \(square.middle)"
      },
      try .sampledSpectra(
        "risk, c₀ and attainment for every N", scope, of: id, 1, part: 2,
        words: "--depth 2,4,1000000000"
      ) { point in
        let split = SplitSpectrum(point)
        let noise = split.forced * split.noise
        let exact = DefinedRisk.least(split.top, noise) + split.rest
        for depth in depths {
          let optimum = risk(RiskSetting(point, .unrolled(depth: depth, step: .learned)))
          let stepSize = optimum.stepSize ?? .nan
          let forced = CertifiedFilter.forcedGain(depth: depth, stepSize: Interval(stepSize))
          if let wrong = difference("the risk at N = \(depth)", optimum.risk.total, from: exact) {
            return wrong
          }
          guard optimum.attainment == .attained else { return "it is not attained at N = \(depth)" }
          // c₀ follows from ω through a power N: N ulp of 1 − ω.
          if point.k < point.n, split.top.isPositive, depth <= 1000,
            let wrong = difference(
              "c₀ at N = \(depth)", forced.value.middle,
              from: split.top / (split.top + noise), tolerance: 1e-9)
          {
            return wrong
          }
        }
        return nil
      },
    ]
  }
}
