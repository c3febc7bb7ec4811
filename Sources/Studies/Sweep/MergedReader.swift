// The rows of a merged file.

/// A reader of a previously merged file; any defect is an error.
final class MergedReader: RowSource {
  private let reader: RowReader
  private let points: Int?

  /// The current point; −1 before the first.
  private(set) var point = -1

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - study: The study of its rows.
  ///   - points: The number of points of the plan; nil if it is unknown.
  ///   - capacity: The number of bytes that are read at a time.
  ///   - isHeldOpen: Whether the file stays open between reads.
  /// - Throws: ``StudyError``, or badData for other columns.
  init(
    _ path: String, _ study: any SweptStudy, points: Int?, capacity: Int, isHeldOpen: Bool
  ) throws(StudyError) {
    self.points = points
    reader = try RowReader(
      path, RowFormat(merged: study), capacity: capacity, isHeldOpen: isHeldOpen)
    guard reader.objection == nil else {
      throw .malformed("\(path): line 1: not the columns of 'toy sweep' for \(study.name)")
    }
  }

  /// The current row, without its line feed.
  var row: ArraySlice<UInt8> { reader.row }

  /// Whether the current row has an error.
  var isFailed: Bool { reader.isFailed }

  /// Advances to the next row.
  ///
  /// - Returns: False at the end of the file.
  /// - Throws: ``StudyError``, or badData for anything that is not a row of the plan.
  func next() throws(StudyError) -> Bool {
    switch try reader.next() {
    case .end: return false
    case .noRow, .cutOff: throw failure("is not a whole row")
    case .row(let number):
      guard number > point else { throw failure("has point \(number), which is out of order") }
      if let points, number >= points {
        throw failure("has point \(number), but the last of the plan is \(points - 1)")
      }
      point = number
      return true
    }
  }

  private func failure(_ reason: String) -> StudyError {
    StudyError.malformed("\(reader.path): line \(reader.number) \(reason)")
  }
}
