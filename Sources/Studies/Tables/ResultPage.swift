// How a result is shown to readers.

package import Report

/// How a result is shown where it is read rather than processed.
package struct ResultPage {
  /// What a terminal shows in place of the whole table; nil for the ends of the table itself.
  package var terminal: ((Terminal) -> String)?
  /// The whole as text in place of its table; nil for the table.
  package var text: ((Table) -> String)?
  /// The whole as Markdown around its table; nil for the bare table.
  package var markdown: ((Table) -> String)?
  /// The whole as LaTeX around its table; nil for the bare table.
  package var latex: ((Table) -> String)?
  /// What stands above and below the table in text, also where `--columns` chooses.
  package var head = ""
  package var foot = ""

  package init(
    terminal: ((Terminal) -> String)? = nil,
    text: ((Table) -> String)? = nil,
    markdown: ((Table) -> String)? = nil,
    latex: ((Table) -> String)? = nil,
    head: String = "",
    foot: String = ""
  ) {
    self.terminal = terminal
    self.text = text
    self.markdown = markdown
    self.latex = latex
    self.head = head
    self.foot = foot
  }
}
