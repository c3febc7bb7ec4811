// The minimum behind the barrier of a deep odd iteration.

package import Evidence
import Libc
package import ToyModel

package struct SharpMinimaProposition: Claim {
  package let id = "sharp-minima"
  package let exposition = Exposition(
    title: "The minimum behind the barrier sharpens with the square of the depth",
    statement: [
      """
      For ω < 2 and ω < 2t* the minimum behind the barrier, f(r²) = t*, k = n = 1, has for odd N → ∞ the \
      curvature
      """,
      .formula("E″ ≈ (γ+σ²) ω(2−ω) (2t*−ω)² N²"),
      """
      while its barrier tends to ½(γ+σ²)(t*−ω/2)², and the interval where E is at most half a barrier \
      above it has the length log(1+√2)/(N√(ω(2−ω))), up to lower-order terms.
      """,
    ],
    assumptions: ["k = n = 1, N odd, ω < 2 and ω < 2t* fixed, σ > 0, γ > 0."],
    limits: [
      "Sharp, but not shallow: the barrier does not grow with N.",
      """
      The talk conjectures it from plots. It follows from the shape of f near q = −1, which is \
      ω(1+e^τ)/2 with τ = N(ω(1+s)−2).
      """,
    ],
    sources: [.talkConjecture, .claims("filter-recursion")],
    example: { .sharpMinima() },
    figure: "curvature-over-depth",
    commands: ["toy landscape --x depth --depth 3..31:2 --omega 0.1,0.5 -o -"],
    declarations: ["CriticalPoint", "Basin"])
  package let domain =
    "odd N from 1001 to 10⁷, t* from 0.3 to 0.99, ω from 0.1 to 1.6 t*: within 100/N, and for the barrier "
    + "100 log N/N"

  /// E″ for large N.
  package var curvature:
    @Sendable (_ signal: Double, _ noise: Double, _ depth: Int, _ stepSize: Double) -> Double = {
      signal, noise, depth, stepSize in
      let slope = (2 * signal / (signal + noise) - stepSize) * Double(depth)
      return (signal + noise) * stepSize * (2 - stepSize) * slope * slope
    }
  /// The barrier for large N.
  package var barrier: @Sendable (_ signal: Double, _ noise: Double, _ stepSize: Double) -> Double =
    {
      let height = $0 / ($0 + $1) - $2 / 2
      return 0.5 * ($0 + $1) * height * height
    }
  /// The length of the interval for large N.
  package var width: @Sendable (_ depth: Int, _ stepSize: Double) -> Double = { depth, stepSize in
    log(1 + 2.0.squareRoot()) / (Double(depth) * (stepSize * (2 - stepSize)).squareRoot())
  }
  /// The landscape at a parameter point.
  package var landscape: @Sendable (_ point: ParameterPoint) -> RiskLandscape = {
    LandscapePoint.landscape($0)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(
      .depth, 1001...10_000_001, legal: 1001...100_000_001
    ) { $0 % 2 == 1 }
    let steps = try scope.range(.omega, 0.1...1.6, legal: 0.1...1.6)
    func isLegal(_ point: ParameterPoint) -> Bool {
      guard point.n == 1, point.depth >= 1001, !point.depth.isMultiple(of: 2) else { return false }
      let target = point.eigenvalues[0] / (point.eigenvalues[0] + point.noiseVariance)
      return target >= 0.3 && target <= 0.99 && steps.contains(point[.omega])
        && point[.omega] <= 1.6 * target
    }
    return [
      try .sampled(
        "the distance from the limit, times N", cases: scope.samples / 4,
        in: scope, id,
        point: { draws in
          while true {
            let point = ParameterPoint(
              [
                .depth: Double(draws.element(depths)), .omega: draws.uniform(steps),
                .sigma: draws.uniform(0.1...1.5),
              ], eigenvalues: [1])
            if isLegal(point) { return point }
          }
        },
        isLegal: isLegal, command: LandscapePoint.command, violation: { violation($0) })
    ]
  }

  private func violation(_ point: ParameterPoint) -> String? {
    guard let last = landscape(point).criticalPoints.last(where: { $0.kind.isMinimum }),
      let basin = last.basin
    else { return "there is no minimum" }
    let count = Double(point.depth)
    let (signal, noise, stepSize) = (point.eigenvalues[0], point.noiseVariance, point[.omega])
    return difference(
      "E″", last.curvature, from: curvature(signal, noise, point.depth, stepSize),
      tolerance: 100 / count)
      ?? difference(
        "the length", basin.halfWidth, from: width(point.depth, stepSize), tolerance: 100 / count)
      ?? difference(
        "the barrier", basin.barrier, from: barrier(signal, noise, stepSize),
        tolerance: 100 * log(count) / count)
  }
}
