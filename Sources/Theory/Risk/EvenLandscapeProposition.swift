// What parity does to the landscape of one direction.

import Certified
package import Evidence
package import Intervals
import Libc
import Reference
package import ToyModel

package struct EvenLandscapeProposition: Claim {
  package static let id = "even-landscape"
  package static let statement =
    "For even N f is strictly decreasing, f′ < 0 for every s ≥ 0 and ω > 0, so that E(r) for k = n = 1 "
    + "has one minimum r ≥ 0 and no barrier."
  package static let source = "follows from filter-recursion; talk, landscapes"
  package static let domain =
    "even N from 2 to 12, ω from 0.1 to 3, every s in [0, ∞]; N up to 10⁶ at random"

  /// −f′ up to a positive factor, by v = 1/(1+s).
  package var fall: @Sendable (_ v: Interval, _ stepSize: Interval, _ depth: Int) -> Interval =
    SlopePolynomial.enclosure
  /// f′(s).
  package var derivative: @Sendable (_ depth: Int, _ stepSize: Double, _ s: Double) -> Double = {
    UnrolledFilter(depth: $0, stepSize: $1).derivative(at: $2)
  }
  /// Where f turns; 0 for filters that do not.
  package var turningPoint: @Sendable (_ depth: Int, _ stepSize: Double) -> Double = {
    UnrolledFilter(depth: $0, stepSize: $1).turningPoint
  }
  /// The landscape of a point.
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
        "the program's f′ and landscape", cases: scope.samples, scope.sampler(for: Self.id),
        seed: scope.seed,
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

package struct OddTrapProposition: Claim {
  package static let id = "odd-trap"
  package static let statement =
    "For odd N ≥ 3 f falls up to s̄ = (1+x_N)/ω − 1 and rises behind it, if ω < 1+x_N, and rises "
    + "throughout if not. So for t* > c₀ and ω < 1+x_N r = 0 is a local minimum of E(r), k = n = 1, and "
    + "a barrier at r² = s̄ is between it and the minimum f = t*."
  package static let source = "follows from filter-recursion; talk, landscapes, there from plots"
  package static let domain =
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
  /// The landscape of a point.
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
      // At s = 0: there ω is ω(1+s).
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
        scope.sampler(for: Self.id), seed: scope.seed,
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

  /// Points at which no comparison is close.
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
