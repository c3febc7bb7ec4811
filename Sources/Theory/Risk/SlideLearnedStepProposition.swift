// The statement that unrolling with a learned step is never worse, taken for all data.

import Certified
package import Evidence
package import Intervals
import ToyModel

package struct SlideLearnedStepProposition: Claim {
  package let id = "slide-learned-step"
  package let exposition = Exposition(
    title: "With a learned step unrolling is never worse than bilevel learning, for all data",
    statement: [
      """
      With a learned step unrolling is never worse than bilevel learning, for any data and any depth \
      N ≥ 2: 'unrolling generally better than bilevel'.
      """
    ],
    assumptions: ["The slide shows constant signals; here it is taken for all data, σ > 0."],
    limits: ["It is true of even N for all data, and of odd N ≥ 3 for both toy models."],
    sources: [.talkRatios, .proofSmallOddDepth],
    example: { .learnedException() },
    commands: [
      "printf '20\\n10\\n0\\n' > spectrum.csv; toy risk --data spectrum.csv --k 1 --sigma 1 --depth 3 "
        + "--certify"
    ])
  package let domain = "N = 3; random spectra, n ≤ 4"
  package let stance = Stance.refutedAsStated(
    correction: """
      It is true for even N and all data, and for odd N beyond a threshold that depends on the spectrum. At \
      smaller odd N, where all forced directions are strong, c₀ must be near 1, and then c is too large \
      for a weak free direction. As N grows the risk of odd depths falls to the floor F, below that of \
      bilevel learning for k < n (`toy explain odd-depth-limit`).
      """)

  /// The best risk.
  package var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "the risk of N = 3 is not above that of bilevel learning", cases: scope.samples,
        in: scope, id,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.spectrumPoint(scope, dimensions: 2...4, isForced: true)
          point[.depth] = 3
          return point
        }, isLegal: { $0.isSetting && $0.depth == 3 },
        command: { $0.riskCommand("\($0.options(.depth)) --certify") }
      ) { $0.excessOverBilevel(.learned, margin: Interval(1.001), risk: risk) }
    ]
  }
}
