// Small singular values: bilevel learning pays with rank, stopping early does not.

package import Evidence
import Libc
import LinearAlgebra
package import ToyModel

package struct OperatorBlowUpProposition: Claim {
  package let id = "operator-blow-up"
  package let exposition = Exposition(
    title:
      "Bilevel learning explodes where more than k singular values are small, unrolling does not",
    statement: [
      "With a₁ ≤ … ≤ aₙ the singular values of A, bilevel learning with k rows has at least the risk",
      .formula("(σ²/2) Σ_{i>k} aᵢ⁻²"),
      """
      and stays bounded as some aᵢ tend to 0 if and only if these are at most k. N gradient steps of size \
      0 < ω ≤ 1/‖A‖² from 0, already with R = 0, have
      """,
      .formula("E ≤ ½ tr C + (σ²/2) Σᵢ min(aᵢ⁻², N²ω²aᵢ²) ≤ ½ tr C + (σ²/2) min(nNω, N²ω²‖A‖²_F)"),
      "Stopping early regularizes all directions at no rank.",
    ],
    assumptions: ["A of full column rank, σ > 0; any C."],
    limits: ["The bounds are not sharp: they show what is bounded, not how large it is."],
    sources: [.proofBlowUp, .claims("operator-bilevel")],
    example: { () throws(EvidenceError) in try .operatorBlowUp() },
    figure: "smallest-singular-value",
    commands: [
      "toy landweber --singular-values 1,0.5,0.2,0.1 --data iid --sigma 0.1 --x smallest --small 2"
    ],
    declarations: ["BilevelRisks", "Landweber"])
  package let domain = "random A and C, n up to 4, singular values down to 10⁻⁶; N up to 30"

  /// The lower bound.
  package var lowerBound: @Sendable (_ risks: BilevelRisks, _ rows: Int) -> Double = {
    $0.lowerBound(rows: $1)
  }
  /// The upper bound for N steps.
  package var upperBound: @Sendable (_ iteration: Landweber, _ depth: Int) -> Double = {
    $0.upperBound(at: Double($1))
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    func point(_ draws: inout Sampler) -> ParameterPoint {
      let n = draws.integer(2...4)
      return ParameterPoint([
        .n: Double(n), .k: Double(draws.integer(0...n)), .measurements: Double(n),
        .sigma: draws.logarithmic(0.2...2), .smallness: draws.logarithmic(1e-6...1),
        .depth: Double(draws.integer(1...30)), .omega: draws.uniform(0.05...0.99),
        .instance: Double(draws.integer(1...1_000_000)),
      ])
    }
    func isLegal(_ point: ParameterPoint) -> Bool {
      (2...4).contains(point.n) && (0...point.n).contains(point.k) && point[.sigma] >= 0.2
        && (1e-6...1).contains(point[.smallness]) && (1...30).contains(point.depth)
        && point[.omega] > 0 && point[.omega] < 1
    }
    return [
      try .sampled(
        "the lower bound, for singular values from the decomposition of A",
        cases: scope.samples / 10, in: scope, id, point: point, isLegal: isLegal
      ) { (point) throws(EvidenceError) in
        let dense = shrunk(point, count: 1)
        let risks = try solved(dense).risks
        let bound = lowerBound(risks, point.k)
        let values = try factorized(SingularValues(dense.map)).values.sorted()
        let exact = values.dropFirst(point.k).reduce(0) {
          $0 + 0.5 * point.noiseVariance / ($1 * $1)
        }
        let found = risks.risk(rows: point.k)
        return difference("the bound", bound, from: exact, tolerance: 1e-6)
          ?? (bound <= found * (1 + 1e-9) ? nil : "the risk \(found) is below \(bound)")
      },
      try .sampled(
        "bounded for k small singular values and more rows, unbounded for fewer",
        cases: scope.samples / 50, in: scope, id, 1, point: point, isLegal: isLegal
      ) { (point) throws(EvidenceError) in
        let small = point.n - 1
        var ends: [[Double]] = []
        for smallness in [1e-4, 1e-6] {
          var end = point
          end[.smallness] = smallness
          let risks = try solved(shrunk(end, count: small, of: point)).risks
          ends.append((0...point.n).map { risks.risk(rows: $0) })
        }
        for k in 0...point.n {
          let ratio = ends[1][k] / ends[0][k]
          guard k < small ? ratio > 100 : ratio < 2 else {
            return "k = \(k), \(small) small singular values: the risk grows by \(ratio)"
          }
        }
        return nil
      },
      try .sampled(
        "N steps, one by one, are below the upper bound", cases: scope.samples / 10, in: scope, id,
        2, point: point, isLegal: isLegal
      ) { (point) throws(EvidenceError) in
        let dense = shrunk(point, count: 1)
        let decomposition = try factorized(SingularValues(dense.map))
        let images = dense.secondMoment.multiplied(by: decomposition.right)
        let directions = decomposition.values.indices.map { index in
          OperatorDirection(
            singularValue: decomposition.values[index],
            energy: images.columnProduct(decomposition.right, index))
        }
        let omega = point[.omega] * Landweber.stepLimit(directions)
        let bound = upperBound(
          Landweber(
            directions: directions, noiseVariance: point.noiseVariance, stepSize: omega),
          point.depth)
        let found = dense.unrolledRisk(nil, depth: point.depth, stepSize: omega)
        guard found <= bound * (1 + 1e-9) else { return "the risk \(found) exceeds \(bound)" }
        let (n, steps) = (Double(point.n), Double(point.depth) * omega)
        let frobenius = dense.map.frobeniusNorm
        let simple =
          0.5 * dense.secondMoment.trace + 0.5 * point.noiseVariance
          * min(n * steps, steps * steps * frobenius * frobenius)
        return bound <= simple * (1 + 1e-9)
          ? nil : "the bound \(bound) exceeds its simple form \(simple)"
      },
    ]
  }

  /// A random problem whose last columns of A are scaled by ε, so that as many singular values are small.
  private func shrunk(
    _ point: ParameterPoint, count: Int, of seed: ParameterPoint? = nil
  ) -> OperatorCase {
    var problem = (seed ?? point).operatorCase
    let n = point.n
    problem.map.scaleColumns((0..<n).map { $0 < n - count ? 1 : point[.smallness] })
    return problem
  }
}
