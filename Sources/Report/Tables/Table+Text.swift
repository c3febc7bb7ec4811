extension Table {
  /// The table for a terminal: aligned columns under a ruled header.
  ///
  /// Columns are two spaces apart, columns of numbers aligned to the right, and no line ends with a
  /// space. A column is as wide as its widest cell, counted in characters. A line break within a
  /// cell becomes a space. Notes are not written.
  ///
  /// - Parameter significantDigits: The digits of a number that are shown, 1 to 17.
  /// - Returns: Lines that each end with a line feed.
  /// - Complexity: O(cells).
  public func text(significantDigits: Int = 6) -> String {
    let shown = rows.map { row in
      row.cells.map { Self.oneLine($0.shown(significantDigits: significantDigits)) }
    }
    let header = columns.map(Self.oneLine)
    let widths = header.indices.map { index in
      shown.reduce(Self.width(header[index])) { max($0, Self.width($1[index])) }
    }
    let toTheRight = columns.indices.map { isNumeric(column: $0) }
    var output = ""
    Self.appendLine(header, widths: widths, toTheRight: toTheRight, to: &output)
    let rules = widths.map { String(repeating: "─", count: $0) }
    Self.appendLine(rules, widths: widths, toTheRight: toTheRight, to: &output)
    for fields in shown {
      Self.appendLine(fields, widths: widths, toTheRight: toTheRight, to: &output)
    }
    return output
  }

  /// The table in pieces that fit lines of a given width, one below the other.
  ///
  /// Each piece after the first repeats the first column, which says what the row is.
  ///
  /// - Parameter width: The largest number of characters per line; a first column and one more may be wider.
  /// - Returns: At least one table; together they have all columns in their order.
  /// - Complexity: O(cells).
  package func pieces(width: Int) -> [Table] {
    let widths = columns.indices.map { index in
      selecting(columns: [index]).text().split(separator: "\n").map(\.count).max() ?? 0
    }
    var pieces = [[0]]
    var used = widths[0]
    for index in columns.indices.dropFirst() {
      if used + 2 + widths[index] > width, pieces[pieces.count - 1].count > 1 {
        pieces.append([0])
        used = widths[0]
      }
      pieces[pieces.count - 1].append(index)
      used += 2 + widths[index]
    }
    return pieces.map(selecting)
  }

  private static func appendLine(
    _ fields: [String], widths: [Int], toTheRight: [Bool], to output: inout String
  ) {
    var pending = 0
    for (index, field) in fields.enumerated() {
      if index > 0 { pending += 2 }
      let padding = widths[index] - width(field)
      if toTheRight[index] { pending += padding }
      // Spaces are only written once text follows them, so that none trail.
      if !field.isEmpty {
        output += String(repeating: " ", count: pending)
        output += field
        pending = 0
      }
      if !toTheRight[index] { pending += padding }
    }
    output += "\n"
  }

  /// The number of characters, which for ASCII is the number of bytes.
  private static func width(_ text: String) -> Int {
    text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.count
  }

  private static func oneLine(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == ASCII.lineFeed || $0 == ASCII.carriageReturn }) else {
      return text
    }
    return String(text.map { $0.isNewline ? " " : $0 })
  }
}
