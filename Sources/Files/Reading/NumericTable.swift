// A rectangle of numbers from a file of any supported format.

/// The numbers of a CSV or NumPy file, all of them finite.
package struct NumericTable: Sendable, Equatable {
  /// The contents of a file besides its numbers, and the ambiguities that it leaves.
  package struct Layout: Sendable, Equatable {
    /// The number of the first row of numbers in its file, 2 below a header line.
    package var firstRow = 1
    /// The numbers of all rows in their file; empty if they follow each other.
    package var rowNumbers: [Int] = []
    /// The number of lines before it that begin with `#`.
    package var commentLines = 0
    /// Whether a line of names was left out.
    package var hasHeader = false
    /// Whether a column of row names or row numbers was left out.
    package var hasIndexColumn = false
    /// The names of the columns from the header line; empty without one.
    package var columnNames: [String] = []
    /// Whether query numbers in a LIBSVM file were skipped.
    package var hasQueryNumbers = false
    /// Whether the first row may be names that look like numbers, and the user has not decided.
    package var mayHaveHeader = false
    /// Whether the first column may be row numbers, and the user has not decided.
    package var mayHaveIndexColumn = false
    /// The lengths of the dimensions of a NumPy array that may be folded; otherwise empty.
    package var shape: [Int] = []
  }

  /// The number of rows, at least 1.
  package let rows: Int
  /// The number of columns, at least 1.
  package let columns: Int
  /// The entries, row after row.
  package let values: [Double]
  /// The contents of the file besides the entries.
  package var layout = Layout()
  /// The relative accuracy of an entry of its type: 2⁻⁵² for float64 and text.
  package var resolution = Double.ulpOfOne

  /// The largest number of entries in a file, 400 MB of memory.
  package static let numberLimit = 50_000_000

  /// Reads a file; `.npy` is recognised by its first bytes, everything else is read as CSV.
  ///
  /// - Parameters:
  ///   - path: The file; `-` is standard input.
  ///   - reading: Which row is a header and which column an index.
  /// - Throws: ``FileError`` of kind missing or malformed, with file, row and column.
  /// - Complexity: One pass over the file; memory for its numbers, ``numberLimit`` at most.
  package init(path: String, reading: TableReading = TableReading()) throws(FileError) {
    var reader = try ByteReader(path)
    let start = try reader.beginning(NumPyFile.magic.count)
    guard !start.isEmpty else { throw FileError(.malformed, "\(path): the file is empty") }
    self = try Self.table(reading, start, &reader, path)
  }

  /// Reads a file of rows to its end, .npy or CSV by its first bytes.
  ///
  /// - Parameters:
  ///   - reading: Which row is a header and which column an index.
  ///   - start: The part of the file that has been read already, at least as long as the first bytes of .npy.
  ///   - reader: The rest of the file.
  ///   - path: The file, as messages name it.
  /// - Returns: The table.
  /// - Throws: ``FileError`` of kind missing or malformed.
  static func table(
    _ reading: TableReading, _ start: [UInt8], _ reader: inout ByteReader, _ path: String
  ) throws(FileError) -> NumericTable {
    start.starts(with: NumPyFile.magic)
      ? try table(NumPyParser(reading), start, &reader, path)
      : try table(CSVParser(reading), start, &reader, path)
  }

  /// Reads a file of a known format to its end.
  ///
  /// - Parameters:
  ///   - parser: The parser of the format, before its first byte.
  ///   - start: The part of the file that has been read already.
  ///   - reader: The rest of the file.
  ///   - path: The file, as messages name it.
  /// - Returns: The table.
  /// - Throws: ``FileError`` of kind missing or malformed.
  package static func table(
    _ parser: some TableParser, _ start: [UInt8], _ reader: inout ByteReader, _ path: String
  ) throws(FileError) -> NumericTable {
    var parser = parser
    var block = start
    while true {
      do {
        if block.isEmpty { return try parser.finish() }
        try parser.consume(block)
      } catch {
        throw FileError(.malformed, "\(path): \(error.description)")
      }
      block = try reader.next()
    }
  }

  package init(
    rows: Int, columns: Int, values: [Double], layout: Layout = Layout(),
    resolution: Double = .ulpOfOne
  ) {
    self.rows = rows
    self.columns = columns
    self.values = values
    self.layout = layout
    self.resolution = resolution
  }

  /// The number of a row in its file, from 1, as editors count lines.
  ///
  /// - Parameter row: The row, from 0.
  /// - Returns: The number of its line.
  package func fileRow(_ row: Int) -> Int {
    layout.rowNumbers.isEmpty ? row + layout.firstRow : layout.rowNumbers[row]
  }

  /// The first entry that satisfies a condition, with its row and column as counted in the file.
  package func first(
    where condition: (Double) -> Bool
  ) -> (value: Double, row: Int, column: Int)? {
    guard let index = values.firstIndex(where: condition) else { return nil }
    return (
      values[index], fileRow(index / columns),
      index % columns + (layout.hasIndexColumn ? 2 : 1)
    )
  }

  /// Refuses numbers beyond a magnitude.
  ///
  /// - Throws: ``FileError`` of kind malformed that names the first of them.
  package func requireMagnitude(_ limit: Double, in path: String) throws(FileError) {
    guard let entry = first(where: { abs($0) > limit }) else { return }
    throw FileError(
      .malformed,
      "\(path): row \(entry.row), column \(entry.column): \(entry.value) is beyond \(limit)")
  }

  /// Refuses numbers whose squares overflow, and tables of numbers whose squares all underflow.
  ///
  /// - Parameter path: The file, as messages name it.
  /// - Throws: ``FileError`` of kind malformed that names the first number beyond ``LabelledData/magnitudeLimit``, or the
  ///   largest one if it is not 0 and below ``LabelledData/leastMagnitude``.
  package func requireModerate(in path: String) throws(FileError) {
    try requireMagnitude(LabelledData.magnitudeLimit, in: path)
    try LabelledData.requireScale(values, of: path)
  }

  /// The parts that were left out, in parentheses after a blank; empty if none were.
  package var omissions: String {
    var parts: [String] = []
    if layout.commentLines > 0 {
      parts.append("\(layout.commentLines) comment line\(layout.commentLines == 1 ? "" : "s")")
    }
    if layout.hasHeader { parts.append("header") }
    if layout.hasIndexColumn { parts.append("index column") }
    if layout.hasQueryNumbers { parts.append("qid") }
    guard let last = parts.popLast() else { return "" }
    return " (\(parts.isEmpty ? "" : parts.joined(separator: ", ") + " and ")\(last) skipped)"
  }
}

extension NumericTable {
  /// The largest n for which C is formed, and the largest number of frames beyond it.
  package static let dimensionLimit = 4096

  /// Refuses tables that are large in both directions.
  ///
  /// - Throws: ``MalformedFile`` with the cost.
  package static func requireModest(rows: Int, columns: Int) throws(MalformedFile) {
    guard min(rows, columns) > dimensionLimit else { return }
    throw MalformedFile(
      "more than \(dimensionLimit) rows of \(columns) columns: C would take n² · 8 bytes, "
        + "\(columns * columns / 125_000) MB, and its eigenvalues n³ operations, minutes; n is at most "
        + "\(dimensionLimit)")
  }

  /// The reason why the first row may be column names; nil if it is not, or the user has decided.
  ///
  /// Column names numbered by a program are 0…n−1, or 1…n above numbers that are not all integers.
  package var headerSuspicion: String? {
    // A list of zeros is C = 0, regardless of its first line.
    guard layout.mayHaveHeader, rows > 1, columns > 1 || values.contains(where: { $0 != 0 }) else {
      return nil
    }
    let row = values[..<columns]
    let first = row[0]
    guard zip(row, 0...).allSatisfy({ $0 == first + Double($1) }) else { return nil }
    let isCount =
      first == 0
      || (first == 1 && columns > 2
        && values[columns...].contains { $0 != $0.rounded(.towardZero) })
    guard isCount else { return nil }
    let names = columns == 1 ? "0" : first == 0 ? "0…\(columns - 1)" : "1…\(columns)"
    return "row \(layout.firstRow) is \(names)"
      + ", which may be \(columns == 1 ? "the name of the column" : "names of columns"): --header yes leaves it out, --header no takes it for data"
  }

  /// The reason why the first column may be row numbers; nil if it is not, or the user has decided.
  package var indexColumnSuspicion: String? {
    guard layout.mayHaveIndexColumn, rows > 1, columns > 1 else { return nil }
    let first = values[0]
    guard first == first.rounded(), abs(first) < 0x1p53 else { return nil }
    let isCount = (0..<rows).allSatisfy { values[$0 * columns] == first + Double($0) }
    guard isCount else { return nil }
    return
      "column \(layout.hasIndexColumn ? 2 : 1) counts from \(Int(first)) to \(Int(first) + rows - 1), which may be numbers of rows: "
      + "--index-column yes leaves it out, --index-column no takes it for data"
  }

  /// Refuses an ambiguous table on which the user has not decided.
  ///
  /// - Throws: ``MalformedFile`` that names the options that decide.
  package func requireDecided() throws(MalformedFile) {
    guard let reason = headerSuspicion ?? indexColumnSuspicion else { return }
    throw MalformedFile(reason)
  }
}

/// Reads a table from blocks of bytes.
package protocol TableParser {
  /// Takes the next bytes.
  mutating func consume(_ block: [UInt8]) throws(MalformedFile)
  /// Finishes the file.
  mutating func finish() throws(MalformedFile) -> NumericTable
}

extension TableParser {
  /// Reads a whole file from memory.
  package mutating func parse(_ bytes: [UInt8]) throws(MalformedFile) -> NumericTable {
    try consume(bytes)
    return try finish()
  }
}
