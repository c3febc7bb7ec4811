// The talk's reality check: mean squared error against depth.

import Files
import Libc
import Learning
package import Report
import ToyModel

/// Held-out errors with a learned step and with fixed ones, for every kind of start, as dots on the lines that theory
/// predicts.
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
    let parts = [
      (rows: learned, name: "learned *ω*"), (rows: fixed, name: fixedName(fixed)),
    ].filter { !$0.rows.isEmpty }
    var panels: [Panel] = []
    for start in starts {
      let bilevel = rows.filter { $0.depth == nil && $0.result.start == start }
      let origin = starts.count > 1 ? Self.origin(start) : nil
      for part in parts.isEmpty ? [(rows: [], name: "bilevel")] : parts {
        let title =
          parts.count > 1 || origin == nil
          ? part.name + (origin.map { ", \($0)" } ?? "") : "learned \(origin ?? "")"
        panels.append(
          panel(title, part.rows.filter { $0.result.start == start }, bilevel))
      }
    }
    let setting = rows[0].setting
    var figure = Figure(
      title: "Reality check on recordings, n = \(setting.framing.length), σ = \(setting.sigma)",
      command: command, panels: panels, columns: panels.count > 4 ? 3 : min(panels.count, 2),
      aspect: panels.count > 1 ? 0.85 : 0.62)
    figure.note = note
    return figure
  }

  /// The meaning of lines, dots and bars, or the reason why there are no bars.
  private var note: String {
    let fileCount = rows.map(\.losses.sums.count).min() ?? 0
    let bars =
      rows.contains { $0.depth != nil && $0.toBilevel?.interval != nil }
      ? "; bars: 95 % intervals of the difference from bilevel learning, over \(fileCount) files"
      : fileCount == 1 ? "; one held-out recording: no intervals" : ""
    return "lines: theory; dots: learned" + bars
  }

  /// All depths of the experiment.
  private var depths: [Double] { rows.compactMap { $0.depth.map(Double.init) } }

  private func fixedName(_ fixed: [SpeechRow]) -> String {
    Set(fixed.compactMap(\.stepRule)).count == 1 ? stepName(fixed[0]) : "fixed *ω*"
  }

  /// Lines for the theory, and dots with bars for the learned results.
  private func panel(_ title: String, _ rows: [SpeechRow], _ bilevel: [SpeechRow]) -> Panel {
    let dashes: [Dash] = [.solid, .dashDotted, .dotted, .dashed]
    let guides = bilevel.map { row in
      Guide(
        .horizontal, at: row.meanSquaredError(row.testPrediction),
        label: hasManyRows ? "bilevel, *k* = \(row.result.rows)" : "bilevel",
        style: Style(
          color: FamilyStyle.bilevel.ink,
          dash: dashes[(sizes.firstIndex(of: row.result.rows) ?? 0) % 4],
          width: 2))
    }
    let (low, high) = (depths.min() ?? 1, depths.max() ?? 2)
    // Bilevel learning has no depth: its dots are placed after the last one.
    let dots = bilevel.map { row in
      Curve(
        "",
        points: [
          Point(x: high + Self.bilevelOffset, y: row.meanSquaredError(row.testRisk))
        ],
        style: Style(
          color: FamilyStyle.bilevel.ink, marker: FamilyStyle.bilevel.marker, width: 0.05))
    }
    return Panel(
      title: title,
      xAxis: Axis(
        "depth *N*", range: low - 0.5...high + Self.bilevelOffset + 0.6, isInteger: true,
        ticks: high - low > 30
          ? []
          : Set(depths).sorted().map { Axis.Tick($0, "\(Int($0))") }
            + (bilevel.isEmpty
              ? []
              : [
                Axis.Tick(high + Self.bilevelOffset, "bilevel", color: FamilyStyle.bilevel.ink)
              ])),
      yAxis: Axis("mean squared error", range: range),
      curves: curves(rows) + intervals(rows, bilevel) + dots, guides: guides)
  }

  /// The distance of the dots of bilevel learning from the last depth.
  private static let bilevelOffset = 1.8

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
    case .spectral: "from the theory’s *R*"
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
        to: row.meanSquaredError(reference.testRisk + interval.upperBound), halfWidth: 0.34,
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

  /// A theory line and dots for each k, step rule and parity.
  private func curves(_ rows: [SpeechRow]) -> [Curve] {
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
    let rules = Set(rows.compactMap(\.stepRule)).count
    return groups.flatMap { key, members -> [Curve] in
      let parity = key.isSingle ? "*N* = 1" : key.kind == .even ? "even *N*" : "odd *N*"
      let size = hasManyRows ? ", *k* = \(key.k)" : ""
      let rule = rules > 1 ? ", \(stepName(members[0]))" : ""
      let rank = sizes.firstIndex(of: key.k) ?? 0
      let color = key.isSingle ? Ink.black : key.kind.ink
      func points(_ risk: (SpeechRow) -> Double) -> [Point] {
        members.map { Point(x: Double($0.depth ?? 0), y: $0.meanSquaredError(risk($0))) }
          .sorted { $0.x < $1.x }
      }
      var theory = points(\.testPrediction)
      // A level line holds for further depths and is named beside the panel.
      let heights = theory.map(\.y)
      let isLevel =
        theory.count > 1
        && (heights.max() ?? 0) - (heights.min() ?? 0) <= 1e-3 * (heights.max() ?? 0)
      if isLevel, let last = depths.max(), let level = heights.last {
        theory.append(Point(x: last + Self.bilevelOffset + 0.6, y: level))
      }
      let marker = FamilyStyle.marker(
        2 * rank + (key.isSingle ? 3 : key.kind == .even ? 0 : 1))
      // Dots far from their line have a name of their own.
      let isApart = members.allSatisfy { $0.testRisk > 1.1 * $0.testPrediction }
      let name = parity + size + rule
      return [
        Curve(
          name + (isApart ? ": theory" : ""), points: theory,
          style: Style(
            color: color,
            dash: rules > 1 ? key.rule.map { FamilyStyle.dash(of: $0) } ?? .solid : .solid,
            width: key.isSingle ? 0.05 : 1.5),
          namePlace: isLevel ? .end : .along(key.isSingle ? 0.1 : key.kind == .even ? 0.8 : 0.65)),
        Curve(
          isApart ? "\(name): learned" : "", points: points(\.testRisk),
          style: Style(color: color, marker: marker, width: 0.05), namePlace: .along(0.6)),
      ]
    }
  }
}
