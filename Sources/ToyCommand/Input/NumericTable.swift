// A rectangle of numbers from a file, whatever its format.

import LinearAlgebra

/// The numbers of a CSV or NumPy file, all of them finite.
struct NumericTable: Sendable, Equatable {
  /// The number of rows, at least 1.
  let rows: Int
  /// The number of columns, at least 1.
  let columns: Int
  /// The entries, row after row.
  let values: [Double]
  /// The number of the first row in its file, 2 below a header line.
  let firstRow: Int

  /// Reads a file; `.npy` by its first bytes, everything else as CSV.
  ///
  /// - Parameter path: The file; `-` is standard input.
  /// - Throws: ``CommandError`` of status noInput or badData, with file, row and column.
  init(path: String) throws(CommandError) {
    let bytes = try readFile(path)
    guard !bytes.isEmpty else { throw CommandError(.badData, "\(path): the file is empty") }
    do {
      self = bytes.starts(with: NumPyFile.magic) ? try NumPyFile.parse(bytes) : try parseCSV(bytes)
    } catch {
      throw CommandError(.badData, "\(path): \(error.description)")
    }
  }

  init(rows: Int, columns: Int, values: [Double], firstRow: Int = 1) {
    self.rows = rows
    self.columns = columns
    self.values = values
    self.firstRow = firstRow
  }

  /// The table as a matrix.
  var matrix: Matrix {
    Matrix(rows: columns, columns: rows, elements: values).transposed
  }

  /// The first entry that satisfies a condition, with its row and column as counted in the file.
  func first(
    where condition: (Double) -> Bool
  ) -> (value: Double, row: Int, column: Int)? {
    guard let index = values.firstIndex(where: condition) else { return nil }
    return (values[index], index / columns + firstRow, index % columns + 1)
  }
}

/// What is wrong with the contents of a file.
struct MalformedFile: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
