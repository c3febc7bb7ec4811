// What are three untied layers worth exactly?

package import Evidence
import LinearAlgebra
import Reference
package import ToyModel

package struct OpenUntiedQuestion: Claim {
  package let id = "open-untied"
  package let stance = Stance.open
  package let exposition = Exposition(
    title: "What exactly are three untied layers worth?",
    statement: [
      """
      The infimum U over R₁, R₂ ∈ ℝᵏˣⁿ and ω of three steps is the least price of a window of n − 2k + b directions \
      after the first b ≤ k, where b directions have rows in both layers and the others in one:
      """,
      .formula("U = L₀ + min_b gap(b+1, …, n−2k+2b)"),
    ],
    assumptions: ["N = 3; any C; σ > 0; ω > 0 learned."],
    limits: [
      "Proved are F(2k) ≤ U and that U is at most this number, which is at most E(2k), F(k) and the risk of one R.",
      "The search is local, from random starts; that it finds nothing does not prove anything.",
    ],
    sources: [.question("Untied weights"), .claims("untied")],
    example: { .openUntied() },
    commands: ["toy check untied"], declarations: ["RiskBounds"])
  package let domain =
    "random γ and σ, n = 3 and 4 with k = 1, n = 6 with k = 2, by random descent"

  /// The conjectured value.
  package var value: @Sendable (_ spectrum: Spectrum, _ noise: Double, _ rows: Int) -> Double = {
    spectrum, noise, rows in
    guard let algorithm = Algorithm(name: "untied") else { return .nan }
    return OptimalRisk(
      spectrum: spectrum, noiseVariance: noise, rows: rows,
      family: DenoiserFamily(algorithm, depth: 3, choices: ParameterChoices(.learned))
    ).risk.total
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    var margin = SearchMargin()
    let check = try Check.sampled(
      "random descent over R₁, R₂ and ω", cases: scope.samples / 500, in: scope, id,
      point: { draws in
        let n = [3, 4, 6][draws.integer(0...2)]
        return ParameterPoint(
          [.k: n == 6 ? 2 : 1, .sigma: draws.logarithmic(0.3...1.5)],
          eigenvalues: draws.eigenvalues(n, in: 0.05...5))
      },
      isLegal: { $0.n >= 3 && $0.n <= 6 && $0.k >= 1 && $0.k <= 2 && $0[.sigma] > 0 },
      violation: { violation($0, &margin) })
    return [check.remarking(margin.remark("least risk found above the conjectured one, relative"))]
  }

  private func violation(_ point: ParameterPoint, _ margin: inout SearchMargin) -> String? {
    var draws = point.sampler()
    let expected = value(point.spectrum, point.noiseVariance, point.k)
    func risk(_ layers: [Matrix], _ omega: Double) -> Double {
      let denoiser = DenseDenoiser.untied(
        [Matrix(repeating: 0, rows: point.k, columns: point.n)] + layers, stepSize: omega)
      return DenseDenoiser.risk(
        denoiser, eigenvalues: point.eigenvalues, noiseVariance: point.noiseVariance)
    }
    var best = Double.infinity
    for _ in 0..<3 {
      var layers = (0..<2).map { _ in draws.matrix(point.k, point.n, scale: 1) }
      var omega = draws.uniform(0.1...1)
      var current = risk(layers, omega)
      var scale = 0.5
      while scale > 1e-5 {
        var isBetter = false
        for _ in 0..<12 {
          let trial = layers.map { $0.adding(draws.matrix(point.k, point.n, scale: scale)) }
          let step = max(1e-4, omega + 0.3 * scale * draws.normal())
          let found = risk(trial, step)
          if found < current { (layers, omega, current, isBetter) = (trial, step, found, true) }
        }
        if !isBetter { scale *= 0.6 }
      }
      best = min(best, current)
    }
    margin.add(best / expected - 1)
    return best < expected * (1 - 1e-6)
      ? "three layers have \(best), below \(expected)" : nil
  }
}
