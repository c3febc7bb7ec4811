// The rows of points, one after the other.

import Learning
import Report
import ToyModel

/// Computes and writes rows of a plan: the number of the point, the columns of its command, the error.
///
/// A point that is illegal or has no result is a row with its settings and the reason.
struct PointRows {
  private let grid: SweepGrid
  private var evaluator = RiskEvaluator(expecting: nil)
  private var writer: CSVWriter

  init(_ grid: SweepGrid) {
    self.grid = grid
    writer = CSVWriter(columns: grid.kind.fileColumns)
  }

  /// The line of the names of a file of results.
  static func header(_ kind: SweepKind) -> [UInt8] {
    var writer = CSVWriter(columns: kind.fileColumns)
    writer.appendHeader()
    return writer.bytes
  }

  /// Computes rows.
  ///
  /// - Parameters:
  ///   - points: The numbers of the points.
  ///   - isStopping: Asked while a point is learned; true ends the work.
  /// - Returns: The rows as CSV; nil where the work was ended early.
  mutating func bytes(
    _ points: StrideTo<Int>, isStopping: @escaping @Sendable () -> Bool
  ) -> [UInt8]? {
    for number in points {
      let point = grid.point(number)
      guard let cells = cells(point, isStopping) else {
        _ = writer.removeAll()
        return nil
      }
      writer.append([.integer(number)] + cells)
    }
    return writer.removeAll()
  }

  /// The cells of a point but for its number; nil where the work was ended early.
  private mutating func cells(
    _ point: SweepGrid.Point, _ isStopping: @escaping @Sendable () -> Bool
  ) -> [Cell]? {
    do throws(CommandError) {
      try point.setting.validate()
      guard let learning = grid.learning, let choice = point.learning else {
        return evaluator.row(point.setting).cells + [.empty]
      }
      let task = try learning.task(
        point.setting, method: choice.method, start: choice.start, seed: UInt64(choice.seed))
      guard let result = task.run(starts: learning.starts, isStopping: isStopping) else {
        return nil
      }
      guard let summary = LearningSummary(result) else {
        throw .failure("no start has a finite risk")
      }
      return summary.cells(hasSeconds: false) + [.empty]
    } catch {
      return failed(point, error.message)
    }
  }

  /// The settings, and why there is no result.
  private func failed(_ point: SweepGrid.Point, _ message: String) -> [Cell] {
    var cells = point.setting.cells
    for column in grid.kind.columns.dropFirst(cells.count) {
      let cell: Cell =
        switch (column, point.learning) {
        case ("seed", let learning?): .integer(learning.seed)
        case ("method", let learning?): .text(learning.method.rawValue)
        case ("init", let learning?): .text(learning.start.rawValue)
        case ("starts", _?): .integer(grid.learning?.starts ?? 0)
        default: .empty
        }
      cells.append(cell)
    }
    // In a table parameters have no dashes.
    return cells + [.text(message.replacing("--", with: ""))]
  }
}

extension SweepGrid {
  /// What is computed at every point.
  var kind: SweepKind { learning == nil ? .risk : .learn }
}
