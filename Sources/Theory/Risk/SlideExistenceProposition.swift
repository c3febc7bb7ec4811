// The statement that best unrolling denoisers exist, also over ω.

import Certified
package import Evidence
package import Intervals
import Libc
import ToyModel

package struct SlideExistenceProposition: Claim {
  package let id = "slide-best-exists"
  package let exposition = Exposition(
    title: "Best unrolling denoisers exist, also over the step size",
    statement: ["Best unrolling denoisers exist for constant signals, also over ω."],
    assumptions: ["N ≥ 2, constant signals with μ² + θ² > 0, n ≥ 2, σ > 0."],
    limits: ["For every fixed ω, and for even N with a learned one, they do exist."],
    sources: [.talkBestUnrolled],
    example: { .attainments() },
    commands: ["toy risk --n 2 --k 1 --mu 1 --theta 1 --sigma 1 --depth 2,3"])
  package let domain = "N = 2…9, constant signals, n ≤ 100; step sizes from 10⁻¹² to 2"
  package let stance = Stance.refutedAsStated(
    correction: """
      For odd N ≥ 3 with a learned step and constant signals, n ≥ 2, the infimum is approached as ω → 0⁺ \
      and no step attains it.
      """)

  /// The best risk with certified bounds.
  package var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "some ω > 0 has the risk that is approached as ω → 0", cases: scope.samples,
        in: scope, id,
        point: { $0.constantSignals(depths: 2...9) },
        isLegal: { $0.isSetting && $0.n >= 2 && $0.depth >= 2 && $0[.theta] > 0 },
        command: { $0.riskCommand($0.options(.depth)) }
      ) { point in
        let energy =
          Interval(point.n) * (Interval(point[.mu]).squared + Interval(point[.theta]).squared)
        let linear = DefinedRisk.least(energy, Interval(point.noiseVariance))
        let learned = risk(RiskSetting(point, .unrolled(depth: point.depth, step: .learned)))
        // Only if the infimum is the best linear risk can it be unattained by every ω.
        guard !learned.isDisjoint(from: linear), point.depth % 2 == 1 else { return nil }
        for exponent in 0...40 {
          let stepSize = 2 * pow(10, -0.3 * Double(exponent))
          let fixed = RiskSetting(point, .unrolled(depth: point.depth, step: .fixed(stepSize)))
          if !linear.isBelow(risk(fixed)) { return nil }
        }
        return "the infimum is \(linear.middle), and ω = 2, …, 2·10⁻¹² all have more"
      }
    ]
  }
}
