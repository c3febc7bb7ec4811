// The best bilevel risk, which no R attains.

package import Evidence
package import Intervals
import ToyModel

package struct BilevelAttainmentProposition: Claim {
  package let id = "bilevel-not-attained"
  package let exposition = Exposition(
    title: "The best bilevel denoiser does not exist for constant signals",
    statement: [
      """
      No R attains the best bilevel risk where one of the k smallest eigenvalues of C is 0: that direction \
      should be erased, t = 0, but 1/(1+s) is never 0. The excess in that direction is ½σ²t² with t = \
      1/(1+s) > 0. Where all free directions have γ > 0, as for independent entries with θ > 0, the \
      infimum is attained. For constant signals it is not, for n ≥ 2.
      """
    ],
    assumptions: ["σ > 0, 1 ≤ k ≤ n."],
    limits: [
      "For n = 1 it does exist: there is no direction to erase.",
      "Numerical learning continues until rounding or a tolerance stops it: s grows without bound.",
    ],
    sources: [.talkBestBilevel, .paperBestRisks],
    example: { .bilevelExcess() },
    commands: ["toy risk --n 10 --k 5 --family bilevel --data constant,iid"],
    declarations: ["Attainment"])
  package let domain = "t in [10⁻⁶, 1], σ in [0.01, 10]; random spectra, n ≤ 6"

  /// The risk of one direction as a function of its eigenvalue t.
  package var direction:
    @Sendable (_ eigenvalue: Interval, _ noise: Interval, _ gain: Interval) -> Interval =
      DefinedRisk.direction
  /// The best bilevel risk.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      .proved("a direction with γ = 0 costs more than 0", [.s, .sigma], [1e-6...1, 0.01...10]) {
        sides, _ in
        direction(.zero, sides[1].squared, sides[0]) - Interval(1e-17)
      },
      try .sampledSpectra(
        "attained where the k smallest γ are above 0", scope, of: id, words: "--family bilevel"
      ) { point in
        let free = point.eigenvalues.sorted(by: >).suffix(point.k)
        let silent = free.count { $0 == 0 }
        let expected: Attainment =
          silent == 0 ? .attained : .eigenvaluesToZero(directions: silent)
        let found = risk(RiskSetting(point, .bilevel)).attainment
        return found == expected ? nil : "it is said to be \(found), not \(expected)"
      },
    ]
  }
}
