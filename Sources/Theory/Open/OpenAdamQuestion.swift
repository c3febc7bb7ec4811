// Does Adam stay in the trap?

package import Evidence
import Learning
import Optimization
import ToyModel

package struct OpenAdamQuestion: Claim {
  package let id = "open-adam"
  package let stance = Stance.open
  package let exposition = Exposition(
    title: "Does Adam stay in the trap?",
    statement: [
      """
      Adam with the learning rate 0.01, from an R with ‖R‖ = 10⁻³ at an odd depth N ≥ 3 and a fixed ω ≤ 1, \
      never ends below R_trap: it does not cross the wall s* towards a better optimum.
      """
    ],
    assumptions: ["The population risk; σ > 0; N odd and at least 3, ω ≤ 1."],
    limits: [
      "Gradient flow does not cross, for any loss. Adam's steps are rescaled and do not vanish with the gradient.",
      "2000 steps from each start; larger rates, or starts close to the wall, are another matter.",
    ],
    sources: [
      .question("Discrete steps and Adam at the wall"), .claims("trap"),
    ],
    example: { .openAdam() },
    commands: [
      "toy learn --n 4 --k 4 --depth 3 --omega 0.35 --method adam --init small --coordinates plain --starts 4"
    ],
    declarations: ["TrapRisk"])
  package let domain = "N = 3, 5, ω from 0.2 to 1, random γ, σ and R, n = k up to 4"

  /// R_trap.
  package var trapRisk: TrapFormula = computedTrapRisk

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    var margin = SearchMargin()
    let check = try Check.sampled(
      "Adam from small R", cases: scope.samples / 500, in: scope, id,
      point: { draws in
        let n = draws.integer(1...4)
        return ParameterPoint(
          [
            .depth: draws.element([3.0, 5]), .omega: draws.uniform(0.2...1), .k: Double(n),
            .sigma: draws.logarithmic(0.2...1),
          ], eigenvalues: draws.eigenvalues(n, in: 0.05...5))
      },
      isLegal: {
        [3, 5].contains($0.depth) && $0[.omega] >= 0.2 && $0[.omega] <= 1 && $0[.sigma] > 0
          && (1...$0.n).contains($0.k)
      },
      violation: { violation($0, &margin) })
    return [check.remarking(margin.remark("least end above R_trap, relative"))]
  }

  private func violation(_ point: ParameterPoint, _ margin: inout SearchMargin) -> String? {
    let family = LearnedRisk.Family.unrolled(
      depth: point.depth, stepSize: point[.omega], isStepLearned: false)
    let problem = LearningProblem(
      spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: point.k,
      isReducible: false)
    var risk = LearnedRisk(problem, family: family)
    var draws = point.sampler()
    let start = TrapFlow.start(point, 1e-6, &draws)
    guard
      let first = Iterate(start: risk.variables(start, stepSize: family.stepSize), of: &risk)
    else { return nil }
    let result = minimize(
      &risk, from: first, by: Adam(learningRate: 0.01), until: StoppingRule(iterationLimit: 2000))
    let end = problem.linearRisk + result.iterate.value
    let expected = trapRisk(point.spectrum, point.noiseVariance, point.k, family.theory)
    margin.add(end / expected - 1)
    return end < expected * (1 - 1e-6) ? "Adam ends at \(end), below R_trap = \(expected)" : nil
  }
}
