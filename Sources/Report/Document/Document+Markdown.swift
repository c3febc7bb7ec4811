extension Document {
  /// The page in GitHub's Markdown; every figure is a file next to it, see ``DocumentFigure/fileName``.
  ///
  /// - Returns: The text, ending with one line feed.
  /// - Complexity: O(length), with the points of the figures for their descriptions.
  public func markdown() -> String {
    (["# \(Markdown.inline(title))"] + blocks.map(Self.markdown)).joined(separator: "\n\n") + "\n"
  }

  private static func markdown(_ block: Block) -> String {
    switch block {
    case .heading(let text, let level, let anchor):
      let mark = String(repeating: "#", count: min(max(level, 2), 6))
      let place = anchor.map { "<a id=\"\($0)\"></a>\n\n" } ?? ""
      return "\(place)\(mark) \(Markdown.inline(text))"
    case .paragraph(let text):
      return Markdown.inline(text)
    case .warning(let text):
      return "> **\(Markdown.inline(text))**"
    case .list(let items):
      return items.map { item in
        let more = item.target.map { " ([more](#\($0)))" } ?? ""
        return "- \(Markdown.inline(item.text))\(more)"
      }.joined(separator: "\n")
    case .table(let table):
      return Markdown.table(table)
    case .figure(let figure):
      return "![\(Markdown.inline(figure.alternative, hasMarkup: false))](\(figure.fileName))\n\n"
        + Markdown.inline(figure.caption)
    case .code(let text):
      // A fence is longer than any run of backquotes inside.
      var fence = "```"
      while text.contains(fence) { fence += "`" }
      return "\(fence)sh\n\(text)\n\(fence)"
    }
  }
}

/// Texts as Markdown.
private enum Markdown {
  /// A text on one line.
  static func inline(_ markup: String, hasMarkup: Bool = true) -> String {
    guard hasMarkup else { return escaped(markup) }
    return DocumentText(markup).spans.map { span in
      switch span {
      case .words(let text): text.runs.map(run).joined()
      case .code(let code): "`\(code.filter { !$0.isNewline })`"
      }
    }.joined()
  }

  static func table(_ table: DocumentTable) -> String {
    var lines: [String] = []
    func append(_ fields: [String]) { lines.append("| \(fields.joined(separator: " | ")) |") }
    append(table.table.columns.map { inline($0) })
    append(
      table.table.columns.indices.map { table.table.isNumeric(column: $0) ? "---:" : ":---" })
    for row in table.table.rows {
      append(row.cells.enumerated().map { inline(table.shown($1, column: $0)) })
    }
    return lines.joined(separator: "\n")
  }

  private static func run(_ run: RichText.Run) -> String {
    let text = run.isItalic ? "*\(escaped(run.text))*" : escaped(run.text)
    return switch run.level {
    case .base: text
    case .lowered: "<sub>\(text)</sub>"
    case .raised: "<sup>\(text)</sup>"
    }
  }

  /// Escapes every character that might have a meaning.
  private static func escaped(_ text: String) -> String {
    var output = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
      switch scalar {
      case "\n", "\r": output += " "
      case "\\", "`", "*", "_", "[", "]", "<", ">", "&", "|", "~", "$":
        output += "\\\(scalar)"
      case "#", "+", "-":
        // At the beginning of a line these make headings and lists.
        output += index == 0 ? "\\\(scalar)" : String(scalar)
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}
