// A step size at which the upper bound fails.

package import Evidence
import Intervals
import ToyModel

package struct CounterexampleToBounds: Claim {
  package let id = "bounds-exceeded"
  package let exposition = Exposition(
    title: "N = 3 with ω = 1.9 exceeds the upper bound of the talk",
    statement: [
      """
      Beyond 1 + x_N the constant is c₀ and can exceed the upper bound of the talk: for N = 3, ω = 1.9 \
      it is 1.729, and the bound 1.551.
      """
    ],
    assumptions: ["N = 3, ω = 1.9, more than 1 + x_3 = 1.5."],
    limits: ["Only small depths exceed it: at ω = 1.9 the bound holds from N = 33 on."],
    sources: [.claims("odd-image", "odd-constant")],
    example: { .boundExceeded() },
    figure: "smallest-eigenvalue",
    commands: ["toy expressivity --depth 3 --omega 1.9"])
  package let domain = "N = 3, ω = 1.9"

  /// c_{N,ω} as the program computes it.
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
