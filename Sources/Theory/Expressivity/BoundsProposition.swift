// The bounds of the talk on the constant of odd depths.

import Certified
package import Evidence
package import Intervals
import ToyModel

/// The two bounds on c_{N,ω}, as intervals.
///
/// ω(½ + 1/(N+1)) and ω(½ + (1/N)(1+½log N)/(2−(log N)/N)).
package enum SlideBounds {
  package static func enclosure(depth: Int, stepSize: Interval) -> (
    lower: Interval, upper: Interval
  ) {
    let n = Interval(depth)
    let logarithm = n.logarithm
    let lower = 0.5 + .one / (1 + n)
    let upper = 0.5 + (1 + 0.5 * logarithm) / (n * (2 - logarithm / n))
    return (stepSize * lower, stepSize * upper)
  }
}

package struct BoundsProposition: Claim {
  package static let id = "bounds"
  package static let statement =
    "For odd N ≥ 3 and ω ≤ 1 + x_N, with x_N in (0, 1) the root of N x^(N−1)(1+x) = 1 + x^N: "
    + "ω(½ + 1/(N+1)) ≤ c_{N,ω} ≤ ω(½ + (1/N)(1+½ log N)/(2−(log N)/N))."
  package static let source = "talk, expressivity of unrolling; there for every ω"
  package static let domain = "odd N from 3 to 2001 and some to 10⁹; every ω in (0, 1 + x_N]"

  /// The bounds for one depth and ω.
  package var bounds:
    @Sendable (_ depth: Int, _ stepSize: Double) -> (lower: Double, upper: Double) =
      OddMinimum.slideBounds
  /// The bounds as intervals.
  package var enclosure:
    @Sendable (_ depth: Int, _ stepSize: Interval) -> (lower: Interval, upper: Interval) =
      SlideBounds.enclosure
  /// p(q*) = c_{N,ω}/ω.
  package var minimum: @Sendable (_ depth: Int) -> Interval = {
    CertifiedOddMinimum(depth: $0).value
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths =
      try scope.integers(.depth, 3...2001, legal: 3...1_000_000_001, limit: 3000) { $0 % 2 == 1 }
      + (scope.ranges[.depth] == nil ? [10_001, 1_000_001, 1_000_000_001] : [])
    let points = depths.map { ParameterPoint([.depth: Double($0)]) }
    return [
      // Both sides are multiples of ω, so that one ω stands for all.
      try .exhaustive("c/ω lies between the bounds, in interval arithmetic", points) { point in
        let (lower, upper) = enclosure(point.depth, .one)
        let value = minimum(point.depth)
        // At N = 3, x = ½ and c/ω = ¾, which is the lower bound.
        let isAbove =
          lower.isBelow(value) || (point.depth == 3 && lower.contains(0.75) && value.contains(0.75))
        if isAbove && value.isBelow(upper) { return nil }
        return "c/ω is in [\(value.lowerBound), \(value.upperBound)], the bounds are "
          + "\(lower.middle) and \(upper.middle)"
      },
      try .exhaustive("the program's bounds are these", points) { point in
        let (lower, upper) = enclosure(point.depth, Interval(1.25))
        let values = bounds(point.depth, 1.25)
        return difference("the lower bound", values.lower, from: lower)
          ?? difference("the upper bound", values.upper, from: upper)
      },
    ]
  }
}

package struct SlideBoundsProposition: Claim {
  package static let id = "slide-bounds"
  package static let statement =
    "For odd N ≥ 3 and every ω: ω(½ + 1/(N+1)) ≤ c_{N,ω} ≤ "
    + "ω(½ + (1/N)(1+½ log N)/(2−(log N)/N))."
  package static let source = "talk, expressivity of unrolling, \"roughly\""
  package static let domain = "odd N from 3 to 101, ω from 0.01 to 1.99"
  package static let stance = Stance.refutedAsStated

  /// c_{N,ω}.
  package var least: @Sendable (_ depth: Int, _ stepSize: Interval) -> Interval = {
    depth, stepSize in
    CertifiedOddMinimum(depth: depth).least(stepSize: stepSize).value
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 3...101, legal: 3...10_001, limit: 100) { $0 % 2 == 1 }
    let steps = try scope.range(.omega, 0.01...1.99, legal: 1e-6...100)
    return [
      .proved(
        "c ≤ the upper bound", [.omega], [steps],
        for: depths.map { ParameterPoint([.depth: Double($0)]) },
        limit: 10_000, command: { "toy expressivity \($0.options(.depth, .omega))" },
        margin: { sides, family in
          SlideBounds.enclosure(depth: family.depth, stepSize: sides[0]).upper
            - least(family.depth, sides[0])
        })
    ]
  }
}

package struct CounterexampleToBounds: Claim {
  package static let id = "bounds-exceeded"
  package static let statement =
    "Beyond 1 + x_N the constant is c₀ and can exceed the upper bound of the talk: N = 3, ω = 1.9."
  package static let source = "follows from expressivity: the minimum of f is at s = 0 there"
  package static let domain = "N = 3, ω = 1.9"

  /// c_{N,ω} as the program has it.
  package var least: @Sendable (_ depth: Int, _ stepSize: Double) -> Double = {
    UnrolledFilter(depth: $0, stepSize: $1).image.lowerBound.value
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .exhaustive(
        "c = c₀ = 1 − (1−ω)³ > upper bound", [ParameterPoint([.depth: 3, .omega: 1.9])]
      ) {
        point in
        let stepSize = Interval(point[.omega])
        let constant = 1 - (1 - stepSize).power(3)
        let upper = SlideBounds.enclosure(depth: 3, stepSize: stepSize).upper
        guard upper.isBelow(constant) else { return "c is not above the bound" }
        return difference("c", least(3, point[.omega]), from: constant)
      }
    ]
  }
}
