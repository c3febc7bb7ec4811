// The outcome of labs, in every format.

import Evidence
import LabKit
import Report

/// A lab with its outcome.
struct LabOutcome {
  let lab: any Lab
  let study: LabStudy

  /// The files to write to a folder, by name.
  var files: [(name: String, bytes: [UInt8])] {
    var files = [("\(lab.id).json", Array("\(study.json(of: lab.id).serialized)\n".utf8))]
    files.append(("\(lab.id)-claims.csv", study.claims.csv()))
    files += study.tables.map { ("\(lab.id)-\($0.name).csv", $0.table.csv()) }
    files += study.figures.map { ("\(lab.id)-\($0.name).svg", $0.figure.svg()) }
    files += study.arrays.map { ("\($0.name).npy", $0.bytes) }
    return files
  }
}

/// The claims and tables of one lab or several.
struct LabPage {
  let outcomes: [LabOutcome]
  /// Whether JSON is an array of objects, one for each lab.
  let isArray: Bool
  /// The terminal on which long tables are shortened; nil to show them in full.
  let terminal: Terminal?

  /// The page in a format; CSV contains only the claims, as it holds a single table.
  func text(_ format: OutputFormat) -> String {
    switch format {
    case .json:
      let values = outcomes.map { $0.study.json(of: $0.lab.id) }
      return "\((isArray ? JSONValue.array(values) : values.first ?? .null).serialized)\n"
    case .csv: return String(decoding: claims.csv(), as: UTF8.self)
    case .markdown: return document.markdown()
    case .latex: return document.latex()
    default: return outcomes.map(plain).joined(separator: "\n")
    }
  }

  /// The claims of all labs.
  private var claims: Table {
    var table = Table(columns: LabStudy.claimColumns)
    for outcome in outcomes {
      for row in outcome.study.claims.rows { table.append(row.cells) }
    }
    return table
  }

  /// The claims as readers see them: numbers and their tolerance in words.
  private static func shown(_ study: LabStudy) -> Table {
    var table = Table(columns: ["claim", "predicted", "computed", "tolerance", "kind", "verdict"])
    for result in study.results {
      table.append([
        .text(result.claim.id), .number(result.comparison.predicted),
        .number(result.comparison.computed), .text(result.comparison.toleranceInWords),
        .text(result.claim.kind.rawValue), .text(result.verdict.rawValue),
      ])
    }
    return table
  }

  /// A count of the claims that hold, and of the laws that another draw of the built-in instance does not decide.
  private static func summary(_ outcome: LabOutcome) -> String {
    let study = outcome.study
    let decided = Set(study.results.map(\.claim.id))
    let open =
      study.settings.isStandard
      ? outcome.lab.claims.count { $0.kind == .law && !decided.contains($0.id) } : 0
    let vouched = study.results.filter { $0.claim.stance.isAsserted }
    let held = vouched.count { $0.verdict == .holds }
    let refuted = study.results.count { $0.verdict == .refutedAsStated }
    return "\(held) of \(vouched.count) claims hold"
      + (refuted > 0 ? "; \(refuted) refuted as stated" : "")
      + (open > 0 ? "; \(open) not decided by this instance" : "")
  }

  private func plain(_ outcome: LabOutcome) -> String {
    let study = outcome.study
    var parts = ["\(outcome.lab.id): \(outcome.lab.title)\n"]
    if let answer = study.answer { parts.append(answer.lines.joined(separator: "\n") + "\n") }
    if !study.results.isEmpty {
      let claims = Self.shown(study)
      let text = terminal?.text(claims, leavingOut: .middle) ?? claims.text()
      parts.append("\(text)\(Self.summary(outcome))\n")
    }
    parts += study.tables.map {
      "\($0.name): \(Document.plain($0.caption))\n\(text($0.table))"
    }
    return parts.joined(separator: "\n")
  }

  /// A table; on a terminal the columns that fit and, of a long one, its ends.
  private func text(_ table: Table) -> String {
    guard let terminal else { return table.text() }
    guard table.rows.count > Terminal.rowLimit else { return terminal.text(table) }
    var ends = Table(columns: table.columns)
    for row in table.rows.prefix(Terminal.firstRows) + table.rows.suffix(Terminal.lastRows) {
      ends.append(row.cells, note: row.note)
    }
    return terminal.text(ends, of: table.rows.count, hasChoice: false)
  }

  private var document: Document {
    var blocks: [Document.Block] = []
    for outcome in outcomes {
      let study = outcome.study
      blocks.append(.heading(outcome.lab.title, level: 2, anchor: outcome.lab.id))
      blocks += ExpositionPage.blocks(outcome.lab.introduction)
      if let answer = study.answer {
        blocks.append(.code(answer.lines.joined(separator: "\n")))
      }
      if !study.results.isEmpty {
        blocks.append(.table(DocumentTable(Self.shown(study))))
        blocks.append(.paragraph("\(Self.summary(outcome))."))
      }
      for table in study.tables {
        blocks.append(.paragraph("*\(table.name)*: \(table.caption)."))
        blocks.append(.table(DocumentTable(table.table)))
      }
      if !study.warnings.isEmpty { blocks.append(.list(study.warnings.map { Document.Item($0) })) }
      blocks.append(.code(study.settings.command))
    }
    return Document(
      title: outcomes.count == 1 ? "toy lab \(outcomes[0].lab.id)" : "Labs", blocks: blocks)
  }
}
