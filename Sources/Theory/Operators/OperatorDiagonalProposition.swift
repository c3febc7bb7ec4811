// Two steps with a forward operator: the best regularizer is diagonal.

package import Evidence
import Libc
import LinearAlgebra
import ToyModel

package struct OperatorDiagonalProposition: Claim {
  package let id = "operator-two-steps"
  package let exposition = Exposition(
    title: "For two steps with a forward operator the best regularizer is diagonal",
    statement: [
      """
      Let G = AᵀA and C commute, with eigenvalues aᵢ² and γᵢ. The best risk of two steps \
      z ← z − ω((G + RᵀR)z − Aᵀx) from 0 over all R of k rows is that of R along the common eigenvectors:
      """,
      .formula(
        "Σ gᵢ(min(tᵢ*, cᵢ)) + the m least of gᵢ(cᵢ) − gᵢ(min(tᵢ*, cᵢ))\n"
          + "cᵢ = aᵢ(2ω − ω²aᵢ²),   tᵢ* = γᵢaᵢ/(aᵢ²γᵢ + σ²)\ngᵢ(t) = ½(γᵢ(1−aᵢt)² + σ²t²)"
      ),
    ],
    assumptions: ["N = 2, ω > 0, 1 ≤ k ≤ n, m = n − k; AᵀA and C commute."],
    limits: ["From N = 3 on this is false (`toy explain operator-diagonal`)."],
    sources: [.proofNotDiagonal],
    example: { .twoSteps() },
    commands: [
      "printf '3\\n1.2\\n0.5\\n0.1\\n' > spectrum.csv; toy risk --data spectrum.csv --operator 1,0.5,0.2,0.1 --sigma 1 "
        + "--k 2 --depth 2 --omega 1"
    ],
    declarations: ["Observation"])
  package let domain = "n = 2 and 3, singular values from 0.2 to 1.2, ω from 0.2 to 1.5"

  /// The best risk of diagonal R.
  package var risk: @Sendable (_ problem: DiagonalCase, _ rows: Int) -> Double = { problem, rows in
    problem.bestDiagonalRisk(rows: rows)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    func point(_ draws: inout Sampler) -> ParameterPoint {
      let n = draws.integer(2...3)
      return ParameterPoint([
        .n: Double(n), .k: Double(draws.integer(1...n)), .omega: draws.uniform(0.2...1.5),
        .sigma: draws.logarithmic(0.2...1.2), .instance: Double(draws.integer(1...1_000_000)),
      ])
    }
    func isLegal(_ point: ParameterPoint) -> Bool {
      (2...3).contains(point.n) && (1...point.n).contains(point.k) && point[.sigma] >= 0.2
        && (0.2...1.5).contains(point[.omega])
    }
    func problem(_ point: ParameterPoint) -> DiagonalCase {
      var draws = point.sampler()
      return DiagonalCase(
        singularValues: (0..<point.n).map { _ in draws.uniform(0.2...1.2) },
        energies: (0..<point.n).map { _ in draws.logarithmic(0.05...5) },
        noiseVariance: point.noiseVariance, stepSize: point[.omega], depth: 2, regularizer: [])
    }
    return [
      try .sampled(
        "the formula, over all choices of k directions", cases: scope.samples / 5, in: scope, id,
        point: point, isLegal: isLegal
      ) { point in
        let problem = problem(point)
        return difference(
          "the risk", risk(problem, point.k), from: Self.formula(problem, rows: point.k),
          tolerance: 1e-12)
      },
      try .sampled(
        "no random R has a lower risk, step by step", cases: scope.samples / 5, in: scope, id, 1,
        point: point, isLegal: isLegal
      ) { point in
        let problem = problem(point)
        let (dense, least) = (problem.dense, risk(problem, point.k))
        var draws = point.sampler(1)
        for _ in 0..<10 {
          let other = draws.matrix(point.k, point.n, scale: draws.logarithmic(0.05...2))
          let found = dense.unrolledRisk(other, depth: 2, stepSize: problem.stepSize)
          if found < least * (1 - 1e-9) { return "R with the risk \(found) below \(least)" }
        }
        return nil
      },
      try .sampled(
        "searches over R end there", cases: scope.samples / 250, in: scope, id, 2, point: point,
        isLegal: isLegal
      ) { point in
        let problem = problem(point)
        let (dense, least) = (problem.dense, risk(problem, point.k))
        var draws = point.sampler(2)
        let starts = (0..<6).map { _ in
          draws.matrix(point.k, point.n, scale: draws.logarithmic(0.1...1.5))
        }
        let step = problem.stepSize
        let found = dense.searchedRisk(rows: point.k, starts: starts) {
          dense.unrolledRisk($0, depth: 2, stepSize: step)
        }
        guard found >= least * (1 - 1e-9), found <= least * (1 + 1e-6) else {
          return "searches end at \(found), the closed form is \(least)"
        }
        return nil
      },
    ]
  }

  /// The formula of the statement, over all subsets of k directions.
  private static func formula(_ problem: DiagonalCase, rows: Int) -> Double {
    let (noise, omega) = (problem.noiseVariance, problem.stepSize)
    let costs = zip(problem.singularValues, problem.energies).map { a, energy in
      func g(_ t: Double) -> Double {
        0.5 * (energy * (1 - a * t) * (1 - a * t) + noise * t * t)
      }
      let forced = a * (2 * omega - omega * omega * a * a)
      return (free: g(min(energy * a / (a * a * energy + noise), forced)), forced: g(forced))
    }
    var least = Double.infinity
    for subset in 0..<1 << costs.count where subset.nonzeroBitCount == rows {
      var sum = 0.0
      for (index, cost) in costs.enumerated() {
        sum += subset >> index & 1 == 1 ? cost.free : cost.forced
      }
      least = min(least, sum)
    }
    return least
  }
}
