// A spectrum for which the risks of odd depths differ.

import Certified
package import Evidence
import ToyModel

package struct OddDepthExample: Claim {
  package let id = "odd-depth-dependence"
  package let exposition = Exposition(
    title: "For other spectra odd depths can differ",
    statement: [
      """
      For the eigenvalues 3, 1.2, 0.5, 0.1, σ = 0.9 and k = 2 the best risk with a learned step is \
      0.77923645 at N = 3 and 0.77816217 at N = 5.
      """
    ],
    assumptions: ["These eigenvalues, σ and k."],
    limits: [
      "From N = 5 on the risk is the same, the floor F (`toy explain odd-depth-limit`).",
      "Multiplying all eigenvalues and σ² by one number changes the scale of the risks and nothing else.",
    ],
    sources: [.claims("optimal-risk", "odd-image")],
    example: { .oddDepths() },
    commands: [
      "printf '3\\n1.2\\n0.5\\n0.1\\n' > spectrum.csv; toy risk --data spectrum.csv --k 2 --depth 3,5"
    ])
  package let domain = "this case"

  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let risks = [(3, 0.77923645), (5, 0.77816217)]
    return [
      try .exhaustive(
        "risks to 8 digits, by interval arithmetic and by the program",
        risks.map {
          ParameterPoint(
            [.depth: Double($0.0), .k: 2, .sigma: 0.9], eigenvalues: [3, 1.2, 0.5, 0.1])
        }, command: { $0.riskCommand("\($0.options(.depth)) --certify") }
      ) { point in
        let setting = RiskSetting(point, .unrolled(depth: point.depth, step: .learned))
        let expected = risks.first { $0.0 == point.depth }?.1 ?? 0
        return difference(
          "the certified risk", expected, from: setting.certified.risk, tolerance: 0.7e-8)
          ?? difference("the risk", risk(setting).risk.total, from: setting.certified.risk)
      }
    ]
  }
}
