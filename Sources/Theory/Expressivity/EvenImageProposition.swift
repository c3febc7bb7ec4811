// The expressivity of even depths.

package import Certified
package import Evidence
package import Intervals
import Reference
package import ToyModel

package struct EvenImageProposition: Claim {
  package let id = "even-image"
  package let exposition = Exposition(
    title: "What an even number of steps can express",
    statement: [
      "For even N the denoisers of N steps are exactly",
      .formula("ℬ = { T = Tᵀ : dim Eig(T, c₀) ≥ n − k, T ≼ c₀I },   c₀ = 1 − (1−ω)ᴺ"),
      "since f falls from f(0) = c₀ to −∞.",
    ],
    assumptions: ["N even, ω > 0, 1 ≤ k ≤ n."],
    limits: [
      "There is no lower bound; negative eigenvalues need ω(1+s) > 2, where the iteration diverges.",
      "For ω > 2 all eigenvalues are negative, c₀ < 0.", Remark.swapped,
    ],
    sources: [.talkEvenSet, .paperUnrolledSet],
    example: { .evenImage() },
    figure: "reachable-eigenvalues",
    commands: ["toy expressivity --depth 2,4,10 --omega 0.1,0.5,1,1.9"],
    declarations: ["UnrolledFilter", "FilterImage", "ExpressivitySet"])
  package let domain =
    "even N from 2 to 20; every ω > 0 and s in [0, ∞), by q = 1 − ω(1+s) in ℝ"

  /// The coefficients of p′, in ascending order of the powers.
  package var slope: @Sendable (_ depth: Int) -> [Int] = {
    GeometricSum.coefficients(depth: $0, derivative: 1)
  }
  /// f as an interval.
  package var enclosure:
    @Sendable (_ s: Interval, _ depth: Int, _ stepSize: Interval) -> CertifiedGain = {
      CertifiedFilter.unrolled(at: $0, depth: $1, stepSize: $2)
    }
  /// f as the program computes it.
  package var filter: @Sendable (_ depth: Int, _ stepSize: Double) -> any BranchedFilter = {
    UnrolledFilter(depth: $0, stepSize: $1)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 2...20, legal: 2...60) { $0 % 2 == 0 }
    let families = depths.map { ParameterPoint([.depth: Double($0)]) }
    let steps = try scope.range(.omega, 0.05...1.95, legal: 0.02...2)
    let deep = try scope.integers(.depth, 2...1_000_000) { $0 % 2 == 0 }
    let wide = try scope.range(.omega, 1e-3...3)
    return [
      .proved("p′(q) > 0 for |q| ≤ 1", [.s], [-1...1], for: families) { sides, family in
        GeometricSum.enclosure(slope(family.depth), on: sides[0])
      },
      .proved("p′(q) > 0 for |q| ≥ 1, by r = 1/q", [.s], [-1...1], for: families) { sides, family in
        GeometricSum.enclosure(slope(family.depth).reversed(), on: sides[0])
      },
      .proved(
        "f(s) < c₀ for s in [0.05, 10⁶]", [.omega, .s], [steps, 0.05...1e6],
        for: families.filter { $0.depth <= 6 },
        command: { "toy expressivity --x s \($0.options(.depth, .omega, .s))" }
      ) { sides, family in
        let forced = 1 - (1 - sides[0]).power(family.depth)
        return forced - enclosure(sides[1], family.depth, sides[0]).value
      },
      try .sampled(
        "the program's image is (−∞, c₀], its f ≤ c₀ and f ≤ −ω(ω(1+s) − 2) where that is negative",
        cases: scope.samples, in: scope, id,
        point: { draws in
          ParameterPoint([
            .depth: Double(
              draws.integer(0...1) == 0
                ? draws.element(deep) : draws.element(Array(deep.prefix(10)))),
            .omega: draws.logarithmic(wide), .s: draws.logarithmic(1e-6...1e6),
          ])
        }, isLegal: { $0.depth >= 2 && $0.depth % 2 == 0 && $0[.omega] > 0 && $0[.s] >= 0 },
        command: { "toy expressivity \($0.options(.depth, .omega))" }
      ) { point in
        let filter = filter(point.depth, point[.omega])
        let stepSize = Interval(point[.omega])
        let power = (1 - stepSize).power(point.depth)
        let gain = filter.gain(at: point[.s])
        let excess = point[.omega] * (1 + point[.s]) - 2
        guard filter.image.lowerBound.value == -.infinity,
          filter.image.upperBound == filter.forcedGain
        else { return "the image is \(filter.image)" }
        if let wrong = difference("1 − c₀", filter.forcedGain.defect, from: power)
          ?? difference("c₀", filter.forcedGain.value, from: stepSize * sum(point))
        {
          return wrong
        }
        let slack = 1e-13 * abs(filter.forcedGain.value)
        if gain.value > filter.forcedGain.value + slack { return "f(s) = \(gain.value) > c₀" }
        if excess > 1e-9, gain.value > -point[.omega] * excess * (1 - 1e-9) {
          return "f(s) = \(gain.value) is not below −ω(ω(1+s) − 2)"
        }
        return nil
      },
    ]
  }

  /// p(1−ω), from the definition of f at s = 0.
  private func sum(_ point: ParameterPoint) -> Interval {
    CertifiedFilter.geometricSum(1 - Interval(point[.omega]), count: point.depth).sum
  }
}
