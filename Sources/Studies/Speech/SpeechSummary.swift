// The results of learning from recordings, as tables, text and curves.

import Files
import Learning
import Optimization
package import Report
import ToyModel

/// All rows of an experiment.
package struct SpeechSummary: Sendable {
  package let rows: [SpeechRow]
  package let setting: SpeechSetting
  package let command: String
  /// True if the number of training frames varies.
  package let isOverFrames: Bool

  /// Warns on standard error if the intervals are unreliable.
  package func warnOfFewFiles() {
    guard let count = rows.first?.data.test.count, count < FileMean.fewFiles else { return }
    writeDiagnostic(
      count == 1
        ? "warning: one held-out file: nothing tells how much files differ"
        : "warning: \(count) held-out files: with fewer than \(FileMean.fewFiles) the 95 % intervals cover less "
          + "than 95 %, and still less where the files differ much in loudness")
  }

  /// Every row with every column.
  package var table: Table {
    var table = Table(columns: SpeechRow.columns)
    for row in rows { table.append(row.cells) }
    return table
  }

  /// The main results.
  private var shortTable: Table {
    table(["ω", "learned", "theory", "held out", "from", "to", "predicted", "optimum"]) { row in
      let result = row.result
      return [result.stepSize.map { .number($0) } ?? .empty]
        + errors(
          row,
          [
            result.trainRisk, result.trainTheory.risk.total, row.testRisk,
            row.testInterval?.lowerBound, row.testInterval?.upperBound, row.testPrediction,
            row.testTheory.risk.total,
          ])
    }
  }

  /// The excess losses of every row over bilevel learning and over the best row.
  private var differenceTable: Table {
    let hasBilevel = rows.contains { $0.toBilevel != nil }
    let names = (hasBilevel ? ["− bilevel", "from", "to"] : []) + ["− best", "from", "to"]
    return table(names + ["− optimum", "Gaussian"]) { row in
      ((hasBilevel ? [row.toBilevel] : []) + [row.toBest]).flatMap { difference in
        errors(
          row,
          [difference?.mean, difference?.interval?.lowerBound, difference?.interval?.upperBound])
      } + errors(row, [row.testExcess, row.gaussianExcess])
    }
  }

  /// A table whose first columns identify the rows.
  private func table(_ columns: [String], _ cells: (SpeechRow) -> [Cell]) -> Table {
    let repeats = isOverFrames || Set(rows.map(\.setting.seed)).count > 1
    let hasStarts = Set(rows.map(\.result.start)).count > 1
    var table = Table(
      columns: (repeats ? ["seed", "frames"] : []) + (hasStarts ? ["start"] : []) + ["family", "k"]
        + columns)
    for row in rows {
      var family = "bilevel"
      if let depth = row.depth {
        family = "N = \(depth), " + (row.stepRule == .learned ? "learned ω" : "fixed ω")
      }
      table.append(
        (repeats ? [.integer(Int(row.setting.seed)), .integer(row.trainFrameCount)] : [])
          + (hasStarts ? [.text(row.result.start.rawValue)] : [])
          + [.text(family), .integer(row.result.rows)] + cells(row))
    }
    return table
  }

  private func errors(_ row: SpeechRow, _ risks: [Double?]) -> [Cell] {
    risks.map { risk in risk.map { .number(row.meanSquaredError($0)) } ?? .empty }
  }

  private var facts: [(String, String)] {
    guard let first = rows.first else { return [] }
    let number = { (value: Double) in formatted(value, significantDigits: 6) }
    let files = (first.data.train.count, first.data.test.count)
    let rates = Set((first.data.train + first.data.test).map(\.recording.sampleRate)).sorted()
    let energy = first.testTheory.eigenvalues.reduce(0) {
      $0 + Double($1.multiplicity) * $1.dataEigenvalue
    }
    return [
      (
        "frames",
        "n = \(setting.framing.length), hop \(setting.framing.hop); "
          + "\(isOverFrames ? first.data.trainFrameCount : first.trainFrameCount) to learn from, "
          + "\(first.data.testFrameCount) held out"
      ),
      (
        "files",
        "\(files.0) to learn from, \(files.1) held out; "
          + "\(rates.map(String.init).joined(separator: ", ")) Hz"
      ),
      ("noise", "σ = \(number(setting.sigma)), MSE \(number(setting.sigma * setting.sigma))"),
      ("signal", "mean square \(number(energy / Double(setting.framing.length)))"),
    ]
  }

  /// The result for readers: mean squared errors of a sample, then every row with every column.
  ///
  /// - Parameter image: The name of the figure beside the page, if there is one.
  /// - Returns: The page.
  package func page(image: String?) -> ResultPage {
    ResultPage(
      terminal: {
        "\(head)\n\($0.text(shortTable))\n\(legend)\n\n"
          + "\($0.text(differenceTable))\n\(differenceLegend)\n"
      },
      text: {
        "\(head)\n\(shortTable.text())\n\(legend)\n\n"
          + "\(differenceTable.text())\n\(differenceLegend)\n\n\($0.text())"
      },
      markdown: { markdown($0, image: image) },
      latex: { table in
        let comments =
          ["Learned from recordings", command] + facts.map { "\($0.0): \($0.1)" }
          + legend.split(separator: "\n").map(String.init)
        return shortTable.latex(comments: comments)
          + "\n"
          + differenceTable.latex(
            comments: differenceLegend.split(separator: "\n").map(String.init))
          + "\n" + table.latex(comments: ["Everything"])
      })
  }

  private var head: String {
    let width = facts.map(\.0.count).max() ?? 0
    return facts.map { name, value in
      name + String(repeating: " ", count: width - name.count + 3) + value + "\n"
    }.joined()
  }

  private var legend: String {
    "Mean squared errors of a sample, 2/n times the risks of CSV and JSON:\n"
      + "learned    of T learned from the training frames, on them; below theory where it fits their\n"
      + "           noise better than another's\n"
      + "theory     the optimum for the covariance of the training frames\n"
      + "held out   of the learned T on the held-out frames; 95 % intervals, over files, most of whose\n"
      + "           width all rows have in common\n"
      + "predicted  of the theory's T for the training covariance, on the held-out covariance\n"
      + "optimum    of theory for the held-out covariance"
      + (limited > 0
        ? "\n\n\(limited) of \(rows.count) denoisers were still improving at --max-iterations" : "")
  }

  private var differenceLegend: String {
    "Held-out errors minus that of bilevel learning, and minus the lowest one, file by file, with 95 %\n"
      + "intervals: what all rows find hard about a file cancels; and minus the optimum for the held-out\n"
      + "covariance, beside the Gaussian prediction: the mean for as many independent Gaussian frames"
  }

  /// The number of denoisers that stopped at the iteration limit.
  private var limited: Int { rows.count { $0.result.stopReason == .iterationLimit } }

  /// The result as a page around its table.
  private func markdown(_ table: Table, image: String?) -> String {
    let lines = facts.map { "- \($0.0): \($0.1)" }.joined(separator: "\n")
    let image = image.map { "![\(figure.title)](\($0))\n\n" } ?? ""
    return "# Learned from recordings\n\n\(lines)\n\n\(image)\(shortTable.markdown())"
      + "\n```\n\(legend)\n```\n\n"
      + "\(differenceTable.markdown())\n```\n\(differenceLegend)\n```\n\n"
      + "\(table.markdown())\n```sh\n\(command)\n```\n"
  }

  /// The figure of errors against depth, or against the number of training frames.
  package var figure: Figure {
    isOverFrames
      ? FrameCountFigure(rows: rows).figure(command: command)
      : SpeechFigure(rows: rows).figure(command: command)
  }
}
