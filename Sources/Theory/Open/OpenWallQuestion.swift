// Do finite steps cross the wall?

package import Evidence
import Learning
import Libc
import Optimization
import ToyModel

package struct OpenWallQuestion: Claim {
  package let id = "open-wall"
  package let stance = Stance.open
  package let exposition = Exposition(
    title: "Does gradient descent with small steps stay before the wall?",
    statement: [
      """
      Gradient descent with a learning rate η up to 10⁻², started with ‖R‖² just below the wall s* of an odd depth N ≥ \
      3 with a fixed ω ≤ 1, never ends below R_trap: no eigenvalue crosses towards a better optimum.
      """
    ],
    assumptions: ["The population risk; σ > 0; ‖R‖² between 0.9 s* and s* at the start."],
    limits: [
      "Gradient flow does not cross, for any loss. With large rates gradient descent jumps over the wall.",
      """
      Adam crosses from there, with the rate 0.0044 for example; from small R no crossing has been seen (`toy explain \
      open-adam`).
      """,
      "2000 steps from each start.",
    ],
    sources: [
      .question("Discrete steps and Adam at the wall"), .claims("trap"),
    ],
    example: { .openAdam() },
    commands: [
      "toy learn --n 4 --k 4 --depth 3 --omega 0.35 --method gd --coordinates plain --starts 4"
    ],
    declarations: ["TrapRisk"])
  package let domain =
    "N = 3, 5, ω from 0.2 to 1, η from 10⁻⁴ to 10⁻², random γ, σ and R, n = k up to 4"

  /// R_trap.
  package var trapRisk: TrapFormula = computedTrapRisk

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    var margin = SearchMargin()
    let check = try Check.sampled(
      "gradient descent from just before the wall", cases: scope.samples / 250, in: scope, id,
      point: { draws in
        let n = draws.integer(1...4)
        return ParameterPoint(
          [
            .depth: draws.element([3.0, 5]), .omega: draws.uniform(0.2...1), .k: Double(n),
            .sigma: draws.logarithmic(0.2...1), .weight: draws.logarithmic(1e-4...1e-2),
          ], eigenvalues: draws.eigenvalues(n, in: 0.05...5))
      },
      isLegal: {
        [3, 5].contains($0.depth) && $0[.omega] >= 0.2 && $0[.omega] <= 1 && $0[.sigma] > 0
          && (1...$0.n).contains($0.k) && $0[.weight] >= 1e-4 && $0[.weight] <= 1e-2
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
    let wall = UnrolledFilter(depth: point.depth, stepSize: point[.omega]).turningPoint
    let start = TrapFlow.start(point, wall * draws.uniform(0.9...0.9999), &draws)
    guard
      let first = Iterate(start: risk.variables(start, stepSize: family.stepSize), of: &risk)
    else { return nil }
    let end = minimize(
      &risk, from: first, by: GradientDescent(.fixed(point[.weight])),
      until: StoppingRule(iterationLimit: 2000)
    ).iterate
    let found = problem.linearRisk + end.value
    let expected = trapRisk(point.spectrum, point.noiseVariance, point.k, family.theory)
    margin.add(found / expected - 1)
    return found < expected * (1 - 1e-6)
      ? "it ends at \(found), below R_trap = \(expected)" : nil
  }
}
