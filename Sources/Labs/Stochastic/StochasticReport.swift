// The tables that both parts share.

import Evidence
import LabKit
import LinearAlgebra
import Report

/// The summary of all runs, and λ at the end of each.
struct StochasticReport {
  /// The columns of the summary.
  static let columns = [
    "problem", "method", "note", "lower_step", "lower_decay", "upper_step", "upper_decay", "batch",
    "inner_steps", "products", "replicas", "iterations", "calls", "gradient", "best", "plateau",
    "slope", "theory", "best_1e4_calls", "best_1e5_calls", "best_8e5_calls", "calls_to_0.01", "gap",
    "stationarity", "loss", "accuracy", "test_loss", "test_accuracy", "stop_reason",
  ]
  /// Those that do not contain numbers.
  static let textColumns: Set<String> = ["problem", "method", "note", "stop_reason"]

  private var table = Table(columns: Self.columns)
  /// λ at the end of the runs of each part.
  private var parameters: [(part: String, rows: [[Double]])] = []

  /// The settings of a run as the first cells of a row.
  private static func cells(_ part: String, _ run: MethodRun, replicas: Int) -> [Cell] {
    [
      .text(part), .text(run.method.rawValue), .text(run.note), .number(run.steps.lower.factor),
      .number(run.steps.lower.decay), .number(run.steps.upper.factor),
      .number(run.steps.upper.decay), .integer(run.batch),
      run.method.innerSteps(1) != nil ? .integer(run.innerSteps) : .empty,
      run.method.hasProducts ? .integer(run.products) : .empty, .integer(replicas),
      .integer(run.iterations),
    ]
  }

  private static func shown(_ number: Double?) -> Cell {
    guard let number, number.isFinite else { return .empty }
    return .number(number)
  }

  /// Adds a run on the sum of quadratics.
  mutating func add(_ result: QuadraticRun) {
    let shown = Self.shown
    table.append(
      Self.cells("quadratic", result.run, replicas: result.replicas) + [
        shown(result.checkpoints.last?.calls), shown(result.curve.last), shown(result.minima.last),
        shown(result.plateau), shown(result.slope), .number(-result.run.method.exponent),
        shown(result.best(calls: 1e4)), shown(result.best(calls: 1e5)),
        shown(result.best(calls: 8e5)),
        shown(result.minima.firstIndex { $0 <= 0.01 }.map { result.calls($0 + 1) }), .empty, .empty,
        .empty, .empty, .empty, .empty, .text(result.isFinite ? "iterations" : "diverged"),
      ])
    add("quadratic", result.lastParameters)
  }

  /// Adds a run on logistic regression: the mean over replicas of their last points.
  mutating func add(_ result: LogisticRun, reference: LogisticReference) {
    let last = result.replicas.compactMap(\.last)
    func mean(_ number: (LogisticPoint) -> Double?) -> Cell {
      let numbers = last.compactMap(number)
      guard numbers.count == result.replicas.count else { return .empty }
      return Self.shown(numbers.reduce(0, +) / Double(numbers.count))
    }
    table.append(
      Self.cells("logistic", result.run, replicas: result.replicas.count) + [
        mean { Double($0.calls) }, .empty, .empty, .empty, .empty,
        .number(-result.run.method.exponent), .empty, .empty, .empty, .empty,
        mean { $0.value - reference.value }, mean(\.stationarity), mean(\.value), mean(\.accuracy),
        mean { $0.test?.loss }, mean { $0.test?.accuracy },
        .text(result.isFinite ? "iterations" : "diverged"),
      ])
    let count = reference.parameters.count
    add(
      "logistic",
      last.count == result.replicas.count
        ? (0..<count).map { k in
          last.reduce(0) { $0 + $1.parameters[k] } / Double(last.count)
        } : [Double](repeating: .nan, count: count))
  }

  private mutating func add(_ part: String, _ row: [Double]) {
    if parameters.last?.part != part { parameters.append((part, [])) }
    parameters[parameters.count - 1].rows.append(row)
  }

  /// Adds the summary, and λ of all runs: those of logistic regression where both problems were solved.
  func finish(_ study: inout LabStudy) {
    study.tables.insert(
      NamedTable(
        "runs",
        "all runs: E‖∇h‖² at the end, the best and the mean over the last tenth, its slope against *T*, and, with a number of "
          + "calls, the best; for logistic regression *h* − *h*(*λ*^{*}), the projected gradient, and loss and accuracy on "
          + "validation and test data", table), at: 0)
    for (part, rows) in parameters {
      let array = LabArray(
        "lambda-\(part)", shape: [rows.count, rows[0].count], rows.flatMap { $0 })
      study.arrays.append(array)
      study.product = array
    }
  }
}
