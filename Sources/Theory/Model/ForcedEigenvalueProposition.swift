// The eigenvalue that R cannot change, f(0).

import Certified
package import Evidence
import Intervals
package import LinearAlgebra
import Reference
package import ToyModel

package struct ForcedEigenvalueProposition: Claim {
  package let id = "forced-eigenvalue"
  package let exposition = Exposition(
    title: "n − k eigenvalues of T are forced",
    statement: [
      """
      R has k rows, so RᵀR has the eigenvalue 0 at least n − k times and T the forced eigenvalue f(0): 1 \
      for bilevel learning, c₀ = 1 − (1−ω)ᴺ for unrolling. The only other restriction on T is that its \
      eigenvalues are in the image of f.
      """
    ],
    assumptions: ["R is any real k × n matrix, 1 ≤ k ≤ n; ω > 0, N ≥ 1."],
    limits: [
      "f(0) is forced at least n − k times: R of lower rank forces it more often.",
      "For k = n nothing is forced, and f(0) is one eigenvalue among others.",
    ],
    sources: [.talkProof, .paperUnrolledSet],
    example: { () throws(EvidenceError) in try .forcedEigenvalue() },
    figure: "reachable-eigenvalues",
    commands: ["toy expressivity --depth 2,3,10,11 --omega 0.5"],
    declarations: ["SpectralFilter"])
  package let domain =
    "T by the steps, or the inverse, as matrices: n up to 6, all k, N up to 12; c₀ for N up to 2⁵³, ω "
    + "from 10⁻³⁰⁰ to 10"

  /// T for a given R.
  package var map:
    @Sendable (_ filter: any BranchedFilter, _ regularizer: Matrix)
      throws(FactorizationError) -> Matrix = {
        (filter, regularizer) throws(FactorizationError) in try filter.map(regularizer: regularizer)
      }
  /// c₀ and 1 − c₀.
  package var forced: @Sendable (_ depth: Int, _ stepSize: Double) -> Gain = {
    UnrolledFilter(depth: $0, stepSize: $1).forcedGain
  }
  /// f(0) of the exact minimiser.
  package var bilevelForced: @Sendable () -> Gain = { BilevelFilter().forcedGain }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let sizes = try scope.integers(.n, 1...6, legal: 1...30)
    let depths = try scope.integers(.depth, 1...12, legal: 1...60)
    let steps = try scope.range(.omega, 0.05...1.9, legal: 1e-6...3)
    let wide = try scope.range(.omega, 1e-300...10, legal: 1e-300...1e6)
    return [
      try .sampled(
        "the steps as matrices", cases: scope.samples / 8, in: scope, id,
        point: { draws in
          var point = ParameterPoint([
            .n: Double(draws.element(sizes)), .depth: Double(draws.element(depths)),
            .omega: draws.uniform(steps),
          ])
          point[.k] = Double(draws.integer(1...point.n))
          // N = 0 stands for the exact minimiser.
          if draws.integer(0...5) == 0 { point[.depth] = 0 }
          return point
        },
        isLegal: {
          sizes.contains($0.n) && (1...$0.n).contains($0.k)
            && ($0.depth == 0 || depths.contains($0.depth)) && steps.contains($0[.omega])
        },
        violation: { (point) throws(EvidenceError) in try violation(point) }),
      try .sampled(
        "c₀ in interval arithmetic", cases: scope.samples, in: scope, id, 1,
        point: { draws in
          let depth = draws.logarithmic(1...0x1p53).rounded()
          let stepSize: Double =
            switch draws.integer(0...3) {
            case 0: draws.logarithmic(wide)
            case 1: draws.uniform(0.1...3) / depth
            case 2: 2 + draws.uniform(-3...3) / depth
            default: draws.uniform(0.01...3)
            }
          return ParameterPoint([
            .depth: depth, .omega: min(max(stepSize, wide.lowerBound), wide.upperBound),
          ])
        },
        isLegal: { $0[.depth] <= 0x1p53 && wide.contains($0[.omega]) },
        command: { "toy expressivity \($0.options(.depth, .omega))" },
        violation: { point in
          let mine = forced(point.depth, point[.omega])
          let enclosure = CertifiedFilter.forcedGain(
            depth: point.depth, stepSize: Interval(point[.omega]))
          return difference("c₀", mine.value, from: enclosure.value)
            ?? difference("1 − c₀", mine.defect, from: enclosure.defect)
        }),
      try .enumerated("1 for the exact minimiser", count: 1) { _ in
        bilevelForced() == .one ? nil : "it is \(bilevelForced().value)"
      },
    ]
  }

  private func violation(_ point: ParameterPoint) throws(EvidenceError) -> String? {
    var draws = point.sampler()
    let (n, k) = (point.n, point.k)
    let regularizer = draws.matrix(k, n, scale: draws.uniform(0.1...1) / Double(n).squareRoot())
    let dense =
      point.depth == 0
      ? try factorized(DenseDenoiser.exact(regularizer))
      : DenseDenoiser.unrolled(regularizer, depth: point.depth, stepSize: point[.omega])
    let mapped = try factorized(map(point.filter, regularizer))
    let size = max(1, dense.largestEntry)
    if let finding = difference("f(RᵀR)", mapped, from: dense, tolerance: 1e-11, scale: size) {
      return finding
    }
    // The k eigenvalues of RRᵀ, and 0 for the other directions.
    let penalties = try factorized(DenseDenoiser.eigenvalues(regularizer.transposed.gram()))
    func filtered(_ s: Double) -> Double {
      point.depth == 0
        ? 1 / (1 + s) : PlainFilter(depth: point.depth, stepSize: point[.omega]).value(at: s)
    }
    let forced =
      point.depth == 0 ? bilevelForced().value : self.forced(point.depth, point[.omega]).value
    let predicted =
      penalties.map { filtered(max($0, 0)) } + Array(repeating: forced, count: n - k)
    let found = try factorized(DenseDenoiser.eigenvalues(dense))
    for (value, expected) in zip(found, predicted.sorted())
    where !(abs(value - expected) <= 1e-10 * size) {
      return "an eigenvalue of T is \(value), not \(expected)"
    }
    return nil
  }
}
