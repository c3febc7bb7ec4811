// The talk's bounds on the constant of odd depths.

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
  package let id = "bounds"
  package let exposition = Exposition(
    title: "Bounds on the smallest eigenvalue of odd depths, and where they hold",
    statement: [
      """
      The smallest reachable eigenvalue c = c_{N,ω} of odd depths has no explicit form, but is about \
      half the step size:
      """,
      .formula("ω (½ + 1/(N+1))  ≤  c  ≤  ω (½ + (1/N) (1 + ½ log N)/(2 − (log N)/N))"),
    ],
    assumptions: [
      "N odd and at least 3.",
      """
      For the upper bound ω ≤ 1 + x_N, with x_N of `toy explain odd-constant`: 1.5 for N = 3, growing to \
      2.
      """,
    ],
    limits: [
      """
      The slide says 'roughly' and mentions no step sizes. The bounded quantity is ω p(q*), the minimum of \
      f over all real arguments. For ω > 1 + x_N it lies at some s < 0, which no R has; then c = c₀, which \
      may exceed the upper bound, as at N = 3, ω = 1.9.
      """,
      "The lower bound holds for every ω, with equality at N = 3, ω ≤ 1.5.",
    ],
    sources: [.talkBounds],
    example: { .bounds() },
    figure: "smallest-eigenvalue",
    commands: [
      "toy expressivity --depth 3 --omega 1,1.9",
      "toy expressivity --x depth --depth 3..41:2 --omega 0.5,1,1.9",
    ],
    declarations: ["OddMinimum"])
  package let domain = "odd N from 3 to 2001 and some to 10⁹; every ω in (0, 1 + x_N]"

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
      // Both sides are proportional to ω, so that one ω represents all.
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
