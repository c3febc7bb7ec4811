// What iterations for one sparse number compute.

package import Evidence
import Libc
import Optimization
import ToyModel

package struct SparseIterationProposition: Claim {
  package let id = "sparse-iteration"
  package let exposition = Exposition(
    title:
      "Unrolled ISTA for one number is a gain times the exact solution, and only odd depths exceed 1",
    statement: [
      """
      The lower level is min ½(z−x)² + λ|z|, solved by the soft threshold ST_λ: shrink x by λ, to 0 if it is smaller. \
      N steps of ISTA from 0 with one step size ω ≤ 2 compute
      """,
      .formula("f = c·ST_λ,   c = 1 − (1−ω)ᴺ"),
      """
      exactly. So even N has 0 ≤ c ≤ 1, odd N has 0 < c ≤ 2, and N = 1 any c = ω. For ω > 2 even N is never better than \
      f = 0. From z⁰ = ax with ω ≤ 1 the result is g·ST_μ with g = c + a(1−c), μ = λc/g: from z⁰ = x the exact solution \
      for a smaller λ, with a learned a every gain at every depth. Two steps with momentum β have c = ω(2+β−ω), up to \
      (2+β)²/4: momentum lifts the bound of even depth.
      """,
      """
      With a step in (0, 1] and a threshold in each layer the results are exactly the sums Σ κⱼST_λⱼ of N terms with \
      κⱼ ≥ 0 and Σκⱼ ≤ 1. Subgradient steps jump at 0, for even N in the wrong direction. Two steps of Chambolle and Pock \
      are αx + βST_μ(x).
      """,
    ],
    assumptions: [
      "One number x; for many with an orthonormal dictionary the same holds for each coefficient."
    ],
    limits: [
      """
      For ω > 2 and odd N ≥ 3 the result is another function: ω·ST_λ up to x = λω/(ω−2), and more from there on.
      """
    ],
    sources: [.proofSparseIterations],
    example: { .sparseIterations() },
    commands: ["toy scalar --algorithm bilevel,ista,untied --depth 2,3 --y x -o denoisers.svg"],
    declarations: ["ScalarIteration", "OddMap", "StickBreaking"])
  package let domain =
    "N up to 9, ω up to 2, a up to 3, β up to 1.5, x up to 10; ω up to 6 for even N"

  /// c of N tied steps.
  package var gain: @Sendable (_ stepSize: Double, _ depth: Int) -> Double = {
    ScalarModel.gain(stepSize: $0, depth: $1)
  }
  /// The threshold from z⁰ = ax in units of λ, and the gain.
  package var started:
    @Sendable (_ c: Double, _ start: Double) -> (gain: Double, threshold: Double) = {
      c, start in
      let g = c + start * (1 - c)
      return (g, c / g)
    }
  /// The layers of a sum.
  package var layers:
    @Sendable ([(gain: Double, threshold: Double)]) -> (stepSizes: [Double], thresholds: [Double]) =
      {
        StickBreaking.layers(of: $0)
      }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    func point(_ draws: inout Sampler) throws(EvidenceError) -> ParameterPoint {
      ParameterPoint([
        .depth: Double(draws.integer(1...9)),
        .omega: draws.uniform(try scope.range(.omega, 0.02...2)),
        .threshold: draws.uniform(0.1...3), .s: draws.uniform(0.01...10),
        .momentum: draws.uniform(0...1.5), .weight: draws.uniform(0...3),
      ])
    }
    let isLegal: (ParameterPoint) -> Bool = {
      (1...9).contains($0.depth) && $0[.omega] > 0 && $0[.omega] <= 2 && $0[.threshold] > 0
        && $0[.s] > 0
    }
    return [
      try .sampled(
        "tied ISTA, step by step, from 0 and from ax, and two steps with momentum",
        cases: scope.samples, in: scope, id,
        point: { (draws) throws(EvidenceError) in try point(&draws) }, isLegal: isLegal,
        violation: { tiedViolation($0) }),
      try .sampled(
        "even depths with ω > 2 have the wrong sign", cases: scope.samples / 5, in: scope, id, 1,
        point: { draws in
          ParameterPoint([
            .depth: Double(2 * draws.integer(1...4)), .omega: draws.uniform(2...6),
            .threshold: draws.uniform(0...3), .s: draws.uniform(0.01...10),
          ])
        }, isLegal: { $0.depth >= 2 && $0.depth.isMultiple(of: 2) && $0[.omega] > 2 }
      ) { point in
        let z = Self.stepped(point.depth, point[.omega], point[.s], point[.threshold])
        return z <= 0 ? nil : "f(x) = \(z)"
      },
      try .sampled(
        "layers that compute a sum, step by step", cases: scope.samples / 5, in: scope, id, 2,
        point: { (draws) throws(EvidenceError) in try point(&draws) }, isLegal: isLegal,
        violation: { layerViolation($0) }),
      try .sampled(
        "the sign of subgradient steps at 0", cases: scope.samples / 5, in: scope, id, 3,
        point: { (draws) throws(EvidenceError) in try point(&draws) },
        isLegal: { isLegal($0) && $0[.omega] < 2 }
      ) { point in
        guard point.depth >= 2, point[.omega] < 2 else { return nil }
        var z = 0.0
        for _ in 0..<point.depth {
          z -= point[.omega] * (z - 1e-12 + point[.threshold] * (z > 0 ? 1 : z < 0 ? -1 : 0))
        }
        let isPositive = !point.depth.isMultiple(of: 2)
        return (z > 0) == isPositive ? nil : "f(0+) = \(z)"
      },
    ]
  }

  /// z_N of ISTA.
  private static func stepped(
    _ depth: Int, _ omega: Double, _ x: Double, _ threshold: Double, start: Double = 0,
    momentum: Double = 0
  ) -> Double {
    var (z, last) = (start, start)
    for _ in 0..<depth {
      (z, last) = (
        softThreshold(z - omega * (z - x) + momentum * (z - last), omega * threshold), z
      )
    }
    return z
  }

  private func tiedViolation(_ point: ParameterPoint) -> String? {
    let (depth, omega, x, threshold) = (point.depth, point[.omega], point[.s], point[.threshold])
    let c = gain(omega, depth)
    let scale = 1e-13 * (1 + x + threshold)
    func compare(_ name: String, _ found: Double, _ expected: Double) -> String? {
      abs(found - expected) <= scale ? nil : "\(name): \(expected), step by step \(found)"
    }
    if let finding = compare(
      "c ST_λ(x)", Self.stepped(depth, omega, x, threshold), c * softThreshold(x, threshold))
    {
      return finding
    }
    let beta = point[.momentum]
    if let finding = compare(
      "two steps with momentum",
      Self.stepped(2, omega, x, threshold, momentum: beta),
      omega * (2 + beta - omega) * softThreshold(x, threshold))
    {
      return finding
    }
    guard omega <= 1 else { return nil }
    let (g, factor) = started(c, point[.weight])
    return compare(
      "from ax", Self.stepped(depth, omega, x, threshold, start: point[.weight] * x),
      g * softThreshold(x, factor * threshold))
  }

  private func layerViolation(_ point: ParameterPoint) -> String? {
    var draws = point.sampler()
    var rest = 1.0
    let terms = (0..<point.depth).map { _ -> (gain: Double, threshold: Double) in
      let gain = rest * draws.uniform(0...0.7)
      rest -= gain
      return (gain, draws.uniform(0...3))
    }
    let (steps, thresholds) = layers(terms)
    guard steps.allSatisfy({ (0...1).contains($0) }) else { return "steps \(steps)" }
    let x = point[.s]
    var z = 0.0
    for (omega, threshold) in zip(steps, thresholds) {
      z = softThreshold(z - omega * (z - x), omega * threshold)
    }
    let expected = terms.reduce(0) { $0 + $1.gain * softThreshold(x, $1.threshold) }
    return abs(z - expected) <= 1e-13 * (1 + x)
      ? nil : "the layers give \(z), the sum is \(expected)"
  }
}
