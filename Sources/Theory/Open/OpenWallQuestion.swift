// Do finite steps cross the wall?

package import Evidence
import Optimization

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

  /// The learning rates η.
  private static let rates = 1e-4...1e-2

  /// R_trap.
  package var trapRisk: TrapFormula = computedTrapRisk

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    var margin = SearchMargin()
    let check = try Check.sampled(
      "gradient descent from just before the wall", cases: scope.samples / 250, in: scope, id,
      point: { DiscreteTrap.point(&$0, rates: Self.rates) },
      isLegal: { DiscreteTrap.contains($0, rates: Self.rates) },
      violation: { point in
        DiscreteTrap.violation(
          point, by: GradientDescent(.fixed(point[.weight])), trapRisk: trapRisk, margin: &margin
        ) { draws, wall in wall * draws.uniform(0.9...0.9999) }
      })
    return [check.remarking(margin.remark("least end above R_trap, relative"))]
  }
}
