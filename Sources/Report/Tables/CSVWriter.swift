/// A writer of comma-separated values row by row, for tables too long to be held; see ``Table/csv(hasHeader:)``.
///
/// The values of a row are appended one by one; ``endRow()`` ends it.
public struct CSVWriter: RowSink, Sendable {
  /// The bytes that are written and not yet removed.
  public private(set) var bytes: [UInt8] = []
  private let columns: [String]
  /// The column of the next value.
  private var column = 0
  /// The last number of every column, with its text: settings repeat from row to row.
  private var memory: [Memory]
  private var texts: [UInt8]

  private struct Memory: Sendable {
    var bits: UInt64 = 0
    var length = 0
  }

  /// The longest number has 24 characters: −1.2345678901234567e−300.
  private static let longestNumber = 24

  /// Creates a writer of rows.
  ///
  /// - Parameter columns: The names of the columns.
  public init(columns: [String]) {
    self.columns = columns
    memory = Array(repeating: Memory(), count: columns.count)
    texts = Array(repeating: 0, count: Self.longestNumber * columns.count)
  }

  /// Makes room for a number of bytes.
  public mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  /// Writes the line of the names.
  public mutating func appendHeader() {
    for name in columns { append(name) }
    endRow()
  }

  /// Ends a row.
  ///
  /// - Precondition: there is one value per column.
  public mutating func endRow() {
    precondition(column == columns.count, "\(column) values, \(columns.count) columns")
    bytes.append(ASCII.lineFeed)
    column = 0
  }

  /// Starts again in the same memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    column = 0
  }

  /// Returns what has been written, and empties the writer.
  public mutating func takeAll() -> [UInt8] {
    defer { bytes = [] }
    column = 0
    return bytes
  }

  /// Writes an empty field.
  public mutating func appendEmpty() {
    beginField()
    // In a table of one column a blank line would read as no row at all.
    if columns.count == 1 { bytes += [ASCII.quote, ASCII.quote] }
  }

  /// Writes text, in quotes where it needs them.
  public mutating func append(_ text: String) {
    guard !text.isEmpty else { return appendEmpty() }
    beginField()
    var text = text
    text.withUTF8 { characters in
      let needsQuotes = characters.contains { byte in
        byte == ASCII.quote || byte == ASCII.comma || byte == ASCII.lineFeed
          || byte == ASCII.carriageReturn
      }
      guard needsQuotes else { return bytes.append(contentsOf: characters) }
      bytes.append(ASCII.quote)
      for byte in characters {
        if byte == ASCII.quote { bytes.append(ASCII.quote) }
        bytes.append(byte)
      }
      bytes.append(ASCII.quote)
    }
  }

  /// Writes a whole number.
  public mutating func append(_ integer: Int) {
    beginField()
    guard (0..<100_000).contains(integer) else { return appendCharacters(integer.description) }
    var place = 1
    while place * 10 <= integer { place *= 10 }
    while place > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(integer / place % 10))
      place /= 10
    }
  }

  /// Writes a number with the fewest digits that read back as the same; −0 is 0.
  public mutating func append(_ number: Double) {
    let number = number == 0 ? 0 : number
    let index = column
    beginField()
    let start = Self.longestNumber * index
    let known = memory[index]
    if known.length > 0, known.bits == number.bitPattern {
      for place in start..<(start + known.length) { bytes.append(texts[place]) }
      return
    }
    var text = number.description
    text.withUTF8 { digits in
      bytes.append(contentsOf: digits)
      guard digits.count <= Self.longestNumber else { return }
      for (offset, digit) in digits.enumerated() { texts[start + offset] = digit }
      memory[index] = Memory(bits: number.bitPattern, length: digits.count)
    }
  }

  /// Writes `true` or `false`.
  public mutating func append(_ truth: Bool) {
    beginField()
    appendCharacters(truth ? "true" : "false")
  }

  /// Writes a word in eight hexadecimal digits.
  public mutating func append(hexadecimal word: UInt32) {
    beginField()
    for shift in stride(from: 28, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: word >> UInt32(shift)) & 15
      bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }

  private mutating func beginField() {
    if column > 0 { bytes.append(ASCII.comma) }
    column += 1
  }

  private mutating func appendCharacters(_ text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }
}
