// The order of the best risks of constant signals.

import Certified
package import Evidence
package import Intervals
import ToyModel

package struct OddBeatsEvenProposition: Claim {
  package let id = "risk-order"
  package let exposition = Exposition(
    title: "With a learned step odd depths beat even ones, and even ones bilevel learning",
    statement: [
      """
      For constant signals and a learned step the best risks are ordered: odd N ≥ 3, even N, bilevel. \
      Even N is below bilevel for k < n, odd N below even N for k < n − 1; for k ≥ n − 1 odd and even N \
      have the best linear risk, for k = n all three.
      """
    ],
    assumptions: ["Constant signals, not all 0; ω learned, σ > 0, n ≥ 2, 1 ≤ k ≤ n."],
    limits: [
      "For other data odd depths can be worse than bilevel learning (`toy explain slide-learned-step`).",
      "Training need not find the optimum (`toy explain learning`).",
    ],
    sources: [.talkRatios, .claims("odd-learned-constant", "even-learned", "bilevel-infimum")],
    example: { .learnedRatios() },
    figure: "ratio-to-linear",
    commands: ["toy risk-ratio --n 10 --omega learned -o -"],
    declarations: ["OptimalRisk"])
  package let domain = "constant signals, n to 10⁶; N = 2 and 3"

  /// The best risk.
  package var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "the order of the three risks", cases: scope.samples, in: scope, id,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.toyPoint(scope)
          if draws.integer(0...4) == 0 { point[.k] = point[.n] }
          return point
        }, isLegal: { $0.isSetting && $0.n >= 2 && $0[.theta] > 0 },
        command: { $0.riskCommand("--family bilevel,unrolled --depth 2,3") }
      ) { point in
        let risks = [
          DenoiserFamily.unrolled(depth: 3, step: .learned), .unrolled(depth: 2, step: .learned),
          .bilevel,
        ]
        .map { risk(RiskSetting(point, $0)) }
        let words =
          "odd \(risks[0].middle), even \(risks[1].middle), bilevel \(risks[2].middle)"
        func isOrdered(_ first: Int, isStrict: Bool) -> Bool {
          isStrict
            ? risks[first].isBelow(risks[first + 1])
            : !risks[first].isDisjoint(from: risks[first + 1])
        }
        return isOrdered(0, isStrict: point.k < point.n - 1)
          && isOrdered(1, isStrict: point.k < point.n) ? nil : words
      }
    ]
  }
}
