/// Writes rows as comma-separated values, for tables too long to be held; see ``Table/csv(hasHeader:)``.
public struct CSVWriter: Sendable {
  /// What is written so far and not yet removed.
  public private(set) var bytes: [UInt8] = []
  private let columns: [String]
  /// The row before, and where its fields are copied from once they repeat.
  private var above: [Cell] = []
  private var fields: [Range<Int>]
  private var copies: [[UInt8]]

  /// Creates a writer of rows.
  ///
  /// - Parameter columns: The names of the columns.
  public init(columns: [String]) {
    self.columns = columns
    fields = Array(repeating: 0..<0, count: columns.count)
    copies = Array(repeating: [], count: columns.count)
  }

  /// Makes room.
  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  /// Writes the line of the names.
  public mutating func appendHeader() {
    for (index, column) in columns.enumerated() {
      if index > 0 { bytes.append(ASCII.comma) }
      appendField(column)
    }
    bytes.append(ASCII.lineFeed)
  }

  /// Writes a row.
  ///
  /// - Precondition: one cell per column.
  public mutating func append(_ cells: [Cell]) {
    precondition(cells.count == columns.count, "\(cells.count) cells, \(columns.count) columns")
    // Settings repeat from row to row: from the second repetition on such fields are copied.
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(ASCII.comma) }
      if !above.isEmpty, cell.isWrittenLike(above[index]) {
        if copies[index].isEmpty { copies[index] = Array(bytes[fields[index]]) }
        bytes.append(contentsOf: copies[index])
      } else {
        let start = bytes.count
        append(cell)
        fields[index] = start..<bytes.count
        if !copies[index].isEmpty { copies[index] = [] }
      }
    }
    bytes.append(ASCII.lineFeed)
    above = cells
  }

  /// Gives away what is written, to go on with nothing.
  ///
  /// - Returns: The bytes since the last call.
  public mutating func removeAll() -> [UInt8] {
    defer {
      bytes = []
      above = []
    }
    return bytes
  }

  private mutating func append(_ cell: Cell) {
    switch cell {
    case .empty: appendField("")
    case .text(let text): appendField(text)
    case .integer(let integer): bytes += integer.description.utf8
    case .number(let number): bytes += number.description.utf8
    case .truth(let truth): bytes += truth.description.utf8
    }
  }

  private mutating func appendField(_ text: String) {
    let needsQuotes = text.utf8.contains { byte in
      byte == ASCII.quote || byte == ASCII.comma || byte == ASCII.lineFeed
        || byte == ASCII.carriageReturn
    }
    // In a table of one column a blank line would read as no row at all.
    guard needsQuotes || (text.isEmpty && columns.count == 1) else {
      bytes += text.utf8
      return
    }
    bytes.append(ASCII.quote)
    for byte in text.utf8 {
      if byte == ASCII.quote { bytes.append(ASCII.quote) }
      bytes.append(byte)
    }
    bytes.append(ASCII.quote)
  }
}

extension Cell {
  /// Whether two cells are certain to be written alike; 0 and −0 are equal but are not.
  fileprivate func isWrittenLike(_ other: Cell) -> Bool {
    switch (self, other) {
    case (.number(let one), .number(let two)): one.bitPattern == two.bitPattern
    default: self == other
    }
  }
}
