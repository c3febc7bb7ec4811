// The infimum as a lower bound for all R, approached by some.

package import Evidence
package import LinearAlgebra
import Reference
import ToyModel

package struct LowerBoundProposition: Claim {
  package let id = "no-better-regularizer"
  package let exposition = Exposition(
    title: "No regulariser beats the infimum, and some come arbitrarily close",
    statement: [
      """
      No R ∈ ℝᵏˣⁿ gives a risk below the infimum of `toy explain optimal-risk`, whether or not T commutes \
      with C, and some R gives a risk arbitrarily close to it.
      """
    ],
    assumptions: ["1 ≤ k ≤ n, ω > 0 where there is a step; any data."],
    limits: ["Close is not equal: for bilevel learning the infimum need not be attained."],
    sources: [.claims("optimal-risk", "realization")],
    example: { () throws(EvidenceError) in try .randomRegularizers() },
    commands: ["toy learn --n 6 --k 3 --depth 2 --starts 3 -o -"],
    declarations: ["OptimalRisk", "Attainment"])
  package let domain =
    "random R and R near the best, n ≤ 5, T by matrices; bilevel and N = 1…5"

  /// The best risk with a fixed step.
  package var risk: RiskFormula = { $0.optimum }
  /// The risk of a matrix.
  package var matrixRisk: @Sendable (Matrix, _ secondMoment: Matrix, _ noise: Double) -> Double = {
    Risk(denoiser: $0, secondMoment: $1, noiseVariance: $2).total
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let isLegal: (ParameterPoint) -> Bool = {
      FilterChoices.isLegal($0) && $0.depth <= 5 && $0[.omega] <= 2.2 && $0.n <= 5
    }
    func point(_ draws: inout Sampler) throws(EvidenceError) -> ParameterPoint {
      var point = try FilterChoices.point(&draws, scope, 1...5)
      point[.depth] = Double(draws.integer(0...5))
      return point
    }
    return [
      try .sampled(
        "random R are not better", cases: scope.samples / 2, in: scope, id, point: point,
        isLegal: isLegal,
        command: { $0.riskCommand($0.familyOptions) }
      ) { (point) throws(EvidenceError) in
        let least = risk(RiskSetting(point, DenoiserFamily(point))).risk.total
        // R depends only on the parameter point, so that a counterexample stays one.
        var generator = SeededGenerator(seed: UInt64(point.k), stream: point[.sigma].bitPattern)
        for scale in [0.1, 0.5, 2] {
          let r = DenseDenoiser.random(
            rows: point.k, columns: point.n, scale: scale, normal: { generator.nextNormal() })
          let value = matrixRisk(
            try denoiser(r, point), Matrix(diagonal: point.eigenvalues), point.noiseVariance)
          if value < least * (1 - 1e-10) { return "some R has the risk \(value), below \(least)" }
        }
        return nil
      },
      try .sampled(
        "the realised optimum has the risk, and its neighbours are not better",
        cases: scope.samples / 4, in: scope, id, 1, point: point,
        isLegal: isLegal, command: { $0.riskCommand($0.familyOptions) }
      ) { (point) throws(EvidenceError) in try realized(point) },
    ]
  }

  /// T from its definition.
  private func denoiser(_ r: Matrix, _ point: ParameterPoint) throws(EvidenceError) -> Matrix {
    point.depth == 0
      ? try factorized(DenseDenoiser.exact(r))
      : DenseDenoiser.unrolled(r, depth: point.depth, stepSize: point[.omega])
  }

  private func realized(_ point: ParameterPoint) throws(EvidenceError) -> String? {
    let optimum = risk(RiskSetting(point, DenoiserFamily(point)))
    let filter: any BranchedFilter =
      point.depth == 0
      ? BilevelFilter() : UnrolledFilter(depth: point.depth, stepSize: point[.omega])
    // The s of every free direction; if t = 0 is a limit, an s so large that little is missing.
    var penalties: [Double] = []
    for line in optimum.eigenvalues {
      for _ in 0..<line.multiplicity {
        penalties.append(line.isForced ? 0 : filter.inverse(line.gain) ?? 1e9)
      }
    }
    guard penalties.count == point.n, penalties.allSatisfy({ $0 < 1e12 }) else { return nil }
    let free = penalties.indices.filter { penalties[$0] > 0 }
    guard free.count <= point.k else {
      return "the optimal T needs \(free.count) rows of R, of \(point.k)"
    }
    var r = Matrix(repeating: 0, rows: point.k, columns: point.n)
    for (row, index) in free.enumerated() { r[row, index] = penalties[index].squareRoot() }
    let second = Matrix(diagonal: point.eigenvalues)
    let least = optimum.risk.total
    let value = matrixRisk(try denoiser(r, point), second, point.noiseVariance)
    let scale = least + 1e-9 * (point.eigenvalues.reduce(0, +) + point.noiseVariance)
    if abs(value - least) > 1e-6 * scale {
      return "the realised optimum has the risk \(value), not \(least)"
    }
    var generator = SeededGenerator(seed: 1, stream: point[.sigma].bitPattern)
    for size in [1e-3, 1e-2, 0.1] {
      var changed = r
      for row in 0..<point.k {
        for column in 0..<point.n {
          changed[row, column] += size * (abs(r[row, column]) + 0.1) * generator.nextNormal()
        }
      }
      let other = matrixRisk(try denoiser(changed, point), second, point.noiseVariance)
      if other < least - 1e-9 * scale { return "a neighbour has the risk \(other), below \(least)" }
    }
    return nil
  }
}
