// Cases in which unrolling is worse than bilevel learning.

import Certified
package import Evidence
import Intervals
import ToyModel

package struct ExceptionsProposition: Claim {
  package let id = "exceptions"
  package let exposition = Exposition(
    title: "Two cases in which unrolling is worse than bilevel learning",
    statement: [
      """
      With a learned step: the eigenvalues 100, 100, 0.01, σ = 0.9, k = 1, where N = 3 has 1.151 times \
      the bilevel risk. Its one row can raise one direction, and two need it. With a fixed step: constant \
      signals, n = 500, k = 499, μ = 1, θ = 0.5, σ = 0.9, where N = 3 with ω = 0.5 has more than 70 \
      times the bilevel risk.
      """
    ],
    assumptions: ["These cases."],
    limits: ["Neither is extreme, but they have to be found."],
    sources: [.claims("optimal-risk", "odd-image", "bilevel-infimum")],
    example: { .learnedException() },
    commands: [
      "printf '100\\n100\\n0.01\\n' > strong.csv; toy risk-ratio --data strong.csv --k 1..3 "
        + "--depth 2,3 --omega learned -o -",
      "toy risk --n 500 --k 499 --depth 3 --omega 0.5",
    ])
  package let domain = "these cases"

  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let learned = ParameterPoint([.k: 1, .sigma: 0.9, .depth: 3], eigenvalues: [100, 100, 0.01])
    let fixed = ParameterPoint([
      .n: 500, .k: 499, .mu: 1, .theta: 0.5, .sigma: 0.9, .depth: 3, .omega: 0.5,
    ])
    func ratio(_ point: ParameterPoint, _ step: StepRule) -> (program: Double, certified: Interval)
    {
      let unrolled = RiskSetting(point, .unrolled(depth: 3, step: step))
      let bilevel = RiskSetting(point, .bilevel)
      return (
        risk(unrolled).risk.total / risk(bilevel).risk.total,
        unrolled.certified.risk / bilevel.certified.risk
      )
    }
    return [
      try .exhaustive(
        "a learned step", [learned], command: { $0.riskCommand("--depth 3 --certify") }
      ) { point in
        let (program, certified) = ratio(point, .learned)
        return difference("the ratio", 1.151, from: certified, tolerance: 5e-4)
          ?? difference("the ratio", program, from: certified)
      },
      try .exhaustive(
        "a fixed step", [fixed], command: { $0.riskCommand("--depth 3 --omega 0.5 --certify") }
      ) { point in
        let (program, certified) = ratio(point, .fixed(0.5))
        if certified.lowerBound <= 70 { return "the ratio is \(certified.middle)" }
        return difference("the ratio", program, from: certified)
      },
    ]
  }
}
