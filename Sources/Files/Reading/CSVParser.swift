// Numbers from comma-separated values.

/// Reads a rectangle of numbers block by block.
///
/// Commas, semicolons, tabs or blanks separate fields; LF, CR LF or CR ends a line; quotes follow RFC 4180;
/// empty lines may occur only at the end. Lines that start with `#` at the beginning or the end are comments. A header
/// line of names and a column that pandas or R puts before the data are left out, see ``CSVLayout``. Numbers
/// have a decimal point in every locale. Rows count lines of the file from 1, columns its fields.
package struct CSVParser: TableParser {
  /// The largest number of bytes in a line.
  package static let lineLimit = 1 << 26

  /// The largest number of lines without numbers.
  package static let idleLimit = 1 << 20

  private let reading: TableReading
  /// The beginning of a line that continues in the next block.
  private var carry: [UInt8] = []
  /// Whether a line feed would belong to the preceding carriage return.
  private var skipsLineFeed = false
  /// The number of the next line.
  private var number = 1
  /// The first line, kept until the second shows how to read it.
  private var first: (line: [UInt8], number: Int)?
  private var layout: CSVLayout?
  /// A line that is allowed only at the end: its number and its kind.
  private var ending: (number: Int, reason: String)?
  /// The number of comment lines before the data, where NumPy writes names of columns, and the number after them.
  private var commentLines = 0
  private var endingComments = 0
  private var firstRow = 0
  private var rows = 0
  /// The fields of a row; 0 until the first.
  private var columns = 0
  private var values: [Double] = []
  /// The names of the columns without the index; empty without a header.
  private var names: [String] = []
  /// Whether the index column has been empty so far.
  private var indexIsEmpty = true

  package init(_ reading: TableReading = TableReading()) { self.reading = reading }

  package mutating func consume(_ block: [UInt8]) throws(MalformedFile) {
    var start = 0
    for index in block.indices {
      let byte = block[index]
      guard byte < 0x20 else { continue }
      switch byte {
      case 0x09: continue
      case 0x0A where skipsLineFeed && index == start && carry.isEmpty: break
      case 0x0A, 0x0D: try endLine(block, start..<index)
      default: throw controlCharacter(byte, after: carry + block[start..<index])
      }
      skipsLineFeed = byte == 0x0D
      start = index + 1
    }
    if start < block.count { carry += block[start...] }
    guard carry.count <= Self.lineLimit else {
      throw MalformedFile("row \(number) is longer than \(Self.lineLimit >> 20) MiB")
    }
  }

  package mutating func finish() throws(MalformedFile) -> NumericTable {
    if !carry.isEmpty { try endLine([], 0..<0) }
    if let first, layout == nil { try begin(first.line, nil, first.number) }
    guard rows > 0, let layout else { throw MalformedFile("no row of numbers") }
    let count = columns - (layout.hasIndexColumn ? 1 : 0)
    return NumericTable(
      rows: rows, columns: count, values: values,
      layout: NumericTable.Layout(
        firstRow: firstRow, commentLines: commentLines + endingComments,
        hasHeader: layout.hasHeader,
        hasIndexColumn: layout.hasIndexColumn, columnNames: names,
        mayHaveHeader: reading.header == .auto && !layout.hasHeader,
        // Behind a separator at the beginning of every line there may be a column of row numbers.
        mayHaveIndexColumn: reading.indexColumn == .auto && (!layout.hasIndexColumn || indexIsEmpty)
      ))
  }

  // MARK: Lines

  private mutating func endLine(_ block: [UInt8], _ range: Range<Int>) throws(MalformedFile) {
    if carry.isEmpty {
      try line(block, range)
    } else {
      var whole: [UInt8] = []
      swap(&whole, &carry)
      whole += block[range]
      try line(whole, whole.indices)
    }
    number += 1
  }

  private mutating func line(_ bytes: [UInt8], _ range: Range<Int>) throws(MalformedFile) {
    var range = range
    if number == 1, bytes[range].starts(with: [0xEF, 0xBB, 0xBF]) {
      range = range.lowerBound + 3..<range.upperBound
    }
    while range.lowerBound < range.upperBound, isBlank(bytes[range.upperBound - 1]) {
      range = range.lowerBound..<range.upperBound - 1
    }
    guard !range.isEmpty else {
      if ending == nil { ending = (number, "is empty") }
      try requireModest(number - (ending?.number ?? number), "empty")
      return
    }
    let isComment = bytes[range.lowerBound] == UInt8(ascii: "#")
    guard !isComment || first != nil || ending != nil else {
      commentLines += 1
      try requireModest(commentLines, "comment")
      return
    }
    guard !isComment else {
      if ending == nil { ending = (number, "is a comment among numbers") }
      endingComments += 1
      try requireModest(number - (ending?.number ?? number), "comment")
      return
    }
    if let ending { throw MalformedFile("row \(ending.number) \(ending.reason)") }
    if layout != nil {
      try row(bytes, range, number)
    } else if let first {
      try begin(first.line, Array(bytes[range]), first.number)
      try row(bytes, range, number)
    } else {
      first = (Array(bytes[range]), number)
    }
  }

  /// Refuses endless lines without numbers.
  private func requireModest(_ count: Int, _ kind: String) throws(MalformedFile) {
    guard count > Self.idleLimit else { return }
    throw MalformedFile("more than \(Self.idleLimit) \(kind) lines")
  }

  /// Decides how lines are read, and reads the first one.
  private mutating func begin(
    _ line: [UInt8], _ second: [UInt8]?, _ number: Int
  ) throws(MalformedFile) {
    var reading = reading
    // NumPy writes the names of columns as a comment.
    let isNumeric = !CSVLayout(line, second, TableReading()).hasHeader
    if reading.header == .yes, commentLines > 0, isNumeric { reading.header = .no }
    let layout = CSVLayout(line, second, reading)
    self.layout = layout
    if layout.hasHeader {
      // Its number of fields is binding for the rows below.
      columns = layout.headerColumns ?? 0
      names = CSVLayout.fields(line, layout.separator)
      // A header without a name for the index is one field shorter.
      if layout.hasIndexColumn, names.count == columns { names.removeFirst() }
    } else {
      try row(line, line.indices, number)
    }
  }

  // MARK: Fields

  private mutating func row(
    _ bytes: [UInt8], _ range: Range<Int>, _ number: Int
  ) throws(MalformedFile) {
    guard let layout else { return }
    var scanner = FieldScanner(range, separator: layout.separator)
    var count = 0
    while let field = scanner.next(bytes) {
      count += 1
      if count == 1, layout.hasIndexColumn {
        indexIsEmpty = indexIsEmpty && field.range.isEmpty
        continue
      }
      guard columns == 0 || count <= columns else { continue }
      guard !field.isBroken, let value = numeral(bytes, field.range) else {
        throw MalformedFile(
          "row \(number), column \(count): \(reason(Array(bytes[field.range]), field, number, count))"
        )
      }
      values.append(value)
    }
    if columns == 0 { columns = count }
    guard count == columns else {
      throw MalformedFile(
        "row \(number) has \(count) column\(count == 1 ? "" : "s"), not \(columns) as above")
    }
    guard columns > (layout.hasIndexColumn ? 1 : 0) else {
      throw MalformedFile(
        "row \(number) has an index column alone; --index-column no takes it for data")
    }
    guard values.count <= NumericTable.numberLimit else {
      throw .tooManyNumbers(reading.purpose)
    }
    if rows == 0 { firstRow = number }
    rows += 1
    if reading.purpose == .secondMoment, rows == NumericTable.dimensionLimit + 1 {
      try NumericTable.requireModest(rows: rows, columns: columns)
    }
  }

  /// The number in a field; nil for anything else, also NaN and infinity unless they are allowed.
  private func numeral(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
    if let value = decimalNumber(bytes, range), value.isFinite { return value }
    guard reading.allowsNonFinite else { return nil }
    let word = String(decoding: bytes[range], as: UTF8.self)
    return isMissingNumber(word) ? Double(word) : nil
  }

  /// The reason why a field is not a number, with the remedy if there is one.
  private func reason(_ text: [UInt8], _ field: CSVField, _ number: Int, _ column: Int) -> String {
    if field.isBroken { return "\(quoted(text)) has a quote that does not end with the field" }
    let remedy = "; leave out rows with missing values, or fill them"
    guard !text.isEmpty else { return "empty" + remedy }
    let base = "\(quoted(text)) is not a finite number"
    let word = String(decoding: text.prefix(100), as: UTF8.self)
    if isMissingNumber(word) { return base + (word.lowercased().contains("inf") ? "" : remedy) }
    if CSVLayout.isDecimalComma(text) {
      return base + ": a decimal comma; write a point (pandas: decimal='.', R: write.csv)"
    }
    guard rows == 0 else { return base }
    return base + (number == first?.number ? "; --header yes leaves out this line" : "")
      + (column == 1 ? "; --index-column yes leaves out this column" : "")
  }

  /// The error for a byte that no text contains, or for files that are not text.
  private func controlCharacter(_ byte: UInt8, after line: [UInt8]) -> MalformedFile {
    if number == 1, let error = MalformedFile(notText: line + [byte]) { return error }
    let separator = layout?.separator ?? CSVLayout(line, nil, TableReading()).separator
    var column = 0
    var scanner = FieldScanner(line.indices, separator: separator)
    while scanner.next(line) != nil { column += 1 }
    let code = String(byte, radix: 16, uppercase: true)
    return MalformedFile(
      "row \(number), column \(max(column, 1)): a control character, U+00\(code.count < 2 ? "0" : "")\(code)"
    )
  }
}
