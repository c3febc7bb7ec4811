// Rows of a file of results, one after the other, in constant memory.

import Glibc

/// Reads the rows of a file of results.
///
/// A row is a line: it begins with the number of its point, has the right number of fields and ends with
/// a line feed. What a killed program leaves behind is not a row.
final class RowReader {
  /// Where the file is.
  let path: String
  /// The number of fields of a row.
  private let columns: Int
  /// How many bytes are read at a time.
  private let capacity: Int
  private var file: OpenFile?
  /// Whether the file stays open between two reads.
  private let isHeldOpen: Bool
  private var buffer: [UInt8] = []
  /// The present row, with its line feed, as a range of the buffer.
  private var range = 0..<0
  /// The place in the file where the buffer ends.
  private var position = 0

  /// The number of the present point; nil before the first row and after the last.
  private(set) var point: Int?
  /// The number of rows read so far.
  private(set) var count = 0
  /// The end of the last row in the file, in bytes.
  private(set) var end = 0
  /// Whether the file begins with the header.
  let hasHeader: Bool
  /// Whether the file ends with its last row.
  private(set) var isWhole = false

  /// More bytes than any row has.
  private static let longestRow = 1 << 20

  /// A file that is closed with its last use.
  private final class OpenFile {
    let file: RegularFile
    init(_ path: String) throws(CommandError) { file = try RegularFile(path: path) }
  }

  /// Opens a file; one that begins with another line has no rows.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - header: Its first line, with the line feed.
  ///   - columns: The number of fields of a row.
  ///   - capacity: How many bytes are read at a time.
  ///   - isHeldOpen: Whether the file stays open between two reads.
  /// - Throws: ``CommandError`` of status noInput.
  init(
    _ path: String, header: [UInt8], columns: Int, capacity: Int = 1 << 18, isHeldOpen: Bool = true
  ) throws(CommandError) {
    self.path = path
    self.columns = columns
    self.capacity = capacity
    self.isHeldOpen = isHeldOpen
    var start: [UInt8] = []
    while start.count < header.count {
      let piece = try Self.read(path, &file, at: start.count, capacity, isHeldOpen)
      if piece.isEmpty { break }
      start += piece
    }
    position = start.count
    buffer = start
    hasHeader = buffer.starts(with: header)
    guard hasHeader else { return }
    end = header.count
    range = header.count..<header.count
    isWhole = buffer.count == header.count
  }

  /// Goes to the next row.
  ///
  /// - Returns: False at the end of the rows: that of the file, or where something is no row.
  /// - Throws: ``CommandError`` of status noInput when reading fails.
  func next() throws(CommandError) -> Bool {
    guard end > 0 else { return false }
    var searched = range.upperBound
    var lineFeed = Self.lineFeed(in: buffer, from: searched)
    while lineFeed == nil {
      searched = buffer.count - range.upperBound
      // A crash may leave any amount of zeros, which are no row.
      let isTooLong = searched > Self.longestRow
      guard !isTooLong, try fill() else {
        isWhole = !isTooLong && buffer.count == range.upperBound
        point = nil
        return false
      }
      lineFeed = Self.lineFeed(in: buffer, from: searched)
    }
    guard let lineFeed else { return false }
    let row = range.upperBound..<(lineFeed + 1)
    guard let number = Self.point(in: buffer, row, columns: columns) else {
      point = nil
      isWhole = false
      return false
    }
    range = row
    point = number
    count += 1
    end += row.count
    return true
  }

  /// Refuses the present row, as if the file ended before it.
  func rejectRow() {
    guard point != nil else { return }
    count -= 1
    end -= range.count
    point = nil
    isWhole = false
  }

  /// The present row.
  var row: ArraySlice<UInt8> { buffer[range] }

  /// Whether the present row has an error: its last field is not empty.
  var isFailed: Bool { range.count > 1 && buffer[range.upperBound - 2] != UInt8(ascii: ",") }

  /// Reads more behind what is not used up; false at the end of the file.
  private func fill() throws(CommandError) -> Bool {
    let piece = try Self.read(path, &file, at: position, capacity, isHeldOpen)
    guard !piece.isEmpty else { return false }
    position += piece.count
    buffer.removeSubrange(..<range.upperBound)
    range = 0..<0
    buffer += piece
    return true
  }

  private static func read(
    _ path: String, _ file: inout OpenFile?, at position: Int, _ capacity: Int, _ isHeldOpen: Bool
  ) throws(CommandError) -> [UInt8] {
    let open: OpenFile
    if let file { open = file } else { open = try OpenFile(path) }
    file = isHeldOpen ? open : nil
    return try open.file.bytes(at: position, count: capacity)
  }

  private static func lineFeed(in buffer: [UInt8], from start: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard start < bytes.count, let base = bytes.baseAddress,
        let found = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// The number of the point of a row; nil for what is no row.
  private static func point(in buffer: [UInt8], _ row: Range<Int>, columns: Int) -> Int? {
    buffer.withUnsafeBufferPointer { bytes in
      var number = 0
      var index = row.lowerBound
      while index < row.upperBound, case let digit = bytes[index] &- UInt8(ascii: "0"), digit < 10 {
        guard number < SweepGrid.pointLimit else { return nil }
        number = 10 * number + Int(digit)
        index += 1
      }
      guard index > row.lowerBound, bytes[index] == UInt8(ascii: ",") else { return nil }
      var commas = 0
      var isQuoted = false
      for byte in bytes[index..<(row.upperBound - 1)] {
        if byte == UInt8(ascii: ",") {
          commas += isQuoted ? 0 : 1
        } else if byte == UInt8(ascii: "\"") {
          isQuoted.toggle()
        } else if byte < 0x20 {
          return nil
        }
      }
      return commas == columns - 1 && !isQuoted ? number : nil
    }
  }
}
