// The risks of replicas that were learned from frames, beside the law.

package import Report
import ToyModel

/// The replicas of one setting.
package struct SampleResult: Sendable {
  /// The setting with its best risk and its law.
  package let row: RiskRow
  package let seed: UInt64
  /// The excess of every replica over the best risk; nil for one without a result.
  package let excesses: [Double?]

  /// The excesses that there are.
  package var risks: [Double] { excesses.compactMap { $0 } }

  /// The mean excess; NaN without a replica.
  package var meanExcess: Double { risks.reduce(0, +) / Double(risks.count) }

  /// The standard error of the mean; nil for fewer than two replicas.
  package var standardError: Double? {
    let count = Double(risks.count)
    guard count > 1 else { return nil }
    let mean = meanExcess
    let squares = risks.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / (count - 1) / count).squareRoot()
  }

  /// The excess of the law; nil where there is none.
  package var predictedExcess: Double? { row.excess?.value }

  /// The difference of the mean from the law in standard errors.
  package var deviation: Double? {
    guard let predictedExcess, let standardError, standardError > 0 else { return nil }
    return (meanExcess - predictedExcess) / standardError
  }

  // MARK: Tables

  /// The columns of the table.
  package static let columns =
    Setting.columns + [
      "seed", "frames", "loss", "replica", "risk", "excess", "theory_risk", "mean_excess",
      "standard_error", "expected_excess",
    ] + DenoiserFamily.detailColumns

  /// One row for every replica.
  package static func table(_ results: [SampleResult]) -> Table {
    var table = Table(columns: columns)
    for result in results {
      let setting = result.row.setting
      guard let sample = setting.sample else { continue }
      let best = result.row.optimum.risk.total
      for (replica, excess) in result.excesses.enumerated() {
        let cells: [Cell] = [
          .integer(Int(result.seed)), .integer(sample.frames), .text(sample.loss.rawValue),
          .integer(replica), Self.cell(excess.map { best + $0 }), Self.cell(excess), .number(best),
          .number(result.meanExcess), Self.cell(result.standardError),
          Self.cell(result.predictedExcess),
        ]
        table.append(
          setting.cells + cells + setting.family.detailCells, note: result.row.excess?.note)
      }
    }
    return table
  }

  private static func cell(_ number: Double?) -> Cell { number.map { .number($0) } ?? .empty }

  /// The means of all settings, for readers.
  private static func summary(_ results: [SampleResult]) -> Table {
    var table = Table(columns: [
      "family", "k", "frames", "replicas", "mean excess", "± error", "expected", "deviation",
    ])
    for result in results {
      let setting = result.row.setting
      table.append([
        .text(setting.family.inWords), .integer(setting.k), .integer(setting.sample?.frames ?? 0),
        .integer(result.risks.count), .number(result.meanExcess), cell(result.standardError),
        cell(result.predictedExcess),
        result.deviation.map { .text(formatted($0, significantDigits: 2)) } ?? .empty,
      ])
    }
    return table
  }

  /// The results for readers.
  ///
  /// - Parameter results: At least one result.
  /// - Returns: The page.
  package static func page(_ results: [SampleResult]) -> ResultPage {
    let setting = results[0].row.setting
    let loss = setting.sample?.loss.inWords ?? ""
    let head =
      "setting   \(setting.inWords)\nframes    Gaussian, \(loss), seed \(results[0].seed)\n\n"
    let notes = results.compactMap { result -> String? in
      guard case .missing(let reason) = result.row.excess else { return nil }
      return "\(result.row.setting.family.inWords): no law, as \(reason.inWords)"
    }
    var distinct: [String] = []
    for note in notes where !distinct.contains(note) { distinct.append(note) }
    let legend =
      "excess: risk of the learned T less the best one; expected: exact for linear maps, else asymptotic for "
      + "many frames;\ndeviation: of the mean from it, in standard errors\n"
      + distinct.map { $0 + "\n" }.joined()
    return ResultPage(
      terminal: { "\(head)\($0.text(summary(results), whole: "-o FILE"))\n\(legend)" },
      text: { "\(head)\(summary(results).text())\n\(legend)\n\($0.text())" })
  }
}
