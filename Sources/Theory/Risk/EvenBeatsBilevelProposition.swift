// Even depths with a learned step are never worse than bilevel learning.

import Certified
package import Evidence
package import Intervals
import ToyModel

package struct EvenBeatsBilevelProposition: Claim {
  package let id = "even-not-worse"
  package let exposition = Exposition(
    title: "With a learned step even depths are never worse than bilevel learning",
    statement: [
      """
      With a learned step an even depth is never worse than bilevel learning, for any data: at ω = 1 it \
      reaches everything that bilevel learning reaches. With S the sum of the m = n − k largest \
      eigenvalues of C and τ = mσ²
      """,
      .formula("½Sτ/(S+τ) ≤ ½τ"),
      "and for constant signals, k < n, the ratio is n(μ²+θ²)/(n(μ²+θ²)+(n−k)σ²).",
    ],
    assumptions: ["N even, ω learned, σ > 0, 1 ≤ k ≤ n."],
    limits: ["With a fixed step it can be worse (`toy explain slide-fixed-step`)."],
    sources: [.talkRatios, .claims("even-learned", "bilevel-infimum")],
    example: { .learnedRatios() },
    figure: "ratio-to-bilevel-noisy",
    commands: [
      "toy risk-ratio --n 500 --family unrolled --depth 2 --omega learned --y ratio_to_bilevel -o -"
    ],
    declarations: ["OptimalRisk"])
  package let domain = "S/τ in [0, 10³]; random spectra, n ≤ 6"

  /// ½Sτ/(S+τ).
  package var forcedCost: @Sendable (_ signal: Interval, _ noise: Interval) -> Interval = {
    signal, noise in
    0.5 * signal * noise / (signal + noise)
  }
  /// The best risk.
  package var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      .proved("½Sτ/(S+τ) ≤ ½τ at τ = 1; both sides scale with (S, τ)", [.s], [0...1000]) {
        sides, _ in Interval(0.5) - forcedCost(sides[0], .one)
      },
      try .sampled(
        "bounds of both risks", cases: scope.samples, in: scope, id,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.spectrumPoint(scope, dimensions: 1...6)
          point[.depth] = Double(2 * draws.integer(1...50))
          return point
        }, isLegal: { $0.isSetting && $0.depth >= 2 && $0.depth % 2 == 0 },
        command: { $0.riskCommand("\($0.options(.depth)) --certify") }
      ) { $0.excessOverBilevel(.learned, margin: 1 + Interval(1e-15), risk: risk) },
    ]
  }
}
