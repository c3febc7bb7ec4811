// The pages on claims and chapters.

package import Report

/// A claim, a chapter or several chapters as a page.
package struct ExpositionPage: Sendable {
  /// Whether examples are computed whose digits depend on the processor.
  package let hasEveryExample: Bool

  package init(hasEveryExample: Bool = true) { self.hasEveryExample = hasEveryExample }

  /// The page of a claim, or of a chapter with its claims.
  ///
  /// - Throws: Any error of computing an example.
  package func document(_ entry: Entry) throws(EvidenceError) -> Document {
    Document(
      title: Self.heading(entry),
      blocks: try blocks(entry, level: 2) + (try claims(of: entry, level: 2)))
  }

  /// The page of several chapters, with a list of them before the first.
  ///
  /// - Throws: Any error of computing an example.
  package func document(
    title: String, introduction: [Passage], _ chapters: [Chapter]
  ) throws(EvidenceError) -> Document {
    var blocks = Self.blocks(introduction)
    blocks.append(
      .list(chapters.map { Document.Item(Self.heading(.chapter($0)), target: $0.id) }))
    for chapter in chapters {
      let entry = Entry.chapter(chapter)
      blocks.append(.heading(Self.heading(entry), level: 2, anchor: chapter.id))
      blocks += try self.blocks(entry, level: 3)
      blocks += try claims(of: entry, level: 3)
    }
    return Document(title: title, blocks: blocks)
  }

  /// The claims of a chapter in order; none for a claim, which is the page itself.
  private func claims(of entry: Entry, level: Int) throws(EvidenceError) -> [Document.Block] {
    guard case .chapter(let chapter) = entry else { return [] }
    var blocks: [Document.Block] = []
    for claim in chapter.claims {
      let entry = Entry.claim(claim, in: chapter)
      blocks.append(.heading(Self.heading(entry), level: level, anchor: claim.id))
      blocks += try self.blocks(entry, level: level + 1)
    }
    return blocks
  }

  private static func heading(_ entry: Entry) -> String {
    "\(entry.id): \(PlainNotation.markup(entry.exposition.title))"
  }

  /// The passages as blocks of a document.
  package static func blocks(_ passages: [Passage]) -> [Document.Block] {
    passages.map { passage in
      switch passage {
      case .text(let text): .paragraph(PlainNotation.markup(text))
      case .formula(let lines): .formula(lines)
      }
    }
  }

  /// The exposition of a claim or chapter, with headings of the given level.
  private func blocks(_ entry: Entry, level: Int) throws(EvidenceError) -> [Document.Block] {
    let exposition = entry.exposition
    var blocks = Self.blocks(exposition.statement)
    func append(_ heading: String, _ parts: [Document.Block]) {
      blocks.append(.heading(heading, level: level))
      blocks += parts
    }
    func paragraph(_ text: String) -> Document.Block { .paragraph(PlainNotation.markup(text)) }
    func list(_ items: [String]) -> Document.Block {
      .list(items.map { Document.Item(PlainNotation.markup($0)) })
    }
    if case .claim(let claim, _) = entry, case .refutedAsStated(let correction) = claim.stance {
      append("Refuted as stated", [paragraph(correction)])
    }
    if case .claim(let claim, _) = entry, claim.stance == .open {
      append(
        "Open",
        [
          paragraph(
            "Whether this is true is not known. The check searches for a counterexample and says how far it got."
          )
        ])
    }
    if !exposition.assumptions.isEmpty { append("Assumptions", [list(exposition.assumptions)]) }
    if !exposition.limits.isEmpty { append("Limits", [list(exposition.limits)]) }
    append("Source", [paragraph(exposition.sourceLine)])
    if case .claim(let claim, _) = entry {
      append("Checked", [paragraph(claim.domain)])
    }
    if let example = try example(exposition) {
      append("Numbers", [paragraph(example.caption), .table(DocumentTable(plain: example.table))])
    }
    if !exposition.declarations.isEmpty {
      let names = exposition.declarations.map { "``\($0)``" }.joined(separator: ", ")
      append("In the library", [.paragraph(names)])
    }
    let commands = Self.commands(entry)
    if !commands.isEmpty { append("More", [.code(commands.joined(separator: "\n"))]) }
    return blocks
  }

  /// The example of a page; nil if there is none, or if it does not belong on the page.
  private func example(_ exposition: Exposition) throws(EvidenceError) -> Example? {
    guard let example = try exposition.example?() else { return nil }
    return hasEveryExample || example.isReproducible ? example : nil
  }

  /// The command lines that show more, including the one that checks the claim.
  private static func commands(_ entry: Entry) -> [String] {
    let figure = entry.exposition.figure.map { ["toy figures \($0)"] } ?? []
    let check = entry.claims.isEmpty ? [] : ["toy check \(entry.id)"]
    return entry.exposition.commands + figure + check
  }

  /// A claim or a chapter as data.
  ///
  /// - Throws: Any error of computing an example.
  package func json(_ entry: Entry) throws(EvidenceError) -> JSONValue {
    let exposition = entry.exposition
    func texts(_ items: [String]) -> JSONValue { .array(items.map { .text($0) }) }
    var members: [JSONValue.Member] = [
      .init("topic", .text(entry.id)), .init("title", .text(exposition.title)),
      .init("statement", texts(exposition.statement.map(\.content))),
    ]
    switch entry {
    case .chapter(let chapter): members.append(.init("claims", texts(chapter.claims.map(\.id))))
    case .claim(let claim, let chapter):
      members.append(.init("chapter", .text(chapter.id)))
      members.append(.init("vouched_for", .truth(claim.stance.isAsserted)))
      if claim.stance == .open { members.append(.init("open", .truth(true))) }
      if case .refutedAsStated(let correction) = claim.stance {
        members.append(.init("correction", .text(correction)))
      }
      members.append(.init("domain", .text(claim.domain)))
    }
    members += [
      .init("assumptions", texts(exposition.assumptions)),
      .init("limits", texts(exposition.limits)),
      .init("source", .text(exposition.sourceLine)),
    ]
    if let example = try example(exposition) {
      let rows = example.table.rows.map { row in
        JSONValue.object(zip(example.table.columns, row.cells).map { .init($0, $1.json) })
      }
      members.append(
        .init(
          "numbers",
          .object([.init("caption", .text(example.caption)), .init("rows", .array(rows))])))
    }
    if let figure = exposition.figure { members.append(.init("figure", .text(figure))) }
    return .object(members + [.init("commands", texts(Self.commands(entry)))])
  }
}

extension DocumentTable {
  /// A table whose texts are in plain notation.
  fileprivate init(plain table: Table) {
    var marked = Table(columns: table.columns.map(PlainNotation.markup))
    for row in table.rows {
      marked.append(
        row.cells.map { cell in
          if case .text(let text) = cell { .text(PlainNotation.markup(text)) } else { cell }
        })
    }
    self.init(marked)
  }
}
