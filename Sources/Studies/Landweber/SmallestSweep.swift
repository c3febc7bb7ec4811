// Early stopping and bilevel learning as some singular values become small.

import Report
import ToyModel

/// The least risks over the value of the smallest singular values.
package struct SmallestSweep: ResultRows {
  /// A value of the smallest singular values with the setting that has it.
  package struct Place: Sendable {
    /// The value.
    package let smallest: Double
    /// The setting.
    package let setting: LandweberSetting
  }

  /// The points, by ascending value.
  package let points: [Place]
  /// The number of singular values that vary.
  package let small: Int

  /// The columns, part of the contract.
  package static let columns =
    LandweberSetting.columns + [
      "small", "smallest", "method", "k", "depth", "risk", "ratio_to_linear", "lower_bound",
    ]

  /// Checks a sweep.
  ///
  /// - Parameters:
  ///   - texts: The texts of the options.
  ///   - choice: The operator, a list of singular values, of which the last ones are replaced.
  ///   - small: The number of values that are replaced, from 1 to n.
  ///   - values: The values, positive.
  /// - Throws: ``StudyError``.
  package init(
    _ texts: ParameterTexts, _ choice: OperatorChoice, small: Int, values: [Double]
  ) throws(StudyError) {
    guard case .singularValues(let all) = choice.kind else {
      throw .illegal("--x smallest: only a list of singular values can be changed")
    }
    guard small >= 1, small <= all.count else {
      throw .illegal("--small \(small): a number of singular values from 1 to \(all.count)")
    }
    var points: [Place] = []
    for value in values.sorted() {
      guard OperatorChoice.magnitudes.contains(value) else {
        throw .illegal(
          "--smallest \(value): a singular value here is from \(OperatorChoice.magnitudes.lowerBound) to "
            + "\(OperatorChoice.magnitudes.upperBound)")
      }
      let changed = Array(all.dropLast(small)) + Array(repeating: value, count: small)
      points.append(
        Place(
          smallest: value,
          setting: try LandweberSetting(
            texts, OperatorChoice(values: changed, name: choice.name))))
    }
    (self.points, self.small) = (points, small)
  }

  package var columns: [String] { Self.columns }
  package var count: Int {
    points.reduce(0) { $0 + 2 + ($1.setting.bilevel?.dimension ?? -1) + 1 }
  }

  package func write(to sink: inout some ResultSink) throws(StudyError) {
    for point in points {
      let setting = point.setting
      let head =
        setting.cells(setting.iteration.stepSize) + [.integer(small), .number(point.smallest)]
      func row(
        _ method: String, k: Int? = nil, time: Double? = nil, _ risk: Double, bound: Double? = nil
      ) -> [Cell] {
        head + [
          .text(method), k.map { .integer($0) } ?? .empty, time.map { .number($0) } ?? .empty,
          .number(risk), .number(risk / setting.linearRisk), bound.map { .number($0) } ?? .empty,
        ]
      }
      let best = setting.iteration.bestInteger
      var rows = [
        row("linear", setting.linearRisk), row("steps", time: best.time, best.risk.total),
      ]
      if let bilevel = setting.bilevel {
        rows += (0...bilevel.dimension).map {
          row("bilevel", k: $0, bilevel.risk(rows: $0), bound: bilevel.lowerBound(rows: $0))
        }
      }
      for row in rows {
        for cell in row { sink.append(cell) }
        try sink.endRow(note: nil)
      }
    }
  }
}
