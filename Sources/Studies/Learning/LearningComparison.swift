// A comparison of several runs of learning.

import Learning
package import Report
import ToyModel

/// The results of learning at several points, by several methods or from several starts, beside the theory.
package struct LearningComparison {
  /// The parameter on the horizontal axis.
  package enum Axis: String, CaseIterable, Sendable {
    case k, depth

    func value(_ setting: Setting) -> Double {
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
    return switch quantity {
    case .risk: riskFigure(over: axis, command: command)
    case .share: shareFigure(over: axis, command: command)
    }
  }

  /// The title of a figure with a given axis.
  func title(_ axis: Axis) -> String {
    "Learned \(quantity.rawValue) over \(axis.rawValue), \(summaries.first?.setting.inWords ?? "")"
  }

  /// The horizontal axis, with some room at the ends, and ticks at the first value and at round ones.
  func horizontal(_ axis: Axis) -> Report.Axis {
    let values = summaries.map { axis.value($0.setting) }
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let step = [1.0, 2, 5, 10, 20, 50, 100].first { high - low <= ($0 == 1 ? 13 : 8) * $0 } ?? 0
    var ticks: [Double] = []
    if step > 0 {
      let first = (low / step).rounded(.up) * step
      let round = Array(stride(from: first, through: high, by: step))
      ticks = round.first == low || step <= 2 ? round : [low] + round.filter { $0 > low + step / 2 }
    }
    return Report.Axis(
      axis == .k ? "number *k* of rows of *R*" : "depth *N*", range: low - 0.6...high + 0.6,
      isInteger: true, ticks: ticks.map { Report.Axis.Tick($0, "\(Int($0))") })
  }

  // MARK: - Groups

  /// A way of learning: a kind of start and a method.
  struct Learner: Hashable {
    let start: LearningStart
    let method: LearningMethod
  }

  /// The ways of learning, in the order in which they occur.
  var learners: [Learner] {
    var learners: [Learner] = []
    for summary in summaries where !learners.contains(Self.learner(summary)) {
      learners.append(Self.learner(summary))
    }
    return learners
  }

  static func learner(_ summary: LearningSummary) -> Learner {
    Learner(start: summary.plan.start, method: summary.plan.method)
  }

  /// A way of learning in words, without the method if all share it.
  func words(_ learner: Learner) -> String {
    let hasMethods = Set(summaries.map(\.plan.method)).count > 1
    return learner.start.inWords + (hasMethods ? ", \(learner.method.title)" : "")
  }

  /// The families of one curve: those of one parity, or of one depth if k varies.
  struct Kind: Hashable {
    let style: FamilyStyle
    /// The depth; 0 if it varies.
    let depth: Int

    var name: String {
      if style == .bilevel { return "bilevel" }
      return depth > 0 ? "*N* = \(depth)" : style == .even ? "even *N*" : "odd *N*"
    }
  }

  func kind(_ summary: LearningSummary, over axis: Axis) -> Kind {
    Kind(
      style: FamilyStyle(summary.setting.family),
      depth: axis == .k ? summary.setting.family.depth ?? 0 : 0)
  }

  /// The relative gap over the evaluations: all starts of a single run, or the best start of each of several.
  ///
  /// - Parameters:
  ///   - summaries: The runs.
  ///   - command: The command that reproduces the figure.
  /// - Returns: The figure.
  package static func convergence(_ summaries: [LearningSummary], command: String) -> Figure {
    // Colours belong to families of denoisers, so methods differ in gray and dashes.
    let styles = [
      Style(color: .black, width: 2), Style(color: .black, dash: .dashed, width: 2),
      Style(color: .gray, width: 2.5), Style(color: .gray, dash: .dashed, width: 2),
      Style(color: .black, dash: .dotted, width: 2),
    ]
    let hasStarts = Set(summaries.map(\.plan.start)).count > 1
    var curves: [Curve] = []
    for (rank, summary) in summaries.enumerated() {
      let style =
        summaries.count == 1
        ? Style(color: FamilyStyle(summary.setting.family).ink, width: 2)
        : styles[rank % styles.count]
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
          name, points: gaps(summary.state.runs[summary.best], summary), style: style))
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
              ? "relative gap to the optimal risk" : "relative gap to the lower bound on the risk",
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
