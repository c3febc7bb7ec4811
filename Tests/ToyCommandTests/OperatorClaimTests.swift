// toy check on forward operators: right formulas pass, wrong ones do not.

import LinearAlgebra
import Testing
import ToyModel

@testable import Evidence
@testable import Theory
@testable import ToyCommand

@Suite struct OperatorClaimTests {
  private static let scope = CheckScope(samples: 250)
  private static let claims = Theory.chapters.filter { $0.id == "operators" }.flatMap(\.claims)

  @Test("another seed draws other cases, which hold as well", arguments: claims.indices)
  func seeds(index: Int) throws {
    try Self.claims[index].expectAsExpected(Self.scope)
  }

  private static let wrongClaims: [(name: String, claim: any Claim)] = [
    ("a risk too low", OperatorBilevelProposition(risk: { (1 - 1e-6) * $0.risks.risk(rows: $1) })),
    ("one row more", OperatorBilevelProposition(risk: { $0.risks.risk(rows: max($1 - 1, 0)) })),
    (
      "R too large",
      OperatorBilevelProposition(regularizer: { problem, rows in
        guard var matrix = (try? problem.optimum(rows: rows))?.regularizer else { return nil }
        scale(&matrix, by: 1.1)
        return matrix
      })
    ),
    (
      "the largest singular values left out",
      OperatorBlowUpProposition(lowerBound: { risks, rows in
        risks.singularValues.dropLast(rows).reduce(0) {
          $0 + 0.5 * risks.noiseVariance / ($1 * $1)
        }
      })
    ),
    (
      "half of the upper bound",
      OperatorBlowUpProposition(upperBound: { iteration, depth in
        0.5 * iteration.upperBound(at: Double(depth))
      })
    ),
    ("a time too late", LandweberProposition(best: { 1.01 * $0.best.time + 0.01 })),
    (
      "a bracket too high",
      LandweberProposition(bracket: { 2 * $0.bracket.upperBound...4 * $0.bracket.upperBound + 1 })
    ),
    (
      "a prior without −1",
      LandweberProposition(prior: { values, noise, step, time in
        zip(
          values,
          Landweber.prior(
            singularValues: values, noiseVariance: noise, stepSize: step, time: time)
        ).map { $1 + noise / ($0 * $0) }
      })
    ),
    (
      "no forced direction",
      OperatorDiagonalProposition(risk: { problem, _ in
        problem.bestDiagonalRisk(rows: problem.directions.count)
      })
    ),
    (
      "three steps",
      OperatorDiagonalProposition(risk: { problem, rows in
        var deeper = problem
        deeper.depth = 3
        return deeper.bestDiagonalRisk(rows: rows)
      })
    ),
  ]

  @Test("a wrong formula is refuted", arguments: wrongClaims.indices)
  func refuted(index: Int) throws {
    let (name, claim) = Self.wrongClaims[index]
    try claim.expectNoticed(name, Self.scope)
  }

  @Test("true statements in place of refuted ones are not refuted")
  func refutations() throws {
    let unimodal = UnimodalStoppingProposition(times: [0.001, 0.065216504, 1.5])
    #expect(try unimodal.checks(Self.scope).allSatisfy(\.verdict.holds))
    let diagonal = NotDiagonalProposition(
      instances: DiagonalCase.counterexamples.map {
        DiagonalCase(
          singularValues: $0.singularValues, energies: $0.energies,
          noiseVariance: $0.noiseVariance, stepSize: $0.stepSize, depth: 2,
          regularizer: $0.regularizer)
      })
    #expect(try diagonal.checks(Self.scope).allSatisfy(\.verdict.holds))
  }
}
