// The denoiser of a single step.

package import Certified
package import Evidence
package import Intervals
import Libc
package import ToyModel

package struct DepthOneProposition: Claim {
  package let id = "depth-one"
  package let exposition = Exposition(
    title: "N = 1: R has no influence",
    statement: [
      "One step from z = 0 ends at z = ωx: T = ωI, and R has no influence. The image of f is {ω}."
    ],
    assumptions: ["ω > 0."],
    limits: [
      """
      The expressivity theorem on the slide is stated for odd N, but its set [c, ∞) of eigenvalues is \
      that of N ≥ 3: at N = 1 the only eigenvalue is ω.
      """
    ],
    sources: [.talkSteps],
    example: { .depthOne() },
    commands: ["toy risk --n 10 --k 1,5,10 --depth 1", "toy expressivity --depth 1 --omega 0.5"],
    declarations: ["UnrolledFilter"])
  package let domain =
    "every s in [0, 10⁶] at 40 step sizes from 10⁻³ to 10; k = 1…n for n up to 6"

  /// f as an interval.
  package var enclosure: @Sendable (_ s: Interval, _ stepSize: Interval) -> CertifiedGain = {
    CertifiedFilter.unrolled(at: $0, depth: 1, stepSize: $1)
  }
  /// f as the program computes it.
  package var filter: @Sendable (_ stepSize: Double) -> any BranchedFilter = {
    UnrolledFilter(depth: 1, stepSize: $0)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let range = try scope.range(.omega, 1e-3...10, legal: 1e-9...1e9)
    let wide = try scope.range(.omega, 1e-3...3, legal: 1e-9...1e9)
    let ratio = range.upperBound / range.lowerBound
    let steps = (0..<40).map {
      min(range.lowerBound * pow(ratio, Double($0) / 39), range.upperBound)
    }
    return [
      .proved(
        "f(s) − ω is 0 to 10⁻²⁵ for every s, at each of \(steps.count) step sizes", [.s], [0...1e6],
        for: steps.map { ParameterPoint([.omega: $0]) }
      ) { sides, family in
        let deviation = enclosure(sides[0], Interval(family[.omega])).value - family[.omega]
        return Interval(1e-25) - deviation.magnitude
      },
      try .sampled(
        "the program's f is ω, its image {ω}, and the best risk the same for every k",
        cases: scope.samples / 10, in: scope, id,
        point: { draws in
          ParameterPoint(
            [
              .omega: draws.logarithmic(wide), .s: draws.logarithmic(1e-6...1e6),
              .sigma: draws.logarithmic(1e-2...10), .k: 1,
            ], eigenvalues: draws.eigenvalues(draws.integer(1...6)))
        }, isLegal: { $0[.omega] > 0 && $0[.s] >= 0 && $0.k >= 1 && $0.k <= $0.n },
        command: {
          $0.command("toy risk --data spectrum.csv --depth 1 \($0.options(.omega, .sigma))")
        }
      ) { point in
        let (omega, filter) = (point[.omega], filter(point[.omega]))
        for value in [
          filter.gain(at: point[.s]).value, filter.image.lowerBound.value,
          filter.image.upperBound.value, filter.forcedGain.value,
        ] {
          if let wrong = difference("f", value, from: omega, tolerance: 1e-15) { return wrong }
        }
        let exact = point.eigenvalues.reduce(Interval.zero) { sum, eigenvalue in
          sum + 0.5 * Interval(eigenvalue) * (1 - Interval(omega)).squared
            + 0.5 * Interval(point.noiseVariance) * Interval(omega).squared
        }
        for k in 1...point.n {
          let risk = OptimalRisk(
            spectrum: Spectrum(eigenvalues: point.eigenvalues),
            noiseVariance: point.noiseVariance, rows: k, family: PreparedFamily(filter: filter)
          ).risk.total
          if let wrong = difference("the risk for k = \(k)", risk, from: exact) { return wrong }
        }
        return nil
      },
    ]
  }
}
