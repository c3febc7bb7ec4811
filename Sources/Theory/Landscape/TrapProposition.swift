// No eigenvalue crosses the wall, and where flow from small R ends.

package import Evidence
import Learning
import Libc
import LinearAlgebra
import Optimization
import Reference
package import ToyModel

/// R_trap of data, noise, k and a family.
package typealias TrapFormula =
  @Sendable (_ spectrum: Spectrum, _ noise: Double, _ rows: Int, _ family: DenoiserFamily) -> Double

/// R_trap as the program computes it; NaN where it has none.
package let computedTrapRisk: TrapFormula = {
  TrapRisk(spectrum: $0, noiseVariance: $1, rows: $2, family: $3)?.optimum.risk.total ?? .nan
}

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
      "f twice continuously differentiable; the loss depends on R through T alone; finite times.",
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
      .talkConjecture, .claims("odd-trap"), .proofTrap, .proofTrapInside, .proofTrapLearned,
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
        id, point: Self.place, isLegal: Self.isLegal, violation: { insideViolation($0) }),
      try .sampled(
        "flow from R on both sides: as many eigenvalues beyond the wall at all times",
        cases: cases, in: scope, id, 1, point: Self.place, isLegal: Self.isLegal,
        violation: { crossingViolation($0) }),
      try .enumerated(
        "flow of R and ω from small R ends at the least R_trap, E + O(1/N²)",
        count: Self.learned.count, point: { Self.learned[$0] },
        violation: { learnedViolation(Self.learned[$0]) }),
    ]
  }

  // MARK: Places

  private static let learned: [ParameterPoint] = [3.0, 5, 9].flatMap { depth in
    [[3, 1.2, 0.5, 0.1], [5, 0.2, 0.15, 0.1]].map {
      ParameterPoint([.depth: depth, .k: 2, .sigma: 0.9], eigenvalues: $0)
    }
  }

  private static func place(_ draws: inout Sampler) -> ParameterPoint {
    while true {
      let n = draws.integer(2...4)
      var place = ParameterPoint(
        [
          .depth: draws.element([3, 3, 5, 7]), .omega: draws.uniform(0.2...1),
          .sigma: draws.logarithmic(0.3...1.5),
        ], eigenvalues: (0..<n).map { _ in draws.logarithmic(0.05...5) }.sorted(by: >))
      place[.k] = Double(draws.integer(1...n))
      if isLegal(place) { return place }
    }
  }

  /// Places at which no direction is so undecided that its flow takes very long.
  private static func isLegal(_ place: ParameterPoint) -> Bool {
    guard place.depth >= 3, place.depth <= 7, !place.depth.isMultiple(of: 2),
      (1...4).contains(place.n), (1...place.n).contains(place.k),
      (0.2...1).contains(place[.omega]), (0.3...1.5).contains(place[.sigma])
    else { return false }
    let filter = UnrolledFilter(depth: place.depth, stepSize: place[.omega])
    let targets = place.eigenvalues.map { $0 / ($0 + place.noiseVariance) }
    let isDecided = targets.allSatisfy {
      abs($0 - filter.forcedGain.value) > 0.02 && abs($0 - filter.image.lowerBound.value) > 0.02
    }
    return isDecided && zip(targets, targets.dropFirst()).allSatisfy { $0 - $1 > 0.02 }
  }

  // MARK: Flows

  /// A risk whose flow is followed.
  struct Flow {
    var risk: LearnedRisk
    let family: LearnedRisk.Family
    /// The eigenvalues of RRᵀ at every time, ascending.
    var path: [[Double]] = []
    /// The risk at the end.
    var end = Double.nan
    var isComplete = false

    /// Follows the flow from R, which has the given largest eigenvalue of RᵀR.
    init(
      _ place: ParameterPoint, stepSize: Double? = nil, start: (inout Sampler) -> Matrix
    ) {
      family = .unrolled(
        depth: place.depth, stepSize: stepSize ?? place[.omega], isStepLearned: stepSize != nil)
      let problem = LearningProblem(
        spectrum: place.spectrum, noiseVariance: place.noiseVariance, rows: place.k,
        isReducible: false)
      risk = LearnedRisk(problem, family: family)
      var draws = place.sampler()
      let point = risk.variables(start(&draws), stepSize: family.stepSize)
      guard let first = Iterate(start: point, of: &risk) else { return }
      let rule = StoppingRule(
        gradientNorm: 1e-10 * min(1, norm(first.gradient)), iterationLimit: 4000)
      let reader = risk
      var path: [[Double]] = []
      let result = minimize(&risk, from: first, by: FlowIntegrator(), until: rule) { iterate in
        path.append(reader.regularizer(iterate.point).penalties)
        return true
      }
      self.path = path
      end = problem.linearRisk + result.iterate.value
      isComplete = result.stopReason != .iterationLimit
    }
  }

  /// A random R with ‖R‖² = s.
  static func start(
    _ place: ParameterPoint, _ largest: Double, _ draws: inout Sampler
  ) -> Matrix {
    let matrix = draws.matrix(place.k, place.n)
    let eigenvalues = (try? SymmetricEigen.values(of: matrix.gram())) ?? []
    guard let norm = eigenvalues.last, norm > 0 else { return matrix }
    return matrix.scaled(by: (largest / norm).squareRoot())
  }

  private func insideViolation(_ place: ParameterPoint) -> String? {
    let wall = wall(place.depth, place[.omega])
    let flow = Flow(place) { draws in
      // Small, of medium size, or up to the wall.
      let share = draws.element([1e-4, 0.1, 0.9]) * draws.uniform(0.5...1)
      return Self.start(place, share * wall, &draws)
    }
    if let finding = Self.crossing(flow.path, wall) { return finding }
    let expected = trapRisk(
      place.spectrum, place.noiseVariance, place.k, flow.family.theory)
    // A flow that has not ended has not reached anything yet.
    guard flow.isComplete else { return flow.end >= expected * (1 - 1e-9) ? nil : "below R_trap" }
    return abs(flow.end - expected) <= 1e-8 * expected
      ? nil : "flow ends at \(flow.end), not at R_trap = \(expected)"
  }

  private func crossingViolation(_ place: ParameterPoint) -> String? {
    let wall = wall(place.depth, place[.omega])
    let flow = Flow(place) { draws in
      let largest = wall * draws.uniform(1.2...3)
      return Self.start(place, largest, &draws)
    }
    return Self.crossing(flow.path, wall)
  }

  /// The first time at which another number of eigenvalues lies beyond the wall; those within 1e-6 of it
  /// count as on either side.
  static func crossing(_ path: [[Double]], _ wall: Double) -> String? {
    guard let first = path.first else { return "no finite start" }
    let below = first.count { $0 < wall }
    for (number, eigenvalues) in path.enumerated() {
      let isBroken = eigenvalues.enumerated().contains { index, s in
        index < below ? s > wall * (1 + 1e-6) : s < wall * (1 - 1e-6)
      }
      if isBroken { return "\(eigenvalues) at step \(number), the wall \(wall), from \(first)" }
    }
    return nil
  }

  private func learnedViolation(_ place: ParameterPoint) -> String? {
    let flow = Flow(place, stepSize: 0.5) { draws in Self.start(place, 1e-6, &draws) }
    let expected = trapRisk(place.spectrum, place.noiseVariance, place.k, flow.family.theory)
    guard flow.isComplete, abs(flow.end - expected) <= 1e-8 * expected else {
      return "flow ends at \(flow.end), not at the least R_trap = \(expected)"
    }
    // E, and the bound at the ω that gives c₀ = c*(top).
    let bounds = RiskBounds(
      spectrum: place.spectrum, noiseVariance: place.noiseVariance, rows: place.k)
    let even = OptimalRisk(
      spectrum: place.spectrum, noiseVariance: place.noiseVariance, rows: place.k,
      family: .unrolled(depth: place.depth + 1, step: .learned))
    let forced = even.eigenvalues.first(where: \.isForced)?.gain ?? .zero
    let least =
      -expm1(log1p(-forced.value) / Double(place.depth)) * OddMinimum(depth: place.depth).value
    let bound = place.eigenvalues.dropFirst(place.n - place.k).reduce(0.0) { sum, energy in
      let weight = energy + place.noiseVariance
      let distance = max(least - energy / weight, 0)
      return sum + 0.5 * weight * distance * distance
    }
    guard expected >= bounds.even * (1 - 1e-12),
      expected <= (bounds.even + bound) * (1 + 1e-12)
    else { return "\(expected) is not between E = \(bounds.even) and E + \(bound)" }
    return nil
  }
}
