// Learned risks as dots on the lines that the theory predicts: the optimum, and the trap.

import Learning
import Report
import ToyModel

extension LearningStart {
  /// The start in words, for names of curves.
  var inWords: String {
    switch self {
    case .gaussian: "random start"
    case .small: "small random start"
    case .spectral: "start near the theory’s *R*"
    case .continuation: "continuation"
    }
  }
}

extension LearningComparison {
  /// A prediction of the theory for a learned risk.
  private enum Level: CaseIterable {
    /// The least risk of the family.
    case optimum
    /// The least risk before the wall, if that is larger.
    case trap

    func risk(of summary: LearningSummary) -> Double? {
      let best = summary.theory.risk.total
      switch self {
      case .optimum: return best
      case .trap:
        guard summary.trap?.wall != nil, let trap = summary.trapRisk, trap > best * (1 + agreement)
        else { return nil }
        return trap
      }
    }
  }

  /// The relative difference of risks below which readers see none.
  private static let agreement = 1e-3

  private static func agree(_ one: Double, _ two: Double) -> Bool {
    abs(one - two) <= agreement * max(abs(one), abs(two))
  }

  /// The final risks of a run of learning; a single one if all starts agree.
  private static func dots(_ summary: LearningSummary) -> [Double] {
    let risks = summary.risks
    guard let low = risks.first, let high = risks.last, agree(low, high) else { return risks }
    return [summary.medianRisk]
  }

  /// A line for each level that some run has reached, with the dots on it, and the dots elsewhere.
  func riskFigure(over axis: Axis, command: String) -> Figure {
    var kinds: [Kind] = []
    for summary in summaries where !kinds.contains(kind(summary, over: axis)) {
      kinds.append(kind(summary, over: axis))
    }
    let drawn = kinds.map { curves(of: $0, over: axis) }
    // Dots on a line are its markers, so lines come first.
    let all = drawn.flatMap(\.lines) + drawn.flatMap(\.dots)
    let heights = all.flatMap { $0.points.map(\.y) }.filter(\.isFinite)
    let (low, high) = (heights.min() ?? 0, heights.max() ?? 1)
    let spansDecades = low > 0 && high > 20 * low
    var figure = Figure(
      title: title(axis), command: command,
      panels: [
        Panel(
          xAxis: horizontal(axis),
          yAxis: Report.Axis(
            "risk",
            scale: spansDecades ? .logarithmic : .linear,
            range: spansDecades || low > 0.5 * high || low < 0 || high <= 0
              ? nil : 0...1.05 * high),
          curves: all)
      ])
    figure.note = "lines: theory; dots: learned\(startsInWords)"
    return figure
  }

  /// The number of starts for which a dot may stand, where they agree.
  private var startsInWords: String {
    let counts = summaries.map { $0.state.runs.count }
    guard let most = counts.max(), most > 1 else { return "" }
    return counts.min() == most ? ", \(most) starts each" : ", up to \(most) starts each"
  }

  private func curves(of kind: Kind, over axis: Axis) -> (lines: [Curve], dots: [Curve]) {
    let members = summaries.filter { self.kind($0, over: axis) == kind }
    let learners = self.learners
    var reached: [Level: Set<Learner>] = [:]
    var dots: [Level: [Point]] = [:]
    var strays: [Learner: [Point]] = [:]
    for summary in members {
      let x = axis.value(summary.setting)
      for risk in Self.dots(summary) {
        let level = Level.allCases.first { level in
          level.risk(of: summary).map { Self.agree($0, risk) } ?? false
        }
        guard let level else {
          strays[Self.learner(summary), default: []].append(Point(x: x, y: risk))
          continue
        }
        reached[level, default: []].insert(Self.learner(summary))
        // One dot may stand for several starts.
        if !dots[level, default: []].contains(where: { $0.x == x }) {
          dots[level, default: []].append(Point(x: x, y: risk))
        }
      }
    }
    let isTrapped = reached[.trap] != nil
    var curves: (lines: [Curve], dots: [Curve]) = ([], [])
    for level in Level.allCases where level == .optimum || isTrapped {
      var points: [Point] = []
      for summary in members where !points.contains(where: { $0.x == axis.value(summary.setting) })
      {
        points.append(
          Point(x: axis.value(summary.setting), y: level.risk(of: summary) ?? .nan))
      }
      points.sort { $0.x < $1.x }
      var style = kind.style.style()
      if level == .trap { style.dash = .dashed }
      let names = learners.filter { reached[level]?.contains($0) == true }
      curves.lines.append(
        Curve(
          kind.name
            + name(
              level, of: names, isAll: !isTrapped && strays.isEmpty, among: learners.count),
          points: points, style: style, namePlace: .along(level == .trap ? 0.75 : 0.35)))
      let first = names.first.flatMap { name in learners.firstIndex { $0 == name } } ?? 0
      let rank = names.count == learners.count ? 0 : first
      curves.dots.append(
        Curve(
          "", points: (dots[level] ?? []).sorted { $0.x < $1.x },
          style: Style(
            color: kind.style.ink, marker: FamilyStyle.marker(rank), width: 0.05)))
    }
    for (rank, learner) in learners.enumerated() {
      guard let points = strays[learner] else { continue }
      curves.dots.append(
        Curve(
          "\(kind.name), \(words(learner))", points: points,
          style: Style(
            color: kind.style.ink, marker: FamilyStyle.marker(rank), width: 0.05)))
    }
    return curves
  }

  /// The starts that have reached a level, and the name of the level if others have not.
  private func name(_ level: Level, of reaching: [Learner], isAll: Bool, among count: Int) -> String
  {
    if isAll { return count > 1 ? ", any start" : reaching.first.map { ", \(words($0))" } ?? "" }
    let names = reaching.map(words).joined(separator: " or ")
    return (names.isEmpty ? "" : ", \(names)")
      + (level == .optimum ? ": the optimum" : ": the trap")
  }
}
