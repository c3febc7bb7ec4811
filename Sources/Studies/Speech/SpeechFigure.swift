// The talk's reality check: mean squared error over the depth.

import Files
import Libc
import Learning
package import Report
import ToyModel

/// Held-out errors with a learned step and with fixed ones, and the theory's predictions for both.
package struct SpeechFigure {
  package let rows: [SpeechRow]

  /// The figure; panels without rows are left out.
  ///
  /// - Parameter command: The command that reproduces it.
  /// - Returns: The figure.
  package func figure(command: String) -> Figure {
    let learned = rows.filter { $0.stepRule == .learned }
    let fixed = rows.filter { $0.stepRule != nil && $0.stepRule != .learned }
    var panels: [Panel] = []
    if !learned.isEmpty {
      panels.append(
        panel("learned, learned step size", curves(learned) { $0.testRisk }, \.testRisk))
    }
    if !fixed.isEmpty {
      let names = Set(fixed.compactMap(\.stepRule)).count == 1 ? " \(stepName(fixed[0]))" : "s"
      panels.append(
        panel("learned, fixed step size\(names)", curves(fixed) { $0.testRisk }, \.testRisk))
    }
    if panels.isEmpty { panels.append(panel("learned", [], \.testRisk)) }
    panels.append(
      panel(
        "theory, on the held-out frames",
        curves(learned) { $0.testPrediction } + curves(fixed) { $0.testPrediction },
        \.testPrediction))
    let setting = rows[0].setting
    return Figure(
      title: "Reality check on recordings, n = \(setting.framing.length), σ = \(setting.sigma)",
      command: command, panels: panels, columns: panels.count, aspect: 0.9)
  }

  private func panel(
    _ title: String, _ curves: [Curve], _ risk: KeyPath<SpeechRow, Double>
  ) -> Panel {
    let dashes: [Dash] = [.dashDotted, .dotted, .dashed, .solid]
    let guides = rows.filter { $0.depth == nil }.map { row in
      Guide(
        .horizontal, at: row.meanSquaredError(row[keyPath: risk]),
        label: hasManyRows ? "bilevel, *k* = \(row.result.rows)" : "bilevel",
        style: Style(
          color: FamilyStyle.bilevel.ink,
          dash: dashes[(sizes.firstIndex(of: row.result.rows) ?? 0) % 4],
          width: 1.25))
    }
    return Panel(
      title: title, xAxis: Axis("depth *N*", isInteger: true),
      yAxis: Axis("mean squared error", range: range), curves: curves, guides: guides)
  }

  private var hasManyRows: Bool { Set(rows.map(\.result.rows)).count > 1 }

  /// One range for all panels, so that they can be compared.
  private var range: ClosedRange<Double>? {
    let values = rows.flatMap {
      [$0.meanSquaredError($0.testRisk), $0.meanSquaredError($0.testPrediction)]
    }.filter(\.isFinite)
    guard let low = values.min(), let high = values.max(), high > low else { return nil }
    let margin = 0.06 * (high - low)
    return max(0, low - margin)...(high + margin)
  }

  /// Every k, in the order given.
  private var sizes: [Int] {
    var sizes: [Int] = []
    for row in rows where !sizes.contains(row.result.rows) { sizes.append(row.result.rows) }
    return sizes
  }

  private func stepName(_ row: SpeechRow) -> String {
    guard case .fixed(let omega) = row.stepRule else { return "learned *ω*" }
    return "*ω* = \(formatted(omega, significantDigits: 4))"
  }

  /// One curve for each k, step rule and parity.
  private func curves(
    _ rows: [SpeechRow], _ risk: (SpeechRow) -> Double
  ) -> [Curve] {
    struct Key: Hashable {
      var k: Int
      var rule: StepRule?
      var kind: FamilyStyle
      /// At N = 1 the denoiser is ωI, which the theorem on odd depths leaves out.
      var isSingle: Bool
    }
    var groups: [(key: Key, rows: [SpeechRow])] = []
    for row in rows {
      guard let depth = row.depth else { continue }
      let key = Key(
        k: row.result.rows, rule: row.stepRule, kind: FamilyStyle(depth: depth),
        isSingle: depth == 1)
      if let index = groups.firstIndex(where: { $0.key == key }) {
        groups[index].rows.append(row)
      } else {
        groups.append((key, [row]))
      }
    }
    return groups.map { key, members in
      let parity = key.isSingle ? "*N* = 1" : "*N* \(key.kind == .even ? "even" : "odd")"
      let size = hasManyRows ? ", *k* = \(key.k)" : ""
      let rule = Set(self.rows.compactMap(\.stepRule)).count > 1 ? ", \(stepName(members[0]))" : ""
      let rank = sizes.firstIndex(of: key.k) ?? 0
      return Curve(
        parity + size + rule,
        points: members.map {
          Point(x: Double($0.depth ?? 0), y: $0.meanSquaredError(risk($0)))
        },
        style: Style(
          color: key.isSingle ? .gray : key.kind.ink,
          dash: key.rule.map { FamilyStyle.dash(of: $0) } ?? .solid,
          marker: FamilyStyle.marker(rank), width: 1.5))
    }
  }
}
