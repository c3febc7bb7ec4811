// Comparisons of risks: the references of a row, ratios and differences.

import Certified
package import Evidence
import Intervals
package import Studies
package import ToyModel

package struct RatioProposition: Claim {
  package let id = "risk-ratios"
  package let exposition = Exposition(
    title: "Ratios to the best linear and the best bilevel risk",
    statement: [
      """
      Every risk is compared with the best linear and the best bilevel one for the same data, noise and k. \
      Its ratio to the linear one is at least 1, and the difference of two risks is a sum over directions.
      """
    ],
    assumptions: ["σ > 0; a reference risk of 0 has no ratio."],
    limits: [
      "A ratio to the bilevel risk below 1 says that unrolling is better, not that it is good."
    ],
    sources: [.talkRatiosToLinear, .talkRatios, .claims("optimal-risk")],
    example: { .ratios() },
    figure: "ratio-to-bilevel-noisy",
    commands: ["toy risk-ratio --n 10 --sigma 0.9 -o -"],
    declarations: ["OptimalRisk"])
  package let domain = "both toy models, n to 10⁶; random spectra, n ≤ 6; N to 1001"

  /// A row of the tables, with its references.
  package var row: @Sendable (Setting) -> RiskRow = { setting in
    var evaluator = RiskEvaluator(expecting: nil)
    return evaluator.row(setting)
  }
  /// The difference of two risks.
  package var excess:
    @Sendable (OptimalRisk, _ over: OptimalRisk, _ noiseVariance: Double) -> Double = {
      $0.excess(over: $1, noiseVariance: $2)
    }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try rows("rows of constant signals", scope, 0, isIndependent: false),
      try rows("rows of independent entries", scope, 1, isIndependent: true),
      try .sampled(
        "differences from the bilevel risk", cases: scope.samples, in: scope, id, 2,
        point: { (draws) throws(EvidenceError) in
          var place = try draws.spectrumPlace(scope, dimensions: 1...6)
          place[.depth] = Double(draws.integer(1...8))
          place[.omega] = draws.uniform(0.05...1.99)
          return place
        }, isLegal: { $0.isSetting && $0.depth >= 1 && $0[.omega] > 0 && $0[.omega] < 2 },
        command: { $0.riskCommand("--family bilevel,unrolled \($0.options(.depth, .omega))") }
      ) { place in
        let unrolled = RiskSetting(
          place, .unrolled(depth: place.depth, step: .fixed(place[.omega])))
        let bilevel = RiskSetting(place, .bilevel)
        let exact = unrolled.certified.risk - bilevel.certified.risk
        let scale = (unrolled.certified.risk + bilevel.certified.risk).upperBound
        return difference(
          "the difference", excess(unrolled.optimalRisk, bilevel.optimalRisk, place.noiseVariance),
          from: exact, scale: scale)
      },
    ]
  }

  private func rows(
    _ name: String, _ scope: CheckScope, _ number: Int, isIndependent: Bool
  ) throws(EvidenceError) -> Check {
    try .sampled(
      name, cases: scope.samples / 2, in: scope, id, number,
      point: { (draws) throws(EvidenceError) in
        var place = try draws.toyPlace(scope)
        place[.depth] = Double(draws.element([2, 3, 4, 5, 10, 101, 1001]))
        place[.omega] = draws.element([0, draws.uniform(0.05...1.99)])
        return place
      },
      isLegal: { $0.isSetting && $0[.theta] > 0 && $0.depth >= 2 && $0[.omega] >= 0 },
      command: { place in
        let step = place[.omega] > 0 ? place.options(.omega) : "--omega learned"
        return place.riskCommand("\(place.options(.depth)) \(step)", isIndependent: isIndependent)
      }
    ) { place in
      let family = DenoiserFamily.unrolled(
        depth: place.depth, step: place[.omega] > 0 ? .fixed(place[.omega]) : .learned)
      let found = row(
        Setting(
          data: isIndependent ? .independent : .constant, n: place.n, mu: place[.mu],
          theta: place[.theta], sigma: place[.sigma], k: place.k, family: family))
      let exact = [family, .linear, .bilevel].map {
        RiskSetting(place, $0, isIndependent: isIndependent).certified.risk
      }
      if found.ratioToLinear < 1 { return "the ratio is \(found.ratioToLinear)" }
      // The ratio hides a risk that is too small.
      return difference("the risk", found.optimum.risk.total, from: exact[0])
        ?? difference("the linear risk", found.linearRisk, from: exact[1])
        ?? difference("the bilevel risk", found.bilevelRisk, from: exact[2])
        ?? difference("the ratio to linear", found.ratioToLinear, from: exact[0] / exact[1])
        ?? difference("the ratio to bilevel", found.ratioToBilevel, from: exact[0] / exact[2])
    }
  }
}
