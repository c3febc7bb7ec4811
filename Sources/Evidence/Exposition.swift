// The text on a claim or a chapter, for every medium.

package import Report

/// A statement with its assumptions, limits and sources, an example, and commands that show more.
///
/// All texts are in plain notation, see ``PlainNotation``, which a terminal shows as it is and every other
/// medium typesets in its own way.
package struct Exposition: Sendable {
  /// The heading, a statement in a few words without a full stop.
  package let title: String
  /// The statement of a claim, or the introduction of a chapter.
  package let statement: [Passage]
  /// The assumptions, one per line.
  package let assumptions: [String]
  /// The limits of the statement, and ways in which it is easily misread.
  package let limits: [String]
  /// The papers, slides, proofs and claims that the statement is taken from.
  package let sources: [Source]
  /// A numerical example, computed on demand; nil for none.
  package let example: (@Sendable () throws(EvidenceError) -> Example)?
  /// The id of the figure of the catalogue that illustrates it; nil for none.
  package let figure: String?
  /// Command lines that show more, each as a user types it.
  package let commands: [String]
  /// The names of the library's declarations that compute it, for links of its documentation.
  package let declarations: [String]

  package init(
    title: String, statement: [Passage], assumptions: [String] = [], limits: [String] = [],
    sources: [Source], example: (@Sendable () throws(EvidenceError) -> Example)? = nil,
    figure: String? = nil, commands: [String] = [], declarations: [String] = []
  ) {
    self.title = title
    self.statement = statement
    self.assumptions = assumptions
    self.limits = limits
    self.sources = sources
    self.example = example
    self.figure = figure
    self.commands = commands
    self.declarations = declarations
  }

  /// The statement on one line.
  package var statementLine: String {
    statement.flatMap { $0.content.split(whereSeparator: \.isWhitespace) }.joined(separator: " ")
  }

  /// The sources in words, on one line with semicolons between them.
  package var sourceLine: String { sources.map(\.inWords).joined(separator: "; ") }
}

/// A paragraph, or formulas that are displayed below each other.
package enum Passage: Sendable, Equatable, ExpressibleByStringLiteral {
  case text(String)
  /// Lines aligned by spaces.
  case formula(String)

  package init(stringLiteral value: String) { self = .text(value) }

  /// The text of the paragraph or of the formulas.
  package var content: String {
    switch self {
    case .text(let text), .formula(let text): text
    }
  }
}

/// A numerical example of a statement: a table with a caption.
package struct Example: Sendable {
  /// A caption that says what the numbers are.
  package let caption: String
  package let table: Table
  /// Whether the digits are the same on every processor; digits of learned numbers are not.
  package let isReproducible: Bool

  package init(_ caption: String, _ table: Table, isReproducible: Bool = true) {
    self.caption = caption
    self.table = table
    self.isReproducible = isReproducible
  }
}
