extension Document {
  /// The page in GitHub's Markdown; every figure is a file next to it, see ``DocumentFigure/fileName``.
  ///
  /// - Parameter inlineHTML: Whether anchors, folds, subscripts and superscripts are HTML. If false, as DocC requires,
  ///   scripts are in the notation of ``plain(_:)``, there are no anchors, and all folds are open.
  /// - Returns: The text, ending with one line feed.
  /// - Complexity: O(length), with the points of the figures for their descriptions.
  public func markdown(inlineHTML: Bool = true) -> String {
    let writer = Markdown(hasHTML: inlineHTML)
    return (["# \(writer.inline(title))"] + blocks.map(writer.block)).joined(separator: "\n\n")
      + "\n"
  }
}

/// Blocks and texts as Markdown.
private struct Markdown {
  /// Whether scripts and anchors are HTML.
  let hasHTML: Bool

  func block(_ block: Document.Block) -> String {
    switch block {
    case .heading(let text, let level, let anchor):
      let mark = String(repeating: "#", count: min(max(level, 2), 6))
      let place = hasHTML ? anchor.map { "<a id=\"\($0)\"></a>\n\n" } ?? "" : ""
      return "\(place)\(mark) \(inline(text))"
    case .paragraph(let text):
      return inline(text)
    case .notice(let text):
      return "**\(inline(text))**"
    case .warning(let text):
      return "> **\(inline(text))**"
    case .list(let items):
      return items.map { item in
        let more = item.target.map { hasHTML ? " ([\(inline(item.link))](#\($0)))" : "" } ?? ""
        return "- \(inline(item.text))\(more)"
      }.joined(separator: "\n")
    case .table(let table):
      return self.table(table)
    case .figure(let figure):
      return "![\(Self.escaped(figure.alternative))](\(figure.fileName))\n\n"
        + inline(figure.caption)
    case .code(let text):
      return Self.fenced(text, "sh")
    case .formula(let text):
      return Self.fenced(text, "")
    case .fold(let fold):
      return self.fold(fold)
    }
  }

  /// Blank lines surround the content, because it would otherwise not be parsed as Markdown; the summary line is HTML.
  private func fold(_ fold: Document.Fold) -> String {
    guard hasHTML else { return fold.unfolded.map(block).joined(separator: "\n\n") }
    // Inside the fold, so that a link to it opens the fold.
    let place = fold.anchor.map { "\n<a id=\"\($0)\"></a>" } ?? ""
    let line = "<strong>\(Self.html(fold.title))</strong> – \(Self.html(fold.summary))"
    let head = "<details>\n<summary>\(line)</summary>\(place)"
    return ([head] + fold.blocks.map(block) + ["</details>"]).joined(separator: "\n\n")
  }

  /// A text as HTML without characters that Markdown would interpret.
  private static func html(_ markup: String) -> String {
    var writer = SVGWriter()
    writer.inline(markup)
    var output = ""
    for scalar in String(decoding: writer.bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\n", "\r": output += " "
      case "\\", "`", "*", "_", "[", "]", "|", "~", "$": output += "&#\(scalar.value);"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  private static func fenced(_ text: String, _ language: String) -> String {
    // A fence is longer than any run of backquotes inside.
    var fence = "```"
    while text.contains(fence) { fence += "`" }
    return "\(fence)\(language)\n\(text)\n\(fence)"
  }

  /// A text on one line.
  func inline(_ markup: String) -> String {
    DocumentText(markup).printed.map { span in
      switch span {
      case .words(let text):
        hasHTML ? text.runs.map(Self.run).joined() : Self.withoutHTML(text)
      case .code(let code): "`\(code.filter { !$0.isNewline })`"
      case .symbol(let name): hasHTML ? "`\(name)`" : "``\(name)``"
      }
    }.joined()
  }

  /// Scripts in plain notation, italic where all of them is.
  private static func withoutHTML(_ text: RichText) -> String {
    var output = ""
    var rest = text.runs[...]
    while let first = rest.first {
      let script = rest.prefix { $0.level == first.level }
      rest = rest.dropFirst(script.count)
      output +=
        first.level == .base
        ? script.map(run).joined()
        : escaped(RichText.typed(script.map(\.text).joined(), first.level))
    }
    return output
  }

  private func table(_ table: DocumentTable) -> String {
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
