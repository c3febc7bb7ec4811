// Does training the sizes of all steps leave the trap?

package import Evidence
import Learning
import Optimization
package import ToyModel

package struct OpenStepsQuestion: Claim {
  package let id = "open-steps"
  package let stance = Stance.open
  package let exposition = Exposition(
    title: "Does training the sizes of all steps find the floor?",
    statement: [
      """
      Gradient flow of R and of the sizes of N = 3 or 5 steps, from an R with entries of order 10⁻³ and sizes in \
      (0, 1), never ends below E, the value of one learned step at even depth: three steps of learned sizes can \
      attain the floor F, but from there training does not find them.
      """
    ],
    assumptions: [
      "The population risk; σ > 0; sizes ωⱼ = log(1 + exp(αⱼ)), of which the αⱼ flow with R."
    ],
    limits: [
      "At fixed sizes no eigenvalue of RᵀR crosses the wall s*; with the sizes the wall moves, and nothing is proved.",
      "From larger sizes, or by L-BFGS, whose steps are finite, F is reached now and then.",
    ],
    sources: [
      .question("Training the sizes of all steps"), .claims("trap"),
      .claims("depth-three"),
    ],
    example: { .openSteps() },
    commands: [
      "toy learn --n 8 --k 3 --algorithm steps --depth 3 --method flow --init small --starts 4",
      "toy risk --n 8 --k 3 --algorithm steps --depth 3 --bounds",
    ],
    declarations: ["StepsFilter", "RiskBounds"])
  package let domain = "N = 3, 5, random γ and σ, k ≤ n up to 4"

  /// E, the value that no flow is known to pass.
  package var even: @Sendable (Spectrum, _ noiseVariance: Double, _ rows: Int) -> Double = {
    OptimalRisk(
      spectrum: $0, noiseVariance: $1, rows: $2, family: .unrolled(depth: 2, step: .learned)
    ).risk.total
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    var margin = SearchMargin()
    let check = try Check.sampled(
      "flow from small R and random sizes", cases: scope.samples / 250, in: scope, id,
      point: { draws in
        let n = draws.integer(1...4)
        return ParameterPoint(
          [
            .depth: draws.element([3.0, 5]), .k: Double(draws.integer(1...n)),
            .sigma: draws.logarithmic(0.2...1),
          ], eigenvalues: draws.eigenvalues(n, in: 0.05...5))
      },
      isLegal: {
        [3, 5].contains($0.depth) && $0[.sigma] > 0 && (1...$0.n).contains($0.k)
      },
      violation: { violation($0, &margin) })
    return [check.remarking(margin.remark("least end above E, relative"))]
  }

  private func violation(_ point: ParameterPoint, _ margin: inout SearchMargin) -> String? {
    guard let algorithm = Algorithm(name: "steps"),
      let family = LearnedRisk.Family(
        DenoiserFamily(algorithm, depth: point.depth, choices: ParameterChoices(.learned)))
    else { return "no algorithm has steps of different sizes" }
    var draws = point.sampler()
    let plan = LearningPlan(
      problem: LearningProblem(
        spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: point.k),
      family: family, method: .flow, start: .small,
      rule: StoppingRule(relativeDecrease: 1e-9, iterationLimit: 3000),
      seed: UInt64(draws.integer(0...1_000_000)))
    let state = learn(plan, from: LearningState(starts: 1), jobs: 1) { _, _ in true }
    guard let iterate = state.runs[0].iterate else { return nil }
    let end = plan.risk(iterate.value)
    let expected = even(point.spectrum, point.noiseVariance, point.k)
    margin.add(end / expected - 1)
    return end < expected * (1 - 1e-6) ? "the flow ends at \(end), below E = \(expected)" : nil
  }
}
