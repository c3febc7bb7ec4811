extension Document {
  /// The page as LaTeX for a document of one's own, from `\section` on; needs the packages amsmath, amssymb,
  /// booktabs and graphicx.
  ///
  /// Every figure is a file next to it, see ``DocumentFigure/fileName``, without its extension.
  ///
  /// - Returns: Lines that each end with a line feed, in UTF-8.
  /// - Complexity: O(length).
  public func latex() -> String {
    (["% needs amsmath, amssymb, booktabs and graphicx\n\\section{\(LaTeX.inline(title))}"]
      + blocks.map(LaTeX.block)).joined(separator: "\n\n") + "\n"
  }
}

/// Blocks and texts as LaTeX.
private enum LaTeX {
  static func block(_ block: Document.Block) -> String {
    switch block {
    case .heading(let text, let level, let anchor):
      let name = ["subsection", "subsubsection", "paragraph"][min(max(level, 2), 4) - 2]
      return "\\\(name){\(inline(text))}" + (anchor.map { "\\label{\($0)}" } ?? "")
    case .paragraph(let text): return inline(text)
    case .notice(let text), .warning(let text): return "\\textbf{\(inline(text))}"
    case .list(let items):
      let lines = items.map { "  \\item \(inline($0.text))" }
      return (["\\begin{itemize}"] + lines + ["\\end{itemize}"]).joined(separator: "\n")
    case .table(let table):
      return "\\begin{center}\n\(table.withoutMarkup.latex())\\end{center}"
    case .figure(let figure):
      return """
        \\begin{figure}
        \\centering
        \\includegraphics[width=\\linewidth]{\(figure.name)}
        \\caption{\(inline(figure.caption))}
        \\end{figure}
        """
    case .code(let text): return "\\begin{verbatim}\n\(text)\n\\end{verbatim}"
    case .fold(let fold): return fold.unfolded.map(LaTeX.block).joined(separator: "\n\n")
    case .formula(let text):
      let lines = text.split(separator: "\n").map { "  \(formula(String($0)))" }
      let body = lines.joined(separator: " \\\\\n")
      return "\\begin{gather*}\n\(body)\n\\end{gather*}"
    }
  }

  static func inline(_ markup: String) -> String {
    DocumentText(markup).spans.map { span in
      switch span {
      case .words(let text): LaTeXText.label(text.markup)
      case .code(let code), .symbol(let code): "\\texttt{\(LaTeXText.escaped(code))}"
      }
    }.joined()
  }

  /// A line of formulas: its parts, which wide spaces separate, with words between them as text.
  private static func formula(_ line: String) -> String {
    var parts: [String] = []
    var part = ""
    var spaces = 0
    for character in line {
      if character == " " {
        spaces += 1
        continue
      }
      if spaces > 1, !part.isEmpty {
        parts.append(part)
        part = ""
      } else if spaces > 0, !part.isEmpty {
        part += " "
      }
      spaces = 0
      part.append(character)
    }
    parts.append(part)
    return parts.map { "\\text{\(LaTeXText.label(PlainNotation.markup($0)))}" }
      .joined(separator: " \\qquad ")
  }
}
