// The talk's reality check: mean squared error over the depth.

import Files
import Libc
import Learning
package import Report
import ToyModel

/// Held-out errors with a learned step and with fixed ones, for every kind of start, and the theory's predictions for
/// both.
///
/// A bar is the 95 % interval of the difference from bilevel learning, added to the error of bilevel learning: the
/// interval of the error itself is wider and less informative, because files that are hard for one denoiser are hard for
/// all.
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
    for start in starts {
      let origin = starts.count > 1 ? "learned \(Self.origin(start))" : "learned"
      let begun = { (rows: [SpeechRow]) in rows.filter { $0.result.start == start } }
      let bilevel = begun(rows.filter { $0.depth == nil })
      func append(_ rows: [SpeechRow], _ step: String) {
        let title = starts.count > 1 && (learned.isEmpty || fixed.isEmpty) ? origin : origin + step
        panels.append(
          panel(
            title, curves(rows) { $0.testRisk } + intervals(rows, bilevel), bilevel, \.testRisk))
      }
      if !learned.isEmpty { append(begun(learned), ", learned step size") }
      if !fixed.isEmpty {
        let names = Set(fixed.compactMap(\.stepRule)).count == 1 ? " \(stepName(fixed[0]))" : "s"
        append(begun(fixed), ", fixed step size\(names)")
      }
      if learned.isEmpty && fixed.isEmpty { append([], "") }
    }
    // The theory is the same for every start.
    let begun = { (rows: [SpeechRow]) in rows.filter { $0.result.start == starts[0] } }
    panels.append(
      panel(
        "theory, on the held-out frames",
        curves(begun(learned)) { $0.testPrediction } + curves(begun(fixed)) { $0.testPrediction },
        begun(rows.filter { $0.depth == nil }), \.testPrediction))
    let setting = rows[0].setting
    return Figure(
      title: "Reality check on recordings, n = \(setting.framing.length), σ = \(setting.sigma)",
      command: command, panels: panels, columns: panels.count > 4 ? 3 : panels.count,
      aspect: 0.9)
  }

  private func panel(
    _ title: String, _ curves: [Curve], _ bilevel: [SpeechRow], _ risk: KeyPath<SpeechRow, Double>
  ) -> Panel {
    let dashes: [Dash] = [.solid, .dashDotted, .dotted, .dashed]
    let guides = bilevel.map { row in
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

  /// The kinds of starts, in the order given.
  private var starts: [LearningStart] {
    var starts: [LearningStart] = []
    for row in rows where !starts.contains(row.result.start) { starts.append(row.result.start) }
    return starts
  }

  private static func origin(_ start: LearningStart) -> String {
    switch start {
    case .gaussian: "from Gaussian *R*"
    case .small: "from small *R*"
    case .spectral: "from theory's *R*"
    case .continuation: "by continuation"
    }
  }

  /// The bars of the points: a vertical line with two caps each.
  private func intervals(_ rows: [SpeechRow], _ bilevel: [SpeechRow]) -> [Curve] {
    rows.compactMap { row in
      guard let depth = row.depth, let interval = row.toBilevel?.interval,
        let reference = bilevel.first(where: { $0.result.rows == row.result.rows })
      else { return nil }
      return .bar(
        x: Double(depth), from: row.meanSquaredError(reference.testRisk + interval.lowerBound),
        to: row.meanSquaredError(reference.testRisk + interval.upperBound), halfWidth: 0.12,
        color: depth == 1 ? .black : FamilyStyle(depth: depth).ink)
    }
  }

  private var hasManyRows: Bool { Set(rows.map(\.result.rows)).count > 1 }

  /// One range for all panels, so that they can be compared.
  private var range: ClosedRange<Double>? {
    let values = rows.flatMap { row in
      [row.testRisk, row.testPrediction].map(row.meanSquaredError)
        + intervals([row], rows.filter { $0.depth == nil && $0.result.start == row.result.start })
        .flatMap { $0.points.map(\.y) }
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
          color: key.isSingle ? .black : key.kind.ink,
          dash: key.rule.map { FamilyStyle.dash(of: $0) } ?? .solid,
          marker: FamilyStyle.marker(2 * rank + (key.isSingle ? 3 : key.kind == .even ? 0 : 1)),
          width: 1.5))
    }
  }
}
