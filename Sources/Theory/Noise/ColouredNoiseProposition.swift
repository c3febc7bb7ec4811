// Coloured noise: the same rule with weights of its own.

package import Evidence
import Libc
import LinearAlgebra
package import ToyModel

package struct ColouredNoiseProposition: Claim {
  package let id = "coloured-noise"
  package let exposition = Exposition(
    title: "Coloured noise changes weights and targets, not the rule",
    statement: [
      """
      Let the covariance of the noise commute with C, with the variance σᵢ² in direction i, w = γ+σᵢ² and t* = γ/w. \
      The best T of a family with the forced value c = f(0) and the image J commutes with C: free directions take \
      the value of J nearest to t*, and the m = n − k directions of least regret take c.
      """,
      .formula(
        """
        best linear risk L₀ = ½ Σ γσᵢ²/w
        regret ½w[(c−t*)² − (clip(t*, J)−t*)²]
        one common gain for M costs gap(M) = ½[Σγ²/w − (Σγ)²/Σw],   c* = Σγ/Σw
        """),
      """
      The best M is no longer a window: for γ = 4, 2, 1 with σᵢ² = 1, 3, 0.25 and m = 2 the first and the third \
      direction cost nothing.
      """,
    ],
    assumptions: [
      "The covariance of the noise has the eigenvectors of C; noise and signal are uncorrelated."
    ],
    limits: [
      "The lower level still weighs all directions alike: its data term does not know the covariance.",
      "For a covariance that does not commute with C neither T nor R need commute with C.",
    ],
    sources: [.proofColouredNoise, .proofCommonGain, .claims("floor")],
    example: { .colouredNoise() },
    commands: [
      "printf '4\\n2\\n1\\n' > spectrum.csv; printf '1\\n3\\n0.25\\n' > noise.csv; toy risk --data "
        + "spectrum.csv --k 1 --noise-spectrum noise.csv --depth 2"
    ],
    declarations: ["Observation", "CommonGain"])
  package let domain =
    "n up to 6, random γ, σᵢ, ω; N up to 6; dense T = f(RᵀR) in any position, every set of m directions"

  /// The best risk of gradient descent at a fixed ω, as the program computes it.
  package var risk:
    @Sendable (_ observation: Observation, _ rows: Int, _ depth: Int, _ omega: Double) -> Double = {
      OptimalRisk(
        observation: $0, rows: $1, family: .unrolled(depth: $2, step: .fixed($3))
      ).risk.total
    }
  /// The least gap of m directions.
  package var gap: @Sendable (_ observation: Observation, _ count: Int) -> Double = {
    CommonGain(observation: $0, count: $1).gap
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    func point(_ draws: inout Sampler) throws(EvidenceError) -> ParameterPoint {
      var point = try draws.spectrumPoint(scope, dimensions: 1...6)
      point[.depth] = Double(draws.integer(1...6))
      point[.omega] = draws.uniform(0.05...1.4)
      return point
    }
    let isLegal: (ParameterPoint) -> Bool = {
      $0.isSetting && $0.n <= 6 && (1...6).contains($0.depth) && $0[.omega] > 0 && $0[.sigma] > 0
    }
    return [
      try .sampled(
        "no dense R is better, and one that commutes is as good, by plain steps",
        cases: scope.samples / 20, in: scope, id,
        point: { (draws) throws(EvidenceError) in try point(&draws) }, isLegal: isLegal,
        violation: { (point) throws(EvidenceError) in try denseViolation(point) }),
      try .sampled(
        "the least gap among all sets of m directions", cases: scope.samples / 10, in: scope, id, 1,
        point: { (draws) throws(EvidenceError) in try point(&draws) }, isLegal: isLegal,
        violation: { gapViolation($0) }),
      try .exhaustive(
        "a best set that is no window", [ParameterPoint(eigenvalues: [4, 2, 1])]
      ) { point in
        let observation = Self.observation(point.eigenvalues, [1, 3, 0.25])
        let found = gap(observation, 2)
        return found <= 1e-15 ? nil : "the least gap is \(found), not 0"
      },
    ]
  }

  private static func observation(_ eigenvalues: [Double], _ noises: [Double]) -> Observation {
    Observation(
      zip(eigenvalues, noises).map { .init(eigenvalue: $0, noiseVariance: $1) })
  }

  /// Variances for a point: white noise times random factors.
  private static func noises(_ point: ParameterPoint, _ draws: inout Sampler) -> [Double] {
    point.eigenvalues.map { _ in point.noiseVariance * draws.logarithmic(0.05...20) }
  }

  private func denseViolation(_ point: ParameterPoint) throws(EvidenceError) -> String? {
    var draws = point.sampler()
    let (n, k, omega) = (point.n, point.k, point[.omega])
    let noises = Self.noises(point, &draws)
    let best = risk(Self.observation(point.eigenvalues, noises), k, point.depth, omega)
    func steps(_ s: Double) -> Double {
      var z = 0.0
      for _ in 0..<point.depth { z -= omega * ((1 + s) * z - 1) }
      return z
    }
    // Directions that take a row, with the best s of a search.
    let forced = steps(0)
    let grid = (0...400).map { exp(0.06 * Double($0) - 12) / omega }
    var prices: [(saved: Double, cost: Double)] = []
    for (gamma, noise) in zip(point.eigenvalues, noises) {
      func cost(_ t: Double) -> Double { 0.5 * (gamma * (1 - t) * (1 - t) + noise * t * t) }
      let least = min(cost(forced), leastCost(of: grid) { cost(steps($0)) })
      prices.append((cost(forced) - least, cost(forced)))
    }
    let total = prices.reduce(0) { $0 + $1.cost }
    let saved = prices.map(\.saved).sorted(by: >).prefix(k).reduce(0, +)
    let scale = total + noises.reduce(0, +)
    guard best <= (total - saved) + 1e-12 * scale, total - saved <= best + 1e-9 * scale else {
      return "the best risk is \(best), that of R along the eigenvectors \(total - saved)"
    }
    for size in [0.1, 1, 3] {
      let rows = draws.matrix(k, n, scale: size)
      let denoiser = try steppedDenoiser(rows, depth: point.depth, omega: omega)
      var found = 0.0
      for i in 0..<n {
        for j in 0..<n {
          let error = denoiser[i, j] - (i == j ? 1 : 0)
          found +=
            0.5
            * (point.eigenvalues[j] * error * error + noises[j] * denoiser[i, j] * denoiser[i, j])
        }
      }
      guard found >= best - 1e-12 * (scale + abs(found)) else {
        return "an R has the risk \(found), less than \(best)"
      }
    }
    return nil
  }

  /// The least value of a function near the points of a grid, by golden sections around all dips.
  private func leastCost(of grid: [Double], _ cost: (Double) -> Double) -> Double {
    let values = grid.map(cost)
    var least = values.min() ?? .infinity
    let ratio = 0.5 * (5.0.squareRoot() - 1)
    for index in grid.indices.dropFirst().dropLast()
    where values[index] <= min(values[index - 1], values[index + 1]) {
      var (low, high) = (grid[index - 1], grid[index + 1])
      for _ in 0..<70 {
        let (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
        if cost(left) < cost(right) { high = right } else { low = left }
      }
      least = min(least, cost(low))
    }
    return least
  }

  /// T of N steps, step by step with matrices.
  private func steppedDenoiser(
    _ regularizer: Matrix, depth: Int, omega: Double
  ) throws(EvidenceError) -> Matrix {
    let n = regularizer.columns
    var hessian = Matrix.identity(n)
    hessian.setProduct(regularizer, .transposed, regularizer, beta: 1)
    var z = Matrix(repeating: 0, rows: n, columns: n)
    for _ in 0..<depth {
      var next = z
      next.setProduct(hessian, .plain, z, alpha: -omega, beta: 1)
      for index in 0..<n { next[index, index] += omega }
      z = next
    }
    return z
  }

  private func gapViolation(_ point: ParameterPoint) -> String? {
    var draws = point.sampler()
    let noises = Self.noises(point, &draws)
    let (n, eigenvalues) = (point.n, point.eigenvalues)
    let count = max(1, n - point.k)
    var least = Double.infinity
    for subset in 0..<(1 << n) where subset.nonzeroBitCount == count {
      let members = (0..<n).filter { subset >> $0 & 1 == 1 }
      let energy = members.reduce(0) { $0 + eigenvalues[$1] }
      let total = members.reduce(0) { $0 + eigenvalues[$1] + noises[$1] }
      let common = energy / total
      least = min(
        least,
        members.reduce(0) { sum, index in
          let weight = eigenvalues[index] + noises[index]
          let distance = common - eigenvalues[index] / weight
          return sum + 0.5 * weight * distance * distance
        })
    }
    let found = gap(Self.observation(eigenvalues, noises), count)
    let scale = eigenvalues.reduce(0, +) + noises.reduce(0, +)
    return abs(found - least) <= 1e-13 * scale
      ? nil : "the least gap of \(count) directions is \(found), by all sets \(least)"
  }
}
