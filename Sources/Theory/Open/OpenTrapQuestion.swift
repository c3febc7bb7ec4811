// Is the trap of overshooting steps free of other minima?

package import Evidence
import Learning
import ToyModel

package struct OpenTrapQuestion: Claim {
  package let id = "open-trap"
  package let stance = Stance.open
  package let exposition = Exposition(
    title: "Has the trap no other minimum for ω > 1 either?",
    statement: [
      """
      Let N ≥ 3 be odd and 1 < ω < 1 + x. Gradient flow from almost every R with ‖R‖² < s* ends at R_trap, \
      the best risk of any T between c and c₀, as it does for ω ≤ 1.
      """
    ],
    assumptions: ["The population risk; σ > 0; any C."],
    limits: [
      "For ω ≤ 1 it is a theorem; its proof uses c₀ ≤ 1, and here c₀ = 1 + (ω−1)ᴺ > 1.",
      "A flow that has not ended within its steps counts as no counterexample.",
    ],
    sources: [.question("The trap with overshooting steps"), .claims("trap")],
    example: { .openTrap() },
    commands: ["toy risk --n 4 --k 2 --depth 3 --omega 1.2 --trap"],
    declarations: ["TrapRisk"])
  package let domain = "N = 3, 5, 7, ω above 1, random γ, σ, k and R, n up to 4"

  /// R_trap.
  package var trapRisk: TrapFormula = computedTrapRisk

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    var margin = SearchMargin()
    let check = try Check.sampled(
      "flow from R before the wall", cases: scope.samples / 250, in: scope, id,
      point: Self.points.point, isLegal: Self.points.contains, violation: { violation($0, &margin) }
    )
    return [
      check.remarking(
        margin.remark("largest distance of an end from R_trap, negative and relative"))
    ]
  }

  private static let points = TrapDomain(
    depths: [3, 5, 7], steps: { 1.01...0.99 + OddMinimum(depth: $0).location })

  private func violation(_ point: ParameterPoint, _ margin: inout SearchMargin) -> String? {
    let wall = UnrolledFilter(depth: point.depth, stepSize: point[.omega]).turningPoint
    let flow = TrapFlow(point, before: wall)
    let expected = trapRisk(point.spectrum, point.noiseVariance, point.k, flow.family.theory)
    guard flow.isComplete else {
      margin.addUnfinished()
      return nil
    }
    margin.add(-abs(flow.end - expected) / expected)
    guard abs(flow.end - expected) > 1e-6 * expected else { return nil }
    return "flow ends at \(flow.end), not at R_trap = \(expected)"
  }
}
