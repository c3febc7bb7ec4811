// Is the best denoiser of even depth aligned with the data for weighted losses?

package import Evidence
import LinearAlgebra
import Optimization
import ToyModel

package struct OpenWeightedQuestion: Claim {
  package let id = "open-weighted"
  package let stance = Stance.open
  package let exposition = Exposition(
    title: "Is the best even depth aligned with the data for weighted losses?",
    statement: [
      """
      For the loss ½‖Γ(ŷ−y)‖² with a Γ that commutes with C and has the eigenvalues gᵢ > 0, the best denoiser \
      T = cI − BᵀB of even depth with a learned step, B with k rows, commutes with C: its risk is the least of
      """,
      .formula(
        "½ Σ gᵢ²γᵢσ²/wᵢ + ½ Σ_M gᵢ²wᵢ(c − tᵢ*)² + ½ Σ gᵢ²wᵢ max(tᵢ* − c, 0)² over the others"),
      "over c and the sets M of m = n − k directions.",
    ],
    assumptions: ["Γ and C have common eigenvectors; gᵢ > 0, σ > 0; the population risk."],
    limits: [
      """
      For bilevel learning this is proved (`toy explain weighted-loss`), by the best approximation of low rank. \
      For even depth BᵀB has to be positive semidefinite, too, which that argument does not use.
      """,
      "The search is local, from random starts; that it finds nothing does not prove anything.",
    ],
    sources: [
      .question("Weighted losses that turn the data"), .claims("weighted-loss"),
    ],
    example: { .openWeighted() },
    commands: ["toy explain weighted-loss"], declarations: [])
  package let domain = "n up to 4, random γ, σ, g and k; T from six random starts each"

  /// The least excess of a T that commutes with C, for weights g²w and Wiener gains.
  package var aligned: @Sendable (_ weights: [Double], _ targets: [Double], _ rows: Int) -> Double =
    {
      weights, targets, rows in
      let n = weights.count
      var best = Double.infinity
      for mask in 0..<(1 << n) where mask.nonzeroBitCount == n - rows {
        func excess(_ c: Double) -> Double {
          (0..<n).reduce(0) { sum, index in
            let distance = targets[index] - c
            let counted = mask >> index & 1 == 1 ? distance : max(distance, 0)
            return sum + 0.5 * weights[index] * counted * counted
          }
        }
        // Convex in c.
        var (low, high) = (0.0, 1.0)
        for _ in 0..<200 {
          let (first, second) = (low + (high - low) / 3, high - (high - low) / 3)
          if excess(first) < excess(second) { high = second } else { low = first }
        }
        best = min(best, excess(0.5 * (low + high)))
      }
      return best
    }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    var margin = SearchMargin()
    let check = try Check.sampled(
      "T in any position, by descent", cases: scope.samples / 20, in: scope, id,
      point: { draws in
        let n = draws.integer(2...4)
        return ParameterPoint(
          [.k: Double(draws.integer(1...(n - 1))), .sigma: draws.logarithmic(0.2...2)],
          eigenvalues: draws.eigenvalues(n, in: 0.05...5))
      },
      isLegal: { (2...4).contains($0.n) && (1..<$0.n).contains($0.k) && $0[.sigma] > 0 },
      violation: { violation($0, &margin) })
    return [
      check.remarking(margin.remark("least excess found above the aligned one, of the weights"))
    ]
  }

  private func violation(_ point: ParameterPoint, _ margin: inout SearchMargin) -> String? {
    let (gammas, noise) = (point.eigenvalues, point.noiseVariance)
    var draws = point.sampler()
    let factors = gammas.map { _ in draws.logarithmic(0.2...5) }
    var risk = WeightedRisk(
      factors: factors, totals: gammas.map { $0 + noise },
      targets: gammas.map { $0 / ($0 + noise) }, rows: point.k)
    let expected = aligned(risk.weights, risk.targets, point.k)
    for _ in 0..<6 {
      let point = (0..<risk.dimension).map { _ in draws.uniform(-1...1) }
      guard let start = Iterate(start: point, of: &risk) else { continue }
      let end = minimize(
        &risk, from: start, by: LBFGS(),
        until: StoppingRule(relativeDecrease: 1e-13, patience: 30, iterationLimit: 2000))
      let scale = risk.weights.reduce(0, +)
      margin.add((end.iterate.value - expected) / scale)
      guard end.iterate.value >= expected - 1e-8 * (expected + 1e-3 * scale) else {
        return
          "with g = \(factors) descent finds \(end.iterate.value), the aligned ones have \(expected)"
      }
    }
    return nil
  }
}

/// ½ Σ gᵢ²wⱼ(T − T*)ᵢⱼ² for T = cI − BᵀB, as a function of B, k × n column after column, and c.
struct WeightedRisk: Objective {
  let factors: [Double]
  let totals: [Double]
  let targets: [Double]
  let rows: Int

  var weights: [Double] { zip(factors, totals).map { $0 * $0 * $1 } }
  var dimension: Int { rows * targets.count + 1 }

  mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    let n = targets.count
    let b = Matrix(rows: rows, columns: n, elements: Array(point.dropLast()))
    var error = b.gram()
    let c = point[point.count - 1]
    var value = 0.0
    var slope = 0.0
    // E = c − BᵀB − T*, and then Γ²ES.
    for j in 0..<n {
      for i in 0..<n {
        let entry = (i == j ? c - targets[i] : 0) - error[i, j]
        let weighted = factors[i] * factors[i] * totals[j] * entry
        value += 0.5 * weighted * entry
        if i == j { slope += weighted }
        error[i, j] = weighted
      }
    }
    // −B(G + Gᵀ).
    for j in 0..<n {
      for row in 0..<rows {
        var sum = 0.0
        for i in 0..<n { sum += b[row, i] * (error[i, j] + error[j, i]) }
        gradient[j * rows + row] = -sum
      }
    }
    gradient[gradient.count - 1] = slope
    return value
  }
}
