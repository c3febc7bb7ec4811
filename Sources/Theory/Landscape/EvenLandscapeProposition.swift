// The landscape of even depths.

package import Evidence
package import Intervals
package import ToyModel

package struct EvenLandscapeProposition: Claim {
  package let id = "even-landscape"
  package let exposition = Exposition(
    title: "Even depths have one minimum and no barrier",
    statement: [
      """
      For even N f is strictly decreasing, f′ < 0 for every s ≥ 0 and ω > 0, so that E(r) for k = n = 1 \
      has one minimum r ≥ 0 and no barrier.
      """
    ],
    assumptions: ["N even, k = n = 1, ω > 0, σ > 0, γ > 0."],
    limits: [
      """
      For n > 1 too every local minimum is global (`toy explain no-spurious-minima`); how long training takes \
      is another matter.
      """
    ],
    sources: [.talkConjecture, .claims("filter-recursion", "landscape-points")],
    example: { .landscape() },
    figure: "landscape",
    commands: ["toy landscape --depth 2,4 --omega 0.1,0.5 -o -"],
    declarations: ["RiskLandscape"])
  package let domain =
    "even N from 2 to 12, ω from 0.1 to 3, every s in [0, ∞]; N up to 10⁶ at random"

  /// −f′ up to a positive factor, by v = 1/(1+s).
  package var fall: @Sendable (_ v: Interval, _ stepSize: Interval, _ depth: Int) -> Interval =
    SlopePolynomial.enclosure
  /// f′(s).
  package var derivative: @Sendable (_ depth: Int, _ stepSize: Double, _ s: Double) -> Double = {
    UnrolledFilter(depth: $0, stepSize: $1).derivative(at: $2)
  }
  /// The turning point of f; 0 for filters without one.
  package var turningPoint: @Sendable (_ depth: Int, _ stepSize: Double) -> Double = {
    UnrolledFilter(depth: $0, stepSize: $1).turningPoint
  }
  /// The landscape at a parameter point.
  package var landscape: @Sendable (_ point: ParameterPoint) -> RiskLandscape = {
    LandscapePoint.landscape($0)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 2...12, legal: 2...40, limit: 20) { $0 % 2 == 0 }
    let steps = try scope.range(.omega, 0.1...3, legal: 0.02...10)
    let deep = try scope.integers(.depth, 2...1_000_000, legal: 2...1_000_000) { $0 % 2 == 0 }
    return [
      .provedForEveryPenalty(
        "f′ < 0", steps: { _ in steps }, depths: depths,
        command: { "toy expressivity \($0.options(.depth, .omega)) --x s" }, positive: fall),
      try .sampled(
        "the program's f′ and landscape", cases: scope.samples, in: scope, id,
        point: { draws in
          ParameterPoint(
            [
              .depth: Double(draws.element(deep)), .omega: draws.uniform(steps),
              .s: draws.logarithmic(1e-6...1e3), .sigma: draws.logarithmic(0.01...100),
            ], eigenvalues: [draws.logarithmic(0.01...100)])
        },
        isLegal: {
          $0.n == 1 && $0.depth >= 2 && $0.depth.isMultiple(of: 2) && steps.contains($0[.omega])
            && $0[.s] > 0 && $0[.sigma] >= 0.01 && $0.eigenvalues[0] >= 0.01
        },
        command: LandscapePoint.command,
        violation: { point in
          let slope = derivative(point.depth, point[.omega], point[.s])
          if !(slope < 0) { return "f′ is \(slope) at s = \(point[.s])" }
          let turning = turningPoint(point.depth, point[.omega])
          if turning != 0 { return "f is said to turn at s = \(turning)" }
          let kinds = landscape(point).criticalPoints.map(\.kind)
          return kinds.count(where: \.isMinimum) == 1 && !kinds.contains(.barrier)
            ? nil : "the points are \(kinds.map(\.rawValue))"
        }),
    ]
  }
}
