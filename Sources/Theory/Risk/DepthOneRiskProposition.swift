// The best risk of a single step.

package import Evidence
import Intervals
import ToyModel

package struct DepthOneRiskProposition: Claim {
  package let id = "depth-one-learned"
  package let exposition = Exposition(
    title: "N = 1: the best step and its risk",
    statement: [
      "At N = 1 the denoiser is ωI. With a learned ω",
      .formula("ω = tr C/(tr C + nσ²),   min E = ½ · tr C · nσ²/(tr C + nσ²)"),
    ],
    assumptions: ["σ > 0; any data, any k."],
    limits: [
      "Attained unless there is no signal at all: for C = 0 the risk 0 is approached as ω → 0."
    ],
    sources: [.claims("depth-one", "bias-variance")],
    example: { .depthOne() },
    commands: ["toy risk --n 10 --k 1,5,10 --depth 1"],
    declarations: ["StepLearner"])
  package let domain = "random spectra, n ≤ 6"

  /// The best risk with a learned step.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampledSpectra(
        "risk and ω", scope, of: id, words: "--depth 1"
      ) { point in
        let trace = point.eigenvalues.reduce(Interval.zero) { $0 + Interval($1) }
        let noise = Interval(point.n) * Interval(point.noiseVariance)
        let optimum = risk(RiskSetting(point, .unrolled(depth: 1, step: .learned)))
        return difference("the risk", optimum.risk.total, from: DefinedRisk.least(trace, noise))
          ?? difference("ω", optimum.stepSize ?? .nan, from: trace / (trace + noise))
      }
    ]
  }
}
