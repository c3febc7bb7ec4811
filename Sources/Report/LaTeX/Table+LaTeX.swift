extension Table {
  /// The table as a LaTeX `tabular` with the rules of the package booktabs, in UTF-8.
  ///
  /// Columns of numbers are aligned to the right. Numbers are rounded as by
  /// ``formatted(_:significantDigits:)``, with powers of ten and minus signs set as formulas. What
  /// means something to LaTeX is escaped, Greek letters and other symbols are set in math mode. Notes
  /// are not written.
  ///
  /// - Parameters:
  ///   - significantDigits: The digits of a number that are shown, 1 to 17.
  ///   - comments: Lines to put before the table, for readers of the source.
  ///   - footnote: A remark in a separate row below the table, or nil.
  /// - Returns: Lines that each end with a line feed.
  /// - Complexity: O(cells).
  public func latex(
    significantDigits: Int = 6, comments: [String] = [], footnote: String? = nil
  ) -> String {
    let alignment = columns.indices.map { isNumeric(column: $0) ? "r" : "l" }.joined()
    var output = comments.map { "% \($0.replacing("\n", with: " "))\n" }.joined()
    output += "% needs \\usepackage{booktabs}\n\\begin{tabular}{\(alignment)}\n\\toprule\n"
    output += columns.map(LaTeXText.escaped).joined(separator: " & ") + " \\\\\n\\midrule\n"
    for row in rows {
      let fields = row.cells.map { Self.field($0, significantDigits: significantDigits) }
      let line = fields.joined(separator: " & ")
      // A bracket or a star after \\ would be an argument of the line before.
      output += (line.hasPrefix("[") || line.hasPrefix("*") ? "{}" : "") + line + " \\\\\n"
    }
    output += "\\bottomrule\n"
    if let footnote {
      let text = LaTeXText.escaped(footnote)
      output += "\\multicolumn{\(columns.count)}{l}{\\footnotesize \(text)} \\\\\n"
    }
    return output + "\\end{tabular}\n"
  }

  private static func field(_ cell: Cell, significantDigits: Int) -> String {
    switch cell {
    case .number(let value): LaTeXText.number(value, significantDigits: significantDigits)
    case .bound(let value, let kind):
      LaTeXText.number(
        kind.rounded(value, significantDigits: significantDigits),
        significantDigits: significantDigits)
    case .integer(let value): value < 0 ? "$\(value)$" : "\(value)"
    case .empty, .text, .truth:
      LaTeXText.escaped(cell.shown(significantDigits: significantDigits))
    }
  }
}
