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
    sources: [.proofOpen, .claims("trap")],
    example: { .openTrap() },
    commands: ["toy risk --n 4 --k 2 --depth 3 --omega 1.2 --trap"],
    declarations: ["TrapRisk"])
  package let domain = "N = 3, 5, 7, ω above 1, random γ, σ, k and R, n up to 4"

  /// R_trap.
  package var trapRisk: TrapFormula = computedTrapRisk

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "flow from R before the wall", cases: scope.samples / 250, in: scope, id,
        point: Self.point, isLegal: Self.isLegal, violation: { violation($0) })
    ]
  }

  private static func point(_ draws: inout Sampler) -> ParameterPoint {
    while true {
      let n = draws.integer(2...4)
      let depth = draws.element([3, 5, 7])
      var point = ParameterPoint(
        [
          .depth: Double(depth),
          .omega: draws.uniform(1.01...0.99 + OddMinimum(depth: depth).location),
          .sigma: draws.logarithmic(0.3...1.5),
        ], eigenvalues: (0..<n).map { _ in draws.logarithmic(0.05...5) }.sorted(by: >))
      point[.k] = Double(draws.integer(1...n))
      if isLegal(point) { return point }
    }
  }

  private static func isLegal(_ point: ParameterPoint) -> Bool {
    guard point.depth >= 3, point.depth <= 7, !point.depth.isMultiple(of: 2),
      (1...4).contains(point.n), (1...point.n).contains(point.k), point[.omega] > 1,
      point[.omega] < 0.999 + OddMinimum(depth: point.depth).location,
      (0.3...1.5).contains(point[.sigma])
    else { return false }
    // No direction so undecided that its flow takes very long.
    let least = UnrolledFilter(depth: point.depth, stepSize: point[.omega]).image.lowerBound.value
    let targets = point.eigenvalues.map { $0 / ($0 + point.noiseVariance) }
    return targets.allSatisfy { abs($0 - least) > 0.02 }
      && zip(targets, targets.dropFirst()).allSatisfy { $0 - $1 > 0.02 }
  }

  private func violation(_ point: ParameterPoint) -> String? {
    let wall = UnrolledFilter(depth: point.depth, stepSize: point[.omega]).turningPoint
    let flow = TrapProposition.Flow(point) { draws in
      let share = draws.element([1e-4, 0.1, 0.9]) * draws.uniform(0.5...1)
      return TrapProposition.start(point, share * wall, &draws)
    }
    let expected = trapRisk(point.spectrum, point.noiseVariance, point.k, flow.family.theory)
    guard flow.isComplete, abs(flow.end - expected) > 1e-6 * expected else { return nil }
    return "flow ends at \(flow.end), not at R_trap = \(expected)"
  }
}
