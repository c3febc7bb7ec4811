// Learning R for an inverse problem by a search, beside what is known.

import Files
package import Learning
package import LinearAlgebra
package import Report
import ToyModel

/// The lowest risk that a search over R found for unrolled gradient descent with a forward operator.
///
/// From three steps on the best R is not known, and need not commute with C: the search shows how much better it is than
/// the best one that does.
package struct OperatorLearning: Sendable {
  /// The setting; its family is gradient descent.
  package let setting: Setting
  private let problem: OperatorProblem
  private let starts: Int
  private let seed: UInt64

  /// Checks a setting.
  ///
  /// - Parameters:
  ///   - setting: The setting, legal.
  ///   - choice: The operator.
  ///   - starts: The number of random starts.
  ///   - seed: Their seed.
  /// - Throws: ``StudyError`` for other algorithms, n that are too large, and operators that do not fit.
  package init(
    _ setting: Setting, _ choice: OperatorChoice, starts: Int, seed: UInt64
  ) throws(StudyError) {
    guard setting.family.algorithm == .gradientDescent else {
      throw .illegal(
        "--operator: R is searched for --algorithm gradient-descent; 'toy risk --operator' has bilevel learning in closed "
          + "form")
    }
    guard setting.n <= OperatorSearch.dimensionLimit else {
      throw .illegal(
        "--n \(setting.n): with --operator R is searched for n ≤ \(OperatorSearch.dimensionLimit)")
    }
    self.setting = setting
    self.starts = starts
    self.seed = seed
    problem = try OperatorProblem(choice, data: setting.data)
  }

  /// The result of the search.
  package struct Result: Sendable {
    package let setting: Setting
    /// The text of the operator.
    package let name: String
    package let seed: UInt64
    package let starts: Int
    /// The lowest risk found, with R, ω and the number of starts that reached it.
    package let search: OperatorSearch
    /// The best risk of R that commute with C; nil where A and C do not commute.
    package let commutingRisk: Double?
    /// The best linear risk.
    package let linearRisk: Double

    /// The best R that was found, k × n.
    package var regularizer: Matrix { search.regularizer }

    /// The change from the best R that commutes with C, relative to it; below 0 where another R is better.
    package var relativeGap: Double? {
      commutingRisk.map { (search.risk.total - $0) / $0 }
    }
  }

  /// Searches.
  ///
  /// - Throws: ``StudyError/failed(_:)`` if no start has a finite risk.
  package func result() throws(StudyError) -> Result {
    let noise = setting.sigma * setting.sigma
    let matrices =
      problem.matrices
      ?? (
        Matrix(diagonal: problem.directions.map(\.singularValue)),
        Matrix(diagonal: problem.directions.map(\.energy))
      )
    let largest = problem.directions.map(\.singularValue).max() ?? 1
    let objective = OperatorRisk(
      operator: matrices.map, secondMoment: matrices.secondMoment, noiseVariance: noise,
      rows: setting.k, depth: setting.family.depth ?? 1,
      stepSize: setting.family.step?.value ?? 1 / (largest * largest),
      isStepLearned: setting.family.isLearned)
    guard let search = OperatorSearch(objective, starts: starts, seed: seed) else {
      throw .failed("no start has a finite risk; a smaller --omega may help")
    }
    var commuting: Double?
    if problem.commutes {
      commuting =
        OptimalRisk(
          observation: Observation(problem.directions, noiseVariance: noise), rows: setting.k,
          family: setting.family
        ).risk.total
    }
    return Result(
      setting: setting, name: problem.choice.name, seed: seed, starts: starts, search: search,
      commutingRisk: commuting, linearRisk: try problem.linearRisk(noiseVariance: noise))
  }

  /// The columns of the table.
  package static let columns =
    Setting.columns + [
      "operator", "seed", "starts", "reached", "omega", "risk", "bias", "variance",
      "commuting_risk", "relative_gap", "linear_risk",
    ]

  /// One row for every result.
  package static func table(_ results: [Result]) -> Table {
    var table = Table(columns: columns)
    for result in results {
      let found = result.search
      let cells: [Cell] = [
        .text(result.name), .integer(Int(result.seed)), .integer(result.starts),
        .integer(found.reachedCount), .number(found.stepSize), .number(found.risk.total),
        .number(found.risk.bias), .number(found.risk.variance),
        result.commutingRisk.map { .number($0) } ?? .empty,
        result.relativeGap.map { .number($0) } ?? .empty, .number(result.linearRisk),
      ]
      table.append(
        result.setting.cells + cells,
        note: result.commutingRisk == nil
          ? "commuting_risk: the operator does not commute with C" : nil)
    }
    return table
  }

  /// The results for readers.
  package static func page(_ results: [Result]) -> ResultPage {
    let number = { (value: Double) in formatted(value, significantDigits: 8) }
    var table = Table(columns: [
      "family", "k", "found", "reached", "best R that commutes with C", "change", "best linear",
    ])
    for result in results {
      let found = result.search
      table.append([
        .text(result.setting.family.inWords), .integer(result.setting.k),
        .text(number(found.risk.total)), .text("\(found.reachedCount) of \(result.starts)"),
        .text(result.commutingRisk.map(number) ?? "–"),
        .text(
          result.relativeGap.map { "\(formatted(100 * $0, significantDigits: 3)) %" } ?? "–"),
        .text(number(result.linearRisk)),
      ])
    }
    let head =
      results.first.map {
        "risks of a search over R from \($0.starts) random starts, operator \($0.name)\n\n"
      } ?? ""
    return ResultPage(
      terminal: { head + $0.text(table, whole: "-o FILE") },
      text: { "\(head)\(table.text())\n\($0.text())" })
  }
}
