// The statement that the best risk does not depend on odd N, taken for all data.

import Certified
package import Evidence
package import Intervals
import ToyModel

package struct SlideOddDepthProposition: Claim {
  package let id = "slide-odd-depth"
  package let exposition = Exposition(
    title: "With a learned step all odd depths have one best risk, for all data",
    statement: [
      """
      With a learned step the best risk of an odd depth N ≥ 3 does not depend on N, for any data: 'for N \
      either even or odd, best risk does not depend on N if optimized over stepsize ω'.
      """
    ],
    assumptions: ["The slide is about constant signals; here it is taken for all data, σ > 0."],
    limits: ["For the two toy models it is true, for k = n, and of odd N ≥ N₀ in general."],
    sources: [.talkBestUnrolled],
    example: { .oddDepths() },
    commands: [
      "printf '0.2\\n0.1\\n0\\n' > spectrum.csv; toy risk --data spectrum.csv --k 1 --sigma 1 "
        + "--depth 3,5 --certify"
    ])
  package let domain = "N = 3 and 5; random spectra, n ≤ 4"
  package let stance = Stance.refutedAsStated(
    correction: """
      It is true of even N for all data, and of odd N ≥ 3 for the toy models and for k = n. For other spectra \
      the risk of odd depths falls to the floor F and is F from a depth N₀ on, which exists if C has no \
      eigenvalue 0 and is often above 3 (`toy explain odd-depth-limit`).
      """)

  /// The best risk with certified bounds.
  package var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "the bounds at N = 3 and at N = 5 overlap", cases: scope.samples,
        in: scope, id,
        point: { (draws) throws(EvidenceError) in try draws.spectrumPoint(scope, dimensions: 2...4)
        },
        isLegal: \.isSetting, command: { $0.riskCommand("--depth 3,5 --certify") }
      ) { point in
        let risks = [3, 5].map { risk(RiskSetting(point, .unrolled(depth: $0, step: .learned))) }
        let gap = (risks[0] - risks[1]).magnitude
        // A difference that is visible.
        return (Interval(1e-4) * risks[0]).isBelow(gap)
          ? "N = 3 has \(risks[0].middle), N = 5 has \(risks[1].middle)" : nil
      }
    ]
  }
}
