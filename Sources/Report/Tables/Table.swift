/// A table of results: named columns, and rows of cells with an optional note each.
///
/// A table is plain data. It is written by ``csv(hasHeader:)``, ``json(singleObject:)``,
/// ``markdown(significantDigits:)``, ``latex(significantDigits:comments:footnote:)`` and
/// ``text(significantDigits:)``; rows and columns keep the
/// order in which they were given.
///
/// ```swift
/// var table = Table(columns: ["k", "risk"])
/// table.append([.integer(1), .number(0.25)])
/// table.csv()  // "k,risk\n1,0.25\n"
/// ```
public struct Table: Sendable, Equatable {
  /// One row of a table, with a remark that only some formats show.
  public struct Row: Sendable, Equatable {
    /// The cells, one per column and in the order of the columns.
    public var cells: [Cell]
    /// Why the row is special, such as the reason that a value is missing; only JSON shows it.
    public var note: String?

    /// Creates a row.
    ///
    /// - Parameters:
    ///   - cells: The cells, one per column of the table that the row will join.
    ///   - note: A remark on the row, or nil.
    public init(cells: [Cell], note: String? = nil) {
      self.cells = cells
      self.note = note
    }
  }

  /// The names of the columns, from left to right.
  public let columns: [String]
  /// The rows, from top to bottom; each has one cell per column.
  public private(set) var rows: [Row]

  /// Creates a table without rows.
  ///
  /// - Parameter columns: The names of the columns.
  /// - Precondition: there is at least one column.
  public init(columns: [String]) {
    precondition(!columns.isEmpty, "a table needs at least one column")
    self.columns = columns
    rows = []
  }

  /// Adds a row at the bottom.
  ///
  /// - Parameters:
  ///   - cells: The cells, one per column.
  ///   - note: A remark on the row, shown by JSON only.
  /// - Precondition: `cells.count == columns.count`.
  /// - Complexity: O(1) amortized.
  public mutating func append(_ cells: [Cell], note: String? = nil) {
    precondition(
      cells.count == columns.count,
      "a row of \(cells.count) cells does not fit a table of \(columns.count) columns")
    rows.append(Row(cells: cells, note: note))
  }

  /// The table with some of its columns, in another order.
  ///
  /// - Parameter indices: Numbers of columns, from 0; at least one.
  /// - Returns: A table of the same rows and notes.
  /// - Complexity: O(cells).
  public func selecting(columns indices: [Int]) -> Table {
    var result = Table(columns: indices.map { columns[$0] })
    for row in rows { result.append(indices.map { row.cells[$0] }, note: row.note) }
    return result
  }
}
