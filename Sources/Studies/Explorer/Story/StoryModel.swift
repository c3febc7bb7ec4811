// The data of the story: one model through its scenes.

package import ToyModel

/// Signals and noise, and the numbers of rows of R that are shown.
package struct StoryModel: Sendable {
  /// The kind of the data.
  package var data: DataChoice = .constant
  package var n = 100
  package var mu = 1.0
  package var theta = 0.5
  package var sigma = 0.9

  /// The model of the talk, with n = 100 so that single directions can be seen.
  package init() {}

  /// The numbers k of rows: every twentieth share of n, and the ends more finely.
  package var rows: [Int] {
    let shares = [1, 2, 5] + Array(stride(from: 10, through: 95, by: 5)) + [98, 99, 100]
    let rows = shares.map { max(1, (n * $0 + 50) / 100) }
    return Set(rows + [n - 1].filter { $0 > 0 }).sorted()
  }

  /// The eigenvalues γ of C.
  package var spectrum: Spectrum { data.spectrum(n: n, mu: mu, theta: theta) }

  /// σ².
  package var noiseVariance: Double { sigma * sigma }

  /// The words for μ and σ in a command, where they differ from its defaults.
  package var parameters: String {
    var words = ""
    if case .file = data {} else if mu != 1 { words += " --mu \(ExplorerGrid.text(mu))" }
    return words + (sigma == 0.9 ? "" : " --sigma \(ExplorerGrid.text(sigma))")
  }

  /// A setting of this model.
  package func setting(k: Int, _ family: DenoiserFamily) -> Setting {
    Setting(data: data, n: n, mu: mu, theta: theta, sigma: sigma, k: k, family: family)
  }

  /// The risk of the noisy signal itself, nσ²/2.
  package var noisyRisk: Double { 0.5 * Double(n) * noiseVariance }
}
