// What the lab says about a foreign gradient.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report

/// The answer to `--compare`.
struct ComparisonReport {
  private let problem: HypergradientProblem
  private let truths: [Truth]
  private let judgement: Judgement

  /// Explains a judgement.
  init(_ problem: HypergradientProblem, _ truths: [Truth], _ judgement: Judgement) {
    self.problem = problem
    self.truths = truths
    self.judgement = judgement
  }

  /// Adds the answer and the table of explanations to an outcome.
  func report(to study: inout LabStudy) {
    study.answer = LabAnswer(
      lines: lines, member: .init("comparison", json), isAffirmative: judgement.verdict == .right)
    if !judgement.matches.isEmpty { study.tables.insert(table, at: 0) }
  }

  // MARK: Readers

  private func text(_ number: Double, digits: Int = 2) -> String {
    formatted(number, significantDigits: digits)
  }

  private var lines: [String] {
    func line(_ name: String, _ text: String) -> String {
      name + String(repeating: " ", count: 13 - name.count) + text
    }
    var lines = [line("problem", problem.summary)]
    lines += problem.conventions.map { line("", $0) }
    lines.append(line("truth", truthLine))
    lines.append(line("yours", yours))
    lines.append(line("verdict", verdictLine))
    for match in judgement.ties { lines.append("   " + explanation(match)) }
    if judgement.verdict == .unexplained, let shown = judgement.shown {
      lines.append("   nearest: " + explanation(shown))
    }
    if let next = judgement.next { lines.append("   next: " + explanation(next)) }
    if judgement.compared > 0 {
      lines.append(
        line(
          "compared",
          "\(judgement.compared) wrong gradients"
            + (judgement.isWhole ? "" : "; the others were not needed")))
    }
    return lines
  }

  private var truthLine: String {
    let start = truths.count > 1 ? "\(truths.count) points, " : ""
    if let index = truths.firstIndex(where: { $0.status == .kink }) {
      return "\(start)no gradient\(truths.count > 1 ? " at point \(index + 1)" : "")"
    }
    let lengths = truths.map { norm($0.gradient) }
    let condition = truths.map(\.curvature.condition).max() ?? 1
    var line =
      "\(start)‖∇h‖ = \(text(lengths[0], digits: 6))"
      + (truths.count > 1 ? " … \(text(lengths[lengths.count - 1], digits: 6))" : "")
    line += judgement.certifiedError.map { ", certified to \(text($0))" } ?? ", no certificate"
    if condition.isFinite { line += ", condition \(text(condition))" }
    if let support = truths[0].support, truths.count == 1, let margins = truths[0].margins {
      line +=
        ", support \(support.count), margins \(text(margins.primal)) (primal), "
        + "\(text(margins.dual)) (dual)"
    }
    return line
  }

  private var yours: String {
    let format = "stored as \(judgement.precision.name)"
    guard let error = judgement.relativeError else { return format }
    let digits = error > 0 ? max(0, -log10(error)) : 16
    var line = "relative error \(text(error, digits: 3)) (\(text(digits)) digits), \(format)"
    if let scaled = judgement.scaledError, scaled < 0.1 * error {
      line += "; \(text(scaled)) of the terms that cancel in ∇h"
    }
    return line
  }

  private var verdictLine: String {
    switch judgement.verdict {
    case .right: return "RIGHT"
    case .identified: return "IDENTIFIED"
    case .ambiguous: return "AMBIGUOUS, these fit equally well"
    case .likely:
      let share = judgement.ties.first.map { 100 * (1 - pow(10, -$0.digits)) } ?? 0
      return
        "LIKELY, with \(text(share, digits: 4)) % of the difference; the rest is unexplained"
    case .unexplained: return "UNEXPLAINED"
    case .zero:
      return
        "ZERO VECTOR: no implicit term (alternate minimisation, detached graph, linear solver that returned 0)"
    case .rounding: return "ROUNDING to \(judgement.precision.name)"
    case .kink: return "KINK: h has no gradient where the support of the Lasso changes"
    case .notFinite: return "NOT FINITE"
    case .notCertified: return "NOT CERTIFIED: the true gradient is not known well enough to judge"
    }
  }

  private func explanation(_ match: Match) -> String {
    var line =
      "\(match.statement): leaves \(text(match.residual / judgement.scale)), "
      + "\(text(match.digits, digits: 3)) digits of the difference"
    if match.others > 0 { line += ", \(match.others) other parameter values fit" }
    return line
  }

  // MARK: Data

  private var json: JSONValue {
    let shown =
      judgement.ties.first ?? (judgement.verdict == .unexplained ? judgement.matches.first : nil)
    var members = fields(
      verdict: judgement.verdict, cause: judgement.cause,
      match: judgement.verdict == .unexplained ? nil : shown,
      residual: shown?.residual, digits: shown?.digits)
    members += [
      .init("candidates", .array(judgement.ties.map { .object(fields($0)) })),
      .init(
        "next",
        (judgement.next ?? (judgement.ties.isEmpty ? judgement.matches.first : nil)).map {
          .object(fields($0))
        } ?? .null),
      .init("format", .text(judgement.precision.name)),
      .init("scaled_error", number(judgement.scaledError)),
      .init("compared", .integer(judgement.compared)),
    ]
    return .object(members)
  }

  private func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }

  private func fields(_ match: Match) -> [JSONValue.Member] {
    fields(
      verdict: judgement.verdict,
      cause: match.causes.map(\.rawValue).joined(separator: "+"), match: match,
      residual: match.residual, digits: match.digits)
  }

  private func fields(
    verdict: Verdict, cause: String?, match: Match?, residual: Double?, digits: Double?
  ) -> [JSONValue.Member] {
    [
      .init("verdict", .text(verdict.rawValue)),
      .init("cause", cause.map { .text($0) } ?? .null),
      .init("parameters", .object(match?.parameters ?? [])),
      .init("relative_error", number(judgement.relativeError)),
      .init("certified_error", number(judgement.certifiedError)),
      .init("residual", number(residual.map { $0 / judgement.scale })),
      .init("digits", number(digits)),
      .init("statement", match.map { .text($0.statement) } ?? .null),
    ]
  }

  /// The explanations, the best first.
  private var table: NamedTable {
    var table = Table(columns: [
      "cause", "explanation", "parameters", "faults", "fitted", "residual", "digits", "evidence",
    ])
    for match in judgement.matches.prefix(40) {
      table.append([
        .text(match.causes.map(\.rawValue).joined(separator: "+")), .text(match.statement),
        .text(
          match.parameters.map { "\($0.name)=\($0.value.plain)" }.joined(separator: ";")),
        .integer(match.faults), .integer(match.reals),
        .number(match.residual / judgement.scale), .number(match.digits),
        .number(match.evidence),
      ])
    }
    return NamedTable("comparison", "explanations of the difference, the best first", table)
  }
}

extension Match {
  /// The parameters by their names.
  var parameters: [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    let family = hypothesis.family
    if let count = hypothesis.count { members.append(.init(family.countName, .integer(count))) }
    if let second = hypothesis.second {
      members.append(.init(family.secondName, .integer(second)))
    }
    if let step = hypothesis.stepName, !step.isEmpty, reals == 0 {
      members.append(.init("step", .text(step)))
    }
    if let size = hypothesis.stepSize { members.append(.init("step_size", .number(size))) }
    if let variable = distortion.variable {
      members.append(.init("parametrisation", .text(variable.name)))
    }
    if distortion.factor != 1 {
      members.append(.init("factor", .number(distortion.factor)))
      if let name = distortion.factorName { members.append(.init("factor_name", .text(name))) }
    }
    if let support = hypothesis.support {
      members += [
        .init("support_extra", .integer(support.extra)),
        .init("support_missing", .integer(support.missing)),
      ]
    }
    return members
  }
}

extension JSONValue {
  /// The value without quotes.
  fileprivate var plain: String { string ?? compact }
}
