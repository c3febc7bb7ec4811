extension Document {
  /// The page for a terminal.
  ///
  /// - Parameter width: The largest number of characters per line, except in tables, formulas and code.
  /// - Returns: Lines that each end with a line feed.
  /// - Complexity: O(length).
  public func text(width: Int = 92) -> String {
    let page = TextPage(width: width)
    var parts = [Self.plain(title)]
    var isAfterHeading = false
    for block in unfolded {
      // A heading stands on what it is about.
      let text = page.text(block)
      if isAfterHeading, !Self.isDisplayed(block) {
        parts[parts.count - 1] += "\n\(text)"
      } else {
        parts.append(text)
      }
      isAfterHeading = if case .heading = block { true } else { false }
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// Whether a block keeps its distance from a heading.
  private static func isDisplayed(_ block: Block) -> Bool {
    switch block {
    case .table, .figure, .heading, .fold: true
    case .paragraph, .notice, .warning, .list, .code, .formula: false
    }
  }

}

/// Writes blocks in lines of a given width.
private struct TextPage {
  /// The largest number of characters per line.
  let width: Int

  func text(_ block: Document.Block) -> String {
    func plain(_ text: String) -> String { Document.plain(text) }
    return switch block {
    case .heading(let text, let level, let anchor):
      // Headings with an anchor are underlined.
      anchor == nil
        ? plain(text)
        : "\(plain(text))\n"
          + String(repeating: level > 2 ? "─" : "═", count: min(plain(text).count, width))
    case .paragraph(let text), .notice(let text): wrapped(plain(text), indent: "", hanging: "")
    case .warning(let text): wrapped(plain(text), indent: "! ", hanging: "  ")
    case .list(let items):
      items.map { wrapped(plain($0.text), indent: "  - ", hanging: "    ") }.joined(separator: "\n")
    case .table(let table):
      table.withoutMarkup.pieces(width: width).map { String($0.text().dropLast()) }
        .joined(separator: "\n\n")
    case .figure(let figure):
      wrapped("\(plain(figure.caption)) (\(figure.fileName))", indent: "", hanging: "")
    case .code(let text): indented(text, by: "  ")
    case .formula(let text): indented(text, by: "    ")
    case .fold(let fold): fold.unfolded.map(text).joined(separator: "\n\n")
    }
  }

  private func indented(_ text: String, by indent: String) -> String {
    text.split(separator: "\n").map { "\(indent)\($0)" }.joined(separator: "\n")
  }

  /// A paragraph broken into lines that fit, as far as its words allow.
  private func wrapped(_ text: String, indent: String, hanging: String) -> String {
    var lines: [String] = []
    var line = indent
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty && line.count + 1 + word.count > width {
        lines.append(line)
        line = hanging
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return (lines + [line]).joined(separator: "\n")
  }
}

extension DocumentTable {
  /// The table with plain texts.
  var withoutMarkup: Table {
    var plain = Table(columns: table.columns.map(Document.plain))
    for row in table.rows {
      plain.append(
        row.cells.map { cell in
          if case .text(let text) = cell { .text(Document.plain(text)) } else { cell }
        })
    }
    return plain
  }
}
