// The formulas as they are on the slides, in plain arithmetic and without the library, so that they can
// be held against it.

import Libc

/// A setting of the toy model y = λ𝟏, with E λ = μ and Var λ = θ².
package struct ToyPoint: Sendable, Equatable {
  package var n = 500
  package var k = 250
  package var mu = 1.0
  package var theta = 0.5
  package var sigma = 0.9

  package init(
    n: Int = 500, k: Int = 250, mu: Double = 1, theta: Double = 0.5, sigma: Double = 0.9
  ) {
    (self.n, self.k, self.mu, self.theta, self.sigma) = (n, k, mu, theta, sigma)
  }

  /// n(μ²+θ²), the one eigenvalue of C that is not 0.
  package var energy: Double { Double(n) * (mu * mu + theta * theta) }
  /// σ².
  package var noise: Double { sigma * sigma }
  /// n − k.
  package var forced: Double { Double(n - k) }

  package func with(n: Int? = nil, k: Int? = nil, sigma: Double? = nil) -> ToyPoint {
    ToyPoint(n: n ?? self.n, k: k ?? self.k, mu: mu, theta: theta, sigma: sigma ?? self.sigma)
  }
}

package enum TalkFormulas {
  /// The entries of the best linear denoiser: (μ²+θ²)/(n(μ²+θ²)+σ²).
  package static func linearEntry(_ p: ToyPoint) -> Double {
    (p.mu * p.mu + p.theta * p.theta) / (p.energy + p.noise)
  }

  /// (σ²/2) · n(μ²+θ²)/(n(μ²+θ²)+σ²).
  package static func linear(_ p: ToyPoint) -> Double {
    p.noise / 2 * p.energy / (p.energy + p.noise)
  }

  /// (σ²/2)(n−k) for k < n, the best linear risk for k = n.
  package static func bilevel(_ p: ToyPoint) -> Double {
    p.k < p.n ? p.noise / 2 * p.forced : linear(p)
  }

  /// ½ n(μ²+θ²) mσ²/(n(μ²+θ²) + mσ²) with m = n − k for k < n, the best linear risk for k = n.
  ///
  /// The slide leaves it out as a mess of a formula. All forced directions have one eigenvalue c₀, and
  /// the best of them is the Wiener gain of one direction with energy n(μ²+θ²) and noise mσ².
  package static func even(_ p: ToyPoint) -> Double {
    guard p.k < p.n else { return linear(p) }
    let noise = p.forced * p.noise
    return 0.5 * p.energy * noise / (p.energy + noise)
  }

  /// The best linear risk, for every k ≥ 1.
  package static func odd(_ p: ToyPoint) -> Double { linear(p) }

  /// 1 − (1−ω)ᴺ.
  package static func forcedGain(depth: Int, stepSize: Double) -> Double {
    1 - pow(1 - stepSize, Double(depth))
  }

  /// x in (0, 1) with N x^(N−1) (1+x) = 1 + x^N, by bisection; the minimum of Σ qʲ is at q = −x.
  package static func turningPoint(depth: Int) -> Double {
    let n = Double(depth)
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let x = (low + high) / 2
      if n * pow(x, n - 1) * (1 + x) < 1 + pow(x, n) { low = x } else { high = x }
    }
    return (low + high) / 2
  }

  /// The constant of odd depths from 3 on: ω(1+x^N)/(1+x) for ω ≤ 1 + x, and 1 − (1−ω)ᴺ beyond.
  package static func constant(depth: Int, stepSize: Double) -> Double {
    let x = turningPoint(depth: depth)
    return stepSize <= 1 + x
      ? stepSize * (1 + pow(x, Double(depth))) / (1 + x)
      : forcedGain(depth: depth, stepSize: stepSize)
  }

  /// ω(½ + 1/(N+1)) and ω(½ + (1/N)(1+½ log N)/(2−(log N)/N)).
  package static func bounds(depth: Int, stepSize: Double) -> (lower: Double, upper: Double) {
    let n = Double(depth)
    return (
      stepSize * (0.5 + 1 / (n + 1)),
      stepSize * (0.5 + 1 / n * (1 + log(n) / 2) / (2 - log(n) / n))
    )
  }
}
