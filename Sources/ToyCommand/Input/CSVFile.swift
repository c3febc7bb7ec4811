// Numbers in comma-separated values.

/// Reads a rectangle of numbers: RFC 4180, LF or CR LF, an optional header line, quotes allowed.
///
/// The first line is a header when its fields begin with letters, `_` or `#`, or are empty.
/// Numbers have a decimal point in every locale.
///
/// - Parameter bytes: The file, UTF-8 with or without a byte order mark.
/// - Returns: The numbers, at least one row.
/// - Throws: ``MalformedFile`` for no rows, ragged rows, empty fields, and what is no finite number;
///   rows count lines of the file from 1.
/// - Complexity: O(bytes).
func parseCSV(_ bytes: [UInt8]) throws(MalformedFile) -> NumericTable {
  var values: [Double] = []
  var columns = 0
  var dataRows = 0
  var line = 0
  var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  while position < bytes.count {
    var end = position
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    let next = end + 1
    if end > position, bytes[end - 1] == 0x0D { end -= 1 }
    line += 1
    let record = bytes[position..<end]
    position = next
    if record.isEmpty {
      guard bytes[min(next, bytes.count)...].allSatisfy({ $0 == 0x0A || $0 == 0x0D }) else {
        throw MalformedFile("row \(line) is empty")
      }
      line -= 1
      break
    }
    let fields = fields(of: record)
    if line == 1, isHeader(fields) {
      // Its number of fields binds the rows below.
      columns = fields.count
      continue
    }
    let numbers = fields.map { decimalNumber(String(decoding: $0, as: UTF8.self)) }
    if columns == 0 { columns = fields.count }
    guard fields.count == columns else {
      throw MalformedFile(
        "row \(line) has \(fields.count) column\(fields.count == 1 ? "" : "s"), not \(columns) as above"
      )
    }
    for (column, number) in numbers.enumerated() {
      guard let number, number.isFinite else {
        let text = String(decoding: fields[column].prefix(40), as: UTF8.self)
        let reason = text.isEmpty ? "empty" : "'\(text)' is not a finite number"
        throw MalformedFile("row \(line), column \(column + 1): \(reason)")
      }
      values.append(number)
    }
    dataRows += 1
  }
  guard dataRows > 0 else { throw MalformedFile("no row of numbers") }
  return NumericTable(
    rows: dataRows, columns: columns, values: values, firstRow: line - dataRows + 1)
}

/// The fields of a line, without surrounding spaces and quotes; commas within quotes do not count.
private func fields(of record: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
  guard record.contains(0x22) else {
    return record.split(separator: 0x2C, omittingEmptySubsequences: false).map(unquoted)
  }
  var fields: [ArraySlice<UInt8>] = []
  var start = record.startIndex
  var isQuoted = false
  for index in record.indices {
    if record[index] == 0x22 { isQuoted.toggle() }
    guard record[index] == 0x2C, !isQuoted else { continue }
    fields.append(unquoted(record[start..<index]))
    start = index + 1
  }
  return fields + [unquoted(record[start...])]
}

/// Names begin like names: a misspelt number is none, and the words for infinity and NaN are numbers.
private func isHeader(_ fields: [ArraySlice<UInt8>]) -> Bool {
  let texts = fields.map { String(decoding: $0, as: UTF8.self) }
  return !texts.allSatisfy(\.isEmpty)
    && texts.allSatisfy { text in
      guard let first = text.first else { return true }
      return (first.isLetter || first == "_" || first == "#") && Double(text) == nil
    }
}

/// A field without surrounding spaces and quotes.
private func unquoted(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  var field = field
  while let first = field.first, first == 0x20 || first == 0x09 { field.removeFirst() }
  while let last = field.last, last == 0x20 || last == 0x09 { field.removeLast() }
  if field.count >= 2, field.first == 0x22, field.last == 0x22 {
    return field.dropFirst().dropLast()
  }
  return field
}
