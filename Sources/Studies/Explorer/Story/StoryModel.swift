// The data of the story: one model through its scenes.

package import ToyModel

/// Signals and noise, and the numbers of rows of R that are shown.
package struct StoryModel: Sendable {
  /// The data.
  package var data = DataModel.constant(n: 100, mu: 1, theta: 0.5)
  package var sigma = 0.9

  /// The model of the talk, with n = 100 so that single directions can be seen.
  package init() {}

  /// The dimension n.
  package var n: Int { data.n }
  /// The mean μ.
  package var mu: Double { data.mu }
  /// The standard deviation θ.
  package var theta: Double { data.theta }

  /// The numbers k of rows: every twentieth share of n, and the ends more finely.
  package var rows: [Int] {
    let shares = [1, 2, 5] + Array(stride(from: 10, through: 95, by: 5)) + [98, 99, 100]
    let rows = shares.map { max(1, (n * $0 + 50) / 100) }
    return Set(rows + [n - 1].filter { $0 > 0 }).sorted()
  }

  /// The eigenvalues γ of C.
  package var spectrum: Spectrum { data.spectrum }

  /// σ².
  package var noiseVariance: Double { sigma * sigma }

  /// The words for μ and σ in a command, where they differ from its defaults.
  package var parameters: String {
    let mean = data.hasParameters && mu != 1 ? " --mu \(ExplorerGrid.text(mu))" : ""
    return mean + (sigma == 0.9 ? "" : " --sigma \(ExplorerGrid.text(sigma))")
  }

  /// A setting of this model.
  package func setting(k: Int, _ family: DenoiserFamily) -> Setting {
    Setting(data: data.family, n: n, mu: mu, theta: theta, sigma: sigma, k: k, family: family)
  }

  /// The risk of the noisy signal itself, nσ²/2.
  package var noisyRisk: Double { 0.5 * Double(n) * noiseVariance }
}
