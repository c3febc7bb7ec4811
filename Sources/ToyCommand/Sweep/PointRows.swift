// The rows of points, one after the other.

import Files
import Learning
import Report
import Studies
import ToyModel

/// Computes and writes rows of a plan: the number of the point, the columns of its command, the error,
/// and the checksum of all that.
///
/// A point that is illegal or has no result is a row with its settings and the reason.
struct PointRows {
  private let grid: SweepGrid
  private let checksum: RowChecksum
  private var evaluator = RiskEvaluator(expecting: nil)
  private var writer: CSVWriter

  /// Prepares rows.
  ///
  /// - Parameters:
  ///   - grid: The points of the plan.
  ///   - checksum: The checksums of the plan.
  init(_ grid: SweepGrid, _ checksum: RowChecksum) {
    self.grid = grid
    self.checksum = checksum
    writer = CSVWriter(columns: Self.columns(grid.kind, "check"))
  }

  private static func columns(_ kind: SweepKind, _ check: String?) -> [String] {
    kind.fileColumns + (check.map { [$0] } ?? [])
  }

  /// The line of the names of a file of results.
  ///
  /// - Parameters:
  ///   - kind: What the rows are.
  ///   - check: The name of the checksum; nil for rows without one.
  /// - Returns: The line, with its line feed.
  static func header(_ kind: SweepKind, _ check: String? = nil) -> [UInt8] {
    var writer = CSVWriter(columns: columns(kind, check))
    writer.appendHeader()
    return writer.bytes
  }

  /// What is written and not yet removed.
  var bytes: [UInt8] { writer.bytes }

  /// Begins anew, in the memory that there is.
  mutating func removeAll() { writer.removeAll() }

  /// Returns what has been written, and empties the writer.
  mutating func takeAll() -> [UInt8] { writer.takeAll() }

  /// Computes rows.
  ///
  /// - Parameters:
  ///   - points: The numbers of the points.
  ///   - isStopping: Asked while a point is learned; true ends the work.
  /// - Returns: False where the work was ended early, and nothing is written.
  mutating func compute(
    _ points: StrideTo<Int>, isStopping: @escaping @Sendable () -> Bool
  ) -> Bool {
    for number in points {
      let start = writer.bytes.count
      writer.append(number)
      let point = grid.point(number)
      do throws(CommandError) {
        guard try write(point, isStopping) else {
          writer.removeAll()
          return false
        }
        writer.appendEmpty()
      } catch {
        write(point, failedFor: error.message)
      }
      writer.append(
        hexadecimal: writer.bytes.withUnsafeBytes { bytes in
          checksum.value(UnsafeRawBufferPointer(rebasing: bytes[start...]))
        })
      writer.endRow()
    }
    return true
  }

  /// Writes the columns of the command; false where the work was ended early.
  private mutating func write(
    _ point: SweepGrid.Point, _ isStopping: @escaping @Sendable () -> Bool
  ) throws(CommandError) -> Bool {
    try studied(point.setting.validate())
    guard let learning = grid.learning, let choice = point.learning else {
      evaluator.row(point.setting).write(to: &writer)
      return true
    }
    let task = try learning.task(
      point.setting, method: choice.method, start: choice.start, seed: UInt64(choice.seed))
    guard let result = task.run(starts: learning.starts, isStopping: isStopping) else {
      return false
    }
    guard let summary = LearningSummary(result) else {
      throw .failure("no start has a finite risk")
    }
    for cell in summary.cells(hasSeconds: false) { writer.append(cell) }
    return true
  }

  /// Writes the settings, and why there is no result.
  private mutating func write(_ point: SweepGrid.Point, failedFor reason: String) {
    point.setting.write(to: &writer)
    for column in grid.kind.columns.dropFirst(Setting.columns.count) {
      switch (column, point.learning) {
      case ("seed", let learning?): writer.append(learning.seed)
      case ("method", let learning?): writer.append(learning.method.rawValue)
      case ("init", let learning?): writer.append(learning.start.rawValue)
      case ("starts", _?): writer.append(grid.learning?.starts ?? 0)
      default: writer.appendEmpty()
      }
    }
    // In a table parameters have no dashes, and a row is one line.
    writer.append(reason.replacing("--", with: "").replacing("\n", with: " "))
  }
}

extension SweepGrid {
  /// What is computed at every point.
  var kind: SweepKind { learning == nil ? .risk : .learn }
}
