// From three steps on the best regularizer need not be diagonal.

package import Evidence
import LinearAlgebra
import ToyModel

package struct NotDiagonalProposition: Claim {
  package let id = "operator-diagonal"
  package let exposition = Exposition(
    title:
      "With a forward operator that commutes with C the best regularizer is diagonal at every depth",
    statement: [
      """
      Where AᵀA and C commute, the best R of N unrolled gradient steps has RᵀR that commutes with both, as in \
      denoising, in bilevel learning and for two steps.
      """
    ],
    assumptions: ["AᵀA and C commute; R has k rows."],
    limits: ["For A = I, for bilevel learning and for N = 2 it is true."],
    sources: [.proofNotDiagonal, .claims("operator-two-steps", "operator-bilevel")],
    example: { .notDiagonal() },
    commands: [
      "printf '2.5\\n0.15\\n' > spectrum.csv; toy learn --data spectrum.csv --operator 0.68,0.52 --sigma 0.2646 --k 1 "
        + "--depth 3 --omega 1 --starts 20"
    ],
    declarations: ["Observation"])
  package let domain = "three instances with n = 2, k = 1: two with N = 3, one with N = 4"
  package let stance = Stance.refutedAsStated(
    correction: """
      From N = 3 on some R that is not diagonal is better than every diagonal one: in the instances by 4 %, \
      33 % and 4 %. The best diagonal risk is an upper bound.
      """)

  /// The instances.
  package var instances = DiagonalCase.counterexamples
  /// The best risk of diagonal R.
  package var risk: @Sendable (_ problem: DiagonalCase) -> Double = {
    $0.bestDiagonalRisk(rows: 1)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .exhaustive(
        "no R has a lower risk than the best diagonal one, step by step",
        instances.indices.map {
          ParameterPoint([
            .depth: Double(instances[$0].depth), .omega: instances[$0].stepSize,
            .instance: Double($0 + 1),
          ])
        },
        command: { point in
          let problem = instances[Int(point[.instance]) - 1]
          let energies = problem.energies.map { "\($0)\\n" }.joined()
          let values = problem.singularValues.map { "\($0)" }.joined(separator: ",")
          return
            "printf '\(energies)' > spectrum.csv; toy learn --data spectrum.csv --operator \(values) --sigma "
            + "\(problem.noiseVariance.squareRoot()) --k 1 --depth \(problem.depth) --omega \(problem.stepSize) --starts 20"
        }
      ) { point in
        let problem = instances[Int(point[.instance]) - 1]
        let row = Matrix(
          rows: 1, columns: problem.regularizer.count, elements: problem.regularizer)
        let found = problem.dense.unrolledRisk(
          row, depth: problem.depth, stepSize: problem.stepSize)
        // The least of all scanned and computed diagonal risks, so that a wrong one of them does not decide.
        let best = min(risk(problem), problem.scannedDiagonalRisk())
        guard found < best * (1 - 1e-6) else { return nil }
        return
          "a = \(problem.singularValues), γ = \(problem.energies), σ² = \(problem.noiseVariance): R = "
          + "\(problem.regularizer) has the risk \(found), the best diagonal R \(best)"
      }
    ]
  }
}
