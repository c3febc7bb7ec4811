// Independent entries: odd depths attain the best linear risk.

import Certified
package import Evidence
import Intervals
import ToyModel

package struct OddRiskIndependentProposition: Claim {
  package let id = "odd-learned-iid"
  package let exposition = Exposition(
    title: "Odd depths attain the best linear risk of independent entries",
    statement: [
      """
      For independent entries with θ > 0 and k ≥ 1 the best risk of an odd depth N ≥ 3 with a learned \
      step is the best linear risk, attained: for k < n where c₀ = θ²/(θ²+σ²), for k = n at every ω with \
      c ≤ θ²/(θ²+σ²).
      """
    ],
    assumptions: ["N odd and at least 3, θ > 0, σ > 0, 1 ≤ k ≤ n."],
    limits: ["One row is enough because all directions except one have the same optimal gain."],
    sources: [.talkGeneralData, .claims("optimal-risk", "odd-image")],
    example: { .oddIndependent() },
    figure: "iid-beside-constant",
    commands: ["toy risk --n 10 --k 1,5,10 --depth 3,11 --data iid"],
    declarations: ["StepLearner"])
  package let domain = "odd N from 3 to 10⁹; n to 10⁶"

  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 3...1_000_000_001, legal: 3...1 << 52, limit: 10) {
      $0 % 2 == 1
    }
    return [
      try .sampled(
        "risk, attainment and c₀", cases: scope.samples / 2, in: scope, id,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.toyPoint(scope)
          point[.depth] = Double(draws.element(depths))
          return point
        }, isLegal: { $0.isSetting && $0[.theta] > 0 && depths.contains($0.depth) },
        command: { $0.riskCommand($0.options(.depth), isIndependent: true) }
      ) { point in
        let noise = Interval(point.noiseVariance)
        let rest = Interval(point[.theta]).squared
        let first = Interval(point.n) * Interval(point[.mu]).squared + rest
        let linear =
          DefinedRisk.least(first, noise)
          + Interval(point.n - 1) * DefinedRisk.least(rest, noise)
        let optimum = risk(
          RiskSetting(
            point, .unrolled(depth: point.depth, step: .learned), isIndependent: true))
        guard optimum.attainment == .attained else { return "it is \(optimum.attainment)" }
        if let wrong = difference("the risk", optimum.risk.total, from: linear) { return wrong }
        guard point.k < point.n, point.depth <= 1001, let stepSize = optimum.stepSize else {
          return nil
        }
        let forced = CertifiedFilter.forcedGain(
          depth: point.depth, stepSize: Interval(stepSize)
        ).value
        // With a mean and n = 2 the other direction may be the forced one.
        let gains = [rest / (rest + noise), first / (first + noise)]
        return difference("c₀", forced.middle, from: gains[0], tolerance: 1e-9) == nil
          || difference("c₀", forced.middle, from: gains[1], tolerance: 1e-9) == nil
          ? nil : "c₀ = \(forced.middle)"
      }
    ]
  }
}
