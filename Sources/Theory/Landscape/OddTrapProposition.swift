// The trap of odd depths.

import Certified
package import Evidence
package import Intervals
import Libc
import Reference
package import ToyModel

package struct OddTrapProposition: Claim {
  package let id = "odd-trap"
  package let exposition = Exposition(
    title: "At odd depth the best minimum may lie behind a barrier",
    statement: [
      """
      For odd N ≥ 3 and ω < 1 + x f falls up to the turning point s̄ = (1+x)/ω − 1 and rises beyond it. If \
      t* > c, the turning point is a barrier of E(r), k = n = 1, and behind it, at f(r²) = t*, lies a \
      minimum where f is steep. If t* > c₀ as well, as for small ω, r = 0 is a local minimum and descent \
      from small r ends there.
      """
    ],
    assumptions: [
      "k = n = 1, N odd and at least 3, ω fixed, σ > 0, γ > 0; x and c as in `toy explain odd-constant`."
    ],
    limits: [
      """
      The talk conjectures that good denoisers of odd depth hide in sharp minima, and shows it for k = n = \
      1. Here it is proved for that case only.
      """,
      "If c < t* ≤ c₀ the minimum before the barrier is as good as the one behind it.",
      """
      If t* ≤ c there is no barrier: the turning point is the only minimum, above the best linear risk \
      for t* < c.
      """,
      "For ω ≥ 1 + x f only rises, and there is one minimum, at r = 0 for t* ≤ c₀.",
    ],
    sources: [.talkConjecture, .claims("filter-recursion", "landscape-points")],
    example: { .landscape() },
    figure: "landscape-trap",
    commands: ["toy landscape --depth 3,5 --omega 0.1 -o -"],
    declarations: ["RiskLandscape", "OddMinimum"])
  package let domain =
    "odd N from 3 to 13: every ω ≥ 0.02 and every s in [0, ∞], as the sign of f′ depends on ω(1+s) "
    + "alone; N up to 10⁵ at random"

  /// −f′ up to a positive factor, by v = 1/(1+s).
  package var fall: @Sendable (_ v: Interval, _ stepSize: Interval, _ depth: Int) -> Interval =
    SlopePolynomial.enclosure
  /// x_N.
  package var location: @Sendable (_ depth: Int) -> Interval = {
    CertifiedOddMinimum(depth: $0).location
  }
  /// s̄; 0 for filters that do not turn.
  package var turningPoint: @Sendable (_ depth: Int, _ stepSize: Double) -> Double = {
    UnrolledFilter(depth: $0, stepSize: $1).turningPoint
  }
  /// The landscape at a parameter point.
  package var landscape: @Sendable (_ point: ParameterPoint) -> RiskLandscape = {
    LandscapePoint.landscape($0)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 3...13, legal: 3...41, limit: 12) { $0 % 2 == 1 }
    let deep = try scope.integers(.depth, 3...100_001, legal: 3...1_000_001) { $0 % 2 == 1 }
    let margin = 0x1p-7
    let ends = Dictionary(uniqueKeysWithValues: depths.map { ($0, 1 + location($0).middle) })
    func end(_ depth: Int) -> Double { ends[depth] ?? 2 }
    return [
      // At s = 0, where ω(1+s) = ω.
      .provedForEveryPenalty(
        "f′ < 0 for ω(1+s) below 1+x", v: 1...1,
        steps: { 0.02...end($0) - margin }, depths: depths, positive: fall),
      .provedForEveryPenalty(
        "f′ > 0 for ω(1+s) between 1+x and 2", v: 1...1,
        steps: { min(end($0) + margin, 2)...2 }, depths: depths, positive: { -fall($0, $1, $2) }),
      .provedForEveryPenalty(
        "f′ > 0 for ω(1+s) from 2 to ∞", steps: { _ in 2...2 }, depths: depths,
        positive: { -fall($0, $1, $2) }),
      .provedForEveryPenalty(
        "f″ > 0 for ω(1+s) about 1+x, where f′ vanishes once", v: 1...1,
        steps: { end($0) - margin...end($0) + margin }, depths: depths,
        positive: { _, stepSize, depth in
          EnclosedFilter(depth: depth, stepSize: stepSize, at: .zero).curvature
        }),
      try .enumerated(
        "f′ vanishes at ω(1+s) = 1+x", count: depths.count,
        point: { ParameterPoint([.depth: Double(depths[$0])]) },
        violation: { index in
          let value = fall(.one, 1 + location(depths[index]), depths[index])
          return value.contains(0) ? nil : "it is \(value.middle) there"
        }),
      try .sampled(
        "the program's turning point and landscape", cases: scope.samples,
        in: scope, id,
        point: { draws in
          while true {
            let depth = draws.integer(0...1) == 0 ? draws.element(depths) : draws.element(deep)
            // c₀ = 1 − (1−ω)^N: about 1/N, or anything.
            let stepSize =
              draws.integer(0...3) > 0
              ? draws.uniform(0.01...2.5) / Double(depth) : draws.uniform(0.01...2.2)
            let point = ParameterPoint(
              [.depth: Double(depth), .omega: stepSize, .sigma: draws.logarithmic(0.01...3)],
              eigenvalues: [1])
            if Self.isLegal(point) { return point }
          }
        },
        isLegal: Self.isLegal, command: LandscapePoint.command, violation: { violation($0) }),
    ]
  }

  /// Parameter points at which no comparison is close.
  private static func isLegal(_ point: ParameterPoint) -> Bool {
    guard point.depth >= 3, !point.depth.isMultiple(of: 2), point.n == 1, point[.sigma] >= 0.01,
      point[.omega] > 0, point.eigenvalues[0] >= 1e-3
    else { return false }
    let target = point.eigenvalues[0] / (point.eigenvalues[0] + point.noiseVariance)
    let forced = -expm1(Double(point.depth) * log1p(-min(point[.omega], 1)))
    return abs(forced - target) > 1e-3
      && abs(1 + TalkFormulas.turningPoint(depth: point.depth) - point[.omega]) > 1e-4
  }

  private func violation(_ point: ParameterPoint) -> String? {
    let stepSize = Interval(point[.omega])
    let exact = (1 + location(point.depth)) / stepSize - 1
    let turning = turningPoint(point.depth, point[.omega])
    guard exact.isPositive else {
      return turning == 0 ? nil : "f is said to turn at s = \(turning)"
    }
    if let finding = difference("s̄", turning, from: exact, tolerance: 1e-14) { return finding }
    let signal = Interval(point.eigenvalues[0])
    let target = signal / (signal + Interval(point.noiseVariance))
    let forced = CertifiedFilter.forcedGain(depth: point.depth, stepSize: stepSize).value
    let points = landscape(point).criticalPoints
    guard forced.isBelow(target) else {
      return points[0].kind == .maximum ? nil : "r = 0 is called a \(points[0].kind.rawValue)"
    }
    guard points.map(\.kind) == [.localMinimum, .barrier, .minimum] else {
      return "the points are \(points.map(\.kind.rawValue))"
    }
    return difference(
      "the place of the barrier", points[1].location * points[1].location, from: exact,
      tolerance: 1e-14)
  }
}
