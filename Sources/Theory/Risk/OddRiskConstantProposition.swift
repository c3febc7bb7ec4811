// Constant signals: the infimum of odd depths is the best linear risk.

import Certified
package import Evidence
package import Intervals
import ToyModel

package struct OddRiskConstantProposition: Claim {
  package let id = "odd-learned-constant"
  package let exposition = Exposition(
    title: "Odd depths approach the best linear risk of constant signals, and no step attains it",
    statement: [
      """
      For constant signals with E = n(μ²+θ²) > 0, n ≥ 2, the infimum over R and ω of an odd depth N ≥ 3 is \
      the best linear risk for every k ≥ 1. With t* = E/(E+σ²) the risk at ω exceeds it by the smaller of
      """,
      .formula(
        """
        signal free              ½(E+σ²) max(0, c−t*)² + ½σ²((n−k)c₀² + (k−1)c²)
        signal forced, k < n     ½(E+σ²)(c₀−t*)² + ½σ²((n−k−1)c₀² + kc²)
        """),
      """
      both > 0. For ω ≤ min(1, t*) that is at most ½σ²ω²((n−k)N² + k−1), which falls to 0 with ω: the \
      signal is on the branch where the iteration diverges.
      """,
    ],
    assumptions: ["N odd and at least 3, n ≥ 2, μ² + θ² > 0, σ > 0, 1 ≤ k ≤ n."],
    limits: [
      "'Best unrolling denoisers exist' fails here: the infimum is approached as ω → 0⁺ only.",
      "For n = 1 and k = 1 the minimum is attained: there is nothing to erase.",
    ],
    sources: [.talkBestUnrolled, .claims("optimal-risk", "odd-image")],
    example: { .oddConstantExcess() },
    figure: "risk-over-step",
    commands: ["toy risk --n 10 --k 5 --depth 3,11 --omega 0.1,0.01,0.001,learned"],
    declarations: ["StepLearner", "Attainment"])
  package let domain =
    "odd N from 3 to 21, ω from 10⁻⁶ to 2.5; constant signals, n to 10⁶, σ from 10⁻² to 10⁴"

  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }
  /// c₀/ω = p(1−ω) as a function of N and ω.
  package var forcedShare: @Sendable (_ depth: Int, _ stepSize: Interval) -> Interval = {
    CertifiedFilter.geometricSum(1 - $1, count: $0).sum
  }
  /// The excess over the best linear risk at a given step size.
  package var excess:
    @Sendable (_ point: ParameterPoint, _ energy: Interval, _ c0: Interval, _ least: Interval) ->
      Interval =
      ConstantSignal.excess

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 3...21, legal: 3...1001, limit: 20) { $0 % 2 == 1 }
    let families = depths.map { ParameterPoint([.depth: Double($0)]) }
    return [
      .proved("0 < c₀ ≤ Nω", [.omega], [0...1], for: families) { sides, family in
        let share = forcedShare(family.depth, sides[0])
        return (Interval(family.depth) * Interval(1 + 1e-12) - share).minimum(share)
      },
      .proved("0 < c ≤ ω: ½ < p(q*) ≤ ¾", [.omega], [1e-9...1], for: families) {
        sides, family in
        let share =
          CertifiedOddMinimum(depth: family.depth).least(stepSize: sides[0]).value / sides[0]
        return (1 - share).minimum(share - Interval(0.5))
      },
      try .sampled(
        "the infimum is the best linear risk and not attained, the excess at any ω as stated",
        cases: scope.samples, in: scope, id,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.toyPoint(scope)
          // Few directions and much noise, for which forcing the signal is the better choice.
          if draws.integer(0...1) == 0 {
            point[.n] = Double(draws.integer(2...9))
            point[.k] = Double(draws.integer(1...point.n))
          }
          if draws.integer(0...2) == 0 { point[.sigma] = draws.logarithmic(0.1...1e4) }
          point[.depth] = Double(draws.element(depths))
          point[.omega] =
            draws.integer(0...1) == 0 ? draws.logarithmic(1e-6...1) : draws.uniform(0.05...2.5)
          return point
        },
        isLegal: {
          $0.isSetting && $0.n >= 2 && $0[.theta] > 0 && $0[.omega] > 0 && $0[.omega] <= 2.5
            && depths.contains($0.depth)
        },
        command: { $0.riskCommand($0.options(.depth, .omega)) },
        violation: { violation($0) }),
    ]
  }

  private func violation(_ point: ParameterPoint) -> String? {
    let noise = Interval(point.noiseVariance)
    let energy =
      Interval(point.n) * (Interval(point[.mu]).squared + Interval(point[.theta]).squared)
    let linear = DefinedRisk.least(energy, noise)
    let optimum = risk(RiskSetting(point, .unrolled(depth: point.depth, step: .learned)))
    guard optimum.attainment == .stepSizeToZero, optimum.stepSize == 0 else {
      return "it is said to be \(optimum.attainment) with ω = \(optimum.stepSize ?? .nan)"
    }
    if let wrong = difference("the infimum", optimum.risk.total, from: linear) { return wrong }
    let stepSize = Interval(point[.omega])
    let c0 = stepSize * forcedShare(point.depth, stepSize)
    let least = CertifiedOddMinimum(depth: point.depth).least(stepSize: stepSize).value
    let more = excess(point, energy, c0, least)
    guard more.isPositive else { return "the excess at ω is \(more.middle)" }
    let fixed = risk(
      RiskSetting(point, .unrolled(depth: point.depth, step: .fixed(point[.omega]))))
    if let wrong = difference("the risk at ω", fixed.risk.total, from: linear + more) {
      return wrong
    }
    guard point[.omega] <= 1, stepSize.isBelow(energy / (energy + noise)) else { return nil }
    let depth = Interval(point.depth)
    let bound =
      0.5 * noise * stepSize.squared
      * (Interval(point.n - point.k) * depth.squared + Interval(point.k - 1))
    return (bound * Interval(1 + 1e-12)).isBelow(more)
      ? "the excess \(more.middle) is above its bound \(bound.middle)" : nil
  }
}
