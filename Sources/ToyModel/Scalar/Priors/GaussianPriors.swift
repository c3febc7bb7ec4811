// Laws with elementary moments: Gaussian, and Gaussian with probability π else 0.

import Libc

/// y ~ N(0, γ).
public struct GaussianPrior: ScalarPrior {
  /// γ > 0.
  public let energy: Double
  /// True.
  public var isLogConcave: Bool { true }

  /// Creates the law.
  ///
  /// - Parameter energy: γ > 0.
  public init(energy: Double) { self.energy = energy }

  /// x ~ N(0, γ+σ²).
  public func tail(beyond threshold: Double, noiseVariance: Double) -> TailMoments {
    TailMoments(gaussianBeyond: threshold, variance: energy + noiseVariance)
  }

  /// The risk as the Bayes risk plus the mean squared distance from the posterior mean, all terms of one sign.
  ///
  /// With w = γ/(γ+σ²), 2R = wσ² + w²E[x²; |x|<λ] + E[((c−w)(|x|−λ) − wλ)²; |x|>λ].
  public func risk(threshold: Double, gain: Double, noiseVariance: Double) -> Double {
    let wiener = Gain.wiener(eigenvalue: energy, noiseVariance: noiseVariance)
    let w = wiener.value
    let moments = tail(beyond: threshold, noiseVariance: noiseVariance)
    let inside = centralSecondMoment(threshold, variance: energy + noiseVariance)
    let extra = (gain - 1) + wiener.defect
    let lost = w * threshold
    let beyond =
      extra * extra * moments.meanSquare - 2 * extra * lost * moments.meanExcess + lost * lost
    return 0.5 * (w * noiseVariance + w * w * inside + moments.probability * beyond)
  }

  /// N(wx, wσ²) with w = γ/(γ+σ²).
  public func posterior(at x: Double, noiseVariance: Double) -> ScalarPosterior {
    let w = Gain.wiener(eigenvalue: energy, noiseVariance: noiseVariance).value
    return ScalarPosterior(
      logDensity: logNormalDensity(x, variance: energy + noiseVariance), mean: w * x,
      variance: w * noiseVariance)
  }

  /// The best linear risk.
  public func bayesRisk(noiseVariance: Double) -> Double {
    linearRisk(noiseVariance: noiseVariance)
  }

  /// Multiples of the standard deviation of x.
  public func scales(noiseVariance: Double) -> [Double] {
    let deviation = (energy + noiseVariance).squareRoot()
    return [0, 3, 10, 40].map { $0 * deviation }
  }
}

/// y = 0 with probability 1 − π, else y ~ N(0, γ/π), so that E y² = γ.
public struct BernoulliGaussianPrior: ScalarPrior {
  /// γ > 0.
  public let energy: Double
  /// π, above 0 and at most 1.
  public let share: Double
  /// Whether π = 1: otherwise there is an atom at 0.
  public var isLogConcave: Bool { share == 1 }

  /// Creates the law.
  ///
  /// - Parameters:
  ///   - energy: γ > 0.
  ///   - share: π, above 0 and at most 1.
  public init(energy: Double, share: Double) {
    precondition(share > 0 && share <= 1, "a share of \(share), not in (0, 1]")
    (self.energy, self.share) = (energy, share)
  }

  private var large: GaussianPrior { GaussianPrior(energy: energy / share) }

  /// The mixture of N(0, σ²) and N(0, γ/π+σ²).
  public func tail(beyond threshold: Double, noiseVariance: Double) -> TailMoments {
    TailMoments(mixing: [
      (1 - share, TailMoments(gaussianBeyond: threshold, variance: noiseVariance)),
      (share, large.tail(beyond: threshold, noiseVariance: noiseVariance)),
    ])
  }

  /// (1−π)·½c²E ST_λ(ε)² plus π times the risk for N(0, γ/π).
  public func risk(threshold: Double, gain: Double, noiseVariance: Double) -> Double {
    let noise = TailMoments(gaussianBeyond: threshold, variance: noiseVariance).secondMoment
    return (1 - share) * 0.5 * gain * gain * noise + share
      * large.risk(threshold: threshold, gain: gain, noiseVariance: noiseVariance)
  }

  /// A mixture of 0 and N(wx, wσ²).
  public func posterior(at x: Double, noiseVariance: Double) -> ScalarPosterior {
    let nonzero = large.posterior(at: x, noiseVariance: noiseVariance)
    let first = log(share) + nonzero.logDensity
    let second = log1p(-share) + logNormalDensity(x, variance: noiseVariance)
    let top = max(first, second)
    let sum = exp(first - top) + exp(second - top)
    let (weight, rest) = (exp(first - top) / sum, exp(second - top) / sum)
    return ScalarPosterior(
      logDensity: top + log(sum), mean: weight * nonzero.mean,
      variance: weight * (nonzero.variance + rest * nonzero.mean * nonzero.mean))
  }

  /// Multiples of σ, then of the standard deviation of the larger part.
  public func scales(noiseVariance: Double) -> [Double] {
    let (noise, signal) = (
      noiseVariance.squareRoot(), (energy / share + noiseVariance).squareRoot()
    )
    return ([0, 1.5, 3, 6, 12].map { $0 * noise } + [0.5, 3, 10, 40].map { $0 * signal }).sorted()
  }
}

/// log of the density of N(0, v) at x.
func logNormalDensity(_ x: Double, variance: Double) -> Double {
  -0.5 * x * (x / variance) - 0.5 * log(2 * Double.pi * variance)
}

/// E[x²; |x| < λ] for x ~ N(0, v): v(erf(t/√2) − 2tφ(t)), t = λ/√v, by its series where these agree.
private func centralSecondMoment(_ threshold: Double, variance: Double) -> Double {
  let t = threshold / variance.squareRoot()
  guard t < 1 else {
    return variance
      * (erf(t * 0.5.squareRoot()) - 2 * t * NormalTail.peak * exp(-0.5 * t * t))
  }
  // 2φ(0) Σ (−1)ᵏ t²ᵏ⁺³/(2ᵏ k! (2k+3)).
  var (power, sum, k) = (t * t * t, 0.0, 0.0)
  while power != 0, abs(power) > 0x1p-60 * sum {
    sum += power / (2 * k + 3)
    k += 1
    power *= -0.5 * t * t / k
  }
  return variance * 2 * NormalTail.peak * sum
}
