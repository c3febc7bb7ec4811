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
      point: Self.place, isLegal: Self.isLegal, violation: { violation($0, &margin) })
    return [
      check.remarking(
        margin.remark("largest distance of an end from R_trap, negative and relative"))
    ]
  }

  private static func place(_ draws: inout Sampler) -> ParameterPoint {
    while true {
      let n = draws.integer(2...4)
      let depth = draws.element([3, 5, 7])
      var place = ParameterPoint(
        [
          .depth: Double(depth),
          .omega: draws.uniform(1.01...0.99 + OddMinimum(depth: depth).location),
          .sigma: draws.logarithmic(0.3...1.5),
        ], eigenvalues: (0..<n).map { _ in draws.logarithmic(0.05...5) }.sorted(by: >))
      place[.k] = Double(draws.integer(1...n))
      if isLegal(place) { return place }
    }
  }

  private static func isLegal(_ place: ParameterPoint) -> Bool {
    guard place.depth >= 3, place.depth <= 7, !place.depth.isMultiple(of: 2),
      (1...4).contains(place.n), (1...place.n).contains(place.k), place[.omega] > 1,
      place[.omega] < 0.999 + OddMinimum(depth: place.depth).location,
      (0.3...1.5).contains(place[.sigma])
    else { return false }
    // No direction so undecided that its flow takes very long.
    let least = UnrolledFilter(depth: place.depth, stepSize: place[.omega]).image.lowerBound.value
    let targets = place.eigenvalues.map { $0 / ($0 + place.noiseVariance) }
    return targets.allSatisfy { abs($0 - least) > 0.02 }
      && zip(targets, targets.dropFirst()).allSatisfy { $0 - $1 > 0.02 }
  }

  private func violation(_ place: ParameterPoint, _ margin: inout SearchMargin) -> String? {
    let wall = UnrolledFilter(depth: place.depth, stepSize: place[.omega]).turningPoint
    let flow = TrapProposition.Flow(place) { draws in
      let share = draws.element([1e-4, 0.1, 0.9]) * draws.uniform(0.5...1)
      return TrapProposition.start(place, share * wall, &draws)
    }
    let expected = trapRisk(place.spectrum, place.noiseVariance, place.k, flow.family.theory)
    guard flow.isComplete else {
      margin.addUnfinished()
      return nil
    }
    margin.add(-abs(flow.end - expected) / expected)
    guard abs(flow.end - expected) > 1e-6 * expected else { return nil }
    return "flow ends at \(flow.end), not at R_trap = \(expected)"
  }
}
