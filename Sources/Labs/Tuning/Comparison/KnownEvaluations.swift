// Values of f from an earlier run.

import Files
import LabKit
import Optimization

/// The values that a search may start from: rows of θ, value, error bound and iterations.
struct KnownEvaluations {
  /// The values, in the order of the file.
  let values: [InexactValue]
  /// The path of the file.
  private let path: String

  /// Reads a file with the columns theta_1, theta_2, …, value, and error and iterations if it has them.
  ///
  /// Without names the columns are in this order; further columns are ignored.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - reading: How it is read.
  ///   - regularizer: The regulariser, which determines the number p of parameters.
  /// - Throws: ``LabError/file(_:)`` where it cannot be read, or has other columns.
  init(
    _ path: String, _ reading: TableReading, for regularizer: Regularizer
  ) throws(LabError) {
    let table = try read(NumericTable(path: path, reading: reading))
    let p = regularizer.parameterCount
    let names = table.layout.columnNames
    func place(_ name: String, _ index: Int) -> Int? {
      names.isEmpty ? (index < table.columns ? index : nil) : names.firstIndex(of: name)
    }
    let points = (0..<p).compactMap { place("theta_\($0 + 1)", $0) }
    guard points.count == p, let value = place("value", p),
      names.isEmpty || !names.contains("theta_\(p + 1)")
    else {
      throw .malformed(
        "\(path): the regulariser \(regularizer.rawValue) has \(p) parameter\(p == 1 ? "" : "s"): columns "
          + ((1...p).map { "theta_\($0)" } + ["value"]).joined(separator: ", "))
    }
    let (error, iterations) = (place("error", p + 1), place("iterations", p + 2))
    let width = table.columns
    values = (0..<table.rows).map { row in
      func cell(_ column: Int) -> Double { table.values[row * width + column] }
      return InexactValue(
        point: points.map(cell), value: cell(value), error: error.map { abs(cell($0)) } ?? 0,
        iterations: iterations.map { Int(cell($0)) } ?? 0)
    }
    self.path = path
  }

  /// The warning where values are not those of a problem; nil if all are.
  ///
  /// - Parameter problem: The problem.
  /// - Returns: The row and both values.
  func suspicion(_ problem: DenoisingProblem) -> String? {
    for (row, known) in values.enumerated() {
      let value = problem.value(known.point)
      let allowed = 1.001 * known.error + 1e-6 * abs(value)
      guard abs(known.value - value) > allowed else { continue }
      return
        "\(path): row \(row + 1) of the values has f = \(known.value), where f of this problem is \(value): it may be of another problem, or of truncated lower levels"
    }
    return nil
  }
}
