// The expressivity of the exact lower level.

package import Certified
package import Evidence
package import Intervals
package import ToyModel

package struct BilevelImageProposition: Claim {
  package let id = "bilevel-image"
  package let exposition = Exposition(
    title: "What bilevel learning can express",
    statement: [
      """
      The denoisers T = (I + RᵀR)⁻¹ are exactly the symmetric matrices with eigenvalues in (0, 1] that \
      have the eigenvalue 1 at least n − k times:
      """,
      .formula("𝒜ₖ = { T = Tᵀ : dim Eig(T, 1) ≥ n − k, 0 ≺ T ≼ I }"),
      """
      since f(s) = 1/(1+s) takes every value of (0, 1] once for s ≥ 0, 1 at s = 0, and never the value \
      0.
      """,
    ],
    assumptions: ["R is any real k × n matrix, 1 ≤ k ≤ n."],
    limits: [
      "The set is not closed: an eigenvalue 0 is approached as s → ∞ and never reached.",
      Remark.swapped,
    ],
    sources: [.talkBilevelSet, .paperBilevelSet],
    example: { .bilevelImage() },
    commands: ["toy expressivity --family bilevel --n 10 --k 5"],
    declarations: ["BilevelFilter", "ExpressivitySet"])
  package let domain = "s = 1/t − 1 for every t in [10⁻⁹, 1]; the limit s → ∞ is t → 0"

  /// f as an interval.
  package var enclosure: @Sendable (Interval) -> CertifiedGain = CertifiedFilter.bilevel
  /// f as the program computes it.
  package var filter: any BranchedFilter = BilevelFilter()

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let gains = 1e-9...1.0
    /// The box is in t, and s is a function of t: no part of [0, ∞) is left out.
    func gain(_ t: Interval) -> CertifiedGain { enclosure(.one / t - 1) }
    return [
      .proved("f > 0", [.s], [gains]) { sides, _ in gain(sides[0]).value - Interval(1e-10) },
      .proved("1 − f ≥ 0", [.s], [0...1e12]) { sides, _ in enclosure(sides[0]).defect },
      try .sampled(
        "f(1/t − 1) = t, and the program's f and 1 − f", cases: scope.samples,
        in: scope, id,
        point: { draws in ParameterPoint([.s: draws.logarithmic(1e-12...1e12)]) },
        isLegal: { $0[.s] >= 0 }
      ) { point in
        let s = Interval(point[.s])
        let (exact, computed) = (Interval.one / (1 + s), filter.gain(at: point[.s]))
        return difference("f", computed.value, from: exact, tolerance: 1e-15)
          ?? difference("1 − f", computed.defect, from: s * exact, tolerance: 1e-15)
          ?? difference("f", enclosure(s).value.middle, from: exact, tolerance: 1e-15)
          ?? difference("1 − f", enclosure(s).defect.middle, from: s * exact, tolerance: 1e-15)
      },
      try .exhaustive("the program's image is (0, 1], forced is 1", [ParameterPoint([.s: 0])]) {
        _ in
        let image = filter.image
        let isRight =
          image.lowerBound == .zero && image.upperBound == .one && !image.includesLowerBound
          && filter.forcedGain == .one && filter.turningPoints.isEmpty
          && !image.contains(.zero) && image.contains(.one)
          && image.contains(Gain(value: 1e-300)) && !image.contains(Gain(value: -1e-300))
          && !image.contains(Gain(value: 1.0.nextUp, defect: -1e-300))
        return isRight ? nil : "it is \(image), forced \(filter.forcedGain.value)"
      },
    ]
  }
}
