// Tables of Landweber's iteration.

package import Report
import ToyModel

/// Risk, bias and variance after each of some numbers of steps.
package struct LandweberRows: ResultRows {
  /// The setting.
  package let setting: LandweberSetting
  /// The numbers of steps, ascending.
  package let depths: [Int]

  /// The columns, part of the contract.
  package static let columns =
    LandweberSetting.columns + [
      "depth", "risk", "bias", "variance", "linear_risk", "ratio_to_linear", "upper_bound",
    ]

  /// Rows for numbers of steps.
  ///
  /// - Parameters:
  ///   - setting: The setting.
  ///   - depths: Numbers of steps, 0 or more; nil for the usual ones.
  /// - Throws: ``StudyError/illegal(_:)``.
  package init(_ setting: LandweberSetting, depths: [Int]?) throws(StudyError) {
    if let illegal = depths?.first(where: { $0 < 0 || $0 > 1 << 53 }) {
      throw .illegal("--depth \(illegal): a number of steps is between 0 and 2⁵³")
    }
    self.setting = setting
    self.depths = depths?.sorted() ?? setting.usualDepths
  }

  package var columns: [String] { Self.columns }
  package var count: Int { depths.count }

  package func write(to sink: inout some ResultSink) throws(StudyError) {
    let iteration = setting.iteration
    let head = setting.cells(iteration.stepSize)
    for depth in depths {
      let risk = iteration.risk(at: Double(depth))
      let cells: [Cell] = [
        .integer(depth), .number(risk.total), .number(risk.bias), .number(risk.variance),
        .number(setting.linearRisk), .number(risk.total / setting.linearRisk),
        depth > 0 ? .number(iteration.upperBound(at: Double(depth))) : .empty,
      ]
      for cell in head + cells { sink.append(cell) }
      try sink.endRow(note: nil)
    }
  }
}

extension LandweberSetting {
  /// The columns of ``summary``, part of the contract.
  package static let summaryColumns = columns + ["method", "k", "depth", "risk", "ratio_to_linear"]

  /// The methods beside each other: the best linear one, the best times to stop, all local minima, bilevel learning at
  /// every k.
  ///
  /// `stopped` is the best real time, `steps` the best whole number of steps, `minimum` each local minimum, `first` and
  /// `last` are the ends of the bracket, `converged` is the limit of many steps.
  package var summary: Table {
    var table = Table(columns: Self.summaryColumns)
    let head = cells(iteration.stepSize)
    func append(_ method: String, k: Int? = nil, time: Double? = nil, _ risk: Double) {
      table.append(
        head + [
          .text(method), k.map { .integer($0) } ?? .empty, time.map { .number($0) } ?? .empty,
          .number(risk), .number(risk / linearRisk),
        ])
    }
    append("linear", linearRisk)
    append("stopped", time: iteration.best.time, iteration.best.risk.total)
    append("steps", time: iteration.bestInteger.time, iteration.bestInteger.risk.total)
    for stop in iteration.localMinima {
      append("minimum", time: stop.time, stop.risk.total)
    }
    let bracket = iteration.bracket
    append("first", time: bracket.lowerBound, iteration.risk(at: bracket.lowerBound).total)
    append("last", time: bracket.upperBound, iteration.risk(at: bracket.upperBound).total)
    append("converged", iteration.risk(at: .infinity).total)
    if let bilevel {
      for k in 0...bilevel.dimension { append("bilevel", k: k, bilevel.risk(rows: k)) }
    }
    return table
  }

  /// The presentation of rows for readers.
  package var page: ResultPage { ResultPage(head: constants + "\n\n", foot: "\n" + words) }

  /// The summary in words, a line each.
  package var words: String {
    func shown(_ value: Double) -> String { formatted(value, significantDigits: 8) }
    let (best, steps) = (iteration.best, iteration.bestInteger)
    let bracket = iteration.bracket
    let minima = iteration.localMinima
    var lines = [
      "best time to stop: N = \(shown(best.time)), risk \(shown(best.risk.total)); "
        + "of whole numbers \(shown(steps.time)), risk \(shown(steps.risk.total))",
      "all minima lie from N = \(shown(bracket.lowerBound)) to \(shown(bracket.upperBound)); "
        + (minima.count == 1
          ? "there is one"
          : "there are \(minima.count): \(minima.prefix(8).map { shown($0.time) }.joined(separator: ", "))"),
      "never stopping: risk \(shown(iteration.risk(at: .infinity).total)); "
        + "best linear reconstruction: \(shown(linearRisk))",
    ]
    if let bilevel {
      let rows = shownRows(bilevel.dimension)
      lines.append(
        "bilevel learning, least risk with k rows: "
          + rows.map { "\(shown(bilevel.risk(rows: $0))) (k = \($0))" }.joined(separator: ", "))
    }
    if let objection { lines.append(objection) }
    if !problem.commutes {
      lines.append(
        "AᵀA and C do not commute: no number of steps needs to be the best linear method")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// All k up to 8 rows, otherwise some.
  func shownRows(_ n: Int) -> [Int] {
    n <= 8 ? Array(0...n) : [0] + Grid.integers(logarithmic: 1...n, count: 6)
  }
}
