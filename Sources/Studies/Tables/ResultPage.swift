// The presentation of a result for readers.

package import Report

/// The presentation of a result that is read rather than processed.
package struct ResultPage {
  /// The table that a terminal shows instead of the whole one; nil for the ends of the table itself.
  package var terminal: ((Terminal) -> String)?
  /// The whole as text instead of the table; nil for the table.
  package var text: ((Table) -> String)?
  /// The whole as Markdown around its table; nil for the bare table.
  package var markdown: ((Table) -> String)?
  /// The whole as LaTeX around its table; nil for the bare table.
  package var latex: ((Table) -> String)?
  /// The text above and below the table, even if `--columns` chooses; not evaluated where no table is shown.
  package var head: () -> String
  package var foot: () -> String

  package init(
    terminal: ((Terminal) -> String)? = nil,
    text: ((Table) -> String)? = nil,
    markdown: ((Table) -> String)? = nil,
    latex: ((Table) -> String)? = nil,
    head: @escaping @autoclosure () -> String = "",
    foot: @escaping @autoclosure () -> String = ""
  ) {
    self.terminal = terminal
    self.text = text
    self.markdown = markdown
    self.latex = latex
    self.head = head
    self.foot = foot
  }
}
