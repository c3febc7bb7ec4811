// The law for which the maximum a posteriori estimate is a soft threshold.

import Libc

/// y with the density exp(−|y|/b)/(2b), so that E y² = 2b².
public struct LaplacePrior: ScalarPrior {
  /// b > 0.
  public let scale: Double
  /// 2b².
  public var energy: Double { 2 * scale * scale }
  /// True.
  public var isLogConcave: Bool { true }

  /// Creates the law.
  ///
  /// - Parameter scale: b > 0.
  public init(scale: Double) { self.scale = scale }

  /// The two parts of the density of x, from y > 0 and from y < 0, in units of one exponential.
  private struct Parts {
    /// σ/b − x/σ and σ/b + x/σ.
    let left, right: Double
    let leftTail, rightTail: NormalTail
    /// The parts in units of exp(logScale).
    let positive, negative: Double
    let logScale: Double

    init(at x: Double, scale: Double, deviation: Double) {
      left = deviation / scale - x / deviation
      right = deviation / scale + x / deviation
      leftTail = NormalTail(left)
      rightTail = NormalTail(right)
      // e^{σ²/2b² ∓ x/b} Q, where Q carries e^{−x²/2σ² − (σ²/2b² ∓ x/b)} if its argument is positive.
      let gaussian = -0.5 * x * (x / (deviation * deviation))
      let isPositive = left > 0
      logScale = isPositive ? gaussian : gaussian + 0.5 * left * left
      positive = leftTail.probability / (2 * scale)
      negative = rightTail.probability / (2 * scale) * exp(gaussian - logScale)
    }
  }

  /// From p − b²p″ = φ: P = P_G + 2b(L−U), M₁ = M₁_G + 2b²p, M₂ = M₂_G + 2b²P with the moments of the noise alone.
  public func tail(beyond threshold: Double, noiseVariance: Double) -> TailMoments {
    let parts = Parts(at: threshold, scale: scale, deviation: noiseVariance.squareRoot())
    let noise = TailMoments(gaussianBeyond: threshold, variance: noiseVariance)
    let factor = exp(noise.logScale - parts.logScale)
    let density = parts.positive + parts.negative
    let probability =
      factor * noise.scaledProbability + 2 * scale * (parts.positive - parts.negative)
    return TailMoments(
      probability: probability, density: 2 * density,
      excess: factor * noise.scaledExcess + energy * density,
      square: factor * noise.scaledSquare + energy * probability, logScale: parts.logScale)
  }

  /// A mixture of two truncated normal laws.
  public func posterior(at x: Double, noiseVariance: Double) -> ScalarPosterior {
    let deviation = noiseVariance.squareRoot()
    let parts = Parts(at: abs(x), scale: scale, deviation: deviation)
    let density = parts.positive + parts.negative
    let (share, rest) = (parts.positive / density, parts.negative / density)
    let (up, down) = (
      deviation * parts.leftTail.meanExcess, -deviation * parts.rightTail.meanExcess
    )
    let mean = share * up + rest * down
    let within =
      share * parts.leftTail.variance(at: parts.left) + rest
      * parts.rightTail.variance(at: parts.right)
    return ScalarPosterior(
      logDensity: parts.logScale + log(density), mean: x < 0 ? -mean : mean,
      variance: noiseVariance * within + share * rest * (up - down) * (up - down))
  }

  /// Multiples of σ, σ²/b and b.
  public func scales(noiseVariance: Double) -> [Double] {
    let deviation = noiseVariance.squareRoot()
    let turn = noiseVariance / scale
    let last = 45 * scale + 10 * deviation
    return
      ([0, 1, 3, 8].map { $0 * deviation } + [turn, turn + 8 * deviation]
      + [1, 4, 15].map { $0 * scale + 3 * deviation }).filter { $0 < last }.sorted() + [last]
  }
}
