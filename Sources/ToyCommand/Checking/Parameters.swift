// The parameters of the theory.

import Evidence
import LinearAlgebra

extension Parameter {
  static let n = Parameter("n", isInteger: true, rank: 0)
  static let k = Parameter("k", isInteger: true, rank: 1)
  static let depth = Parameter("depth", symbol: "N", isInteger: true, rank: 2)
  static let omega = Parameter("omega", symbol: "ω", rank: 3)
  static let s = Parameter("s", rank: 4)
  static let mu = Parameter("mu", symbol: "μ", rank: 5)
  static let theta = Parameter("theta", symbol: "θ", rank: 6)
  static let sigma = Parameter("sigma", symbol: "σ", rank: 7)

  /// All parameters of the theory.
  static let ofTheory: [Parameter] = [n, k, depth, omega, s, mu, theta, sigma]
}

extension ParameterPoint {
  var n: Int { eigenvalues.isEmpty ? Int(self[.n]) : eigenvalues.count }
  var k: Int { Int(self[.k]) }
  var depth: Int { Int(self[.depth]) }
  /// σ², as the command line squares it.
  var noiseVariance: Double { self[.sigma] * self[.sigma] }
}

extension CheckScope {
  /// The scope with the random numbers of this program.
  ///
  /// - Parameter samples: The random cases of one check that costs little.
  init(samples: Int = 5000) {
    self.init { seed, stream in SeededGenerator(seed: seed, stream: stream) }
    self.samples = samples
  }
}
