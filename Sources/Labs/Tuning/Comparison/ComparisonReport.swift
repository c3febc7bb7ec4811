// The tables, the figure and the main result of the comparison.

import Evidence
import LabKit
import LinearAlgebra
import Optimization
import Report

/// The report on all runs on one problem.
struct ComparisonReport {
  let setting: SearchSetting
  let runs: [SearchRun]
  /// f* of the reference.
  let minimum: Double
  /// The values of an earlier run; nil if none are given.
  let known: KnownEvaluations?

  /// A value of a run that is shown.
  private struct Progress {
    /// Its number in the run, from 1.
    let number: Int
    let value: InexactValue
    /// f by Newton's method.
    let exact: Double
    /// Whether it is the lowest so far.
    let isLowest: Bool
  }

  /// The first value of a run, those that lower the certified distance from its lowest value by 2 % or more, and the last.
  private func progress(of run: SearchRun) -> [Progress] {
    let least = run.values.map(\.upperBound).min() ?? 0
    var best = Double.infinity
    var shown: [Progress] = []
    for (index, value) in run.values.enumerated() {
      // Further rows would be most of a long run.
      let isLowest = value.upperBound - least < 0.98 * (best - least) || index == 0
      guard isLowest || index == run.values.count - 1 else { continue }
      best = min(best, value.upperBound)
      shown.append(
        Progress(
          number: index + 1, value: value, exact: setting.problem.value(value.point),
          isLowest: isLowest))
    }
    return shown
  }

  /// The names of θ's entries in tables.
  private var names: [String] {
    (1...setting.problem.parameterCount).map { "theta_\($0)" }
  }

  /// Adds tables, the figure and the main result.
  func report(to study: inout LabStudy) {
    let progresses = runs.map(progress)
    study.tables.append(
      NamedTable(
        "gap", "*f* − *f*^{*} of the lowest values against lower-level iterations",
        gaps(progresses)))
    let answers = answers
    study.tables.append(
      NamedTable(
        "best", "the lowest values known, by where they come from; the first is the answer",
        best(answers)))
    study.tables.append(
      NamedTable(
        "evaluations", "all certified values, for `--evaluations` of a later search", evaluations))
    study.figures.append(figure(progresses, study.settings.command))
    guard let answer = answers.first else { return }
    study.product = LabArray("theta", answer.point)
    study.arrays.append(LabArray("theta", answer.point))
    if let known, let row = answer.row {
      study.warnings.append(
        "the lowest value is that of \(known.path), row \(row): no search found a lower one")
    }
    // Rounding of f and of the reference.
    if answer.value < minimum - 1e-9 * abs(minimum) {
      study.warnings.append(
        "\(answer.source) has f = \(answer.value), which is below f* = \(minimum) of the reference: L-BFGS-B has reached a higher minimum from all of its starts"
      )
    }
  }

  // MARK: The answer

  /// The lowest value of a run or a file, by f with exact lower levels.
  private struct Answer {
    let source: String
    /// The row of the file; nil for a run.
    let row: Int?
    let point: [Double]
    let value: Double
  }

  /// The lowest value of every run and of the file, the lowest first.
  private var answers: [Answer] {
    let problem = setting.problem
    var answers = runs.compactMap { run in
      run.values.min { $0.upperBound < $1.upperBound }.map {
        Answer(
          source: run.name, row: nil, point: $0.point, value: problem.value($0.point))
      }
    }
    if let known,
      let index = known.values.indices.min(by: {
        known.values[$0].upperBound < known.values[$1].upperBound
      })
    {
      let point = known.values[index].point
      answers.append(
        Answer(
          source: "evaluations", row: known.row(index), point: point,
          value: problem.value(point)))
    }
    return answers.filter(\.value.isFinite).sorted { $0.value < $1.value }
  }

  private func best(_ answers: [Answer]) -> Table {
    var table = Table(columns: ["source", "row"] + names + ["value", "gap"])
    for answer in answers {
      table.append(
        [.text(answer.source), answer.row.map { .integer($0) } ?? .empty]
          + answer.point.map { .number($0) } + [
            .number(answer.value), .number(answer.value - minimum),
          ])
    }
    return table
  }

  // MARK: All values

  private func gaps(_ progresses: [[Progress]]) -> Table {
    var table = Table(
      columns: ["regularizer", "method", "evaluation", "iterations"] + names + [
        "value", "error", "gap", "stop_reason",
      ])
    for (run, progress) in zip(runs, progresses) {
      for row in progress {
        table.append(
          [
            .text(setting.problem.regularizer.rawValue), .text(run.name), .integer(row.number),
            .integer(row.value.iterations),
          ] + row.value.point.map { .number($0) } + [
            .number(row.value.value),
            // The bound on the error of a fixed number of steps is not known.
            run.isTruncated ? .empty : .number(row.value.error), .number(row.exact - minimum),
            row.number == run.values.count ? .text(run.stopReason) : .empty,
          ])
      }
    }
    return table
  }

  private var evaluations: Table {
    var table = Table(columns: names + ["value", "error", "iterations"])
    // Truncated values are those of another function: a later search must not start from them.
    for value in setting.known + runs.filter({ !$0.isTruncated }).flatMap(\.values) {
      table.append(
        value.point.map { .number($0) } + [
          .number(value.value), .number(value.error), .integer(value.iterations),
        ])
    }
    return table
  }

  // MARK: The figure

  private func figure(_ progresses: [[Progress]], _ command: String) -> NamedFigure {
    let fixed = fixedNames(progresses)
    let curves = zip(runs, progresses).map { run, progress in
      let style = Self.styles[run.name] ?? Self.otherStyle
      return Curve(
        fixed[run.name]?.name ?? run.label,
        points: Self.drawn(progress).map {
          Point(x: Double($0.value.iterations), y: max($0.exact - minimum, 1e-13))
        }, style: fixed[run.name]?.style ?? style)
    }
    return NamedFigure(
      "gap",
      Figure(
        title: "Gap of all searches over lower-level iterations", command: command,
        panels: [
          Panel(
            xAxis: Axis("lower-level iterations", scale: .logarithmic),
            yAxis: Axis("*f* − *f*^{*}", scale: .logarithmic),
            curves: curves.thinnestFirst)
        ]))
  }

  /// The values that lower the certified distance, and a last one whose f is lower although its bound is not.
  private static func drawn(_ progress: [Progress]) -> [Progress] {
    var least = Double.infinity
    return progress.filter { row in
      guard row.value.iterations > 0, row.isLowest || row.exact < least else { return false }
      least = min(least, row.exact)
      return true
    }
  }

  /// Names and styles of fixed numbers of steps: the one that comes lowest, and the others, each with a dash of its own if
  /// they are few, else the first of them with the names of all.
  private func fixedNames(_ progresses: [[Progress]]) -> [String: (name: String, style: Style)] {
    let fixed = zip(runs, progresses).filter { $0.0.isTruncated && !$0.1.isEmpty }
    func end(_ progress: [Progress]) -> Double { progress.map(\.exact).min() ?? .infinity }
    guard let best = fixed.min(by: { end($0.1) < end($1.1) })?.0 else { return [:] }
    let others = fixed.map(\.0).filter { $0.name != best.name }
    var names = [
      best.name: (best.label, Style(color: .purple, dash: .dashed, width: 1.5))
    ]
    let dashes: [Dash] = [.dotted, .dashDotted, .solid]
    let depths = others.map { $0.name.replacing("fixed ", with: "") }
    for (index, run) in others.enumerated() {
      let isFew = others.count <= dashes.count
      let name =
        isFew
        ? run.label
        : index == 0 ? "fixed *K* = \(depths[0]) to \(depths[depths.count - 1])" : ""
      names[run.name] = (
        name, Style(color: .purple, dash: isFew ? dashes[index] : .dotted, width: 1.25)
      )
    }
    return names
  }

  private static let otherStyle = Style(color: .gray, dash: .dotted, width: 1.25)
  private static let styles = [
    "grid": otherStyle, "random": Style(color: .gray, dash: .dashDotted, width: 1.25),
    "bayesian": Style(color: .green, dash: .dashDotted), "gradient": Style(color: .orange),
    "lbfgsb": Style(color: .blue, dash: .dashed), "dfo": Style(color: .vermillion, width: 2.25),
  ]
}
