// All sections as one page, findings first.

import Evidence
package import Report

/// The sections of a report as a page.
package struct ReportDocument: Sendable {
  package let sections: [ReportSection]
  /// The command line that reproduces the report.
  package let command: String

  package init(sections: [ReportSection], command: String) {
    self.sections = sections
    self.command = command
  }

  /// The page.
  package var document: Document {
    var blocks: [Document.Block] = [
      .paragraph(
        "What D. A. Lorenz's talk on learned regularisation (Lyon 2023) and arXiv 2209.12651 claim, "
          + "each claim computed by two routes. Signals *y* ∈ ℝⁿ get noise *ε* ~ N(0, *σ*²*I*); "
          + "*R* ∈ ℝ^{*k*×*n*} is learned, and a denoiser *T* is the exact solution "
          + "(*I*+*R*ᵀ*R*)^{−1} (bilevel) or *N* gradient steps of size *ω* from 0 (unrolling). The "
          + "risk is *E*(*T*) = E ½‖*T*(*y*+*ε*) − *y*‖². Where nothing else is said "
          + "*y* = *λ*𝟏 with E *λ* = *μ* = 1, Var *λ* = *θ*² = 0.25, and *σ* = 0.9.")
    ]
    if let verdict { blocks.append(.warning(verdict)) }
    blocks.append(.heading("Findings", level: 2, anchor: "findings"))
    blocks.append(.list(sections.map { Document.Item(Self.finding($0), target: $0.id) }))
    blocks.append(
      .paragraph(
        "In the tables *predicted* is the formula under test and *computed* another route to the same "
          + "number; the difference is also given in units of what is expected: roundings of double "
          + "precision, the gap that something approached but not reached may leave, or standard "
          + "errors, of which \(Int(Comparison.standardErrorLimit)) are allowed. Bounds must be kept, "
          + "counts must agree."))
    for section in sections { blocks += Self.blocks(section) }
    blocks.append(.heading("Once more", level: 2, anchor: "command"))
    blocks.append(
      .paragraph(
        "All numbers were computed for this report. The same command on the same machine makes the "
          + "same bytes."))
    blocks.append(.code(command))
    return Document(
      title: "Unrolling or bilevel? The claims of the talk, computed", blocks: blocks)
  }

  /// The findings for a terminal, one per line.
  package var findings: String {
    sections.map { "\($0.id): \(Document.plain(Self.finding($0)))\n" }.joined()
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
  package var verdict: String? {
    let contradicted = sections.filter { !$0.isUncontradicted }
    guard !contradicted.isEmpty else { return nil }
    let count = contradicted.reduce(0) { $0 + $1.failures.count }
    return "\(count) \(count == 1 ? "comparison differs" : "comparisons differ") from what is "
      + "expected: see \(contradicted.map(\.id).joined(separator: ", "))."
  }

  private static func finding(_ section: ReportSection) -> String {
    section.isUncontradicted ? section.finding : "Not confirmed (\(section.id)). \(section.finding)"
  }

  private static func blocks(_ section: ReportSection) -> [Document.Block] {
    let exposition = section.chapter.exposition
    var blocks: [Document.Block] = [
      .heading(PlainNotation.markup(exposition.title), level: 2, anchor: section.id)
    ]
    blocks += ExpositionPage.blocks(exposition.statement)
    for claim in section.chapter.claims {
      blocks.append(
        .heading("`\(claim.id)`: \(PlainNotation.markup(claim.exposition.title))", level: 3))
      blocks += ExpositionPage.blocks(claim.exposition.statement)
      if case .refutedAsStated(let correction) = claim.stance {
        blocks.append(.paragraph("*Refuted as stated.* \(PlainNotation.markup(correction))"))
      }
    }
    blocks.append(.heading("Computed", level: 3))
    if let omission = section.omission { return blocks + [.paragraph(omission)] }
    blocks.append(.paragraph(section.method))
    if !section.isUncontradicted {
      let names = section.failures.map(\.quantity).joined(separator: "; ")
      blocks.append(
        .warning(
          "The claim is not confirmed: \(section.failures.count) of \(section.comparisons.count) "
            + "comparisons differ by more than is expected: \(names)."))
    }
    blocks.append(.table(section.comparisons.table))
    if let figure = section.figure { blocks.append(.figure(figure)) }
    blocks.append(.code(section.commands.joined(separator: "\n")))
    return blocks
  }
}
