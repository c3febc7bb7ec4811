// All sections as one page, verdict first.

import Evidence
package import Report

/// The sections of a report as a page.
package struct ReportDocument: Sendable {
  /// The sections, those that contradict a claim first.
  package let sections: [ReportSection]
  /// The command line that reproduces the report.
  package let command: String

  package init(sections: [ReportSection], command: String) {
    self.sections =
      sections.filter { !$0.isUncontradicted } + sections.filter(\.isUncontradicted)
    self.command = command
  }

  /// The page.
  package var document: Document {
    var blocks: [Document.Block] = []
    if let contradiction { blocks += [.warning(contradiction), .list(failed)] }
    blocks.append(.notice("\(verdict)\(corrected.isEmpty ? "." : ":")"))
    if !corrected.isEmpty { blocks.append(.list(corrected)) }
    blocks.append(
      .paragraph(
        "This report tests the claims of D. A. Lorenz's talk on learned regularisation (Lyon 2023) and "
          + "of arXiv 2209.12651, computing each number in two ways. A section that holds is folded into "
          + "one line; open it for its claims, all comparisons, a figure and the commands. `report.html` "
          + "is a single file and prints with all sections open."))
    for (index, section) in sections.enumerated() {
      blocks += Self.blocks(section, number: index + 1)
    }
    blocks.append(Self.reading)
    blocks.append(.heading("To repeat this", level: 2, anchor: "command"))
    blocks.append(
      .paragraph(
        "All numbers were computed for this report. The same command on the same machine writes the "
          + "same files, byte for byte."))
    blocks.append(.code(command))
    return Document(
      title: "Unrolling or bilevel? The claims of the talk, computed", blocks: blocks)
  }

  /// The verdict and the results for a terminal, one per line.
  package var findings: String {
    let names = sections.flatMap(\.corrections).map(\.claim.id).joined(separator: ", ")
    return "verdict: \(verdict)\(names.isEmpty ? "" : ": \(names)").\n"
      + sections.map { section in
        let mark = section.isUncontradicted ? "" : "not confirmed. "
        return "\(section.id): \(mark)\(Document.plain(section.sentence))\n"
      }.joined()
  }

  /// The columns of ``table``.
  package static let columns = [
    "section", "quantity", "predicted", "computed", "difference", "expected", "expected_size",
    "holds",
  ]

  /// All comparisons with all digits, one per row.
  package var table: Table {
    var table = Table(columns: Self.columns)
    for section in sections {
      for row in section.comparisons {
        table.append([
          .text(section.id), .text(Document.plain(row.quantity)), .number(row.predicted),
          .number(row.computed), .number(row.difference), .text(row.expected.name),
          .number(row.expected.size), .truth(row.isAsExpected),
        ])
      }
    }
    return table
  }

  /// The contradictions to claims; nil if there are none.
  package var contradiction: String? {
    let contradicted = sections.filter { !$0.isUncontradicted }
    guard !contradicted.isEmpty else { return nil }
    let count = contradicted.reduce(0) { $0 + $1.failures.count }
    return "\(count) \(count == 1 ? "comparison differs" : "comparisons differ") from what is "
      + "expected: see \(contradicted.map(\.id).joined(separator: ", "))."
  }

  /// The number of comparisons that hold, the omitted sections, and the number of corrected statements;
  /// without a full stop.
  package var verdict: String {
    let total = sections.reduce(0) { $0 + $1.comparisons.count }
    let failures = sections.reduce(0) { $0 + $1.failures.count }
    var parts: [String] = []
    if total == 0 {
      parts.append("nothing was compared")
    } else if failures == 0 {
      parts.append("\(total) \(total == 1 ? "comparison holds" : "comparisons hold")")
    } else {
      parts.append("\(total - failures) of \(total) comparisons hold")
    }
    let omitted = sections.filter(\.isOmitted).map(\.id)
    if let last = omitted.last {
      let names =
        omitted.count == 1 ? last : "\(omitted.dropLast().joined(separator: ", ")) and \(last)"
      parts.append("\(names) \(omitted.count == 1 ? "was" : "were") left out")
    }
    let claims = sections.flatMap(\.corrections).map(\.claim)
    let sources = [
      (claims.count { !Self.isOfLab($0) }, "of the talk"),
      (claims.count(where: Self.isOfLab), "of the papers behind the labs"),
    ].filter { $0.0 > 0 }
    if let (first, source) = sources.first {
      let others = sources.dropFirst().map { " and \(Self.inWords($0.0)) \($0.1)" }.joined()
      let (joint, this) = omitted.isEmpty ? ("; ", ("this", "these")) : (". ", ("This", "These"))
      return parts.joined(separator: "; ") + joint
        + (claims.count == 1
          ? "\(this.0) statement \(source) is corrected"
          : "\(this.1) \(first == 1 ? "statements, one" : "\(Self.inWords(first)) statements") \(source)"
            + "\(others) are corrected")
    }
    return parts.joined(separator: "; ")
  }

  /// Whether a claim is one of a lab, whose title names it but does not state it.
  private static func isOfLab(_ claim: any Claim) -> Bool { claim.id.contains("/") }

  /// The statements that are corrected, each with the correct statement and its section.
  private var corrected: [Document.Item] {
    sections.enumerated().flatMap { index, section in
      section.corrections.map { claim, truth in
        let exposition = claim.exposition
        let statement =
          Self.isOfLab(claim) ? exposition.statementLine : "\(exposition.title)."
        return Document.Item(
          "'\(PlainNotation.markup(statement))' \(PlainNotation.markup(truth))",
          target: section.id, link: "section \(index + 1)")
      }
    }
  }

  /// The comparisons that fail, each with its section.
  private var failed: [Document.Item] {
    sections.enumerated().flatMap { index, section in
      section.failures.map { row in
        Document.Item(
          "\(row.quantity): predicted \(typeset(row.predicted, significantDigits: 10)), computed "
            + typeset(row.computed, significantDigits: 10), target: section.id,
          link: "section \(index + 1)")
      }
    }
  }

  private static func inWords(_ count: Int) -> String {
    let words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    return words.indices.contains(count - 1) ? words[count - 1] : String(count)
  }

  /// A section that holds is folded into one line; others are open.
  private static func blocks(_ section: ReportSection, number: Int) -> [Document.Block] {
    let exposition = section.chapter.exposition
    let title = "\(number). \(PlainNotation.markup(exposition.title))"
    guard section.isUncontradicted else {
      let count = section.comparisons.count
      let names = section.failures.map(\.quantity).joined(separator: "; ")
      return [
        .heading(title, level: 2, anchor: section.id),
        .warning(
          "The claim is not confirmed: \(section.failures.count) of \(count) "
            + "comparisons \(section.failures.count == 1 ? "differs" : "differ") by more than is "
            + "expected: \(names)."),
        .paragraph("Not confirmed: \(section.sentence)"),
      ] + details(section)
    }
    let summary =
      section.isOmitted
      ? section.sentence : "\(held(section.comparisons.count)) – \(section.sentence)"
    return [
      .fold(
        Document.Fold(
          title: title, summary: summary, anchor: section.id, blocks: details(section)))
    ]
  }

  private static func held(_ count: Int) -> String {
    count == 1 ? "1 comparison holds" : "\(count) comparisons hold"
  }

  /// The claims of a section and the computed numbers.
  private static func details(_ section: ReportSection) -> [Document.Block] {
    var blocks = ExpositionPage.blocks(section.chapter.exposition.statement)
    for claim in section.chapter.claims {
      blocks.append(
        .heading("`\(claim.id)`: \(PlainNotation.markup(claim.exposition.title))", level: 3))
      blocks += ExpositionPage.blocks(claim.exposition.statement)
      if case .refutedAsStated(let correction) = claim.stance {
        blocks.append(
          .paragraph(
            "*Refuted as stated.* \(PlainNotation.markup(correction)) "
              + "`toy check \(claim.id)` finds a counterexample."))
      }
    }
    guard !section.isOmitted else { return blocks }
    blocks.append(.heading("Computed", level: 3))
    blocks.append(.paragraph(section.method))
    blocks.append(.table(section.comparisons.table))
    if let figure = section.figure { blocks.append(.figure(figure)) }
    blocks.append(.code(section.commands.joined(separator: "\n")))
    return blocks
  }

  /// The notation of the page and its tables.
  private static let reading = Document.Block.fold(
    Document.Fold(
      title: "How to read this",
      summary: "the symbols and the columns of the tables", anchor: "reading",
      blocks: [
        .paragraph(
          "Signals *y* ∈ ℝⁿ get noise *ε* ~ N(0, *σ*²*I*); "
            + "*R* ∈ ℝ^{*k*×*n*} is learned, and a denoiser *T* is the exact solution "
            + "(*I*+*R*ᵀ*R*)^{−1} (bilevel) or *N* gradient steps of size *ω* from 0 (unrolling). The "
            + "risk is *E*(*T*) = E ½‖*T*(*y*+*ε*) − *y*‖². Unless stated otherwise, "
            + "*y* = *λ*𝟏 with E *λ* = *μ* = 1, Var *λ* = *θ*² = 0.25, and *σ* = 0.9."),
        .paragraph(
          "In the tables *predicted* is the value of the formula under test and *computed* the same number "
            + "obtained in another way. The difference is also given in units of the expected difference: "
            + "rounding errors of double precision, the gap to a limit that is approached but not reached, or "
            + "standard errors, of which \(Int(Comparison.standardErrorLimit)) are allowed. Bounds must "
            + "hold; counts must agree."),
      ]))
}
