// The best risk of any filter on any data.

import Certified
package import Evidence
import Intervals
import ToyModel

package struct OptimalRiskProposition: Claim {
  package let id = "optimal-risk"
  package let exposition = Exposition(
    title: "The best risk of any family: Wiener gains, moved as little as possible",
    statement: [
      """
      Move the Wiener gains tᵢ* = γᵢ/(γᵢ+σ²) as little as possible into the reachable set, in the norm \
      with weights γᵢ + σ²: that is the best T. Free directions go to the nearest reachable eigenvalue, \
      and the n − k directions in which f(0) has the least additional cost are forced:
      """,
      .formula(
        """
        inf E = Σᵢ gᵢ(clip(tᵢ*)) + (the n − k smallest rᵢ),   rᵢ = gᵢ(f(0)) − gᵢ(clip(tᵢ*))
        """),
      """
      with gᵢ(t) = ½(γᵢ(1−t)² + σ²t²), and clip(t) the point of the closure of the image of f that is \
      nearest to t.
      """,
    ],
    assumptions: ["1 ≤ k ≤ n, ω > 0 where there is a step; any data."],
    limits: [
      """
      The sets restrict only eigenvalues, so by von Neumann's trace inequality a best T commutes with C; \
      it need not be the only one.
      """,
      """
      Which directions are forced is part of the answer: for bilevel learning and even N those of the \
      strongest signal, for odd N ≥ 3 those whose Wiener gains f(0) suits best.
      """,
      "An infimum is a minimum if the gains are in the image itself, not only in its closure.",
    ],
    sources: [
      .claims("realization", "commuting-risk"), .own("von Neumann's trace inequality"),
      .proofClipRule,
    ],
    example: { .projection() },
    figure: "ratio-to-linear",
    commands: [
      "printf '3\\n1.2\\n0.5\\n0.1\\n' > spectrum.csv; toy risk --data spectrum.csv --k 2 --depth 3 "
        + "--omega 0.5 --spectrum"
    ],
    declarations: ["OptimalRisk", "PreparedFamily"])
  package let domain =
    "random spectra, n ≤ 6, with equal and zero eigenvalues; bilevel and N = 1…10; all 2ⁿ choices"

  /// The best risk with a fixed step.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "the least of all choices of forced directions", cases: scope.samples,
        in: scope, id,
        point: { (draws) throws(EvidenceError) in try FilterChoices.point(&draws, scope, 1...6) },
        isLegal: FilterChoices.isLegal,
        command: { $0.riskCommand($0.familyOptions) }
      ) { point in
        let (forced, image) = FilterChoices.set(point)
        let exact = DefinedRisk.bestOfAll(
          point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k, forced: forced,
          image: image)
        let setting = RiskSetting(point, DenoiserFamily(point))
        let optimum = risk(setting)
        let parts = optimum.risk.bias + optimum.risk.variance
        return difference("the risk", optimum.risk.total, from: exact)
          ?? difference(
            "the middle of the certified bounds", setting.certified.risk.middle, from: exact)
          ?? difference("bias + variance", parts, from: exact)
      },
      try .sampled(
        "for bilevel learning and even N the forced directions are those of largest γ",
        cases: scope.samples / 4, in: scope, id, 1,
        point: { (draws) throws(EvidenceError) in
          var point = try FilterChoices.point(&draws, scope, 2...8)
          point[.depth] = Double(draws.element([0, 2, 4, 10]))
          return point
        }, isLegal: { FilterChoices.isLegal($0) && $0.depth % 2 == 0 },
        command: { $0.riskCommand("\($0.familyOptions) --spectrum") }
      ) { point in
        let setting = RiskSetting(point, DenoiserFamily(point))
        let optimum = risk(setting)
        let forced = FilterChoices.set(point).forced
        // If several choices cost the same, forcing the largest must cost no more.
        let noise = Interval(point.noiseVariance)
        var sum = Interval.zero
        for (index, value) in point.eigenvalues.enumerated() {
          let eigenvalue = Interval(value)
          let total = eigenvalue + noise
          let gain = (total.isZero ? .one : eigenvalue / total).minimum(forced)
          sum =
            sum
            + DefinedRisk.direction(
              eigenvalue, noise, index < point.n - point.k ? forced : gain)
        }
        return difference("the risk", optimum.risk.total, from: sum)
      },
    ]
  }
}
