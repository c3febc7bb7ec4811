/// A writer of comma-separated values row by row, for tables too long to be held; see ``Table/csv(hasHeader:)``.
///
/// The values of a row are appended one by one; ``endRow()`` ends it.
public struct CSVWriter: RowSink, Sendable {
  private let columns: [String]
  /// The bytes that are written, and spare room after them, so that a field is copied without a check for every byte.
  private var storage: [UInt8] = []
  /// The number of bytes that are written and not yet removed.
  public private(set) var count = 0
  /// The column of the next value.
  private var column = 0
  /// The last number and the last text of every column: settings repeat from row to row.
  private var numbers: [NumberText]
  private var plainTexts: [String]

  /// A number with its text.
  private struct NumberText: Sendable {
    /// The longest number has 24 characters: −1.2345678901234567e−300.
    static let limit = 24

    let bits: UInt64
    let length: Int
    /// The characters; copying all of them takes less time than copying only those in use.
    var characters: (UInt64, UInt64, UInt64) = (0, 0, 0)

    init(_ number: Double) {
      bits = number.bitPattern
      if let digits = ShortestDigits(number) {
        let isNegative = number < 0
        length = withUnsafeMutableBytes(of: &characters) { buffer in
          buffer[0] = ASCII.minus
          let first = isNegative ? 1 : 0
          return first + digits.write(to: UnsafeMutableRawBufferPointer(rebasing: buffer[first...]))
        }
        return
      }
      var text = number.description
      length = text.utf8.count
      precondition(length <= Self.limit, "a number of \(length) characters")
      text.withUTF8 { digits in
        withUnsafeMutableBytes(of: &characters) {
          $0.copyMemory(from: UnsafeRawBufferPointer(digits))
        }
      }
    }
  }

  /// Creates a writer of rows.
  ///
  /// - Parameter columns: The names of the columns.
  public init(columns: [String]) {
    self.columns = columns
    numbers = Array(repeating: NumberText(0), count: columns.count)
    plainTexts = Array(repeating: "", count: columns.count)
  }

  /// The bytes that are written and not yet removed; O(``count``).
  public var bytes: [UInt8] { Array(storage.prefix(count)) }

  /// Calls `body` with the bytes that are written and not yet removed, without a copy.
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    storage.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
  }

  /// Makes room for a number of bytes in all.
  public mutating func reserve(_ count: Int) {
    guard count > storage.count else { return }
    guard !storage.isEmpty else {
      storage = Array(repeating: 0, count: count)
      return
    }
    storage.append(contentsOf: repeatElement(0, count: count - storage.count))
  }

  /// Writes the line of the names of all columns, in quotes where they need them.
  public mutating func appendHeader() {
    for name in columns { append(name) }
    endRow()
  }

  /// Ends a row.
  ///
  /// - Precondition: there is one value per column.
  public mutating func endRow() {
    precondition(column == columns.count, "\(column) values, \(columns.count) columns")
    write(limit: 1) { buffer in
      buffer[0] = ASCII.lineFeed
      return 1
    }
    column = 0
  }

  /// Forgets what has been written and starts a row, in the same memory.
  public mutating func removeAll() {
    count = 0
    column = 0
  }

  /// Returns what has been written, and empties the writer.
  public mutating func takeAll() -> [UInt8] {
    defer {
      storage = []
      removeAll()
    }
    storage.removeLast(storage.count - count)
    return storage
  }

  /// Writes an empty field, `""` in a table of one column.
  public mutating func appendEmpty() {
    // In a table of one column a blank line would read as no row at all.
    let quotes = columns.count == 1 ? 2 : 0
    appendField(limit: 2) { buffer in
      (buffer[0], buffer[1]) = (ASCII.quote, ASCII.quote)
      return quotes
    }
  }

  /// Writes text, in quotes where it needs them.
  public mutating func append(_ text: String) {
    guard !text.isEmpty else { return appendEmpty() }
    if plainTexts[column] != text {
      guard !Self.needsQuotes(text) else { return appendQuoted(text) }
      plainTexts[column] = text
    }
    appendPlain(text)
  }

  /// Writes a whole number in decimal digits, without grouping.
  public mutating func append(_ integer: Int) {
    guard (0..<100_000).contains(integer) else { return appendPlain(integer.description) }
    appendField(limit: 5) { buffer in
      var power = 10
      var length = 1
      while power <= integer {
        power *= 10
        length += 1
      }
      ASCII.writeDigits(of: UInt64(integer), to: buffer, in: 0..<length)
      return length
    }
  }

  /// Writes a number with the fewest digits that read back as the same; −0 is 0.
  public mutating func append(_ number: Double) {
    let number = number == 0 ? 0 : number
    var text = numbers[column]
    if text.bits != number.bitPattern {
      text = NumberText(number)
      numbers[column] = text
    }
    appendField(limit: NumberText.limit) { buffer in
      buffer.storeBytes(of: text.characters.0, as: UInt64.self)
      buffer.storeBytes(of: text.characters.1, toByteOffset: 8, as: UInt64.self)
      buffer.storeBytes(of: text.characters.2, toByteOffset: 16, as: UInt64.self)
      return text.length
    }
  }

  /// Writes `true` or `false`.
  public mutating func append(_ truth: Bool) { appendPlain(truth ? "true" : "false") }

  /// Writes a word in eight hexadecimal digits.
  public mutating func append(hexadecimal word: UInt32) {
    appendField(limit: 8) { buffer in
      for index in 0..<8 {
        let digit = UInt8(truncatingIfNeeded: word >> UInt32(4 * (7 - index))) & 15
        buffer[index] = digit < 10 ? ASCII.zero + digit : UInt8(ascii: "a") + digit - 10
      }
      return 8
    }
  }

  private static func needsQuotes(_ text: String) -> Bool {
    text.utf8.contains { byte in
      byte == ASCII.quote || byte == ASCII.comma || byte == ASCII.lineFeed
        || byte == ASCII.carriageReturn
    }
  }

  private mutating func appendQuoted(_ text: String) {
    appendField(limit: 2 * text.utf8.count + 2) { buffer in
      buffer[0] = ASCII.quote
      var end = 1
      for byte in text.utf8 {
        if byte == ASCII.quote {
          buffer[end] = ASCII.quote
          end += 1
        }
        buffer[end] = byte
        end += 1
      }
      buffer[end] = ASCII.quote
      return end + 1
    }
  }

  private mutating func appendPlain(_ text: String) {
    var text = text
    text.withUTF8 { characters in
      appendField(limit: characters.count) { buffer in
        buffer.copyMemory(from: UnsafeRawBufferPointer(characters))
        return characters.count
      }
    }
  }

  /// Writes a field, after a comma if it is not the first.
  @inline(__always)
  private mutating func appendField(limit: Int, _ body: (UnsafeMutableRawBufferPointer) -> Int) {
    let commas = column > 0 ? 1 : 0
    column += 1
    write(limit: 1 + limit) { buffer in
      buffer[0] = ASCII.comma
      return commas + body(UnsafeMutableRawBufferPointer(rebasing: buffer[commas...]))
    }
  }

  /// Writes the bytes that `body` puts into a buffer of `limit` bytes; it returns their number.
  @inline(__always)
  private mutating func write(limit: Int, _ body: (UnsafeMutableRawBufferPointer) -> Int) {
    if count + limit > storage.count { reserve(max(2 * storage.count, count + limit, 1 << 10)) }
    let range = count..<(count + limit)
    count += storage.withUnsafeMutableBytes {
      body(UnsafeMutableRawBufferPointer(rebasing: $0[range]))
    }
  }
}
