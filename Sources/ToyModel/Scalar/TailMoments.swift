// What lies beyond a threshold: three numbers that decide everything about soft thresholding.

import Libc

/// The law of |x| beyond a threshold λ: probability, density at λ, and the first two moments of the excess.
///
/// With S = ST_λ(x) these are P = P(|x|>λ), h, M₁ = E|S| and M₂ = E S². They are stored in units of exp(``logScale``), so
/// that ratios are right where the probability itself underflows.
public struct TailMoments: Sendable, Equatable {
  /// P(|x|>λ) in units of exp(``logScale``).
  let scaledProbability: Double
  /// The density h of |x| at λ in these units.
  let scaledDensity: Double
  /// E (|x|−λ)₊ in these units.
  let scaledExcess: Double
  /// E (|x|−λ)₊² in these units.
  let scaledSquare: Double
  /// The logarithm of the unit.
  public let logScale: Double

  private var unit: Double { exp(logScale) }

  /// P = P(|x|>λ), from 0 to 1.
  public var probability: Double { unit * scaledProbability }
  /// h, the density of |x| at λ, which is twice that of x.
  public var density: Double { unit * scaledDensity }
  /// M₁ = E|S| = E (|x|−λ)₊.
  public var firstMoment: Double { unit * scaledExcess }
  /// M₂ = E S² = E (|x|−λ)₊².
  public var secondMoment: Double { unit * scaledSquare }

  /// The hazard r = h/P of |x| at λ.
  public var hazard: Double { scaledDensity / scaledProbability }
  /// The mean excess e = E[|x|−λ given |x|>λ] = M₁/P.
  public var meanExcess: Double { scaledExcess / scaledProbability }
  /// The mean squared excess m₂ = M₂/P.
  public var meanSquare: Double { scaledSquare / scaledProbability }
  /// e·r, which is below 1 where the mean excess falls with λ, and above 1 where it rises: e′ = er − 1.
  public var criterion: Double { meanExcess * hazard }

  /// Creates the moments from numbers in units of exp(logScale).
  init(
    probability: Double, density: Double, excess: Double, square: Double, logScale: Double = 0
  ) {
    (scaledProbability, scaledDensity) = (probability, density)
    (scaledExcess, scaledSquare) = (excess, square)
    self.logScale = logScale
  }

  /// The moments of a sum of laws with weights.
  ///
  /// - Parameter terms: Weights, at least 0, and the moments of each law; not empty.
  init(mixing terms: [(weight: Double, moments: TailMoments)]) {
    let logScale = terms.lazy.filter { $0.weight > 0 }.map(\.moments.logScale).max() ?? 0
    var (sums, square) = (SIMD4<Double>.zero, 0.0)
    for (weight, moments) in terms where weight > 0 {
      let factor = weight * exp(moments.logScale - logScale)
      sums +=
        factor
        * SIMD4(
          moments.scaledProbability, moments.scaledDensity, moments.scaledExcess, 0)
      square += factor * moments.scaledSquare
    }
    self.init(
      probability: sums[0], density: sums[1], excess: sums[2], square: square, logScale: logScale)
  }

  /// The moments for a law N(0, v) of x.
  ///
  /// - Parameters:
  ///   - threshold: λ ≥ 0.
  ///   - variance: v > 0.
  init(gaussianBeyond threshold: Double, variance: Double) {
    let deviation = variance.squareRoot()
    let tail = NormalTail(threshold / deviation)
    self.init(
      probability: 2 * tail.probability, density: 2 * tail.density / deviation,
      excess: 2 * deviation * tail.excess, square: 2 * variance * tail.square,
      logScale: tail.logScale)
  }
}

/// What is known of y once x = y + ε has been observed.
public struct ScalarPosterior: Sendable, Equatable {
  /// The logarithm of the density of x.
  public let logDensity: Double
  /// E[y given x], the best denoiser.
  public let mean: Double
  /// The variance of y given x; its expectation is twice the least risk.
  public let variance: Double
}
