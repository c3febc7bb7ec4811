// The statement that unrolling with a fixed step is never worse.

import Certified
package import Evidence
package import Intervals
import ToyModel

package struct SlideFixedStepProposition: Claim {
  package let id = "slide-fixed-step"
  package let exposition = Exposition(
    title: "With a fixed step unrolling is never worse than bilevel learning",
    statement: [
      """
      Unrolling with a fixed step is never worse than bilevel learning: 'unrolling generally better than \
      bilevel'.
      """
    ],
    assumptions: [
      "The slide shows constant signals and learned steps; here any ω in (0, 2), σ > 0."
    ],
    limits: ["It is true for many k and ω: `toy phase` finds which."],
    sources: [.talkRatios],
    example: { .fixedSteps() },
    figure: "phase-diagram-step",
    commands: [
      "toy risk --n 1 --k 1 --mu 1 --theta 1 --sigma 1 --depth 3 --omega 1",
      "toy phase --y omega --depth 2,3 --snr 10 -o phase.svg",
    ])
  package let domain = "N = 2…11, ω in [0.1, 1.9]; constant signals, n ≤ 100"
  package let stance = Stance.refutedAsStated(
    correction: """
      It is true of some k, N and ω and false of others. If most directions are free, a small c₀ costs \
      more in signal than it saves in noise, and at odd depths c lets noise through in every free direction.
      """)

  /// The best risk.
  package var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let steps = try scope.range(.omega, 0.1...1.9, legal: 0.01...10)
    return [
      try .sampled(
        "the risk is not above that of bilevel learning", cases: scope.samples,
        in: scope, id,
        point: { draws in
          var point = draws.constantSignals(depths: 2...11)
          point[.omega] = draws.uniform(steps)
          return point
        },
        isLegal: {
          $0.isSetting && $0[.theta] > 0 && $0.depth >= 2 && steps.contains($0[.omega])
        }, command: { $0.riskCommand($0.options(.depth, .omega)) }
      ) { $0.excessOverBilevel(.fixed($0[.omega]), risk: risk) }
    ]
  }
}
