// Examples on forward operators.

import Evidence
import LinearAlgebra
import Report
import ToyModel

extension Example {
  private static let operatorValues = [1, 0.5, 0.2, 0.1]

  static func operatorBilevel() throws(EvidenceError) -> Example {
    let problem = try solved(
      OperatorCase(
        map: Matrix(diagonal: operatorValues), secondMoment: Matrix(diagonal: [3, 1.2, 0.5, 0.1]),
        noiseVariance: 0.01))
    var table = Table(columns: ["k", "least risk", "lower bound"])
    for k in 0...4 {
      table.append([
        .integer(k), .number(problem.risks.risk(rows: k)),
        .number(problem.risks.lowerBound(rows: k)),
      ])
    }
    return Example("A = diag(1, 0.5, 0.2, 0.1), C = diag(3, 1.2, 0.5, 0.1), σ² = 0.01", table)
  }

  static func operatorBlowUp() throws(EvidenceError) -> Example {
    var table = Table(columns: [
      "two smallest a", "early stopping", "k = 0", "k = 1", "k = 2", "L₀",
    ])
    for small in [0.1, 0.01, 0.001] {
      let directions = [1, 0.5, small, small].map {
        OperatorDirection(singularValue: $0, energy: 1)
      }
      let risks: BilevelRisks
      do throws(OperatorError) {
        risks = try BilevelRisks(directions: directions, noiseVariance: 0.01)
      } catch {
        throw .failed(error.message)
      }
      let iteration = Landweber(directions: directions, noiseVariance: 0.01, stepSize: 0.9)
      table.append(
        [.number(small), .number(iteration.bestInteger.risk.total)]
          + [0, 1, 2].map { .number(risks.risk(rows: $0)) } + [.number(risks.linearRisk)])
    }
    return Example("a = 1, 0.5 and two small ones, γ = 1, σ² = 0.01, ω = 0.9", table)
  }

  static func earlyStopping() -> Example {
    let directions = operatorValues.map { OperatorDirection(singularValue: $0, energy: 1) }
    let iteration = Landweber(directions: directions, noiseVariance: 0.01, stepSize: 0.9)
    var table = Table(columns: ["N", "bias", "variance", "risk"])
    let (best, bracket) = (iteration.best.time, iteration.bracket)
    for time in [1, bracket.lowerBound, iteration.bestInteger.time, best, bracket.upperBound, 1000]
    {
      let risk = iteration.risk(at: time)
      table.append([
        .number(time), .number(risk.bias), .number(risk.variance), .number(risk.total),
      ])
    }
    return Example(
      "a = 1, 0.5, 0.2, 0.1, γ = 1, σ² = 0.01, ω = 0.9: both ends of the bracket, the best integer and the best N",
      table)
  }

  static func severalMinima() -> Example {
    var table = Table(columns: ["local minimum at N", "risk"])
    for stop in UnimodalStoppingProposition.example.localMinima {
      table.append([.number(stop.time), .number(stop.risk.total)])
    }
    return Example(
      "a = 0.19035, 0.53853, 0.030248, γ = 0.08186, 0.03668, 280.1, σ² = 0.8873, ω = 0.9/‖A‖²",
      table)
  }

  static func notDiagonal() -> Example {
    var table = Table(columns: ["N", "a", "γ", "σ²", "ω", "best diagonal", "R", "its risk"])
    func list(_ values: [Double]) -> Cell {
      .text(values.map { formatted($0, significantDigits: 5) }.joined(separator: ", "))
    }
    for problem in DiagonalCase.counterexamples {
      let row = Matrix(
        rows: 1, columns: problem.regularizer.count, elements: problem.regularizer)
      table.append([
        .integer(problem.depth), list(problem.singularValues), list(problem.energies),
        .number(problem.noiseVariance), .number(problem.stepSize),
        .number(NotDiagonalProposition().risk(problem)), list(problem.regularizer),
        .number(
          problem.dense.unrolledRisk(row, depth: problem.depth, stepSize: problem.stepSize)),
      ])
    }
    return Example("k = 1, n = 2", table)
  }

  /// Best risks of two steps over k and ω.
  static func twoSteps() -> Example {
    var table = Table(columns: ["ω", "k = 1", "k = 2", "k = 3", "k = 4"])
    let observation = Observation(
      zip([1, 0.5, 0.2, 0.1], [3, 1.2, 0.5, 0.1]).map {
        OperatorDirection(singularValue: $0, energy: $1)
      }, noiseVariance: 1)
    for omega in [0.5, 1, 1.5, 2] {
      table.append(
        [.number(omega)]
          + (1...4).map { rows in
            .number(
              OptimalRisk(
                observation: observation, rows: rows,
                family: .unrolled(depth: 2, step: .fixed(omega))
              ).risk.total)
          })
    }
    return Example("a = 1, 0.5, 0.2, 0.1, γ = 3, 1.2, 0.5, 0.1, σ = 1", table)
  }
}
