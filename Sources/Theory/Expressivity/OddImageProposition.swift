// The expressivity of odd depths.

package import Certified
package import Evidence
package import Intervals
import Reference
package import ToyModel

package struct OddImageProposition: Claim {
  package let id = "odd-image"
  package let exposition = Exposition(
    title: "What an odd number of steps can express, from N = 3 on",
    statement: [
      "For odd N ≥ 3 the denoisers of N steps are exactly",
      .formula("ℬ = { T = Tᵀ : dim Eig(T, c₀) ≥ n − k, cI ≼ T },   c₀ = 1 − (1−ω)ᴺ"),
      """
      since f falls from f(0) = c₀ to its least value c = c_{N,ω}, and then rises to +∞; for ω ≥ 1 + x_N \
      it only rises, and c = c₀. Small eigenvalues are out of reach unless ω is small; large ones are \
      not.
      """,
    ],
    assumptions: [
      "N odd and at least 3, ω > 0, 1 ≤ k ≤ n; x_N and c as in `toy explain odd-constant`."
    ],
    limits: [
      "The slide says 'N odd'; at N = 1 f is the constant ω (`toy explain depth-one`).",
      """
      Every eigenvalue t with c < t ≤ c₀ is taken twice: for a small s, and for a large one beyond the \
      turning point; c itself and those above c₀ once. For ω ≤ 1 eigenvalues above c₀ come from the second \
      branch alone, where ω(1+s) > 2 and the iteration diverges.
      """,
      Remark.swapped,
    ],
    sources: [.talkOddSet, .talkProof, .paperUnrolledSet],
    example: { .oddImage() },
    figure: "filters",
    commands: [
      "toy expressivity --depth 3,5,11,101 --omega 0.5",
      "toy expressivity --x omega --depth 3,5 --omega lin:0.1..2.1:11",
      "toy risk --n 10 --k 5 --depth 3 --omega 0.1,0.5,1,learned",
    ],
    declarations: ["UnrolledFilter", "FilterImage", "ExpressivitySet"])
  package let domain =
    "odd N from 3 to 21; every ω > 0 and s in [0, ∞), by q = 1 − ω(1+s) in ℝ"

  /// The coefficients of p″, in ascending order of the powers.
  package var curvature: @Sendable (_ depth: Int) -> [Int] = {
    GeometricSum.coefficients(depth: $0, derivative: 2)
  }
  /// f as the program computes it.
  package var filter: @Sendable (_ depth: Int, _ stepSize: Double) -> any BranchedFilter = {
    UnrolledFilter(depth: $0, stepSize: $1)
  }
  /// The minimum of f as an interval.
  package var least: @Sendable (_ depth: Int, _ stepSize: Interval) -> CertifiedGain = {
    CertifiedOddMinimum(depth: $0).least(stepSize: $1)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 3...21, legal: 3...61) { $0 % 2 == 1 }
    let deep = try scope.integers(.depth, 3...1_000_001) { $0 % 2 == 1 }
    let wide = try scope.range(.omega, 1e-3...3)
    let families = depths.map { ParameterPoint([.depth: Double($0)]) }
    return [
      .proved("p″(q) > 0 for |q| ≤ 1: p is convex", [.s], [-1...1], for: families) {
        sides, family in
        GeometricSum.enclosure(curvature(family.depth), on: sides[0])
      },
      .proved("p″(q) > 0 for |q| ≥ 1, by r = 1/q", [.s], [-1...1], for: families) {
        sides, family in
        GeometricSum.enclosure(curvature(family.depth).reversed(), on: sides[0])
      },
      try .sampled(
        "the program's image is [c, ∞) with c = f at its turning point, its f ≥ c, and f ≥ ω(ω(1+s) − 1) "
          + "where ω(1+s) ≥ 2",
        cases: scope.samples, in: scope, id,
        point: { draws in
          ParameterPoint([
            .depth: Double(
              draws.integer(0...1) == 0
                ? draws.element(deep) : draws.element(Array(deep.prefix(10)))),
            .omega: draws.logarithmic(wide), .s: draws.logarithmic(1e-6...1e6),
          ])
        }, isLegal: { $0.depth >= 3 && $0.depth % 2 == 1 && $0[.omega] > 0 && $0[.s] >= 0 },
        command: { "toy expressivity \($0.options(.depth, .omega))" }, violation: image),
    ]
  }

  private func image(_ point: ParameterPoint) -> String? {
    let filter = filter(point.depth, point[.omega])
    let (stepSize, bound) = (Interval(point[.omega]), filter.image.lowerBound)
    guard filter.image.upperBound.value == .infinity else { return "the image is \(filter.image)" }
    let exact = least(point.depth, stepSize)
    let turning = filter.lastTurningPoint
    // For large N and ω > 2, c₀ may exceed the range of Double.
    guard exact.value.isFinite else { return difference("c", bound.value, from: exact.value) }
    // The iteration itself at the turning point; an error δ of the point changes c only by O(δ²).
    let there = CertifiedFilter.unrolled(
      at: Interval(turning), depth: point.depth, stepSize: stepSize)
    let forced = CertifiedFilter.forcedGain(depth: point.depth, stepSize: stepSize)
    if let wrong = difference("c", bound.value, from: exact.value)
      ?? difference("1 − c", bound.defect, from: exact.defect, scale: 1e-3)
      ?? difference(
        "f at the turning point", there.value.middle, from: exact.value, tolerance: 1e-9)
      ?? difference("c₀", filter.forcedGain.value, from: forced.value)
    {
      return wrong
    }
    if turning == 0 && filter.image.lowerBound != filter.forcedGain {
      return "f turns at 0 and c is not c₀"
    }
    let value = filter.gain(at: point[.s]).value
    if value < bound.value * (1 - 1e-13) { return "f(s) = \(value) < c = \(bound.value)" }
    let y = point[.omega] * (1 + point[.s])
    if y >= 2, value < point[.omega] * (y - 1) * (1 - 1e-9) {
      return "f(s) = \(value) < ω(ω(1+s) − 1)"
    }
    return nil
  }
}
