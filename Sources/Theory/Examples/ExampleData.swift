// The data of the examples, and quantities computed from them.

import Studies
import ToyModel

/// Small data with moderate noise, the same on most pages.
enum ExampleData {
  /// The dimension.
  static let n = 10
  /// The number of rows of R.
  static let k = 5
  static let mu = 1.0
  static let theta = 0.5
  static let sigma = 0.9
  /// σ².
  static let noiseVariance = sigma * sigma
  /// μ² + θ².
  static let signalEnergy = mu * mu + theta * theta
  static let constant = DataModel.constant(n: n, mu: mu, theta: theta).spectrum
  static let independent = DataModel.independent(n: n, mu: mu, theta: theta).spectrum
  /// Four eigenvalues for which the risks of odd depths differ.
  static let general = Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1])

  /// The setting in words.
  static let caption = "constant signals, n = 10, μ = 1, θ = 0.5, σ = 0.9"

  /// The optimum of a family, by default for constant signals and k = n/2.
  static func optimum(
    _ family: DenoiserFamily, rows: Int = k, spectrum: Spectrum = constant
  ) -> OptimalRisk {
    OptimalRisk(
      spectrum: spectrum, noiseVariance: noiseVariance, rows: min(rows, spectrum.dimension),
      family: family)
  }

  /// The optimal risk of unrolling.
  static func unrolled(
    _ depth: Int, _ step: StepRule, rows: Int = k, spectrum: Spectrum = constant
  ) -> Double {
    optimum(.unrolled(depth: depth, step: step), rows: rows, spectrum: spectrum).risk.total
  }
}
