// The findings on propositions, in words and tables.

package import Report

/// A claim with the evidence that its checks have found.
package struct Finding: Sendable {
  package let id: String
  package let statement: String
  package let source: String
  package let domain: String
  package let stance: Stance
  package let checks: [Check]

  /// Sums up the checks of a claim.
  ///
  /// - Parameters:
  ///   - proposition: The claim.
  ///   - checks: Its checks.
  ///   - ranges: The user's ranges in which they have looked, which are added to the domain.
  package init(_ proposition: any Claim, checks: [Check], in ranges: [UsedRange] = []) {
    id = proposition.id
    statement = proposition.exposition.statementLine
    source = proposition.exposition.sourceLine
    domain =
      ranges.isEmpty
      ? proposition.domain
      : "\(proposition.domain); here with \(ranges.map(\.inWords).joined(separator: ", "))"
    stance = proposition.stance
    self.checks = checks
  }

  /// The weakest verdict of all checks, which is that on the claim; nil where nothing was checked.
  package var verdict: Verdict? { checks.map(\.verdict).max { $0.weakness < $1.weakness } }

  /// True for a claim that the program vouches for and that does not hold.
  package var isFailure: Bool { stance.isAsserted && verdict?.holds != true }

  /// True if a check has found a counterexample, whatever the stance of the claim.
  package var isRefuted: Bool { if case .refuted? = verdict { true } else { false } }

  /// The verdict for a reader: all kinds of evidence, the strongest first; if there is evidence against the
  /// claim, that alone.
  fileprivate var verdictName: String {
    guard let verdict else { return "nothing checked" }
    guard verdict.holds else {
      switch stance {
      case .asserted: return verdict.name
      case .refutedAsStated: return "\(verdict.name), as stated"
      case .open: return "open until now: \(verdict.name)"
      }
    }
    // An overly general statement may be true in the ranges that were asked for.
    var names: [String] = []
    for check in checks.sorted(by: { $0.verdict.weakness < $1.verdict.weakness })
    where !names.contains(check.verdict.name) {
      names.append(check.verdict.name)
    }
    switch stance {
    case .asserted: return names.joined(separator: ", ")
    case .refutedAsStated: return names.joined(separator: ", ") + ", not refuted"
    case .open: return "open: no counterexample found"
    }
  }

  /// The evidence on which the verdict rests.
  fileprivate var evidence: String {
    checks.sorted { $0.verdict.weakness < $1.verdict.weakness }.map { check in
      switch check.verdict {
      case .proved(let pieces): "\(pieces) piece\(pieces == 1 ? "" : "s")"
      case .exhaustive(let cases): "\(cases) case\(cases == 1 ? "" : "s")"
      case .sampled(let cases, _): "\(cases) random"
      case .compared(let comparison): comparison.inWords
      case .undecided(let point): "open at \(point.inWords)"
      case .refuted(let example):
        example.point == ParameterPoint() ? example.finding : example.point.inWords
      }
    }.joined(separator: ", ")
  }
}

extension [Finding] {
  /// The columns of ``table``.
  package static var columns: [String] {
    [
      "claim", "statement", "source", "domain", "vouched_for", "check", "verdict", "cases", "seed",
      "holds", "counterexample", "finding", "command",
    ]
  }

  /// The table, with one row per check.
  package var table: Table {
    var table = Table(columns: Self.columns)
    for finding in self {
      for check in finding.checks {
        var (seed, point, words, command): (Cell, Cell, Cell, Cell) = (
          .empty, .empty, .empty, .empty
        )
        switch check.verdict {
        case .sampled(_, let value):
          seed = .text("\(value)")
          words = check.remark.map { .text($0) } ?? .empty
        case .compared(let comparison): words = .text(comparison.inWords)
        case .undecided(let remaining): point = .text(remaining.inWords)
        case .refuted(let example):
          point = .text(example.point.inWords)
          words = .text(example.finding)
          command = example.command.map { .text($0) } ?? .empty
        default: break
        }
        table.append([
          .text(finding.id), .text(finding.statement), .text(finding.source),
          .text(finding.domain), .truth(finding.stance.isAsserted), .text(check.name),
          .text(check.verdict.name), check.verdict.cases.map { .integer($0) } ?? .empty, seed,
          // Of an open question a search without success says nothing.
          finding.stance == .open && check.verdict.holds ? .empty : .truth(check.verdict.holds),
          point,
          words, command,
        ])
      }
    }
    return table
  }

  /// The overview: one line per claim, one for all claims of a group that hold, then the counterexamples.
  package var overview: String {
    var table = Table(columns: ["claim", "verdict", "checked"])
    var held: [(group: Substring, verdicts: [String])] = []
    for finding in self {
      let group = finding.id.prefix { $0 != "/" }
      guard group.count < finding.id.count, finding.stance.isAsserted, !finding.isFailure else {
        table.append([
          .text(finding.id), .text(finding.verdictName), .text(finding.evidence),
        ])
        continue
      }
      if let index = held.firstIndex(where: { $0.group == group }) {
        held[index].verdicts.append(finding.verdictName)
      } else {
        held.append((group, [finding.verdictName]))
      }
    }
    for (group, verdicts) in held {
      let kinds = Set(verdicts.flatMap { $0.split(separator: ", ").map(String.init) }).sorted()
      table.append([
        .text("\(group)/…"), .text(kinds.joined(separator: ", ")),
        .text("\(verdicts.count) claims; toy check \(group) lists them"),
      ])
    }
    let examples = compactMap(\.counterexamples).joined()
    return table.text() + (examples.isEmpty ? "" : "\n\(examples)") + "\n\(summary)\n"
  }

  /// All details of each claim.
  package var details: String {
    map { finding in
      var lines = [
        "\(finding.id): \(finding.verdictName)", "  \(finding.statement)",
        "  source  \(finding.source)", "  domain  \(finding.domain)",
      ]
      for check in finding.checks {
        let count = check.verdict.cases.map { ", \($0)" } ?? ""
        var seed = ""
        if case .sampled(_, let value) = check.verdict { seed = ", seed \(value)" }
        lines.append("  - \(check.name): \(check.verdict.name)\(count)\(seed)")
        if let remark = check.remark { lines.append("    \(remark)") }
        if case .undecided(let point) = check.verdict { lines.append("    at \(point.inWords)") }
        if case .compared(let comparison) = check.verdict {
          lines.append("    \(comparison.inWords)")
        }
      }
      return lines.joined(separator: "\n") + "\n" + (finding.counterexamples ?? "")
    }.joined(separator: "\n") + "\n\(summary)\n"
  }

  private var summary: String {
    let claims = filter { $0.stance.isAsserted }
    let held = claims.count { !$0.isFailure }
    let questions = filter { $0.stance == .open }
    let others = filter { !$0.stance.isAsserted && $0.stance != .open }
    let refuted = others.count(where: \.isRefuted)
    var parts: [String] = []
    if !claims.isEmpty {
      parts.append("\(held) of \(claims.count) claim\(claims.count == 1 ? " holds" : "s hold")")
    }
    if !others.isEmpty {
      parts.append(
        "\(refuted) of \(others.count) printed statement\(others.count == 1 ? "" : "s") "
          + "refuted as stated")
    }
    if !questions.isEmpty {
      let settled = questions.count(where: \.isRefuted)
      parts.append(
        "\(questions.count) open question\(questions.count == 1 ? "" : "s"), "
          + (settled == 0 ? "no counterexample" : "\(settled) with a counterexample"))
    }
    return parts.joined(separator: "; ")
  }
}

extension Finding {
  /// The counterexamples with their commands; nil if there are none.
  fileprivate var counterexamples: String? {
    let lines = checks.compactMap { check -> String? in
      guard case .refuted(let example) = check.verdict else { return nil }
      let point = example.point == ParameterPoint() ? "" : "\(example.point.inWords): "
      return "  \(id): \(point)\(example.finding)\n"
        + (example.command.map { "    \($0)\n" } ?? "")
    }
    return lines.isEmpty ? nil : lines.joined()
  }
}
