// The smallest eigenvalue that odd depths can reach.

import Certified
package import Evidence
package import Intervals
import ToyModel

package struct OddConstantProposition: Claim {
  package let id = "odd-constant"
  package let exposition = Exposition(
    title: "The smallest reachable eigenvalue of odd depths",
    statement: [
      """
      With p(q) = 1 + q + … + q^(N−1) the smallest eigenvalue is c = ω min { p(q) : q ≤ 1 − ω }. The \
      minimum of p over all q is at q* = −x_N, with x = x_N the root of
      """,
      .formula(
        """
        N x^(N−1) (1+x) = 1 + x^N,   x ∈ [½, 1),   p(q*) = (1 + x^N)/(1 + x)
        c = ω p(q*)   for ω ≤ 1 + x,   c = c₀   beyond
        """),
      "p(q*) falls with N, from ¾ at N = 3 towards ½, which it never reaches.",
    ],
    assumptions: ["N odd and at least 3, ω > 0."],
    limits: [
      "The slide says that c has no explicit expression, which is true; the equation for x serves as well.",
      """
      Beyond ω = 1 + x the minimum of p belongs to some s < 0, which no R has: f rises from c₀, and c is \
      c₀.
      """,
    ],
    sources: [.talkProof, .own("the equation of x is ours"), .proofOddImage],
    example: { .oddConstant() },
    figure: "smallest-eigenvalue",
    commands: ["toy expressivity --depth 3,5,11,1001 --omega 1"],
    declarations: ["OddMinimum"])
  package let domain = "odd N from 3 to 1001 and some to 10¹⁵"

  /// x_N and the minimum as the program computes them.
  package var minimum: @Sendable (_ depth: Int) -> (location: Double, value: Double) = {
    let minimum = OddMinimum(depth: $0)
    return (minimum.location, minimum.value)
  }
  /// The largest ω for which the minimum is attained.
  package var largestStep: @Sendable (_ depth: Int) -> Double = {
    OddMinimum(depth: $0).largestInteriorStep
  }
  /// x_N and the minimum as intervals.
  package var enclosure: @Sendable (_ depth: Int) -> (location: Interval, value: Interval) = {
    let minimum = CertifiedOddMinimum(depth: $0)
    return (minimum.location, minimum.value)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths =
      try scope.integers(.depth, 3...1001, legal: 3...1 << 50, limit: 1000) { $0 % 2 == 1 }
      + (scope.ranges[.depth] == nil ? [100_001, 1_000_000_001, 1_000_000_000_000_001] : [])
    let points = depths.map { ParameterPoint([.depth: Double($0)]) }
    return [
      try .exhaustive("p′ changes its sign at −x, and p(−x) is the minimum", points) { point in
        let (location, value) = enclosure(point.depth)
        /// The sign of p′(q) = ((N−1)q^N − Nq^(N−1) + 1)/(1−q)² for q < 0.
        func slope(_ q: Interval) -> Interval {
          let power = q.power(point.depth - 1)
          return Interval(point.depth - 1) * q * power - Interval(point.depth) * power + .one
        }
        let reach = max(1e-12, location.relativeWidth)
        let (below, above) = (Interval(1 - reach), Interval(1 + reach))
        guard slope(-Interval(location.middle) * above).isNegative,
          slope(-Interval(location.middle) * below).isPositive
        else { return "p′ does not change its sign at −\(location.middle)" }
        let sum = CertifiedFilter.geometricSum(-location, count: point.depth).sum
        guard !sum.isDisjoint(from: value), value.isBelow(Interval(0.75 + 1e-12)),
          Interval(0.5).isBelow(value)
        else { return "p(−x) is \(sum.middle), not \(value.middle)" }
        return nil
      },
      try .exhaustive("the program's x and minimum", points) { point in
        let (location, value) = enclosure(point.depth)
        let computed = minimum(point.depth)
        return difference("x", computed.location, from: location, tolerance: 1e-15)
          ?? difference("the minimum", computed.value, from: value, tolerance: 1e-15)
          ?? difference(
            "the largest interior step", largestStep(point.depth), from: 1 + location,
            tolerance: 1e-15)
      },
      try .exhaustive("the minimum falls with N", Array(points.dropLast())) { point in
        let (here, next) = (enclosure(point.depth).value, enclosure(point.depth + 2).value)
        return here.isBelow(next) ? "it rises from \(here.middle) to \(next.middle)" : nil
      },
    ]
  }
}
