// Labelled samples in the format of LIBSVM and SVMlight.

import Libc

/// Reads lines `label index:value …` into a dense table, the label in its last column.
///
/// Indices count features from 1 and ascend within a line; features that a line omits are 0. Blanks and tabs
/// separate fields; LF or CR LF ends a line; `#` begins a comment, alone or after a sample; empty lines are skipped,
/// and so are the query numbers `qid:n` after the label, which only rankings use. Rows count lines of the file
/// from 1, columns the fields of a line, of which the label is the first.
///
/// - Complexity: Memory for the numbers in the file, and for the dense table at its end.
/// - SeeAlso: C.-C. Chang and C.-J. Lin, "LIBSVM: a library for support vector machines", ACM Trans.
///   Intelligent Systems and Technology 2 (3), 2011.
package struct LibSVMParser: TableParser {
  /// The largest number of features.
  package static let featureLimit = 1 << 20

  /// The number of features that the samples must have; nil for the largest index.
  private let features: Int?
  /// The beginning of a line that continues in the next block.
  private var carry: [UInt8] = []
  /// The number of the next line.
  private var number = 1
  private var layout = NumericTable.Layout()
  private var labels: [Double] = []
  /// The features and values of all samples, one sample after another.
  private var entries: [(feature: Int32, value: Double)] = []
  /// The end of the entries of each sample.
  private var ends: [Int] = []
  private var largestIndex = 0

  /// Creates a parser at the start of a file.
  ///
  /// - Parameter features: The number of features of the data to which these belong, at least 1; samples are
  ///   filled with zeros up to it, and larger indices are rejected. Nil for the largest index in the file.
  package init(features: Int? = nil) { self.features = features }

  package mutating func consume(_ block: [UInt8]) throws(MalformedFile) {
    var start = 0
    while let end = Self.lineFeed(in: block, from: start) {
      if carry.isEmpty {
        try line(block, start..<end)
      } else {
        var whole: [UInt8] = []
        swap(&whole, &carry)
        whole += block[start..<end]
        try line(whole, whole.indices)
      }
      start = end + 1
    }
    if start < block.count { carry += block[start...] }
    guard carry.count <= CSVParser.lineLimit else {
      throw MalformedFile("row \(number) is longer than \(CSVParser.lineLimit >> 20) MiB")
    }
  }

  package mutating func finish() throws(MalformedFile) -> NumericTable {
    if !carry.isEmpty { try line(carry, carry.indices) }
    guard !labels.isEmpty else { throw MalformedFile("no sample") }
    let features = features ?? largestIndex
    guard features > 0 else {
      throw MalformedFile(
        "none of the \(labels.count) samples has an index:value pair: there are no features")
    }
    let columns = features + 1
    var values = [Double](repeating: 0, count: labels.count * columns)
    var position = 0
    for (row, end) in ends.enumerated() {
      while position < end {
        values[row * columns + Int(entries[position].feature) - 1] = entries[position].value
        position += 1
      }
      values[row * columns + features] = labels[row]
    }
    return NumericTable(rows: labels.count, columns: columns, values: values, layout: layout)
  }

  /// True for text that is a sample in this format, not a row of a table.
  ///
  /// The first line with two fields decides, by `index:` or `qid:` in the second, or in the first if its
  /// label is missing.
  ///
  /// - Parameter start: The beginning of a file.
  /// - Returns: True if a sample is found; false also for text that is inconclusive.
  package static func recognizes(_ start: [UInt8]) -> Bool {
    var fields: [Range<Int>] = []
    var begin: Int?
    var isComment = false
    for (index, byte) in start.enumerated() {
      let isEnd = byte == 0x0A || byte == 0x0D
      if byte == UInt8(ascii: "#") { isComment = true }
      if let first = begin, isEnd || isComment || isBlank(byte) {
        fields.append(first..<index)
        begin = nil
        if fields.count == 2 { break }
      } else if begin == nil, !isEnd, !isComment, !isBlank(byte) {
        begin = index
      }
      guard isEnd else { continue }
      isComment = false
      if let label = fields.first, isEntry(start, label) { return true }
      fields = []
    }
    if let begin, fields.count < 2 { fields.append(begin..<start.count) }
    return fields.contains { isEntry(start, $0) }
  }

  /// True for an index or a query in one field, false for a time of day in a row of a table.
  private static func isEntry(_ bytes: [UInt8], _ field: Range<Int>) -> Bool {
    hasIndex(bytes, field)
      && !bytes[field].contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }
  }

  /// True for `digits:` and `qid:` at the beginning of a field.
  private static func hasIndex(_ bytes: [UInt8], _ field: Range<Int>) -> Bool {
    guard let colon = bytes[field].firstIndex(of: UInt8(ascii: ":")), colon > field.lowerBound
    else {
      return false
    }
    let name = bytes[field.lowerBound..<colon]
    return name.elementsEqual("qid".utf8) || name.allSatisfy { (0x30...0x39).contains($0) }
  }

  // MARK: Lines

  /// The position of the next line feed; nil if there is none.
  private static func lineFeed(in block: [UInt8], from start: Int) -> Int? {
    block.withUnsafeBytes { bytes in
      guard start < bytes.count, let base = bytes.baseAddress,
        let found = memchr(base + start, 0x0A, bytes.count - start)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  private mutating func line(_ bytes: [UInt8], _ range: Range<Int>) throws(MalformedFile) {
    defer { number += 1 }
    var (position, end) = (range.lowerBound, range.upperBound)
    if end > position, bytes[end - 1] == 0x0D { end -= 1 }
    if number == 1, bytes[position..<end].starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }
    var column = 0
    var previous = 0
    while true {
      while position < end, isBlank(bytes[position]) { position += 1 }
      guard position < end, bytes[position] != UInt8(ascii: "#") else { break }
      let start = position
      while position < end, !isBlank(bytes[position]), bytes[position] != UInt8(ascii: "#") {
        position += 1
      }
      column += 1
      do {
        if column == 1 {
          labels.append(try label(bytes, start..<position))
        } else if column == 2, bytes[start..<position].starts(with: "qid:".utf8) {
          try query(bytes, start..<position)
        } else {
          try entry(bytes, start..<position, after: &previous)
        }
      } catch {
        throw MalformedFile("row \(number), column \(column): \(error.description)")
      }
    }
    if column > 0 {
      ends.append(entries.count)
      if labels.count == 1 { layout.firstRow = number }
      // Comments and empty lines may be among the samples.
      if !layout.rowNumbers.isEmpty {
        layout.rowNumbers.append(number)
      } else if number != layout.firstRow + labels.count - 1 {
        layout.rowNumbers = (0..<labels.count - 1).map { $0 + layout.firstRow } + [number]
      }
      try requireRoom(number)
    } else {
      if position < end { layout.commentLines += 1 }
      guard number - labels.count <= CSVParser.idleLimit else {
        throw MalformedFile("more than \(CSVParser.idleLimit) lines without a sample")
      }
    }
  }

  /// Rejects rows that would be too many when dense.
  private func requireRoom(_ number: Int) throws(MalformedFile) {
    let columns = (features ?? largestIndex) + 1
    guard labels.count > NumericTable.numberLimit / columns else { return }
    throw MalformedFile(
      "row \(number): \(labels.count) samples of \(columns - 1) features are "
        + MalformedFile.tooManyNumbers(.samples).description)
  }

  // MARK: Fields

  private func label(_ bytes: [UInt8], _ field: Range<Int>) throws(MalformedFile) -> Double {
    let text = bytes[field]
    guard let value = decimalNumber(bytes, field), value.isFinite else {
      let reason =
        Self.hasIndex(bytes, field)
        ? "is in the place of the label: a line is 'label index:value …'"
        : text.contains(UInt8(ascii: ","))
          ? "is not one number; samples with several labels are not supported, and decimals need a point"
          : "is not a finite number; the first field is the label"
      throw MalformedFile("\(quoted(text)) \(reason)")
    }
    return try LabelledData.checked(value)
  }

  private mutating func query(_ bytes: [UInt8], _ field: Range<Int>) throws(MalformedFile) {
    let number = bytes[field].dropFirst(4)
    guard !number.isEmpty, number.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw MalformedFile("\(quoted(bytes[field])) is not qid: and a whole number")
    }
    layout.hasQueryNumbers = true
  }

  private mutating func entry(
    _ bytes: [UInt8], _ field: Range<Int>, after previous: inout Int
  ) throws(MalformedFile) {
    guard let colon = bytes[field].firstIndex(of: UInt8(ascii: ":")) else {
      throw MalformedFile("\(quoted(bytes[field])) is not index:value")
    }
    let index = try index(bytes, field.lowerBound..<colon)
    guard index > previous else {
      throw MalformedFile(
        "index \(index) " + (index == previous ? "occurs twice" : "follows \(previous)")
          + "; the indices of a line must ascend")
    }
    previous = index
    guard let value = decimalNumber(bytes, colon + 1..<field.upperBound), value.isFinite else {
      throw MalformedFile(
        "\(quoted(bytes[colon + 1..<field.upperBound])), the value of index \(index), is not a finite number"
      )
    }
    entries.append((Int32(index), try LabelledData.checked(value)))
  }

  private mutating func index(
    _ bytes: [UInt8], _ digits: Range<Int>
  ) throws(MalformedFile) -> Int {
    var index = 0
    for byte in bytes[digits] {
      guard (0x30...0x39).contains(byte) else {
        throw MalformedFile("the index \(quoted(bytes[digits])) is not a whole number from 1")
      }
      index = min(index * 10 + Int(byte - 0x30), Self.featureLimit + 1)
    }
    guard !digits.isEmpty else { throw MalformedFile("there is no index before the colon") }
    guard index > 0 else {
      throw MalformedFile(
        "index 0: indices count from 1; scikit-learn writes that with "
          + "dump_svmlight_file(X, y, f, zero_based=False)")
    }
    if let features, index > features {
      throw MalformedFile(
        "index \(quoted(bytes[digits])): the data to which these samples belong have \(features) features"
      )
    }
    guard index <= Self.featureLimit else {
      throw MalformedFile(
        "index \(quoted(bytes[digits])): at most \(Self.featureLimit) features are supported")
    }
    largestIndex = max(largestIndex, index)
    return index
  }
}
