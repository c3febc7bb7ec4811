// The law of one number that is observed with noise.

import Libc

/// A law of y, symmetric about 0, observed as x = y + ε with ε ~ N(0, σ²) independent of y.
///
/// Risks carry the factor ½. A law needs the moments of |x| beyond a threshold and the posterior; everything else
/// follows from these.
public protocol ScalarPrior: Sendable {
  /// E y², above 0.
  var energy: Double { get }
  /// Whether the density of y is logarithmically concave, so that the best gain of a soft threshold is below 1.
  var isLogConcave: Bool { get }

  /// The moments of |x| beyond a threshold.
  ///
  /// - Parameters:
  ///   - threshold: λ ≥ 0.
  ///   - noiseVariance: σ² > 0.
  /// - Returns: The moments, to a few units of rounding.
  func tail(beyond threshold: Double, noiseVariance: Double) -> TailMoments

  /// The risk E ½(c·ST_λ(x) − y)².
  ///
  /// - Parameters:
  ///   - threshold: λ ≥ 0.
  ///   - gain: c, any number.
  ///   - noiseVariance: σ² > 0.
  /// - Returns: The risk.
  func risk(threshold: Double, gain: Double, noiseVariance: Double) -> Double

  /// The law of y given x.
  func posterior(at x: Double, noiseVariance: Double) -> ScalarPosterior

  /// The least risk of all denoisers, ½E Var(y given x), which the posterior mean has.
  func bayesRisk(noiseVariance: Double) -> Double

  /// Points, ascending from 0, between which the density of x varies on one scale and beyond which it is negligible.
  func scales(noiseVariance: Double) -> [Double]
}

extension ScalarPrior {
  /// The risk from the moments alone.
  ///
  /// By Stein's lemma 2R(λ, 1) = E min(x², λ²) − σ² + 2σ²P, which is used where E y² > σ², with
  /// E min(x², λ²) = 2 ∫ tP(t) dt over [0, λ]; otherwise 2R = E y² − 2cE[yS] + c²M₂ with E[yS] = M₂ + λM₁ − σ²P.
  ///
  /// - Complexity: Up to about a hundred tails.
  public func risk(threshold: Double, gain: Double, noiseVariance: Double) -> Double {
    let moments = tail(beyond: threshold, noiseVariance: noiseVariance)
    let (p, square) = (moments.probability, moments.secondMoment)
    let advantage = threshold * moments.firstMoment - noiseVariance * p
    guard energy > noiseVariance else {
      return 0.5 * (energy - 2 * gain * advantage - gain * (2 - gain) * square)
    }
    let clipped = DoubleExponential.integral(
      over: [0] + scales(noiseVariance: noiseVariance).filter { 0 < $0 && $0 < threshold }
        + [threshold]
    ) { 2 * $0 * tail(beyond: $0, noiseVariance: noiseVariance).probability }
    return 0.5
      * (clipped + noiseVariance * (2 * p - 1) + (1 - gain) * ((1 - gain) * square + 2 * advantage))
  }

  /// The least risk, by integrating the posterior variance over the law of x.
  public func bayesRisk(noiseVariance: Double) -> Double {
    DoubleExponential.integral(over: scales(noiseVariance: noiseVariance)) { x in
      let posterior = posterior(at: x, noiseVariance: noiseVariance)
      return exp(posterior.logDensity) * posterior.variance
    }
  }

  /// The best linear risk ½E y²·σ²/(E y² + σ²), that of the Wiener gain.
  public func linearRisk(noiseVariance: Double) -> Double {
    0.5 * energy * Gain.wiener(eigenvalue: energy, noiseVariance: noiseVariance).defect
  }
}
