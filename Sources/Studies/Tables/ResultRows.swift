// The rows of a result, created one at a time, and their destinations.

package import Report

/// The rows of a result.
///
/// They are created on demand, each time afresh: there may be more than fit into memory.
package protocol ResultRows: Sendable {
  /// The names of the columns.
  var columns: [String] { get }
  /// The number of rows, or an upper bound.
  var count: Int { get }

  /// Makes all rows.
  ///
  /// - Throws: Any error of the sink.
  func write(to sink: inout some ResultSink) throws(StudyError)

  // Requirements rather than extensions, so that they are specialised for each kind of rows in its own
  // module.

  /// Writes all rows as CSV, a piece at a time.
  func writeCSV(
    _ selection: [String]?, to output: @escaping ([UInt8]) throws(StudyError) -> Void
  ) throws(StudyError)

  /// Writes all rows as JSON, a piece at a time.
  func writeJSON(
    _ selection: [String]?, isSingle: Bool,
    to output: @escaping ([UInt8]) throws(StudyError) -> Void
  ) throws(StudyError)
}

/// Something that takes rows, value by value.
package protocol ResultSink: RowSink {
  /// Ends a row.
  ///
  /// - Parameter note: A remark on the row; not evaluated if it is not shown.
  /// - Throws: ``StudyError/file(_:)``.
  mutating func endRow(note: @autoclosure () -> String?) throws(StudyError)
}

extension Table: ResultRows {
  package var count: Int { rows.count }

  package func write(to sink: inout some ResultSink) throws(StudyError) {
    for row in rows {
      for cell in row.cells { sink.append(cell) }
      try sink.endRow(note: row.note)
    }
  }
}

extension ResultRows {
  /// All rows as a table.
  ///
  /// - Parameter selection: The columns to keep; nil for all.
  /// - Returns: The table, as large as the result.
  /// - Throws: Any error of creating the rows.
  package func table(_ selection: [String]? = nil) throws(StudyError) -> Table {
    var sink = TableSink(columns: selection ?? columns)
    try write(to: &sink, selection)
    return sink.table
  }

  /// The first and the last rows as a table, for a quick look.
  ///
  /// - Parameters:
  ///   - selection: The columns to keep; nil for all.
  ///   - first: The number of first rows to keep.
  ///   - last: The number of last rows to keep, at least 1.
  ///   - count: Set to the total number of rows.
  /// - Returns: The table.
  /// - Throws: Any error of creating the rows.
  package func table(
    _ selection: [String]?, first: Int, last: Int, counting count: inout Int
  ) throws(StudyError) -> Table {
    var sink = EndsSink(columns: selection ?? columns, first: first, last: last)
    try write(to: &sink, selection)
    count = sink.count
    return sink.table
  }

  /// Writes all rows as CSV, a piece at a time.
  package func writeCSV(
    _ selection: [String]?, to output: @escaping ([UInt8]) throws(StudyError) -> Void
  ) throws(StudyError) {
    var writer = CSVWriter(columns: selection ?? columns)
    // Room for a piece and the row that ends it; for what a short table may need, if that is less.
    let width = 16 * columns.count
    writer.reserve(min(pieceSize + 4 * width, count * width))
    writer.appendHeader()
    var sink = ByteSink(writer, output)
    try write(to: &sink, selection)
    try sink.finish()
  }

  /// Writes all rows as JSON, a piece at a time.
  package func writeJSON(
    _ selection: [String]?, isSingle: Bool,
    to output: @escaping ([UInt8]) throws(StudyError) -> Void
  ) throws(StudyError) {
    var sink = ByteSink(
      JSONWriter(columns: selection ?? columns, singleObject: isSingle), output)
    try write(to: &sink, selection)
    try sink.finish()
  }

  private func write<Sink: ResultSink>(
    to sink: inout Sink, _ selection: [String]?
  ) throws(StudyError) {
    guard let selection else { return try write(to: &sink) }
    let indices = selection.compactMap { columns.firstIndex(of: $0) }
    var chosen = ChosenColumns(base: sink, indices: indices)
    try write(to: &chosen)
    sink = chosen.base
  }
}

/// The number of bytes that are written at a time; a small buffer stays in the processor's cache.
private let pieceSize = 1 << 16

/// A writer of rows into memory.
private protocol RowWriter: RowSink {
  /// The bytes that have been written and not yet removed.
  var bytes: [UInt8] { get }
  /// The number of these bytes, without a copy.
  var count: Int { get }
  /// Ends a row; the note is evaluated if the format has room for it.
  mutating func endRow(note: () -> String?)
  /// Ends the table.
  mutating func end()
  mutating func removeAll()
}

extension CSVWriter: RowWriter {
  fileprivate mutating func endRow(note: () -> String?) { endRow() }
  fileprivate mutating func end() {}
}

extension JSONWriter: RowWriter {
  fileprivate var count: Int { bytes.count }
  fileprivate mutating func endRow(note: () -> String?) { endRow(note: note()) }
}

/// A sink whose values go to another one until the row ends.
private protocol BufferedSink: ResultSink {
  associatedtype Buffer: RowSink
  var buffer: Buffer { get set }
}

extension BufferedSink {
  mutating func appendEmpty() { buffer.appendEmpty() }
  mutating func append(_ text: String) { buffer.append(text) }
  mutating func append(_ integer: Int) { buffer.append(integer) }
  mutating func append(_ number: Double) { buffer.append(number) }
  mutating func append(_ number: Double, bounding kind: BoundKind) {
    buffer.append(number, bounding: kind)
  }
  mutating func append(_ truth: Bool) { buffer.append(truth) }
}

/// A sink that hands over the output of a writer, a piece at a time.
private struct ByteSink<Writer: RowWriter>: BufferedSink {
  var buffer: Writer
  private let output: ([UInt8]) throws(StudyError) -> Void

  init(_ writer: Writer, _ output: @escaping ([UInt8]) throws(StudyError) -> Void) {
    buffer = writer
    self.output = output
  }

  mutating func endRow(note: @autoclosure () -> String?) throws(StudyError) {
    buffer.endRow(note: note)
    guard buffer.count >= pieceSize else { return }
    try output(buffer.bytes)
    buffer.removeAll()
  }

  mutating func finish() throws(StudyError) {
    buffer.end()
    try output(buffer.bytes)
  }
}

/// A sink that collects all rows.
private struct TableSink: BufferedSink {
  private(set) var table: Table
  var buffer: [Cell] = []

  init(columns: [String]) { table = Table(columns: columns) }

  mutating func endRow(note: @autoclosure () -> String?) throws(StudyError) {
    table.append(buffer, note: note())
    buffer = []
  }
}

/// A sink that collects the first and the last rows.
private struct EndsSink: BufferedSink {
  private let columns: [String]
  private let first: Int
  private let last: Int
  private var head: [[Cell]] = []
  private var tail: [[Cell]] = []
  private(set) var count = 0
  var buffer: [Cell] = []

  init(columns: [String], first: Int, last: Int) {
    (self.columns, self.first, self.last) = (columns, first, last)
  }

  mutating func endRow(note: @autoclosure () -> String?) throws(StudyError) {
    if count < first {
      head.append(buffer)
    } else if tail.count < last {
      tail.append(buffer)
    } else {
      tail[(count - first) % last] = buffer
    }
    count += 1
    buffer = []
  }

  var table: Table {
    var table = Table(columns: columns)
    for row in head { table.append(row) }
    let begin = tail.count < last ? 0 : (count - first) % last
    for row in tail[begin...] + tail[..<begin] { table.append(row) }
    return table
  }
}

/// A sink that forwards some of the columns, in a chosen order.
private struct ChosenColumns<Base: ResultSink>: BufferedSink {
  private(set) var base: Base
  private let indices: [Int]
  var buffer: [Cell] = []

  init(base: Base, indices: [Int]) { (self.base, self.indices) = (base, indices) }

  mutating func endRow(note: @autoclosure () -> String?) throws(StudyError) {
    for index in indices { base.append(buffer[index]) }
    try base.endRow(note: note())
    buffer.removeAll(keepingCapacity: true)
  }
}
