// Tables for someone who looks at a terminal.

/// A terminal of some width, on which tables are made to fit.
package struct Terminal: Sendable {
  /// The number of characters of a line.
  package let width: Int

  /// The largest number of rows that are all shown, and the numbers of first and last rows shown of longer tables.
  package static let rowLimit = 60
  package static let firstRows = 30
  package static let lastRows = 10
  /// The length from which a text counts as a sentence, and the least length to which one is cut.
  private static let leastRoom = 20

  package init(width: Int) { self.width = width }

  /// The order in which columns are left out if the line is too short.
  package enum Order: Sendable {
    /// Columns with one value in all rows, then from right to left, except names that tell rows apart.
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
      // After the header and its rule.
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
      kept.remove(
        at: order == .middle ? max(1, kept.count / 2) : Self.lastDispensable(of: kept, in: table))
    }
    guard kept.count < table.columns.count else { return table }
    // Beside a single column there is often room for the beginning of a text.
    let room = width - widths[kept[0]] - 2
    if kept.count == 1, room >= Self.leastRoom,
      let text = table.columns.indices.first(where: { $0 > kept[0] && table.isText(column: $0) })
    {
      return table.selecting(columns: [kept[0], text]).cut(to: room, column: 1)
    }
    return table.selecting(columns: kept)
  }

  /// The position of the column to leave out next, never the first.
  ///
  /// Sentences go before names and numbers, except in a list without numbers, where they matter most. Otherwise it is
  /// the last column that can be spared: one of numbers, or one of names without which rows with different names and
  /// counts still differ. If none can be spared, it is the last one.
  private static func lastDispensable(of columns: [Int], in table: Table) -> Int {
    let count = table.differentRows(by: columns)
    let dispensable = columns.indices.dropFirst().filter { position in
      var others = columns
      others.remove(at: position)
      return !table.isText(column: columns[position]) || table.differentRows(by: others) == count
    }
    let hasNumbers = !columns.dropFirst().allSatisfy(table.isText)
    let sentence = dispensable.last { position in
      hasNumbers && table.texts(column: columns[position]).contains { $0.count > leastRoom }
    }
    return sentence ?? dispensable.last ?? columns.count - 1
  }

  /// A table whose only column is too wide, with its text cut.
  private func cut(_ table: Table) -> Table {
    table.columns.count == 1 ? table.cut(to: max(width, 1), column: 0) : table
  }
}

extension Table {
  /// The texts of a column.
  fileprivate func texts(column: Int) -> [String] {
    rows.compactMap { if case .text(let text) = $0.cells[column] { text } else { nil } }
  }

  /// Whether a column has texts.
  fileprivate func isText(column: Int) -> Bool { !texts(column: column).isEmpty }

  /// The number of rows that differ in the texts and counts of some columns.
  fileprivate func differentRows(by columns: [Int]) -> Int {
    let keys = rows.map { row in
      columns.map { index in
        switch row.cells[index] {
        case .number, .bound: ""
        default: row.cells[index].shown(significantDigits: 6)
        }
      }
    }
    return Set(keys).count
  }

  /// The table with the name and the texts of a column shortened to a number of characters.
  fileprivate func cut(to limit: Int, column: Int) -> Table {
    func cut(_ text: String) -> String {
      text.count > limit ? String(text.prefix(limit - 1)) + "…" : text
    }
    var columns = columns
    columns[column] = cut(columns[column])
    var result = Table(columns: columns)
    for row in rows {
      var cells = row.cells
      if case .text(let text) = cells[column] { cells[column] = .text(cut(text)) }
      result.append(cells, note: row.note)
    }
    return result
  }
}
