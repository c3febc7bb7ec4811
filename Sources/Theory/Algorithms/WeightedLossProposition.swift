// Weighted losses: the floor again, by the best approximation of low rank.

package import Evidence
import LinearAlgebra
import Reference
import ToyModel

package struct WeightedLossProposition: Claim {
  package let id = "weighted-loss"
  package let exposition = Exposition(
    title: "Weighted losses have the same floor, with weighted costs",
    statement: [
      """
      For the loss ½‖Γ(ŷ−y)‖² with a Γ that commutes with C and has the eigenvalues gᵢ > 0, no T that is c times \
      the identity on a subspace of dimension m = n − k, and so no T = f(RᵀR), has a risk below
      """,
      .formula(
        "½ Σ gᵢ²γᵢσ²/wᵢ + ½ Σ gᵢ²wᵢ(c − tᵢ*)²   over the m directions of least gᵢ²wᵢ(c − tᵢ*)²"),
      """
      with w = γ+σ² and t* = γ/w. For c = 1 this is the infimum of bilevel learning, ½ Σ gᵢ²γᵢσ²/wᵢ + ½σ⁴ times \
      the m smallest gᵢ²/wᵢ: R is aligned with the data, but may spend its rows on other directions than for \
      Γ = I. The least value over c is the floor.
      """,
    ],
    assumptions: ["Γ and C have common eigenvectors; gᵢ > 0, σ > 0; the population risk."],
    limits: [
      "With Γ that does not commute with C the singular values of Γ(cI−T*)S^½ bound the risk, as a rule strictly.",
      "The value of even depths, where T ≼ c₀I, is not covered.",
    ],
    sources: [.proofWeighted, .proofWeightedBilevel, .claims("floor")],
    example: { .weightedLoss() },
    commands: ["toy risk --data iid --n 10 --k 4 --family bilevel --bounds"],
    declarations: [])
  package let domain =
    "n up to 6, random γ, σ, g, c; symmetric T that are c on a subspace, in any position"

  /// The least price of one gain c, by weighted Wiener gains.
  package var price:
    @Sendable (_ weights: [Double], _ distances: [Double], _ count: Int) -> Double = {
      weights, distances, count in
      let prices = zip(weights, distances).map { 0.5 * $0 * $1 * $1 }.sorted()
      return prices.prefix(count).reduce(0, +)
    }
  /// The weight of a direction: g²(γ+σ²).
  package var weight: @Sendable (_ factor: Double, _ total: Double) -> Double = { $0 * $0 * $1 }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "T = cI − W with a W of rank k in any position, and the one along the eigenvectors",
        cases: scope.samples / 10, in: scope, id,
        point: { (draws) throws(EvidenceError) in try draws.spectrumPoint(scope, dimensions: 1...6)
        },
        isLegal: { $0.isSetting && $0.n <= 6 }, violation: { violation($0) })
    ]
  }

  private func violation(_ point: ParameterPoint) -> String? {
    var draws = point.sampler()
    let (n, k, noise) = (point.n, point.k, point.noiseVariance)
    let factors = (0..<n).map { _ in draws.logarithmic(0.2...5) }
    let c = draws.integer(0...2) == 0 ? 1 : draws.uniform(0...1)
    let totals = point.eigenvalues.map { $0 + noise }
    let gains = zip(point.eigenvalues, totals).map { $0 / $1 }
    func risk(_ denoiser: Matrix) -> Double {
      var sum = 0.0
      for row in 0..<n {
        for column in 0..<n {
          let entry = factors[row] * denoiser[row, column]
          let error = factors[row] * (denoiser[row, column] - (row == column ? 1 : 0))
          sum += point.eigenvalues[column] * error * error + noise * entry * entry
        }
      }
      return 0.5 * sum
    }
    var least = 0.0
    for (index, factor) in factors.enumerated() {
      least += 0.5 * factor * factor * point.eigenvalues[index] * noise / totals[index]
    }
    let weights = zip(factors, totals).map { weight($0, $1) }
    let distances = gains.map { c - $0 }
    let floor = least + price(weights, distances, n - k)
    // Along the eigenvectors: the k dearest directions take their Wiener gains.
    let prices = (0..<n).map { index in
      let distance = factors[index] * distances[index]
      return totals[index] * distance * distance
    }
    let order = (0..<n).sorted { prices[$0] < prices[$1] }
    var aligned = gains
    for index in order.prefix(n - k) { aligned[index] = c }
    let size = factors.reduce(0) { max($0, $1 * $1) } * totals.reduce(0, +)
    if let wrong = difference(
      "the risk along the eigenvectors", risk(Matrix(diagonal: aligned)), from: floor,
      tolerance: 1e-11, scale: size)
    {
      return wrong
    }
    // Near that T, and far from it.
    for scale in [0.02, 0.3, 1.5] {
      var rows = draws.matrix(k, n, scale: scale)
      for (row, index) in order.suffix(k).enumerated() {
        rows[row, index] += abs(c - gains[index]).squareRoot()
      }
      var denoiser = Matrix(diagonal: Array(repeating: c, count: n))
      for row in 0..<k {
        let direction = order[n - k + row]
        let sign: Double = c >= gains[direction] ? -1 : 1
        for i in 0..<n {
          for j in 0..<n { denoiser[i, j] += sign * rows[row, i] * rows[row, j] }
        }
      }
      let found = risk(denoiser)
      if found < floor - 1e-11 * size { return "a T has the risk \(found), below \(floor)" }
    }
    return nil
  }
}
