// What is said of a claim or a chapter, for every medium.

package import Report

/// A statement with what it needs, where it ends and where it is from, an example and what shows more of it.
///
/// All texts are in plain notation, see ``PlainNotation``, which a terminal shows as it is and every other
/// medium sets in its own way.
package struct Exposition: Sendable {
  /// What it is about, as a heading.
  package let title: String
  /// What is claimed; the introduction of a chapter.
  package let statement: [Passage]
  /// What has to be true for it, one a line.
  package let assumptions: [String]
  /// Where it ends, and where it is easily taken for more than it is.
  package let limits: [String]
  /// Where it is from.
  package let sources: [Source]
  /// Numbers that show it, computed when they are asked for; nil for none.
  package let example: (@Sendable () throws(EvidenceError) -> Example)?
  /// The figure of the catalogue that shows it, by its id; nil for none.
  package let figure: String?
  /// Command lines that show more.
  package let commands: [String]
  /// The declarations of the library that compute it.
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

  /// Where it is from, on one line.
  package var sourceLine: String { sources.map(\.inWords).joined(separator: "; ") }
}

/// A paragraph, or lines of formulas.
package enum Passage: Sendable, Equatable, ExpressibleByStringLiteral {
  case text(String)
  /// Lines that spaces align.
  case formula(String)

  package init(stringLiteral value: String) { self = .text(value) }

  /// The words or the formulas.
  package var content: String {
    switch self {
    case .text(let text), .formula(let text): text
    }
  }
}

/// Numbers that show a statement.
package struct Example: Sendable {
  /// What the numbers are.
  package let caption: String
  package let table: Table
  /// Whether the digits are the same on every processor; those of what is learned are not.
  package let isReproducible: Bool

  package init(_ caption: String, _ table: Table, isReproducible: Bool = true) {
    self.caption = caption
    self.table = table
    self.isReproducible = isReproducible
  }
}
