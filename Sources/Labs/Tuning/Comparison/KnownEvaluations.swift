// Values of f from an earlier run.

import Files
import LabKit
import Optimization

/// The values that a search may start from: rows of θ, value, error bound and iterations.
struct KnownEvaluations {
  /// The values, in the order of the file.
  let values: [InexactValue]
  /// The path of the file.
  let path: String
  /// The row of every value in the file.
  private let rows: [Int]

  /// Reads a file with the columns theta_1, theta_2, …, value, and error and iterations if it has them.
  ///
  /// With names further columns are ignored; without names the columns are these, in this order.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - reading: How it is read.
  ///   - regularizer: The regulariser, which determines the number p of parameters.
  ///   - box: The bounds of θ.
  /// - Throws: ``LabError/file(_:)`` where it cannot be read or has other columns, and for a row with θ outside the bounds,
  ///   a negative value or error, or iterations that are no whole number.
  init(
    _ path: String, _ reading: TableReading, for regularizer: Regularizer, in box: SearchBox
  ) throws(LabError) {
    var reading = reading
    // A row that is longer than the line of names is an error here, not one with a number in front.
    if reading.indexColumn == .auto { reading.indexColumn = .no }
    let table = try read(NumericTable(path: path, reading: reading))
    let p = regularizer.parameterCount
    let names = table.layout.columnNames
    let known = (1...p).map { "theta_\($0)" } + ["value", "error", "iterations"]
    func place(_ index: Int) -> Int? {
      names.isEmpty ? (index < table.columns ? index : nil) : names.firstIndex(of: known[index])
    }
    let points = (0..<p).compactMap(place)
    guard points.count == p, let value = place(p),
      names.isEmpty ? table.columns <= known.count : !names.contains("theta_\(p + 1)")
    else {
      throw .malformed(
        "\(path): the regulariser \(regularizer.rawValue) has \(p) parameter\(p == 1 ? "" : "s"): columns "
          + known.prefix(p + 1).joined(separator: ", ")
          + (names.isEmpty ? ", and error and iterations if known" : ""))
    }
    let (error, iterations) = (place(p + 1), place(p + 2))
    let width = table.columns
    var values: [InexactValue] = []
    for row in 0..<table.rows {
      func cell(_ column: Int) -> Double { table.values[row * width + column] }
      func refusal(_ reason: String) -> LabError {
        .malformed("\(path): row \(table.fileRow(row)): \(reason)")
      }
      let point = points.map(cell)
      for (index, coordinate) in point.enumerated()
      where coordinate < box.lower[index] || coordinate > box.upper[index] {
        throw refusal(
          "\(known[index]) = \(coordinate) is outside the bounds from \(box.lower[index]) to \(box.upper[index]); see "
            + TuningLab.bounds.option)
      }
      guard cell(value) >= 0 else {
        throw refusal("value = \(cell(value)), where f is a sum of squares")
      }
      let bound = error.map(cell) ?? 0
      guard bound >= 0 else {
        throw refusal("error = \(bound), where a bound on an error is at least 0")
      }
      guard let cost = iterations.map({ Int(exactly: cell($0)) }) ?? 0, cost >= 0 else {
        throw refusal("iterations = \(iterations.map(cell) ?? 0), where a number of them is whole")
      }
      values.append(
        InexactValue(point: point, value: cell(value), error: bound, iterations: cost))
    }
    self.values = values
    self.path = path
    rows = (0..<table.rows).map(table.fileRow)
  }

  /// The row of a value in its file, counted as editors count lines.
  ///
  /// - Parameter index: The number of the value, from 0.
  /// - Returns: The number of its line.
  func row(_ index: Int) -> Int { rows[index] }

  /// The warning where values are not those of a problem; nil if all are.
  ///
  /// - Parameter problem: The problem.
  /// - Returns: The row and both values.
  func suspicion(_ problem: DenoisingProblem) -> String? {
    for (index, known) in values.enumerated() {
      let value = problem.value(known.point)
      let allowed = 1.001 * known.error + 1e-6 * abs(value)
      guard abs(known.value - value) > allowed else { continue }
      return
        "\(path): row \(row(index)) has f = \(known.value), where f of this problem is \(value): it may be of another problem, or of truncated lower levels"
    }
    return nil
  }
}
