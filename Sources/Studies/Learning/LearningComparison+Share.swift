// The fraction of starts that reach the optimum: one row per way of learning, one bar per setting.

import Learning
import Report
import ToyModel

extension LearningComparison {
  /// The height of a full bar, as a fraction of the distance between rows.
  private static let fullHeight = 0.72

  /// One row per way of learning, and per depth if k varies; a frame stands for all starts, the bar in it for those
  /// that reach the optimum, whose number is in every frame that is not full.
  func shareFigure(over axis: Axis, command: String) -> Figure {
    struct Row: Hashable {
      let name: String
      let learner: Learner
    }
    func row(_ summary: LearningSummary) -> Row {
      let kind = kind(summary, over: axis)
      let learner = Self.learner(summary)
      return Row(
        name: axis == .depth ? words(learner) : "\(kind.name), \(words(learner))",
        learner: learner)
    }
    var rows: [Row] = []
    for summary in summaries where !rows.contains(row(summary)) { rows.append(row(summary)) }
    var panel = Panel(xAxis: horizontal(axis), yAxis: Report.Axis(""))
    for summary in summaries {
      guard let index = rows.firstIndex(of: row(summary)) else { continue }
      let (x, base) = (axis.value(summary.setting), Double(rows.count - 1 - index))
      let ink = FamilyStyle(summary.setting.family).ink
      var frame = Band(
        "", x: [x - 0.38, x + 0.38], lower: [base, base],
        upper: [base + Self.fullHeight, base + Self.fullHeight], color: ink)
      frame.hasBoundary = false
      panel.bands.append(frame)
      let corners = [
        (-0.38, 0), (0.38, 0), (0.38, Self.fullHeight), (-0.38, Self.fullHeight), (-0.38, 0),
      ]
      panel.curves.append(
        Curve(
          "", points: corners.map { Point(x: x + $0.0, y: base + $0.1) },
          style: Style(color: ink, width: 1)))
      let top = base + Self.fullHeight * summary.share
      var bar = Band(
        "", x: [x - 0.38, x + 0.38], lower: [base, base], upper: [top, top], color: ink,
        hasBoundary: false)
      bar.isSolid = true
      panel.bands.append(bar)
      let count = Int((summary.share * Double(summary.state.runs.count)).rounded())
      if summary.share < 0.7 {
        panel.notes.append(
          Note(
            "\(count)", at: Point(x: x, y: max(base + 0.5 * Self.fullHeight, top + 0.2)),
            color: ink))
      }
    }
    panel.yAxis = Report.Axis(
      "", range: -0.12...Double(rows.count - 1) + 0.9,
      ticks: rows.enumerated().map { index, row in
        Report.Axis.Tick(Double(rows.count - 1 - index) + Self.fullHeight / 2, row.name)
      })
    let starts = summaries.map { $0.state.runs.count }.max() ?? 0
    panel.title = "number of starts that reach the optimum (a full bar: all \(starts))"
    return Figure(
      title: title(axis), command: command, panels: [panel],
      aspect: min(0.08 + 0.12 * Double(rows.count), 1))
  }
}
