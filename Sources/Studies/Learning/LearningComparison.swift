// A comparison of several runs of learning.

import Learning
package import Report
import ToyModel

/// The results of learning at several points, by several methods or from several starts, beside the theory.
package struct LearningComparison {
  /// The parameter on the horizontal axis.
  package enum Axis: String, CaseIterable, Sendable {
    case k, depth

    fileprivate func value(_ setting: Setting) -> Double {
      switch self {
      case .k: return Double(setting.k)
      case .depth:
        guard let depth = setting.family.depth else { return 0 }
        return Double(depth)
      }
    }
  }

  /// The quantity that the figure shows over it.
  package enum Quantity: String, CaseIterable, Sendable {
    case risk, share
  }

  package let summaries: [LearningSummary]
  /// nil for a comparison of methods and starts at one setting.
  package let axis: Axis?
  package let quantity: Quantity

  /// Creates a comparison.
  package init(summaries: [LearningSummary], axis: Axis?, quantity: Quantity = .risk) {
    (self.summaries, self.axis, self.quantity) = (summaries, axis, quantity)
  }

  /// Refuses a figure over a single value, which would have no curve.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package static func requireCurves(
    over axis: Axis, _ settings: some Collection<Setting>
  ) throws(StudyError) {
    guard Set(settings.map(axis.value)).count > 1 else {
      throw .illegal(
        "--x \(axis.rawValue) draws curves over several values; give --\(axis.rawValue) a grid")
    }
  }

  /// The rows of `learn`, without times, which differ from run to run.
  package var table: Table { LearningSummary.table(summaries, hasSeconds: false) }

  /// The figure: convergence if there is no axis, otherwise the quantity over it.
  ///
  /// - Parameter command: The command that reproduces it.
  /// - Returns: The figure.
  package func figure(command: String) -> Figure {
    guard let axis else { return Self.convergence(summaries, command: command) }
    let setting = summaries.first?.setting
    let title = "Learned \(quantity.rawValue) over \(axis.rawValue)"
    let values = summaries.map { axis.value($0.setting) }
    let ends =
      quantity == .risk && hasDots ? (values.min() ?? 0) - 0.6...(values.max() ?? 1) + 0.6 : nil
    let horizontal = Report.Axis(
      axis == .k ? "number *k* of rows of *R*" : "depth *N*", range: ends, isInteger: true)
    let vertical =
      quantity == .share
      ? Report.Axis("share of starts that reach the optimum", range: -0.03...1.03)
      : Report.Axis(
        hasDots ? "risk, every start a dot" : "risk",
        scale: spansDecades ? .logarithmic : .linear)
    let learned = quantity == .risk && hasDots ? startCurves(axis) : learnedCurves(axis)
    return Figure(
      title: "\(title), \(setting?.inWords ?? "")", command: command,
      panels: [
        Panel(
          xAxis: horizontal, yAxis: vertical,
          curves: Self.merged((quantity == .risk ? theoryCurves(axis) : []) + learned))
      ])
  }

  /// One curve for several of one colour that lie on each other, with all their names.
  private static func merged(_ curves: [Curve]) -> [Curve] {
    var result: [Curve] = []
    for curve in curves {
      let twin = result.firstIndex {
        $0.style.color == curve.style.color && $0.points.count == curve.points.count
          && curve.style.width >= 0.1 && $0.style.width >= 0.1
          && zip($0.points, curve.points).allSatisfy {
            $0.x == $1.x && abs($0.y - $1.y) <= 1e-3 * max(abs($0.y), abs($1.y))
          }
      }
      guard let twin else {
        result.append(curve)
        continue
      }
      // "*N* even, gaussian" and "*N* even, small" become "*N* even, gaussian, small".
      let (name, rest) = (result[twin].label, curve.label.split(separator: ", ", maxSplits: 1))
      result[twin].label = rest.count == 2 ? "\(name), \(rest[1])" : name
    }
    return result
  }

  private var hasDots: Bool { summaries.contains { $0.risks.count > 1 } }

  private var spansDecades: Bool {
    let values = summaries.flatMap { $0.risks + [$0.theory.risk.total] }
    guard let low = values.min(), let high = values.max(), low > 0 else { return false }
    return high > 20 * low
  }

  /// The runs of one curve: of one parity or depth, from one kind of start, by one method.
  private struct Key: Hashable {
    var kind: FamilyStyle
    var depth: Int
    var start: LearningStart?
    var method: LearningMethod?

    var name: String {
      if kind == .bilevel { return "bilevel" }
      return depth > 0 ? "*N* = \(depth)" : kind == .even ? "*N* even" : "*N* odd"
    }
  }

  private func key(_ summary: LearningSummary, _ axis: Axis, isTheory: Bool) -> Key {
    var key = Key(kind: FamilyStyle(summary.setting.family), depth: 0)
    if axis == .k { key.depth = summary.setting.family.depth ?? 0 }
    guard !isTheory else { return key }
    key.start = summary.plan.start
    key.method = summary.plan.method
    return key
  }

  private func grouped(
    _ axis: Axis, isTheory: Bool
  ) -> [(key: Key, members: [LearningSummary])] {
    var groups: [(key: Key, members: [LearningSummary])] = []
    for summary in summaries {
      let key = key(summary, axis, isTheory: isTheory)
      if let index = groups.firstIndex(where: { $0.key == key }) {
        groups[index].members.append(summary)
      } else {
        groups.append((key, [summary]))
      }
    }
    return groups
  }

  private func theoryCurves(_ axis: Axis) -> [Curve] {
    grouped(axis, isTheory: true).map { key, members in
      // One point per position, for any number of starts and methods.
      var points: [Point] = []
      for member in members {
        let x = axis.value(member.setting)
        if !points.contains(where: { $0.x == x }) {
          points.append(Point(x: x, y: member.theory.risk.total))
        }
      }
      return Curve("\(key.name), theory", points: points, style: key.kind.style())
    }
  }

  /// The rank of a start among those that occur.
  private func rank(_ start: LearningStart?) -> Int {
    var starts: [LearningStart] = []
    for start in summaries.map(\.plan.start) where !starts.contains(start) { starts.append(start) }
    return starts.firstIndex { $0 == start } ?? 0
  }

  private func name(_ key: Key) -> String {
    let hasMethods = Set(summaries.map(\.plan.method)).count > 1
    let method = hasMethods ? ", \(key.method?.rawValue ?? "")" : ""
    return "\(key.name), \(key.start?.rawValue ?? "")\(method)"
  }

  /// A dot for every start; those of the kinds of starts stand side by side.
  private func startCurves(_ axis: Axis) -> [Curve] {
    let kinds = Set(summaries.map(\.plan.start)).count
    return grouped(axis, isTheory: false).map { key, members in
      let rank = rank(key.start)
      let shift = 0.24 * (Double(rank) - 0.5 * Double(kinds - 1))
      let points = members.flatMap { member in
        let x = axis.value(member.setting) + shift
        return member.risks.map { Point(x: x, y: $0) }
      }
      // Markers alone: a line would join the starts in an order that means nothing.
      return Curve(
        name(key), points: points,
        style: Style(color: key.kind.ink, marker: FamilyStyle.marker(rank), width: 0.05))
    }
  }

  /// The median over the starts, or the share of starts that reach the optimum.
  private func learnedCurves(_ axis: Axis) -> [Curve] {
    grouped(axis, isTheory: false).map { key, members in
      let points = members.map { member in
        Point(
          x: axis.value(member.setting), y: quantity == .share ? member.share : member.medianRisk)
      }
      let dashes: [Dash] = [.dotted, .dashed, .dashDotted]
      let rank = rank(key.start)
      return Curve(
        name(key), points: points,
        style: Style(
          color: key.kind.ink, dash: quantity == .share ? .solid : dashes[rank % dashes.count],
          marker: FamilyStyle.marker(rank),
          width: quantity == .share ? 1.75 : 1.25))
    }
  }

  /// The relative gap over the evaluations: all starts of a single run, or the best start of each of several.
  ///
  /// - Parameters:
  ///   - summaries: The runs.
  ///   - command: The command that reproduces the figure.
  /// - Returns: The figure.
  package static func convergence(_ summaries: [LearningSummary], command: String) -> Figure {
    // Blue, green and vermillion are those of families.
    let colors: [Ink] = [.black, .purple, .skyBlue, .orange, .gray]
    let hasStarts = Set(summaries.map(\.plan.start)).count > 1
    var curves: [Curve] = []
    for (rank, summary) in summaries.enumerated() {
      let color = colors[rank % colors.count]
      for (index, run) in summary.state.runs.enumerated() where index != summary.best {
        guard summaries.count == 1 else { continue }
        curves.append(
          Curve("", points: gaps(run, summary), style: Style(color: .gray, width: 1)))
      }
      let name =
        summaries.count == 1
        ? "best start"
        : summary.plan.method.title + (hasStarts ? ", \(summary.plan.start.rawValue)" : "")
      curves.append(
        Curve(
          name, points: gaps(summary.state.runs[summary.best], summary),
          style: Style(color: color, width: 2)))
    }
    let setting = summaries.first?.setting
    let positions = curves.flatMap { $0.points.map(\.x) }
    let isLong = (positions.max() ?? 1) > 1000
    return Figure(
      title:
        "Convergence, \(setting?.family.inWords ?? ""), \(setting?.inWords ?? "")",
      command: command,
      panels: [
        Panel(
          xAxis: Report.Axis(
            "evaluations of risk and gradient", scale: isLong ? .logarithmic : .linear),
          yAxis: Report.Axis(
            summaries.allSatisfy(\.theory.isExact)
              ? "relative gap to the optimal risk" : "relative gap to the lower bound of the risk",
            scale: .logarithmic),
          curves: curves)
      ])
  }

  private static func gaps(_ run: LearningRun, _ summary: LearningSummary) -> [Point] {
    run.trace.compactMap { point in
      summary.gapToBound(excess: summary.plan.excess(point.value)).map {
        Point(x: Double(point.evaluations), y: max($0, 1e-16))
      }
    }
  }
}
