// Bilevel learning with a forward operator.

package import Evidence
import Libc
package import LinearAlgebra
package import ToyModel

package struct OperatorBilevelProposition: Claim {
  package let id = "operator-bilevel"
  package let exposition = Exposition(
    title: "Bilevel learning with a forward operator has a closed form for every rank",
    statement: [
      """
      For data x = Ay + ε with A of full column rank, G = AᵀA and the lower level ½‖Az − x‖² + ½‖Rz‖², let \
      q₁ ≤ … ≤ qₙ be the eigenvalues of Q = GCG + σ²G and V the first k eigenvectors. Then, whether G and C \
      commute or not,
      """,
      .formula(
        "inf E = (σ²/2) tr G⁻¹ − (σ⁴/2) Σ_{i≤k} 1/qᵢ = L₀ + (σ⁴/2) Σ_{i>k} 1/qᵢ\nRᵀR = σ² GV (VᵀGCGV)⁻¹ VᵀG"
      ),
      """
      For k = n this is RᵀR = σ²C⁻¹, whatever A is. For k < n the learned regularizer depends on A: its rows go \
      where A is small.
      """,
    ],
    assumptions: ["A has n columns and full column rank; σ > 0, 0 ≤ k ≤ n; any C."],
    limits: [
      """
      Attained if and only if VᵀGCGV is nonsingular for some choice of V, of which there are several where \
      eigenvalues of Q are equal.
      """,
      "Where A maps a direction to 0 the lower level has a unique solution only if R sees that direction.",
    ],
    sources: [.proofOperatorBilevel],
    example: { () throws(EvidenceError) in try .operatorBilevel() },
    commands: [
      "toy landweber --singular-values 1,0.5,0.2,0.1 --data iid --sigma 0.1 --summary"
    ],
    declarations: ["OperatorBilevel", "BilevelRisks"])
  package let domain = "random A and C that do not commute, n up to 4, p up to n + 2"

  /// inf E for all k.
  package var risk: @Sendable (_ problem: OperatorBilevel, _ rows: Int) -> Double = {
    $0.risks.risk(rows: $1)
  }
  /// R*.
  package var regularizer: @Sendable (_ problem: OperatorBilevel, _ rows: Int) -> Matrix? = {
    (try? $0.optimum(rows: $1))?.regularizer
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    func point(_ draws: inout Sampler) -> ParameterPoint {
      let n = draws.integer(1...4)
      return ParameterPoint([
        .n: Double(n), .k: Double(draws.integer(1...n)),
        .measurements: Double(n + draws.integer(0...2)), .sigma: draws.logarithmic(0.2...2),
        .instance: Double(draws.integer(1...1_000_000)),
      ])
    }
    func isLegal(_ point: ParameterPoint) -> Bool {
      (1...4).contains(point.n) && (1...point.n).contains(point.k) && point[.sigma] >= 0.2
    }
    return [
      try .sampled(
        "the risk of R*, by dense matrices, is the closed form", cases: scope.samples / 10,
        in: scope, id, point: point, isLegal: isLegal
      ) { (point) throws(EvidenceError) in
        let dense = point.operatorCase
        let problem = try solved(dense)
        guard let best = regularizer(problem, point.k) else { return "no R attains the infimum" }
        return difference(
          "the risk", risk(problem, point.k), from: dense.bilevelRisk(best), tolerance: 1e-7)
      },
      try .sampled(
        "no random R has a lower risk", cases: scope.samples / 10, in: scope, id, 1, point: point,
        isLegal: isLegal
      ) { (point) throws(EvidenceError) in
        let dense = point.operatorCase
        let least = risk(try solved(dense), point.k)
        var draws = point.sampler(1)
        for _ in 0..<10 {
          let other = draws.matrix(point.k, point.n, scale: draws.logarithmic(0.1...10))
          let found = dense.bilevelRisk(other)
          if found < least * (1 - 1e-9) { return "R with the risk \(found) below \(least)" }
        }
        return nil
      },
      try .sampled(
        "searches over R end there", cases: scope.samples / 250, in: scope, id, 2,
        point: { draws in
          var point = point(&draws)
          point[.n] = min(point[.n], 3)
          point[.k] = min(point[.k], point[.n])
          return point
        }, isLegal: isLegal
      ) { (point) throws(EvidenceError) in
        let dense = point.operatorCase
        let least = risk(try solved(dense), point.k)
        var draws = point.sampler(2)
        let starts = (0..<4).map { _ in
          draws.matrix(point.k, point.n, scale: draws.logarithmic(0.3...3))
        }
        let found = dense.searchedRisk(rows: point.k, starts: starts) { dense.bilevelRisk($0) }
        // Differences end searches early where C is nearly singular and R large.
        guard found >= least * (1 - 1e-9), found <= least * (1 + 1e-2) else {
          return "searches end at \(found), the closed form is \(least)"
        }
        return nil
      },
      try .sampled(
        "k = n: RᵀR = σ²C⁻¹", cases: scope.samples / 20, in: scope, id, 3, point: point,
        isLegal: isLegal
      ) { (point) throws(EvidenceError) in
        let dense = point.operatorCase
        guard let best = regularizer(try solved(dense), point.n) else { return "no R" }
        // RᵀRC = σ²I loses the digits of the condition of C.
        let product = best.gram().multiplied(by: dense.secondMoment)
        let size = best.gram().frobeniusNorm * dense.secondMoment.frobeniusNorm
        return difference(
          "RᵀRC", product,
          from: Matrix(diagonal: Array(repeating: point.noiseVariance, count: point.n)),
          tolerance: 1e-9, scale: size)
      },
    ]
  }
}

/// The solution of bilevel learning; the check fails where a decomposition does.
func solved(_ dense: OperatorCase) throws(EvidenceError) -> OperatorBilevel {
  do throws(OperatorError) {
    return try OperatorBilevel(
      operator: dense.map, secondMoment: dense.secondMoment, noiseVariance: dense.noiseVariance)
  } catch {
    throw .failed(error.message)
  }
}
