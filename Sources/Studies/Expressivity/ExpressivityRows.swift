// Images and filters as rows.

import Files
import Report
import ToyModel

/// One row per filter: the conditions that its set imposes on eigenvalues.
package struct ImageRows: ResultRows {
  package let choices: FilterGrid
  package let n: Int
  package let k: Int

  package init(
    choices: FilterGrid,
    n: Int,
    k: Int
  ) {
    self.choices = choices
    self.n = n
    self.k = k
  }

  package static let columns =
    [
      "family", "depth", "omega", "n", "k", "forced_eigenvalue", "forced_count", "lower",
      "lower_included", "upper", "turning_point", "c_lower_bound", "c_upper_bound",
    ] + DenoiserFamily.detailColumns + ["turns"]

  package var columns: [String] { Self.columns }
  package var count: Int { choices.count }

  package func write(to sink: inout some ResultSink) throws(StudyError) {
    var progress = Progress("row", total: count)
    defer { progress.finish() }
    for choice in choices {
      let filter = choice.filter
      let image = filter.image
      var bounds: (lower: Double?, upper: Double?) = (nil, nil)
      if let depth = choice.depth, let stepSize = choice.stepSize,
        choice.family.algorithm == .gradientDescent, choice.family.parity == .odd
      {
        let slide = OddMinimum.slideBounds(depth: depth, stepSize: stepSize)
        bounds = (slide.lower, slide.upper)
      }
      choice.writeNames(to: &sink)
      sink.append(n)
      sink.append(k)
      sink.append(filter.forcedGain.value)
      sink.append(n - k)
      sink.append(image.lowerBound.value)
      sink.append(image.includesLowerBound && image.lowerBound.value.isFinite)
      sink.append(image.upperBound.value)
      sink.append(filter.lastTurningPoint)
      sink.append(bounds.lower)
      sink.append(bounds.upper)
      choice.family.writeDetails(to: &sink)
      sink.append(filter.turningPoints.count)
      try sink.endRow(
        note: Self.note([
          ("forced_eigenvalue", filter.forcedGain.value, nil),
          ("lower", image.lowerBound.value, -.infinity),
          ("upper", image.upperBound.value, .infinity),
          ("c_lower_bound", bounds.lower ?? 0, nil), ("c_upper_bound", bounds.upper ?? 0, nil),
        ]))
      progress.advance()
    }
  }

  /// The reason why numbers are not finite: the image is unbounded, or they are too large.
  ///
  /// - Parameter numbers: Columns with their numbers, and the infinity that means no bound.
  /// - Returns: A note; nil if all are finite.
  private static func note(
    _ numbers: [(name: String, value: Double, unbounded: Double?)]
  ) -> String? {
    let infinite = numbers.filter { !$0.value.isFinite }
    func names(_ chosen: [(name: String, value: Double, unbounded: Double?)]) -> String {
      chosen.map(\.name).joined(separator: ", ")
    }
    let unbounded = infinite.filter { $0.value == $0.unbounded }
    let beyond = infinite.filter { $0.value != $0.unbounded }
    var notes: [String] = []
    if !unbounded.isEmpty {
      notes.append("\(names(unbounded)): the image is unbounded on this side")
    }
    if !beyond.isEmpty { notes.append("\(names(beyond)): beyond the range of double precision") }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }
}

/// The values of filters, by filter and argument.
package struct FilterRows: ResultRows {
  package let choices: FilterGrid
  /// The eigenvalues of RᵀR.
  package let s: [Double]

  package init(
    choices: FilterGrid,
    s: [Double]
  ) {
    self.choices = choices
    self.s = s
  }

  package static let columns =
    ["family", "depth", "omega", "s", "value", "derivative"]
    + DenoiserFamily.detailColumns

  package var columns: [String] { Self.columns }
  package var count: Int { choices.count * s.count }

  package func write(to sink: inout some ResultSink) throws(StudyError) {
    var progress = Progress("row", total: count)
    defer { progress.finish() }
    for choice in choices {
      let values = choice.values
      for s in s {
        choice.writeNames(to: &sink)
        sink.append(s)
        sink.append(values.value(at: s))
        sink.append(values.derivative(at: s))
        choice.family.writeDetails(to: &sink)
        try sink.endRow(note: nil)
        progress.advance()
      }
    }
  }
}

extension FilterChoice {
  /// Writes family, depth and step size.
  fileprivate func writeNames(to sink: inout some ResultSink) {
    sink.append(family.name)
    if let depth { sink.append(depth) } else { sink.appendEmpty() }
    sink.append(stepSize)
  }
}
