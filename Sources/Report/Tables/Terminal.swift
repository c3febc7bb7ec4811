// Tables for someone who looks at a terminal.

/// A terminal of some width, on which tables are made to fit.
package struct Terminal: Sendable {
  /// The number of characters of a line.
  package let width: Int

  /// The largest number of rows that are all shown, and the numbers of first and last rows shown of longer tables.
  package static let rowLimit = 60
  package static let firstRows = 30
  package static let lastRows = 10

  package init(width: Int) { self.width = width }

  /// The order in which columns are left out if the line is too short.
  package enum Order: Sendable {
    /// Those that have the same value in all rows, then the last.
    case last
    /// Those in the middle.
    case middle
  }

  /// A table that fits, and a line about the omitted part.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - rowCount: The number of rows of the result; the table may contain only its ends.
  ///   - order: The columns to leave out first.
  ///   - hasChoice: Whether `--columns` chooses among its columns.
  ///   - whole: The destination of the whole table.
  /// - Returns: Lines that each end with a line feed.
  package func text(
    _ table: Table, of rowCount: Int? = nil, leavingOut order: Order = .last,
    hasChoice: Bool = false, whole: String = "-o FILE"
  ) -> String {
    let shown = fitting(table, leavingOut: order)
    let total = rowCount ?? table.rows.count
    var parts: [String] = []
    if shown.columns.count < table.columns.count {
      parts.append("\(shown.columns.count) of \(table.columns.count) columns")
    }
    var text = cut(shown).text()
    if table.rows.count < total {
      parts.append("\(table.rows.count) of \(total) rows")
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      // Behind the header and its rule.
      lines.insert("⋮", at: 2 + min(Self.firstRows, table.rows.count))
      text = lines.joined(separator: "\n")
    }
    guard !parts.isEmpty else { return text }
    let choice = hasChoice ? "--columns chooses, " : ""
    return text + "\(parts.joined(separator: ", ")); \(choice)\(whole) has everything\n"
  }

  private func fitting(_ table: Table, leavingOut order: Order) -> Table {
    let widths = table.columns.indices.map { index in
      table.selecting(columns: [index]).text().split(separator: "\n").map(\.count).max() ?? 0
    }
    var kept = Array(table.columns.indices)
    func isTooWide() -> Bool { kept.reduce(-2) { $0 + widths[$1] + 2 } > width }
    if order == .last, table.rows.count > 1 {
      let first = table.rows[0]
      for index in table.columns.indices where isTooWide() && kept.count > 1 {
        if table.rows.allSatisfy({ $0.cells[index] == first.cells[index] }) {
          kept.removeAll { $0 == index }
        }
      }
    }
    while isTooWide() && kept.count > 1 {
      kept.remove(at: order == .middle ? max(1, kept.count / 2) : kept.count - 1)
    }
    guard kept.count < table.columns.count else { return table }
    return table.selecting(columns: kept)
  }

  /// A table whose only column is too wide, with its text cut.
  private func cut(_ table: Table) -> Table {
    guard table.columns.count == 1 else { return table }
    let limit = max(width, 1)
    func cut(_ text: String) -> String {
      text.count > limit ? String(text.prefix(limit - 1)) + "…" : text
    }
    var result = Table(columns: table.columns.map(cut))
    for row in table.rows {
      let cells = row.cells.map { cell in
        if case .text(let text) = cell { Cell.text(cut(text)) } else { cell }
      }
      result.append(cells, note: row.note)
    }
    return result
  }
}
