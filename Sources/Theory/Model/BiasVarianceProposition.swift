// The risk of a linear denoiser is bias plus variance.

package import Evidence
package import LinearAlgebra
package import ToyModel

package struct BiasVarianceProposition: Claim {
  package let id = "bias-variance"
  package let exposition = Exposition(
    title: "The risk of a linear denoiser is bias plus variance",
    statement: [
      """
      For every linear T the risk is the sum of a part due to the signal alone and a part due to the noise \
      alone:
      """,
      .formula(
        """
        E ½‖T(y+ε) − y‖² = ½E‖(T−I)y‖² + ½E‖Tε‖²
                         = ½ tr((T−I) C (T−I)ᵀ) + ½σ²‖T‖_F²,   C = E[yyᵀ]
        """),
      """
      The bias is ½(μ²+θ²)‖(T−I)𝟏‖² for constant signals, ½μ²‖(T−I)𝟏‖² + ½θ²‖T−I‖_F² for \
      independent entries.
      """,
    ],
    assumptions: ["y and ε are independent, E ε = 0, Cov ε = σ²I, and T does not depend on x."],
    limits: [
      """
      Only the mean and covariance of the noise enter, not that it is normal, and only C of the signal. C \
      is the second moment, which contains the mean, not the covariance.
      """,
      "T need not be symmetric here; it always is where it comes from some R.",
      "The mean squared error of a sample is 2/n times the risk.",
    ],
    sources: [.talkLemma, .paperLemma],
    example: { .biasVariance() },
    commands: ["toy risk --n 4 --k 2 --depth 2", "toy risk-ratio --n 10 --y bias -o -"],
    declarations: ["Risk"])
  package let domain =
    "non-normal distributions of y on four points, ε = ±σ in every entry; all T with entries −1, 0, 1 "
    + "for n = 2 (of degree 2 in every entry, so that these suffice), random asymmetric T up to n = 4"

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
      "random matrices and signals", cases: scope.samples / 4, in: scope, id,
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

  /// The mean over all outcomes of y and ε, next to the decomposition.
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
