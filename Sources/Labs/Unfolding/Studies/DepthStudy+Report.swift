// The tables and the figure of networks of growing depth.

import Evidence
import LabKit
import Report

extension DepthStudy {
  /// Adds the tables of gaps and of training.
  func display(_ outcome: Outcome, to study: inout LabStudy) {
    var gaps = Table(columns: [
      "method", "lambda", "depth", "weights", "training_loss", "test_loss", "test_gap",
      "relative_gap", "evaluations", "stop_reason",
    ])
    var training = Table(columns: ["method", "lambda", "depth", "step", "loss"])
    for run in outcome.runs {
      guard let truth = outcome.truth(run.lambda) else { continue }
      for (row, gap) in zip(run.rows, run.gaps(truth.solutions)) {
        gaps.append([
          .text(run.method.rawValue), .number(run.lambda), .integer(row.depth),
          .integer(row.learnedCount), .number(row.loss), .number(row.cost), .number(gap),
          .number(truth.solutions.largestRelativeGap), .integer(row.evaluations), .text(row.reason),
        ])
      }
      for record in run.history {
        training.append([
          .text(run.method.rawValue), .number(run.lambda), .integer(record.depth),
          .integer(record.step), .number(record.loss),
        ])
      }
    }
    study.tables.append(
      NamedTable(
        "gap",
        "*F* − *F*^{*} on test data against depth; relative_gap certifies *F*^{*}, as a share of ½‖*x*‖²",
        gaps))
    if !training.rows.isEmpty {
      study.tables.append(
        NamedTable("training", "the training loss after every step at every depth", training))
    }
    drawGaps(outcome, to: &study)
  }

  private func drawGaps(_ outcome: Outcome, to study: inout LabStudy) {
    let styles: [Method: Style] = [
      .ista: Style(color: .blue), .slista: Style(color: .vermillion, dash: .dashed),
      .coupled: Style(color: .green, dash: .dashDotted),
      .lista: Style(color: .purple, dash: .dotted),
    ]
    let panels = outcome.truths.prefix(4).map { truth in
      Panel(
        title: isAbsolute
          ? "*λ* = \(shortest(truth.lambda))" : "*λ* = \(shortest(truth.lambda)) *λ*_{max}",
        xAxis: Axis("layers *T*", isInteger: true),
        yAxis: Axis("*F* − *F*^{*}", scale: .logarithmic),
        curves: methods.compactMap { method in
          guard let run = outcome.run(method, truth.lambda) else { return nil }
          let points = zip(run.rows, run.gaps(truth.solutions)).map {
            Point(x: Double($0.depth), y: $1)
          }
          guard points.contains(where: { $0.y > 0 }) else { return nil }
          return Curve(method.label, points: points, style: styles[method] ?? Style(color: .black))
        })
    }
    guard panels.allSatisfy({ !$0.curves.isEmpty }) else { return }
    study.figures.append(
      NamedFigure(
        "gap",
        Figure(
          title: "Distance from the minimum on test data against the number of layers",
          command: study.settings.command, panels: Array(panels), columns: panels.count > 1 ? 2 : 1)
      ))
  }
}
