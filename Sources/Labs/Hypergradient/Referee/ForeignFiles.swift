// The gradient that is judged, and the user's inner solution.

import Files
import LabKit
import LinearAlgebra

/// The files of `--compare` and `--theta`, read before anything is computed.
struct ForeignFiles: Sendable {
  private let gradientPath: String
  private let gradient: NumericTable
  private let theta: (path: String, table: NumericTable)?

  /// Reads the files; nil where no gradient is to be judged.
  ///
  /// - Parameter settings: The settings.
  /// - Throws: ``LabError`` where a file is missing, empty or no table of numbers, or θ has no gradient with it.
  init?(_ settings: LabSettings) throws(LabError) {
    typealias Parameters = HypergradientParameters
    guard let path = settings.file(Parameters.foreign) else {
      guard settings.file(Parameters.theta) == nil else {
        throw .illegal(
          "\(Parameters.theta.option) has no effect without \(Parameters.foreign.option)")
      }
      return nil
    }
    // A gradient that is not finite is an answer of its own.
    var reading = settings.reading
    reading.allowsNonFinite = true
    gradientPath = path
    gradient = try read(NumericTable(path: path, reading: reading))
    theta = try settings.file(Parameters.theta).map { (path) throws(LabError) in
      (path, try read(NumericTable(path: path, reading: settings.reading)))
    }
  }

  /// The gradient at every point.
  ///
  /// - Parameter problem: The problem.
  /// - Returns: p numbers for each point.
  /// - Throws: ``LabError`` where the shape is another one.
  func rows(_ problem: HypergradientProblem) throws(LabError) -> [[Double]] {
    try Self.rows(
      gradient, gradientPath, points: problem.points.count,
      length: problem.levels.lower.parameterCount, name: "a gradient", entry: "λ")
  }

  /// The user's θ at every point; nil if there is none.
  ///
  /// - Parameter problem: The problem.
  /// - Returns: d numbers for each point.
  /// - Throws: ``LabError`` where the shape is another one.
  func theta(_ problem: HypergradientProblem) throws(LabError) -> [[Double]]? {
    guard let theta else { return nil }
    return try Self.rows(
      theta.table, theta.path, points: problem.points.count,
      length: problem.levels.lower.stateCount, name: "an inner solution", entry: "z")
  }

  private static func rows(
    _ table: NumericTable, _ path: String, points: Int, length: Int, name: String, entry: String
  ) throws(LabError) -> [[Double]] {
    let isVector = table.rows == 1 || table.columns == 1
    // One row, or one number for each point, may be stored either way.
    let isFlat = (points == 1 || length == 1) && isVector && table.values.count == points * length
    guard isFlat || (table.rows == points && table.columns == length) else {
      throw .malformed(
        "\(path): \(table.rows) × \(table.columns) numbers; \(name) has \(length), one for each entry of "
          + "\(entry)" + (points > 1 ? ", in each of \(points) rows, one for each point" : ""))
    }
    return (0..<points).map { Array(table.values[$0 * length..<($0 + 1) * length]) }
  }
}
