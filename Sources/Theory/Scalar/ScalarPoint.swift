// Laws of one number as points of the theory.

package import Evidence
import Libc
package import ToyModel

extension Parameter {
  /// The kind of a law: 1 Laplace, 2 Gaussian, 3 Bernoulli–Gaussian, 4 two sizes and 0.
  package static let law = Parameter("law", isInteger: true, rank: 11)
  /// The probability of y ≠ 0.
  package static let share = Parameter("share", symbol: "π", rank: 12)
  /// λ.
  package static let threshold = Parameter("lambda", symbol: "λ", rank: 13)
  /// c.
  package static let gain = Parameter("gain", symbol: "c", rank: 14)
  /// b/Δ.
  package static let scale = Parameter("scale", symbol: "b/Δ", rank: 15)
}

extension ParameterPoint {
  /// The law of y, with E y² = 1 for the first three kinds.
  package var prior: any ScalarPrior {
    switch Int(self[.law]) {
    case 1: LaplacePrior(scale: 0.5.squareRoot())
    case 2: GaussianPrior(energy: 1)
    case 3: BernoulliGaussianPrior(energy: 1, share: self[.share])
    default: SampledPrior([0, 0, 0, 0, 0.3, 1.5])
    }
  }

  /// Whether a law and a noise level are legal.
  package var isScalar: Bool {
    (1...4).contains(self[.law]) && (0.01...1).contains(self[.share])
      && (0.02...20).contains(self[.sigma])
  }
}

extension Sampler {
  /// A law with a noise level, a threshold of up to 5σ and a gain.
  mutating func scalarPoint(
    _ scope: CheckScope, laws: ClosedRange<Int> = 1...4
  ) throws(EvidenceError) -> ParameterPoint {
    let sigma = logarithmic(try scope.range(.sigma, 0.1...5, legal: 0.02...20))
    return ParameterPoint([
      .law: Double(integer(laws)), .share: logarithmic(0.02...0.9), .sigma: sigma,
      .threshold: sigma * uniform(0...5), .gain: uniform(0.05...2),
    ])
  }
}

/// The risk E ½(f(x)−y)² by the trapezoidal rule over x, from the density of x and the posterior mean alone.
///
/// - Parameters:
///   - prior: The law of y.
///   - noiseVariance: σ².
///   - step: The step in units of σ; for a function with kinks the error is of the order of its square.
///   - function: f on x > 0.
/// - Returns: The risk.
func steppedRisk(
  _ prior: any ScalarPrior, noiseVariance: Double, step: Double = 0.02,
  _ function: (Double) -> Double
) -> Double {
  let width = step * noiseVariance.squareRoot()
  var sum = 0.0
  var index = 0
  while true {
    // In the middle of steps, so that a jump at 0 does no harm.
    let x = (Double(index) + 0.5) * width
    let posterior = prior.posterior(at: x, noiseVariance: noiseVariance)
    let value = function(x)
    sum += exp(posterior.logDensity) * value * (value - 2 * posterior.mean)
    index += 1
    if posterior.logDensity < -60 || index > 200_000 { break }
  }
  return 0.5 * prior.energy + width * sum
}
