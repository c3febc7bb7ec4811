// The parameters of the theory.

package import Evidence
import LinearAlgebra

extension Parameter {
  package static let n = Parameter("n", isInteger: true, rank: 0)
  package static let k = Parameter("k", isInteger: true, rank: 1)
  package static let depth = Parameter("depth", symbol: "N", isInteger: true, rank: 2)
  package static let omega = Parameter("omega", symbol: "ω", rank: 3)
  package static let s = Parameter("s", rank: 4)
  package static let mu = Parameter("mu", symbol: "μ", rank: 5)
  package static let theta = Parameter("theta", symbol: "θ", rank: 6)
  package static let sigma = Parameter("sigma", symbol: "σ", rank: 7)

  package static let frames = Parameter("frames", symbol: "m", isInteger: true, rank: 8)

  /// All parameters of the theory.
  package static let ofTheory: [Parameter] = [n, k, depth, omega, s, mu, theta, sigma, frames]
}

extension ParameterPoint {
  package var n: Int { eigenvalues.isEmpty ? Int(self[.n]) : eigenvalues.count }
  package var k: Int { Int(self[.k]) }
  package var depth: Int { Int(self[.depth]) }
  /// σ², as the command line squares it.
  package var noiseVariance: Double { self[.sigma] * self[.sigma] }
}

extension SeededGenerator: RandomSource {}

extension CheckScope {
  /// The scope with the random generator of this program.
  ///
  /// - Parameter samples: The number of random cases of a cheap check.
  package init(samples: Int = 5000) {
    self.init { seed, stream in SeededGenerator(seed: seed, stream: stream) }
    self.samples = samples
  }
}
