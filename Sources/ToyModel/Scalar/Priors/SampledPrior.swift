// The law of given numbers, each with either sign.

import Libc

/// y = ±yᵢ, every number and every sign with the same probability.
///
/// All risks are those of this law, which knows the samples: for a σ far below their distances the least risk is
/// smaller than that of the law they were drawn from.
public struct SampledPrior: ScalarPrior {
  /// |yᵢ| without repetitions, ascending.
  public let positions: [Double]
  /// The fractions of the samples at these positions.
  public let weights: [Double]
  /// The mean of yᵢ².
  public let energy: Double
  /// False: a law of finitely many points has no density.
  public var isLogConcave: Bool { false }

  /// Creates the law.
  ///
  /// - Parameter samples: Finite numbers, of which at least one is not 0.
  /// - Precondition: Some sample is not 0.
  public init(_ samples: [Double]) {
    precondition(samples.contains { $0 != 0 }, "samples that are all 0")
    var (positions, weights): ([Double], [Double]) = ([], [])
    var energy = CompensatedSum()
    for value in samples.lazy.map(abs).sorted() {
      energy += value * value / Double(samples.count)
      if positions.last == value {
        weights[weights.count - 1] += 1
      } else {
        positions.append(value)
        weights.append(1)
      }
    }
    self.positions = positions
    self.weights = weights.map { $0 / Double(samples.count) }
    self.energy = energy.value
  }

  /// The sum over all samples; O(n).
  public func tail(beyond threshold: Double, noiseVariance: Double) -> TailMoments {
    let deviation = noiseVariance.squareRoot()
    let atoms = positions.map {
      AtomMoments($0, threshold: threshold, deviation: deviation).tail
    }
    return TailMoments(mixing: Array(zip(weights, atoms)))
  }

  /// The sum over all samples; O(n).
  public func risk(threshold: Double, gain: Double, noiseVariance: Double) -> Double {
    let deviation = noiseVariance.squareRoot()
    var sum = CompensatedSum()
    for (position, weight) in zip(positions, weights) {
      sum +=
        weight
        * AtomMoments(position, threshold: threshold, deviation: deviation).risk(gain: gain)
    }
    return sum.value
  }

  /// The sum over the samples that matter; O(n).
  public func posterior(at x: Double, noiseVariance: Double) -> ScalarPosterior {
    let x0 = abs(x)
    // The exponents relative to the nearest sample; those below −40 are negligible.
    let nearest = positions.lazy.map { abs(x0 - $0) }.min() ?? 0
    var (sum, first) = (0.0, 0.0)
    var terms: [(value: Double, weight: Double)] = []
    for (position, weight) in zip(positions, weights) {
      for value in position == 0 ? [0] : [position, -position] {
        let distance = abs(x0 - value)
        let exponent = -0.5 * (distance - nearest) * (distance + nearest) / noiseVariance
        guard exponent > -45 else { continue }
        let term = (position == 0 ? weight : 0.5 * weight) * exp(exponent)
        terms.append((value, term))
        sum += term
        first += term * value
      }
    }
    let mean = first / sum
    let variance = terms.reduce(0) { total, term in
      total + term.weight * (term.value - mean) * (term.value - mean)
    }
    return ScalarPosterior(
      logDensity: log(sum) + logNormalDensity(nearest, variance: noiseVariance),
      mean: x < 0 ? -mean : mean, variance: variance / sum)
  }

  /// The trapezoidal rule with steps of σ/10, which converges exponentially for a sum of Gaussian curves.
  public func bayesRisk(noiseVariance: Double) -> Double {
    let step = 0.1 * noiseVariance.squareRoot()
    let last = Int(((positions.last ?? 0) / step).rounded(.up)) + 90
    var sum = CompensatedSum()
    for index in 0...last {
      let posterior = posterior(at: Double(index) * step, noiseVariance: noiseVariance)
      sum += (index == 0 ? 0.5 : 1) * exp(posterior.logDensity) * posterior.variance
    }
    return step * sum.value
  }

  /// Steps of at least 2σ up to the largest sample.
  public func scales(noiseVariance: Double) -> [Double] {
    let deviation = noiseVariance.squareRoot()
    let last = (positions.last ?? 0) + 10 * deviation
    let count = min(200, max(4, Int(last / (2 * deviation))))
    return (0...count).map { last * Double($0) / Double(count) }
  }
}
