// The lines of a file of rows, read in constant memory.

import Files
import Libc

/// A reader of the lines of a file of rows, which recognises the rows among them.
///
/// A row of a shard ends with its checksum, a row of a merged file has the right fields. Both begin with the
/// number of their point and end with a line feed: the remains that a killed program leaves are not a row.
final class RowReader {
  /// The kind of a line.
  enum Line: Equatable {
    /// A row, with the number of its point.
    case row(Int)
    /// Anything else that ends with a line feed.
    case noRow
    /// Bytes after the last line feed.
    case cutOff
    /// The end of the file.
    case end
  }

  /// The path of the file.
  let path: String
  private let format: RowFormat
  /// The number of bytes that are read at a time.
  private let capacity: Int
  private var file: OpenFile?
  /// Whether the file stays open between reads.
  private let isHeldOpen: Bool
  private var buffer: [UInt8] = []
  /// The current line, with its line feed, as a range of the buffer.
  private var range = 0..<0
  /// The offset in the file at which the buffer ends.
  private var position = 0

  /// The defect of the first line; nil for the header.
  private(set) var objection: String?
  /// The number of the current line, counted from 1, the header.
  private(set) var number = 1
  /// The byte range of the current line in the file.
  var extent: Range<Int> {
    let origin = position - buffer.count
    return (origin + range.lowerBound)..<(origin + range.upperBound)
  }

  /// More bytes than any row has.
  private static let longestRow = 1 << 20

  /// A file that is closed after its last use.
  private final class OpenFile {
    let file: RegularFile
    init(_ path: String) throws(StudyError) { file = try translated(RegularFile(path: path)) }
  }

  /// Opens a file and reads its first line.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - format: The format of its rows.
  ///   - capacity: The number of bytes that are read at a time.
  ///   - isHeldOpen: Whether the file stays open between reads.
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
    // A first line without a line feed is not read twice.
    if end == nil { range = buffer.count..<buffer.count }
  }

  /// Advances to the next line.
  ///
  /// - Throws: ``StudyError`` if reading fails.
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

  /// The current row without checksum and line feed.
  var row: ArraySlice<UInt8> {
    buffer[range.lowerBound..<(range.upperBound - 1 - checksumLength)]
  }

  /// Whether the current row has an error: its last field is not empty.
  var isFailed: Bool { row.last != UInt8(ascii: ",") }

  private var checksumLength: Int { format.checksum == nil ? 0 : RowChecksum.length + 1 }

  /// Advances to the end of the next line.
  ///
  /// - Returns: Whether the line is short enough to be a row; nil if no line feed follows.
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
      // A crash may leave any number of zeros; bytes that are not a row need not be kept.
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

  /// The number of the point of the current line; nil if the line is not a row.
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
