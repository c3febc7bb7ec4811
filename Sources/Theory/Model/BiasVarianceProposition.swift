// The risk of a linear denoiser is bias plus variance.

package import Evidence
import Intervals
package import LinearAlgebra
import Reference
package import ToyModel

package struct BiasVarianceProposition: Claim {
  package static let id = "bias-variance"
  package static let statement =
    "For independent y and ε with E ε = 0 and E εεᵀ = σ²I, and every linear T: "
    + "E ½‖T(y+ε) − y‖² = ½ tr((T−I)C(T−I)ᵀ) + ½σ²‖T‖², C = E yyᵀ; the first term is "
    + "E ½‖(T−I)y‖², the second E ½‖Tε‖²."
  package static let source = "paper arXiv 2209.12651, lemma on bias and variance; talk"
  package static let domain =
    "laws of y on four points, not normal, ε = ±σ in every entry; all T with entries −1, 0, 1 for n = 2 "
    + "(of degree 2 in every entry, so that these decide), random T that are not symmetric up to n = 4"

  /// The decomposition.
  package var risk:
    @Sendable (_ denoiser: Matrix, _ secondMoment: Matrix, _ noise: Double) -> Risk = {
      Risk(denoiser: $0, secondMoment: $1, noiseVariance: $2)
    }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let sizes = try scope.integers(.n, 1...4)
    let sigmas = try scope.range(.sigma, 0.1...10, legal: 0...1e6)
    let all = try Check.enumerated(
      "every 2 × 2 matrix with entries −1, 0, 1", count: 81 * 3,
      point: { ParameterPoint([.n: 2, .sigma: Double($0 % 3)]) },
      violation: { index in
        var digits = index / 3
        let elements = (0..<4).map { _ in
          defer { digits /= 3 }
          return Double(digits % 3 - 1)
        }
        let signals = [[3.0, -1], [0, 2], [-1, 1], [5, 4]]
        return violation(
          Matrix(rows: 2, columns: 2, elements: elements), signals, sigma: Double(index % 3))
      })
    let random = try Check.sampled(
      "random matrices and signals", cases: scope.samples / 4, scope.sampler(for: Self.id),
      seed: scope.seed,
      point: { draws in
        ParameterPoint([.n: Double(draws.element(sizes)), .sigma: draws.logarithmic(sigmas)])
      },
      isLegal: { sizes.contains($0.n) && sigmas.contains($0[.sigma]) },
      violation: { point in
        var draws = point.sampler()
        let denoiser = draws.matrix(point.n, point.n)
        let signals = (0..<4).map { _ in
          (0..<point.n).map { _ in Double(draws.integer(-5...9)) }
        }
        return violation(denoiser, signals, sigma: point[.sigma])
      })
    return [all, random]
  }

  /// The mean over all outcomes of y and ε beside the decomposition.
  private func violation(_ denoiser: Matrix, _ signals: [[Double]], sigma: Double) -> String? {
    let n = denoiser.rows
    func image(_ x: [Double]) -> [Double] {
      (0..<n).map { row in (0..<n).reduce(0) { $0 + denoiser[row, $1] * x[$1] } }
    }
    func halfSquare(_ x: [Double]) -> Double { 0.5 * x.reduce(0) { $0 + $1 * $1 } }
    let noises = (0..<1 << n).map { bits in
      (0..<n).map { bits >> $0 & 1 == 1 ? sigma : -sigma }
    }
    var (loss, bias, variance) = (0.0, 0.0, 0.0)
    for y in signals {
      bias += halfSquare(zip(image(y), y).map { $0 - $1 }) / Double(signals.count)
      for noise in noises {
        let estimate = image(zip(y, noise).map { $0 + $1 })
        loss +=
          halfSquare(zip(estimate, y).map { $0 - $1 }) / Double(signals.count * noises.count)
      }
    }
    for noise in noises { variance += halfSquare(image(noise)) / Double(noises.count) }
    var moment = Matrix(repeating: 0, rows: n, columns: n)
    for y in signals {
      for column in 0..<n {
        for row in 0..<n { moment[row, column] += y[row] * y[column] / Double(signals.count) }
      }
    }
    let risk = risk(denoiser, moment, sigma * sigma)
    let size = loss + moment.trace
    return difference("the bias", risk.bias, from: bias, tolerance: 1e-13, scale: size)
      ?? difference("the variance", risk.variance, from: variance, tolerance: 1e-13, scale: 0)
      ?? difference("bias plus variance", risk.total, from: loss, tolerance: 1e-13, scale: size)
  }
}

package struct CommutingRiskProposition: Claim {
  package static let id = "commuting-risk"
  package static let statement =
    "For T that shares the eigenvectors of C the risk is the sum of ½(γ(1−t)² + σ²t²) over the "
    + "directions."
  package static let source = "follows from the lemma on bias and variance"
  package static let domain =
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
        "the sum in interval arithmetic", cases: scope.samples, scope.sampler(for: Self.id),
        seed: scope.seed, point: domain.place, isLegal: domain.contains,
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
        scope.sampler(for: Self.id, 1), seed: scope.seed, point: domain.place,
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
