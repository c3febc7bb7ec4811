// All methods on one problem, with the gap against lower-level iterations.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// The comparison of all methods on one problem, which may be the user's.
struct ComparisonStudy {
  private let setting: SearchSetting
  private let methods: [SearchMethod]
  private let depths: [Int]
  private let isOwn: Bool
  private var warnings: [String] = []

  /// Reads the user's files.
  ///
  /// - Parameter settings: The settings of the lab.
  /// - Throws: ``LabError`` where options conflict, or a file cannot be read or does not fit.
  init(_ settings: LabSettings) throws(LabError) {
    guard
      let regularizer = Regularizer(rawValue: settings.name(TuningLab.regularizer))
    else { throw .illegal("\(TuningLab.regularizer.option): no such regulariser") }
    let paths = settings.files(TuningLab.problem)
    isOwn = !paths.isEmpty
    if isOwn, settings.seed != 0, !settings.names(TuningLab.methods).contains(where: Self.isDrawn) {
      throw .illegal(
        "--seed has no effect with \(TuningLab.problem.option) and without a method that draws points"
      )
    }
    let penalty =
      settings.isGiven(TuningLab.penalty)
      ? settings.number(TuningLab.penalty) : regularizer == .quadratic ? 1e-5 : 1e-6
    let problem: DenoisingProblem
    if isOwn {
      problem = try DenoisingProblem(
        paths: paths, settings.reading, regularizer, penalty: penalty)
    } else {
      problem =
        regularizer == .quadratic
        ? .smooth(seed: settings.seed, penalty: penalty)
        : .boxes(seed: settings.seed, regularizer, penalty: penalty)
    }
    let known = try settings.file(TuningLab.evaluations).map { (path) throws(LabError) in
      try KnownEvaluations(path, settings.reading, for: regularizer)
    }
    let start =
      settings.isGiven(TuningLab.start)
      ? settings.numbers(TuningLab.start) : regularizer.start
    guard start.count == problem.parameterCount else {
      throw .illegal(
        "\(TuningLab.start.option): \(start.count) numbers, where the regulariser \(regularizer.rawValue) has "
          + "\(problem.parameterCount)")
    }
    let bounds = settings.numbers(TuningLab.bounds)
    guard bounds.count == 2, bounds[0] < bounds[1] else {
      throw .illegal("\(TuningLab.bounds.option): two numbers, the lower one first")
    }
    let box =
      settings.isGiven(TuningLab.bounds)
      ? SearchBox(bounds[0]...bounds[1], dimension: problem.parameterCount) : regularizer.box
    if let text = known?.suspicion(problem) { warnings.append(text) }
    setting = SearchSetting(
      problem: problem, box: box, start: start,
      tolerance: settings.number(TuningLab.tolerance), budget: settings.integer(TuningLab.budget),
      known: known?.values ?? [], seed: settings.seed)
    methods = settings.names(TuningLab.methods).compactMap(SearchMethod.init(rawValue:))
    depths = settings.integers(TuningLab.depth)
  }

  /// Whether a method draws points.
  private static func isDrawn(_ name: String) -> Bool {
    [SearchMethod.random, .bayesian].contains { $0.rawValue == name }
  }

  /// Runs all methods, and adds tables, the figure and the main result.
  func report(to study: inout LabStudy) {
    let runs = methods.flatMap { setting.runs($0, depths: depths) }
    let problem = setting.problem
    let ends = runs.compactMap { $0.values.min { $0.upperBound < $1.upperBound }?.point }
    let best = problem.optimum(
      in: setting.box, alsoFrom: ends + setting.known.map(\.point).prefix(1))
    study.warnings += warnings
    if best.projectedGradient > 1e-6 {
      study.warnings.append(
        "the gradient of f at the reference minimum is \(best.projectedGradient): gaps are relative to the lowest value found"
      )
    }
    if best.point.indices.contains(where: {
      best.point[$0] <= setting.box.lower[$0] || best.point[$0] >= setting.box.upper[$0]
    }) {
      study.warnings.append("the reference minimum is at a bound of --bounds")
    }
    certify(runs, &study)
    table(runs, best.value, &study)
    if let product = ends.map({ (point: $0, value: problem.value($0)) })
      .min(by: { $0.value < $1.value })?.point
    {
      study.product = LabArray("theta", product)
      study.arrays.append(LabArray("theta", product))
    }
  }

  /// Decides the laws about all values that have a certificate.
  private func certify(_ runs: [SearchRun], _ study: inout LabStudy) {
    var (worst, isKnown) = (-Double.infinity, false)
    for run in runs where !run.isTruncated {
      let stride = max(1, run.values.count / 40)
      for index in Swift.stride(from: 0, to: run.values.count, by: stride) {
        let value = run.values[index]
        let exact = setting.problem.value(value.point)
        worst = max(worst, abs(exact - value.value) - value.error - 1e-9 * abs(exact))
        isKnown = true
      }
    }
    if isKnown {
      study.decide(
        ComparisonClaims.certificate, "largest |*f̃* − *f*| minus its bound", predicted: 0,
        computed: worst, .atMost(rounding: 1e-9))
    }
    let point = setting.start
    let (value, gradient) = setting.problem.gradient(point)
    let differences = centralDifferences(at: point, step: 1e-4) { setting.problem.value($0) }
    study.decide(
      ComparisonClaims.gradient, "largest difference over 1 + *f* + ‖∇*f*‖", predicted: 0,
      computed: maximumDistance(gradient, differences) / (1 + abs(value) + norm(gradient)),
      .rounding(1e-5))
  }

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

  private func table(_ runs: [SearchRun], _ minimum: Double, _ study: inout LabStudy) {
    let names = (1...setting.problem.parameterCount).map { "theta_\($0)" }
    let progresses = runs.map(progress)
    let reference = progresses.joined().reduce(minimum) { min($0, $1.exact) }
    var gaps = Table(
      columns: ["regularizer", "method", "evaluation", "iterations"] + names + [
        "value", "error", "gap", "stop_reason",
      ])
    for (run, progress) in zip(runs, progresses) {
      for row in progress {
        gaps.append(
          [
            .text(setting.problem.regularizer.rawValue), .text(run.name), .integer(row.number),
            .integer(row.value.iterations),
          ] + row.value.point.map { .number($0) } + [
            .number(row.value.value),
            // The bound on the error of a fixed number of steps is not known.
            run.isTruncated ? .empty : .number(row.value.error), .number(row.exact - reference),
            row.number == run.values.count ? .text(run.stopReason) : .empty,
          ])
      }
    }
    var evaluations = Table(columns: names + ["value", "error", "iterations"])
    // Truncated values are those of another function: a later search must not start from them.
    for value in setting.known + runs.filter({ !$0.isTruncated }).flatMap(\.values) {
      evaluations.append(
        value.point.map { .number($0) } + [
          .number(value.value), .number(value.error), .integer(value.iterations),
        ])
    }
    study.tables += [
      NamedTable(
        "gap", "*f* − *f*^{*} of the lowest values against lower-level iterations", gaps),
      NamedTable(
        "evaluations", "all certified values, for `--evaluations` of a later search", evaluations),
    ]
    let curves = zip(runs, progresses).map { run, progress in
      Curve(
        run.name,
        points: progress.filter { $0.isLowest && $0.value.iterations > 0 }.map {
          Point(x: Double($0.value.iterations), y: max($0.exact - reference, 1e-13))
        }, style: Self.styles[run.name] ?? Style(color: .gray, dash: .dotted))
    }
    study.figures.append(
      NamedFigure(
        "gap",
        Figure(
          title: "Gap of all searches over lower-level iterations",
          command: study.settings.command,
          panels: [
            Panel(
              xAxis: Axis("lower-level iterations", scale: .logarithmic),
              yAxis: Axis("*f* − *f*^{*}", scale: .logarithmic), curves: curves)
          ])))
  }

  private static let styles = [
    "grid": Style(color: .black, dash: .dotted), "random": Style(color: .blue, dash: .dashed),
    "bayesian": Style(color: .green, dash: .dashDotted), "gradient": Style(color: .orange),
    "lbfgsb": Style(color: .purple, dash: .dashed), "dfo": Style(color: .vermillion),
  ]
}
