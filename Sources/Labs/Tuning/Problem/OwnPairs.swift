// The user's pairs of noisy and clean signals.

import Files
import LabKit

extension DenoisingProblem {
  /// Reads pairs of signals: one file for each kind with a signal per row, or one file with noisy signals in the first half of
  /// the rows' entries and clean ones in the second.
  ///
  /// An array of three dimensions is pairs × 2 × samples, which is the same for programs that fold it.
  ///
  /// - Parameters:
  ///   - paths: One file, or the noisy signals and the clean ones.
  ///   - reading: How they are read.
  ///   - regularizer: The regulariser.
  ///   - penalty: β.
  /// - Throws: ``LabError/file(_:)`` where a file cannot be read or does not fit.
  init(
    paths: [String], _ reading: TableReading, _ regularizer: Regularizer, penalty: Double
  ) throws(LabError) {
    var reading = reading
    reading.purpose = .samples
    reading.foldsDimensions = true
    var tables: [NumericTable] = []
    for path in paths {
      let table = try read(NumericTable(path: path, reading: reading))
      try read(table.requireModerate(in: path))
      tables.append(table)
    }
    func rows(_ table: NumericTable, _ columns: Range<Int>) -> [[Double]] {
      (0..<table.rows).map { row in
        Array(
          table.values[row * table.columns..<(row + 1) * table.columns][
            (row * table.columns + columns.lowerBound)..<(row * table.columns + columns.upperBound)]
        )
      }
    }
    let (noisy, clean): ([[Double]], [[Double]])
    if tables.count == 2 {
      guard tables[0].rows == tables[1].rows, tables[0].columns == tables[1].columns else {
        throw .malformed(
          "\(paths[1]): \(tables[1].rows) × \(tables[1].columns) clean samples, where \(paths[0]) has "
            + "\(tables[0].rows) × \(tables[0].columns) noisy ones")
      }
      (noisy, clean) = (
        rows(tables[0], 0..<tables[0].columns), rows(tables[1], 0..<tables[1].columns)
      )
    } else {
      let (table, shape) = (tables[0], tables[0].layout.shape)
      guard table.columns % 2 == 0 else {
        throw .malformed(
          "\(paths[0]): rows of \(table.columns) entries; a row is a noisy signal followed by the clean one, of the same length"
        )
      }
      if shape.count > 2, shape.count != 3 || shape[1] != 2 {
        throw .malformed(
          "\(paths[0]): an array of shape (\(shape.map(String.init).joined(separator: ", "))); three dimensions are pairs × 2 × samples"
        )
      }
      let n = table.columns / 2
      (noisy, clean) = (rows(table, 0..<n), rows(table, n..<2 * n))
    }
    guard clean[0].count >= 2 else {
      throw .malformed("\(paths[0]): signals of \(clean[0].count) sample")
    }
    try read(LabelledData.requireScale(noisy.joined(), of: "\(paths[0]): noisy signals"))
    try read(LabelledData.requireScale(clean.joined(), of: "\(paths.last ?? ""): clean signals"))
    self.init(clean: clean, noisy: noisy, regularizer: regularizer, penalty: penalty)
  }
}
