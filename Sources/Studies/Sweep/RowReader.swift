// Lines of a file of rows, one after the other, in constant memory.

import Files
import Libc

/// Reads the lines of a file of rows and tells which of them are rows.
///
/// A row of a shard ends with its checksum, one of a merged file has the right fields. Both begin with the
/// number of their point and end with a line feed: what a killed program leaves behind is not a row.
final class RowReader {
  /// What a line is.
  enum Line: Equatable {
    /// A row, with the number of its point.
    case row(Int)
    /// Anything else that ends with a line feed.
    case noRow
    /// Bytes behind the last line feed.
    case cutOff
    /// The end of the file.
    case end
  }

  /// Where the file is.
  let path: String
  private let format: RowFormat
  /// How many bytes are read at a time.
  private let capacity: Int
  private var file: OpenFile?
  /// Whether the file stays open between two reads.
  private let isHeldOpen: Bool
  private var buffer: [UInt8] = []
  /// The present line, with its line feed, as a range of the buffer.
  private var range = 0..<0
  /// The place in the file where the buffer ends.
  private var position = 0

  /// What is wrong with the first line; nil for the header.
  private(set) var objection: String?
  /// The number of the present line, from 1, which is the header.
  private(set) var number = 1
  /// The present line in the file, in bytes.
  var extent: Range<Int> {
    let origin = position - buffer.count
    return (origin + range.lowerBound)..<(origin + range.upperBound)
  }

  /// More bytes than any row has.
  private static let longestRow = 1 << 20

  /// A file that is closed with its last use.
  private final class OpenFile {
    let file: RegularFile
    init(_ path: String) throws(StudyError) { file = try translated(RegularFile(path: path)) }
  }

  /// Opens a file and reads its first line.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - format: How its rows are written.
  ///   - capacity: How many bytes are read at a time.
  ///   - isHeldOpen: Whether the file stays open between two reads.
  /// - Throws: ``StudyError``.
  init(
    _ path: String, _ format: RowFormat, capacity: Int = 1 << 18, isHeldOpen: Bool = true
  ) throws(StudyError) {
    self.path = path
    self.format = format
    self.capacity = capacity
    self.isHeldOpen = isHeldOpen
    let end = try nextLine()
    if end == nil || !buffer[range].elementsEqual(format.header) {
      objection = format.objection(to: buffer[range].prefix { $0 != UInt8(ascii: "\n") })
    }
    // A first line without an end is not read twice.
    if end == nil { range = buffer.count..<buffer.count }
  }

  /// Goes to the next line.
  ///
  /// - Throws: ``StudyError`` when reading fails.
  func next() throws(StudyError) -> Line {
    number += 1
    switch try nextLine() {
    case .some(true):
      guard let point = point else { return .noRow }
      return .row(point)
    case .some(false): return .noRow
    case nil: return range.isEmpty ? .end : .cutOff
    }
  }

  /// The present row without checksum and line feed.
  var row: ArraySlice<UInt8> {
    buffer[range.lowerBound..<(range.upperBound - 1 - checksumLength)]
  }

  /// Whether the present row has an error: its last field is not empty.
  var isFailed: Bool { row.last != UInt8(ascii: ",") }

  private var checksumLength: Int { format.checksum == nil ? 0 : RowChecksum.length + 1 }

  /// Goes to the end of the next line.
  ///
  /// - Returns: Whether the line is short enough to be a row; nil where no line feed follows.
  private func nextLine() throws(StudyError) -> Bool? {
    var searched = range.upperBound
    range = searched..<searched
    var isShort = true
    while true {
      if let lineFeed = Self.lineFeed(in: buffer, from: searched) {
        range = range.lowerBound..<(lineFeed + 1)
        return isShort
      }
      searched = buffer.count - range.lowerBound
      let piece = try read()
      guard !piece.isEmpty else {
        range = range.lowerBound..<buffer.count
        return nil
      }
      position += piece.count
      buffer.removeSubrange(..<range.lowerBound)
      // A crash may leave any amount of zeros; what is no row need not be held.
      if searched > Self.longestRow {
        isShort = false
        buffer.removeAll(keepingCapacity: true)
        searched = 0
      }
      range = 0..<0
      buffer += piece
    }
  }

  private func read() throws(StudyError) -> [UInt8] {
    let open: OpenFile
    if let file { open = file } else { open = try OpenFile(path) }
    file = isHeldOpen ? open : nil
    return try translated(open.file.bytes(at: position, count: capacity))
  }

  private static func lineFeed(in buffer: [UInt8], from start: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard start < bytes.count, let base = bytes.baseAddress,
        let found = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// The number of the point of the present line; nil for what is no row.
  private var point: Int? {
    buffer.withUnsafeBytes { bytes in
      let line = UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound..<(range.upperBound - 1)])
      guard let checksum = format.checksum else {
        return format.accepts(line) ? Self.leadingNumber(line) : nil
      }
      let end = line.count - RowChecksum.length - 1
      guard end > 0, line[end] == UInt8(ascii: ","),
        checksum.matches(UnsafeRawBufferPointer(rebasing: line[..<end]), line[(end + 1)...])
      else { return nil }
      return Self.leadingNumber(line)
    }
  }

  /// The number before the first comma.
  private static func leadingNumber(_ line: UnsafeRawBufferPointer) -> Int? {
    var number = 0
    for (index, byte) in line.enumerated() {
      let digit = byte &- UInt8(ascii: "0")
      guard digit < 10 else { return index > 0 && byte == UInt8(ascii: ",") ? number : nil }
      guard number < SweepPlan.pointLimit else { return nil }
      number = 10 * number + Int(digit)
    }
    return nil
  }
}
