// The risk as a sum over directions.

package import Evidence
import Intervals
package import LinearAlgebra
import Reference
package import ToyModel

package struct CommutingRiskProposition: Claim {
  package let id = "commuting-risk"
  package let exposition = Exposition(
    title: "The risk of a T that commutes with C is a sum over directions",
    statement: [
      "If T shares the eigenvectors of C, with eigenvalues γᵢ of C and tᵢ of T,",
      .formula("E(T) = Σᵢ gᵢ(tᵢ),   gᵢ(t) = ½(γᵢ(1−t)² + σ²t²)"),
    ],
    assumptions: [
      "T is symmetric and commutes with C; signal and noise are as in `toy explain bias-variance`."
    ],
    limits: [
      """
      The risk of a T that does not commute with C depends on its eigenvectors too. Where a set of \
      denoisers restricts eigenvalues alone, as all sets here do, its best T commutes with C.
      """
    ],
    sources: [.claims("bias-variance"), .proofRegret],
    example: { .directions() },
    commands: ["toy risk --n 10 --k 5 --depth 2 --spectrum"],
    declarations: ["Risk", "DenoiserEigenvalue"])
  package let domain =
    "random γ from 0 to 100, t in [−2, 3] and near 0 and 1, σ from 10⁻⁶ to 10⁶, n up to 6, random "
    + "eigenvectors"

  /// The sum over the directions.
  package var risk: @Sendable (_ eigenvalues: [DenoiserEigenvalue], _ noise: Double) -> Risk = {
    Risk(eigenvalues: $0, noiseVariance: $1)
  }
  /// The risk of a matrix.
  package var matrixRisk:
    @Sendable (_ denoiser: Matrix, _ secondMoment: Matrix, _ noise: Double) -> Risk =
      { Risk(denoiser: $0, secondMoment: $1, noiseVariance: $2) }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let domain = SpectrumDomain(
      sizes: try scope.integers(.n, 1...6, legal: 1...50),
      sigmas: try scope.range(.sigma, 1e-6...1e6, legal: 0...1e100))
    return [
      try .sampled(
        "the sum in interval arithmetic", cases: scope.samples, in: scope, id,
        point: domain.point, isLegal: domain.contains,
        violation: { point in
          let lines = Self.lines(point)
          let sums = lines.map { line in
            let count = Interval(line.multiplicity)
            return (
              bias: 0.5 * (count * Interval(line.dataEigenvalue))
                * Interval(line.gain.defect).squared,
              variance: 0.5 * (count * Interval(point.noiseVariance))
                * Interval(line.gain.value).squared
            )
          }
          let risk = risk(lines, point.noiseVariance)
          let (bias, variance) = sums.reduce((Interval.zero, Interval.zero)) {
            ($0.0 + $1.bias, $0.1 + $1.variance)
          }
          return difference("the bias", risk.bias, from: bias, tolerance: 1e-14)
            ?? difference("the variance", risk.variance, from: variance, tolerance: 1e-14)
            ?? difference("the risk", risk.total, from: bias + variance, tolerance: 1e-14)
        }),
      try .sampled(
        "the risk of the matrix V diag(t) Vᵀ", cases: scope.samples / 10,
        in: scope, id, 1, point: domain.point,
        isLegal: domain.contains,
        violation: { (point) throws(EvidenceError) in
          let lines = Self.lines(point)
          func repeated(_ number: (DenoiserEigenvalue) -> Double) -> [Double] {
            lines.flatMap { Array(repeating: number($0), count: $0.multiplicity) }
          }
          var draws = point.sampler(1)
          let gains = repeated(\.gain.value)
          let basis = try draws.basis(gains.count)
          let dense = matrixRisk(
            DenseDenoiser.symmetric(gains, basis),
            DenseDenoiser.symmetric(repeated(\.dataEigenvalue), basis), point.noiseVariance)
          let risk = risk(lines, point.noiseVariance)
          // 1 − t of the matrix has lost the digits that the gain keeps.
          let energy = lines.reduce(0) { $0 + Double($1.multiplicity) * $1.dataEigenvalue }
          return difference(
            "the bias", risk.bias, from: dense.bias, tolerance: 1e-12, scale: energy)
            ?? difference("the variance", risk.variance, from: dense.variance, tolerance: 1e-12)
        }),
    ]
  }

  /// Eigenvalues of T for the eigenvalues of C of a point.
  private static func lines(_ point: ParameterPoint) -> [DenoiserEigenvalue] {
    var draws = point.sampler()
    return point.eigenvalues.map { eigenvalue in
      let small = draws.logarithmic(1e-12...0.1)
      let gain: Gain =
        switch draws.integer(0...3) {
        case 0: Gain(value: small)
        case 1: Gain(value: 1 - small, defect: small)
        default: Gain(value: draws.uniform(-2...3))
        }
      return DenoiserEigenvalue(
        dataEigenvalue: eigenvalue, gain: gain, multiplicity: draws.integer(1...3),
        isForced: false)
    }
  }
}
