/// A writer of JSON row by row, for tables too long to be held; see ``Table/json(singleObject:)``.
///
/// The values of a row are appended one by one; ``endRow(note:)`` ends it, ``end()`` the whole.
public struct JSONWriter: RowSink, Sendable {
  /// The bytes that are written and not yet removed.
  public private(set) var bytes: [UInt8] = []
  private let columns: [String]
  /// The names in quotes, each with the colon after it.
  private let keys: [[UInt8]]
  private let isSingle: Bool
  private let hasNoteColumn: Bool
  /// The column of the next value.
  private var column = 0
  private var rowCount = 0
  /// The columns of this row whose numbers JSON cannot hold.
  private var notFinite: [Int] = []

  /// Creates a writer of rows.
  ///
  /// - Parameters:
  ///   - columns: The names of the columns.
  ///   - singleObject: Whether to write the only row as an object instead of an array.
  public init(columns: [String], singleObject: Bool = false) {
    self.columns = columns
    keys = columns.map { Array("\(quotedJSON($0)): ".utf8) }
    isSingle = singleObject
    hasNoteColumn = columns.contains("note")
  }

  /// Ends a row.
  ///
  /// - Parameter note: A remark on the row; without one a number that is not finite is named.
  /// - Precondition: there is one value per column.
  public mutating func endRow(note: String? = nil) {
    precondition(column == columns.count, "\(column) values, \(columns.count) columns")
    let reasons = notFinite.map { "\(columns[$0]) is not finite" }
    if let note = note ?? (reasons.isEmpty ? nil : reasons.joined(separator: "; ")), !hasNoteColumn
    {
      bytes += (isSingle ? ",\n  " : ", ").utf8
      bytes += "\"note\": \(quotedJSON(note))".utf8
    }
    bytes += (isSingle ? "\n}\n" : "}").utf8
    column = 0
    rowCount += 1
    notFinite.removeAll(keepingCapacity: true)
  }

  /// Ends the document.
  ///
  /// - Precondition: there is exactly one row if there is to be a single object.
  public mutating func end() {
    guard !isSingle else {
      precondition(rowCount == 1, "one object needs one row, and there are \(rowCount)")
      return
    }
    bytes += (rowCount == 0 ? "[]\n" : "\n]\n").utf8
  }

  /// Removes the bytes, to make room for more.
  public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Writes null.
  public mutating func appendEmpty() { append(raw: "null") }

  /// Writes text.
  public mutating func append(_ text: String) { append(raw: quotedJSON(text)) }

  /// Writes a whole number.
  public mutating func append(_ integer: Int) { append(raw: integer.description) }

  /// Writes a number with the fewest digits that read back as the same; null where it is not finite.
  public mutating func append(_ number: Double) {
    if !number.isFinite { notFinite.append(column) }
    append(raw: numberJSON(number))
  }

  /// Writes `true` or `false`.
  public mutating func append(_ truth: Bool) { append(raw: truth ? "true" : "false") }

  private mutating func append(raw value: String) {
    if column > 0 {
      bytes += (isSingle ? ",\n  " : ", ").utf8
    } else if isSingle {
      bytes += "{\n  ".utf8
    } else {
      bytes += (rowCount == 0 ? "[\n  {" : ",\n  {").utf8
    }
    bytes += keys[column]
    bytes += value.utf8
    column += 1
  }
}
