// The learned step of odd depths, for any data.

import Certified
package import Evidence
import Intervals
import ToyModel

package struct OddRiskProposition: Claim {
  package let id = "odd-learned"
  package let exposition = Exposition(
    title: "The learned step of odd depths is a global minimum",
    statement: [
      """
      For any data the step that the program learns for an odd depth N ≥ 3 is a global minimum: no ω has \
      a lower risk. It is attained unless γ = 0 in at least max(n − k, 1) directions; there every ω has \
      a higher risk, the infimum is the best linear one, and it is approached as ω → 0⁺.
      """
    ],
    assumptions: ["N odd and at least 3, σ > 0, 1 ≤ k ≤ n."],
    limits: [
      """
      There is no closed form in general: it is the global minimum of a function of ω with several local \
      ones, found branch by branch, or the limit ω → 0⁺.
      """,
      "The forced directions are neighbours in γ, but which ones they are depends on ω.",
      "From a depth N₀ on there is a closed form: the risk is the floor F (`toy explain odd-depth-limit`).",
    ],
    sources: [.claims("optimal-risk", "odd-image")],
    example: { .oddLearned() },
    figure: "risk-over-step",
    commands: [
      "printf '3\\n1.2\\n0.5\\n0.1\\n' > spectrum.csv; toy risk --data spectrum.csv --k 2 --depth 3 "
        + "--omega 0.1,0.2,0.5,1,learned"
    ],
    declarations: ["StepLearner", "LearnedStep"])
  package let domain =
    "random spectra, n ≤ 6; N = 3, 5, 7, 21; 60 step sizes from 10⁻⁶ to 2.2 each"

  /// The best risk with a learned step.
  package var learned: RiskFormula = { $0.optimum }
  /// Attainment by the number m of forced directions and that of zero eigenvalues.
  package var isAttained: @Sendable (_ forced: Int, _ silent: Int) -> Bool = { $1 < max($0, 1) }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "no step size beats the learned one, by all choices of forced directions",
        cases: scope.samples / 10, in: scope, id,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.spectrumPoint(scope, dimensions: 1...6)
          point[.depth] = Double(draws.element([3, 5, 7, 21]))
          return point
        }, isLegal: { $0.isSetting && $0.depth >= 3 && $0.depth % 2 == 1 },
        command: { $0.riskCommand($0.options(.depth)) }
      ) { point in
        let optimum = learned(RiskSetting(point, .unrolled(depth: point.depth, step: .learned)))
        let minimum = CertifiedOddMinimum(depth: point.depth)
        func risk(_ stepSize: Double) -> Interval {
          let step = Interval(stepSize)
          return DefinedRisk.bestOfAll(
            point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k,
            forced: step * CertifiedFilter.geometricSum(1 - step, count: point.depth).sum,
            image: (minimum.least(stepSize: step).value, nil))
        }
        let silent = point.eigenvalues.count { $0 == 0 }
        let isKnown = optimum.attainment == .attained
        guard isKnown == isAttained(point.n - point.k, silent) else {
          return "it is said to be \(optimum.attainment) with \(silent) zero eigenvalues"
        }
        if let stepSize = optimum.stepSize, isKnown {
          let there = risk(stepSize)
          if let wrong = difference(
            "the risk at the learned ω", optimum.risk.total, from: there, tolerance: 1e-12)
          {
            return wrong
          }
        }
        let base = optimum.risk.total
        let bound = Interval(isKnown ? base * (1 - 1e-12) : base)
        for index in 0..<60 {
          let stepSize = index < 40 ? 2.2 * Double(index + 1) / 40 : 1 / Double(1 << (index - 39))
          if risk(stepSize).isBelow(bound) {
            return "ω = \(stepSize) has the risk \(risk(stepSize).middle), below \(base)"
          }
        }
        return nil
      }
    ]
  }
}
