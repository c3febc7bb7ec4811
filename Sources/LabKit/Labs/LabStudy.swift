// The outcome of a lab.

package import Evidence
import LinearAlgebra
package import Report

/// The outcome of a lab: claims with their numbers, tables, figures, arrays and warnings.
package struct LabStudy: StudyOutcome {
  /// The settings of the run.
  package let settings: LabSettings
  /// The claims that were decided, in the order of their decisions.
  package private(set) var results: [LabResult] = []
  /// Tidy tables: one row per method, parameter and iteration, with certificate and stop reason as columns.
  package var tables: [NamedTable] = []
  package var figures: [NamedFigure] = []
  package var warnings: [String] = []
  /// Weights and other arrays that are written to a folder.
  package var arrays: [LabArray] = []
  /// Files for the folder of a parameter, by their paths below it, such as `weight.npy`.
  package var savedFiles: [(folder: LabParameter, path: String, bytes: [UInt8])] = []
  /// Whether the user interrupted the computation: nothing but ``savedFiles`` is meaningful then.
  package var isPartial = false
  /// The main result, which `--save` writes; nil if there is none.
  package var product: LabArray?
  /// The reason why there is no main result; nil where there is one, or where the settings have none.
  package var missingProduct: String?
  /// The data that the study recognised, whose pins it decides; nil for any other data.
  package var instance: LabInstance?
  /// Computes what can be listened to, by `--listen`; nil if there is nothing.
  package var sounds: (@Sendable () throws(LabError) -> [LabSound])?
  /// The answer to a question about the user's own numbers; nil if none was asked.
  package var answer: LabAnswer?
  /// The values that were used in place of the settings' defaults, by the names of their parameters.
  package private(set) var usedValues: [String: LabValue] = [:]

  /// An outcome without results.
  package init(_ settings: LabSettings) { self.settings = settings }

  /// Records the value of a parameter that was used, where its default depends on other parameters or on the data.
  ///
  /// - Parameters:
  ///   - value: The value, of the parameter's kind.
  ///   - parameter: One of the lab's parameters.
  package mutating func use(_ value: LabValue, for parameter: LabParameter) {
    precondition(
      settings.parameters.contains(parameter), "no parameter \(parameter.name) of the lab")
    usedValues[parameter.name] = value
  }

  /// Takes the values that another outcome used.
  mutating func useValues(of other: LabStudy) { usedValues = other.usedValues }

  /// Decides a claim by a number.
  ///
  /// A pin is left out where the settings are not those of its instance.
  ///
  /// - Parameters:
  ///   - claim: The claim, each at most once.
  ///   - quantity: The quantity that is compared; the title of the claim if omitted.
  ///   - predicted: The number that the statement predicts, or its bound.
  ///   - computed: The number found.
  ///   - expectation: The difference that is allowed.
  package mutating func decide(
    _ claim: LabClaim, _ quantity: String? = nil, predicted: Double, computed: Double,
    _ expectation: Comparison.Expectation
  ) {
    precondition(
      !results.contains { $0.claim.id == claim.id }, "the claim \(claim.id) is decided twice")
    guard claim.kind == .law || isPinned(claim) else { return }
    let comparison = Comparison(
      quantity ?? claim.exposition.title, predicted: predicted, computed: computed, expectation)
    results.append(LabResult(claim, comparison))
  }

  /// Adds results that were decided elsewhere.
  mutating func append(_ results: [LabResult]) { self.results += results }

  /// Whether a pin is about the data of this study.
  private func isPinned(_ pin: LabClaim) -> Bool {
    guard let instance = pin.instance else { return settings.isPinned }
    return instance == self.instance
  }

  /// Decides a claim by a condition: 1 for true.
  package mutating func decide(_ claim: LabClaim, _ quantity: String? = nil, _ isTrue: Bool) {
    decide(claim, quantity, predicted: 1, computed: isTrue ? 1 : 0, .count)
  }

  /// Decides a pin: a number of the built-in instance, to one part in a thousand.
  package mutating func pin(_ claim: LabClaim, _ predicted: Double, _ computed: Double) {
    decide(claim, predicted: predicted, computed: computed, .gap(1e-3 * abs(predicted)))
  }

  /// Decides a pin of several numbers of the built-in instance.
  ///
  /// - Parameters:
  ///   - claim: The claim.
  ///   - predicted: The numbers stated, none of them 0.
  ///   - computed: The numbers found.
  ///   - tolerances: The relative difference that is allowed for each; one part in a thousand if omitted.
  package mutating func pin(
    _ claim: LabClaim, _ predicted: [Double], _ computed: [Double], tolerances: [Double]? = nil
  ) {
    let limits = tolerances ?? predicted.map { _ in 1e-3 }
    decide(
      claim, "largest relative difference over the one that is allowed", predicted: 0,
      computed: maximumNorm(zip(Self.relativeDifferences(predicted, computed), limits).map(/)),
      .gap(1))
  }

  /// Decides a pin of several numbers of the built-in instance, which have one tolerance.
  ///
  /// - Parameters:
  ///   - claim: The claim.
  ///   - predicted: The numbers stated, none of them 0.
  ///   - computed: The numbers found.
  ///   - tolerance: The relative difference that is allowed.
  package mutating func pin(
    _ claim: LabClaim, _ predicted: [Double], _ computed: [Double], tolerance: Double
  ) {
    decide(
      claim, "largest relative difference", predicted: 0,
      computed: maximumNorm(Self.relativeDifferences(predicted, computed)), .gap(tolerance))
  }

  /// The relative differences of numbers; ∞ if some are missing.
  private static func relativeDifferences(
    _ predicted: [Double], _ computed: [Double]
  ) -> [Double] {
    predicted.count == computed.count
      ? zip(predicted, computed).map { $1 / $0 - 1 } : [.infinity]
  }

  /// The claims that the program asserts and that do not hold.
  package var failures: [LabResult] { results.filter { $0.verdict == .fails } }

  /// The columns of ``claims``.
  package static let claimColumns = [
    "id", "statement", "predicted", "computed", "tolerance", "form", "lower", "upper", "kind",
    "verdict",
  ]

  /// The claims with their numbers, one per row.
  package var claims: Table {
    var table = Table(columns: Self.claimColumns)
    func end(_ number: Double) -> Cell { number.isFinite ? .number(number) : .empty }
    for result in results {
      let comparison = result.comparison
      table.append([
        .text(result.claim.id), .text(result.claim.exposition.statementLine),
        .number(comparison.predicted), .number(comparison.computed),
        .number(comparison.tolerance), .text(comparison.expectation.form.rawValue),
        end(comparison.accepted.lowerBound), end(comparison.accepted.upperBound),
        .text(result.claim.kind.rawValue), .text(result.verdict.rawValue),
      ])
    }
    return table
  }

  /// The whole outcome as data.
  ///
  /// - Parameter lab: The name of the lab.
  /// - Returns: One object.
  package func json(of lab: String) -> JSONValue {
    func rows(_ table: Table) -> JSONValue {
      .array(
        table.rows.map { row in
          .object(zip(table.columns, row.cells).map { .init($0, $1.json) })
        })
    }
    return .object(
      [
        .init("lab", .text(lab)), .init("parameters", settings.json(replacing: usedValues)),
        .init("claims", rows(claims)),
        .init("tables", .object(tables.map { .init($0.name, rows($0.table)) })),
        .init("warnings", .array(warnings.map { .text($0) })),
      ] + (answer.map { [$0.member] } ?? []))
  }
}

/// The answer to a question about the user's own numbers, such as whether a gradient is right.
package struct LabAnswer: Sendable, Equatable {
  /// The answer for readers, one line per element.
  package let lines: [String]
  /// The answer as data.
  package let member: JSONValue.Member
  /// Whether the answer is yes, for which the exit status is 0 rather than 1.
  package let isAffirmative: Bool

  package init(lines: [String], member: JSONValue.Member, isAffirmative: Bool) {
    self.lines = lines
    self.member = member
    self.isAffirmative = isAffirmative
  }
}
