// Does Adam stay in the trap?

package import Evidence
import Optimization

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
      point: { DiscreteTrap.point(&$0) }, isLegal: { DiscreteTrap.contains($0) },
      violation: { point in
        DiscreteTrap.violation(
          point, by: Adam(learningRate: 0.01), trapRisk: trapRisk, margin: &margin
        ) { _, _ in 1e-6 }
      })
    return [check.remarking(margin.remark("least end above R_trap, relative"))]
  }
}
