// No eigenvalue crosses the wall, and where flow from small R ends.

package import Evidence
import Learning
import Libc
import ToyModel

package struct TrapProposition: Claim {
  package let id = "trap"
  package let exposition = Exposition(
    title: "Gradient flow never crosses the wall, so that odd depths end where even ones do",
    statement: [
      """
      Along gradient flow of R, for any loss of T = f(RᵀR), no eigenvalue of RᵀR crosses an s* > 0 where \
      f′(s*) = 0: the number of eigenvalues above s* is constant. For odd N ≥ 3 and ω < 1 + x this wall is \
      s* = (1+x)/ω − 1. Flow from ‖R‖² < s* keeps T between c and c₀, and for ω ≤ 1 it ends, from almost \
      every such start, at R_trap: the best risk of T between c and c₀. The interior has no other \
      local minimum.
      """,
      """
      With a learned step the least R_trap exceeds the risk E of even depths by at most ½Σw(c − t*)² over \
      the free t* below c, which is O(1/N²), and by nothing where c ≤ t* for all of them.
      """,
    ],
    assumptions: [
      "f twice continuously differentiable; the loss depends on R only through T; finite times.",
      "For R_trap: the population risk, N odd and at least 3, ω ≤ 1.",
    ],
    limits: [
      "An eigenvalue may tend to s* as t → ∞. Steps of finite length may cross, and a learned ω moves s*.",
      """
      That joint flow of R and ω from small R ends at the least R_trap is observed, here and wherever it was \
      tried, not proved.
      """,
      "From beyond the wall flow may reach the optimum, or end at R_trap or above.",
    ],
    sources: [
      .talkConjecture, .claims("odd-trap"), .proofTrap, .proofTrapValue, .proofTrapInside,
      .proofTrapLearned,
    ],
    example: { .trap() },
    figure: "learned-flow-wall",
    commands: [
      "toy risk --n 4 --k 4 --depth 3 --omega 0.35 --trap",
      "toy learn --n 4 --k 4 --depth 3 --omega 0.35 --method flow --init small --starts 2 -o -",
    ],
    declarations: ["TrapRisk"])
  package let domain =
    "N = 3, 5, 7, ω from 0.2 to 1, random γ, σ, k and R, n up to 4, every t* at least 0.02 from c and c₀"

  /// s*.
  package var wall: @Sendable (_ depth: Int, _ stepSize: Double) -> Double = {
    UnrolledFilter(depth: $0, stepSize: $1).turningPoint
  }
  /// R_trap.
  package var trapRisk: TrapFormula = computedTrapRisk

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let cases = scope.samples / 100
    return [
      try .sampled(
        "flow from R before the wall stays there and ends at R_trap", cases: cases, in: scope,
        id, point: Self.points.point, isLegal: Self.points.contains,
        violation: { insideViolation($0) }),
      try .sampled(
        "flow from R on both sides: as many eigenvalues beyond the wall at all times",
        cases: cases, in: scope, id, 1, point: Self.points.point, isLegal: Self.points.contains,
        violation: { crossingViolation($0) }),
      try .enumerated(
        "flow of R and ω from small R ends at the least R_trap, E + O(1/N²)",
        count: Self.learned.count, point: { Self.learned[$0] },
        violation: { learnedViolation(Self.learned[$0]) }),
    ]
  }

  private static let points = TrapDomain(
    depths: [3, 3, 5, 7], steps: { _ in 0.2...1 })

  private static let learned: [ParameterPoint] = [3.0, 5, 9].flatMap { depth in
    [[3, 1.2, 0.5, 0.1], [5, 0.2, 0.15, 0.1]].map {
      ParameterPoint([.depth: depth, .k: 2, .sigma: 0.9], eigenvalues: $0)
    }
  }

  private func insideViolation(_ point: ParameterPoint) -> String? {
    let wall = wall(point.depth, point[.omega])
    let flow = TrapFlow(point, before: wall)
    if let finding = flow.crossing(wall) { return finding }
    let expected = trapRisk(
      point.spectrum, point.noiseVariance, point.k, flow.family.theory)
    // A flow that has not ended has not reached anything yet.
    guard flow.isComplete else { return flow.end >= expected * (1 - 1e-9) ? nil : "below R_trap" }
    return abs(flow.end - expected) <= 1e-8 * expected
      ? nil : "flow ends at \(flow.end), not at R_trap = \(expected)"
  }

  private func crossingViolation(_ point: ParameterPoint) -> String? {
    let wall = wall(point.depth, point[.omega])
    return TrapFlow(point) { draws in
      let largest = wall * draws.uniform(1.2...3)
      return TrapFlow.start(point, largest, &draws)
    }.crossing(wall)
  }

  private func learnedViolation(_ point: ParameterPoint) -> String? {
    let flow = TrapFlow(point, stepSize: 0.5) { draws in
      TrapFlow.start(point, 1e-6, &draws)
    }
    let expected = trapRisk(point.spectrum, point.noiseVariance, point.k, flow.family.theory)
    guard flow.isComplete, abs(flow.end - expected) <= 1e-8 * expected else {
      return "flow ends at \(flow.end), not at the least R_trap = \(expected)"
    }
    // E, and the bound at the ω that gives c₀ = c*(top).
    let bounds = RiskBounds(
      spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: point.k)
    let even = OptimalRisk(
      spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: point.k,
      family: .unrolled(depth: point.depth + 1, step: .learned))
    let forced = even.eigenvalues.first(where: \.isForced)?.gain ?? .zero
    let least =
      -expm1(log1p(-forced.value) / Double(point.depth)) * OddMinimum(depth: point.depth).value
    let bound = point.eigenvalues.dropFirst(point.n - point.k).reduce(0.0) { sum, energy in
      let weight = energy + point.noiseVariance
      let distance = max(least - energy / weight, 0)
      return sum + 0.5 * weight * distance * distance
    }
    guard expected >= bounds.even * (1 - 1e-12),
      expected <= (bounds.even + bound) * (1 + 1e-12)
    else { return "\(expected) is not between E = \(bounds.even) and E + \(bound)" }
    return nil
  }
}
