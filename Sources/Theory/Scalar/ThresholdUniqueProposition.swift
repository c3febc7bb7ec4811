// The best gain may change sides at another minimum.

package import Evidence
import ToyModel

package struct ThresholdUniqueProposition: Claim {
  package let id = "threshold-unique"
  package let stance = Stance.refutedAsStated(
    correction:
      "There may be two minima, one that stops early and one that overshoots. The program scans all of them."
  )
  package let exposition = Exposition(
    title: "The risk of c·ST_λ has one minimum",
    statement: [
      """
      For every symmetric law of y there is one stationary point (λ, c) with λ > 0 at which the risk of c·ST_λ has a \
      local minimum.
      """
    ],
    assumptions: ["Gaussian noise, σ = 1."],
    limits: [
      """
      y = ±0.5 with probability 0.4, ±4 with probability 0.001, else 0: λ = 0.236, c = 0.126 with the risk 0.05189, and \
      λ = 2.69, c = 1.34 with the risk 0.05373.
      """,
      "With the gain 1 no second minimum has been found.",
    ],
    sources: [.proofOvershoot],
    example: { .twoMinima() },
    commands: [
      "python3 -c \"print(*([0.5]*400 + [4] + [0]*599), sep='\\n')\" > y.csv; toy scalar --data y.csv --sigma 1 --y gain -o gain.svg"
    ],
    declarations: ["SoftThresholdOptimum"])
  package let domain = "one law of three sizes"

  /// A local minimum of the risk over λ, with the best gain for each.
  package var risk: @Sendable (_ threshold: Double) -> Double = { threshold in
    ScalarModel.fit(
      SampledPrior(Array(repeating: 0.5, count: 400) + [4] + Array(repeating: 0, count: 599)),
      threshold: threshold, gain: nil, noiseVariance: 1
    ).risk
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .exhaustive(
        "minima over λ with the best gain", [ParameterPoint()],
        command: { _ in exposition.commands.first }
      ) { _ in
        let grid = (0...160).map { 0.05 * Double($0) / 2 }
        let values = grid.map(risk)
        let minima = grid.indices.dropFirst().dropLast().filter {
          values[$0] < values[$0 - 1] && values[$0] < values[$0 + 1]
        }
        return minima.count <= 1
          ? nil
          : "minima near λ = " + minima.map { "\(grid[$0])" }.joined(separator: " and ")
      }
    ]
  }
}
