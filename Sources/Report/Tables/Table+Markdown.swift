extension Table {
  /// The table in GitHub's Markdown, with columns of numbers aligned to the right.
  ///
  /// Numbers are rounded as by ``formatted(_:significantDigits:)``. A vertical bar is escaped and a
  /// line break becomes a space, so that each row stays one row. Notes are not written.
  ///
  /// - Parameter significantDigits: The digits of a number that are shown, 1 to 17.
  /// - Returns: Lines that each end with a line feed.
  /// - Complexity: O(cells).
  public func markdown(significantDigits: Int = 6) -> String {
    var output = "|"
    for column in columns { output += " \(Self.escaped(column)) |" }
    output += "\n|"
    for index in columns.indices { output += isNumeric(column: index) ? " ---: |" : " :--- |" }
    output += "\n"
    for row in rows {
      output += "|"
      for cell in row.cells {
        output += " \(Self.escaped(cell.shown(significantDigits: significantDigits))) |"
      }
      output += "\n"
    }
    return output
  }

  private static func escaped(_ text: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "|": output += "\\|"
      case "\r": continue
      case "\n": output += " "
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}

extension Table {
  /// Whether a column holds a number and no text, which print aligns to the right.
  func isNumeric(column: Int) -> Bool {
    var found = false
    for row in rows {
      if row.cells[column].isNumeric {
        found = true
      } else if row.cells[column] != .empty {
        return false
      }
    }
    return found
  }
}
