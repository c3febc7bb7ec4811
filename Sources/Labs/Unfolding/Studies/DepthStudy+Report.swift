// The tables and the figure of networks of growing depth.

import Evidence
import LabKit
import Libc
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

  /// The values of λ that figures show: the first and the last, which differ most; all are in the tables.
  static func shown<Case>(_ cases: [Case]) -> [Case] {
    cases.count > 2 ? [cases[0], cases[cases.count - 1]] : cases
  }

  /// The title of the panel of a λ.
  func title(_ lambda: Double) -> String {
    "*λ* = \(shortest(lambda))" + (isAbsolute ? "" : " *λ*_{max}")
  }

  private func drawGaps(_ outcome: Outcome, to study: inout LabStudy) {
    let panels = Self.shown(outcome.truths).map { truth in
      let curves = gapCurves(outcome, truth)
      let gaps = curves.flatMap(\.points).map(\.y).filter { $0 > 0 }
      return Panel(
        title: title(truth.lambda), xAxis: Axis("layers *T*", isInteger: true),
        yAxis: Axis(
          "*F* − *F*^{*}", scale: .logarithmic,
          ticks: Self.powerTicks(from: gaps.min() ?? 1, to: gaps.max() ?? 1)),
        curves: curves)
    }
    guard panels.allSatisfy({ !$0.curves.isEmpty }) else { return }
    study.figures.append(
      NamedFigure(
        "gap",
        Figure(
          title: "Distance from the minimum on test data against the number of layers",
          command: study.settings.command, panels: panels, columns: panels.count > 1 ? 2 : 1)
      ))
  }

  /// The gaps of all methods for a λ; LISTA shares the name of coupled LISTA where it lies on it.
  private func gapCurves(_ outcome: Outcome, _ truth: Truth) -> [Curve] {
    let styles: [Method: (style: Style, place: Double)] = [
      .ista: (Style(color: .black), 0.7), .slista: (Style(color: .vermillion, dash: .dashed), 0.6),
      .coupled: (Style(color: .blue), 0.35),
      .lista: (Style(color: .purple, marker: .circle, width: 1), 0.1),
    ]
    var curves: [Method: Curve] = [:]
    for method in methods {
      guard let run = outcome.run(method, truth.lambda) else { continue }
      let points = zip(run.rows, run.gaps(truth.solutions)).map {
        Point(x: Double($0.depth), y: $1)
      }
      guard points.contains(where: { $0.y > 0 }) else { continue }
      let (style, place) = styles[method] ?? (Style(color: .black), 0.5)
      curves[method] = Curve(method.label, points: points, style: style, namePlace: .along(place))
    }
    let gaps = curves.values.flatMap(\.points).map(\.y).filter { $0 > 0 }
    let span = log((gaps.max() ?? 1) / (gaps.min() ?? 1))
    if let coupled = curves[.coupled], let general = curves[.lista],
      zip(coupled.points, general.points).allSatisfy({
        $0.y > 0 && $1.y > 0 && abs(log($0.y / $1.y)) < 0.02 * span
      })
    {
      curves[.coupled]?.label = "both LISTA"
      curves[.lista]?.label = ""
      curves[.lista]?.style.color = coupled.style.color
    }
    return methods.compactMap { curves[$0] }
  }

  /// A tick at every power of ten, or at fewer of them, written as such in all panels; none if there are fewer than two.
  private static func powerTicks(from lower: Double, to upper: Double) -> [Axis.Tick] {
    let (first, last) = (Int(log10(lower).rounded(.up)), Int(log10(upper).rounded(.down)))
    guard last > first else { return [] }
    let step = 1 + (last - first) / 8
    return stride(from: first, through: last, by: step).map {
      Axis.Tick(pow(10, Double($0)), "10^{\($0 < 0 ? "−" : "")\(abs($0))}")
    }
  }
}
