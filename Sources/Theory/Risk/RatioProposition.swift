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
          var point = try draws.spectrumPoint(scope, dimensions: 1...6)
          point[.depth] = Double(draws.integer(1...8))
          point[.omega] = draws.uniform(0.05...1.99)
          return point
        }, isLegal: { $0.isSetting && $0.depth >= 1 && $0[.omega] > 0 && $0[.omega] < 2 },
        command: { $0.riskCommand("--family bilevel,unrolled \($0.options(.depth, .omega))") }
      ) { point in
        let unrolled = RiskSetting(
          point, .unrolled(depth: point.depth, step: .fixed(point[.omega])))
        let bilevel = RiskSetting(point, .bilevel)
        let exact = unrolled.certified.risk - bilevel.certified.risk
        let scale = (unrolled.certified.risk + bilevel.certified.risk).upperBound
        return difference(
          "the difference", excess(unrolled.optimalRisk, bilevel.optimalRisk, point.noiseVariance),
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
        var point = try draws.toyPoint(scope)
        point[.depth] = Double(draws.element([2, 3, 4, 5, 10, 101, 1001]))
        point[.omega] = draws.element([0, draws.uniform(0.05...1.99)])
        return point
      },
      isLegal: { $0.isSetting && $0[.theta] > 0 && $0.depth >= 2 && $0[.omega] >= 0 },
      command: { point in
        let step = point[.omega] > 0 ? point.options(.omega) : "--omega learned"
        return point.riskCommand("\(point.options(.depth)) \(step)", isIndependent: isIndependent)
      }
    ) { point in
      let family = DenoiserFamily.unrolled(
        depth: point.depth, step: point[.omega] > 0 ? .fixed(point[.omega]) : .learned)
      let found = row(
        Setting(
          data: isIndependent ? .independent : .constant, n: point.n, mu: point[.mu],
          theta: point[.theta], sigma: point[.sigma], k: point.k, family: family))
      let exact = [family, .linear, .bilevel].map {
        RiskSetting(point, $0, isIndependent: isIndependent).certified.risk
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
