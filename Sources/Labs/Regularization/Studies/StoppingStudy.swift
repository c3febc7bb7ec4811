// When to stop Landweber's iteration.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// s_j = 1/j, j = 1…4000, with u = s·w, w_j ∝ j^(−½)/log(1 + j), ‖w‖ = 1.
struct StoppingStudy {
  private let singularValues: [Double]
  private let source: [Double]
  private let solution: [Double]

  /// The error of one number of steps.
  private struct Row {
    let steps: Int
    let bias: Double
    let noise: Double
    var error: Double { bias + noise }
  }

  init() {
    let n = 4000
    singularValues = (1...n).map { 1 / Double($0) }
    var source = (1...n).map { 1 / (Double($0).squareRoot() * log(Double($0) + 1)) }
    scale(&source, by: 1 / norm(source))
    self.source = source
    solution = zip(singularValues, source).map { $0 * $1 }
  }

  /// Decides the claims and lists errors over steps.
  func report(to study: inout LabStudy) {
    compareRecursion(to: &study)
    let rows = errors(level: 0.01)
    study.decide(
      FilterClaims.parts, "steps after which the bias rises or the noise falls", predicted: 0,
      computed: Double(
        zip(rows.dropFirst(), rows).count {
          $0.bias > $1.bias * (1 + 1e-12) || $0.noise < $1.noise * (1 - 1e-12)
        }), .count)
    let best = rows.min { $0.error < $1.error } ?? rows[0]
    study.pin(
      FilterClaims.semiConvergence, [0.170592, 0.0571624, 0.0569290, 25, 0.350514],
      [
        rows[0].error, rows[28].error, best.error, Double(best.steps), rows[rows.count - 1].error,
      ])
    let differences = (0..<100_000).map { index in
      let s = 1e-4 + (1 - 1e-4) * Double(index) / 99_999
      return abs(-expm1(50 * log1p(-s * s)) - s * s / (s * s + 0.02))
    }
    study.pin(FilterClaims.distance, 0.208775, differences.max() ?? .nan)
    let stopped = stop(level: 1e-3, study.settings.seed, to: &study)
    var table = Table(columns: ["rule", "level", "steps", "bias", "noise", "error", "residual"])
    for row in rows {
      table.append([
        .text("fixed"), .number(0.01), .integer(row.steps), .number(row.bias), .number(row.noise),
        .number(row.error), .empty,
      ])
    }
    table.append([
      .text("discrepancy"), .number(1e-3), .integer(stopped.steps), .empty, .empty,
      .number(stopped.error), .number(stopped.residual),
    ])
    table.append([
      .text("oracle"), .number(1e-3), .integer(stopped.oracle.steps), .empty, .empty,
      .number(stopped.oracle.error), .empty,
    ])
    study.tables.append(
      NamedTable("stopping", "errors of Landweber's iteration over its steps", table))
    study.figures.append(
      NamedFigure("stopping", figure(rows, best, command: study.settings.command)))
  }

  private func compareRecursion(to study: inout LabStudy) {
    let s = Array(singularValues.prefix(50))
    let data = zip(s, source).map { $0 * $1 }
    let result = LinearizedBregman(weight: 0, stepSize: 1).run(
      Matrix(diagonal: s), data, iterationLimit: 77)
    let filtered = zip(s, data).map { -expm1(77 * log1p(-$0 * $0)) / $0 * $1 }
    study.decide(
      FilterClaims.recursion, "largest difference between recursion and filter", predicted: 0,
      computed: maximumDistance(result.point, filtered), .rounding(1e-13))
  }

  /// Bias and worst noise of up to 100 steps, and of every seventh number of steps below 3000.
  private func errors(level: Double) -> [Row] {
    (Array(1...100) + stride(from: 106, to: 3000, by: 7)).map { steps in
      var (square, amplification) = (0.0, 0.0)
      for (s, u) in zip(singularValues, solution) {
        let exponent = Double(steps) * log1p(-s * s)
        let rest = exp(exponent) * u
        square += rest * rest
        amplification = max(amplification, -expm1(exponent) / s)
      }
      return Row(steps: steps, bias: square.squareRoot(), noise: level * amplification)
    }
  }

  /// A run that the discrepancy principle stopped, and the best number of steps.
  private struct Stop {
    let steps: Int
    let error: Double
    let residual: Double
    let oracle: (steps: Int, error: Double)
  }

  private func stop(level: Double, _ seed: UInt64, to study: inout LabStudy) -> Stop {
    let ratio = study.settings.number(RegularizationLab.discrepancy)
    var generator = CounterGenerator(seed: 3, shift: seed)
    var noise = generator.normals(solution.count)
    scale(&noise, by: level / norm(noise))
    let data = zip(singularValues, zip(solution, noise)).map { $0 * $1.0 + $1.1 }
    // A diagonal matrix of 4000 rows, without its zeros.
    let map = DiagonalMap(diagonal: singularValues)
    var (rises, last) = (0, Double.infinity)
    let result = LinearizedBregman(weight: 0, stepSize: 1).run(
      map, data, residual: ratio * level, iterationLimit: 1_000_000
    ) { _, _, residual in
      if residual > last * (1 + 1e-12) { rises += 1 }
      last = residual
      return true
    }
    study.decide(
      FilterClaims.residual, "steps in which the residual rises", predicted: 0,
      computed: Double(rises), .count)
    let error = distance(result.point, solution)
    study.decide(
      FilterClaims.discrepancy, "error of the stopped iteration",
      predicted: ((ratio + 1) * level).squareRoot() + (level / (ratio - 1)).squareRoot(),
      computed: error, .atMost(rounding: 0))
    let oracle = oracle(data)
    study.pin(FilterClaims.oracle, 2.19519, error / oracle.error)
    return Stop(
      steps: result.iterations, error: error, residual: result.residual, oracle: oracle)
  }

  /// The best of 1, 4, 7, … steps below 4000.
  private func oracle(_ data: [Double]) -> (steps: Int, error: Double) {
    let exact = zip(singularValues, data).map { $1 / $0 }
    let factors = singularValues.map { 1 - $0 * $0 }
    var rest = factors
    var best = (steps: 0, error: Double.infinity)
    for steps in stride(from: 1, to: 4000, by: 3) {
      var square = 0.0
      for index in rest.indices {
        let difference = (1 - rest[index]) * exact[index] - solution[index]
        square += difference * difference
        rest[index] *= factors[index] * factors[index] * factors[index]
      }
      if square.squareRoot() < best.error { best = (steps, square.squareRoot()) }
    }
    return best
  }

  private func figure(_ rows: [Row], _ best: Row, command: String) -> Figure {
    func curve(_ name: String, _ value: (Row) -> Double, _ style: Style) -> Curve {
      Curve(
        name, points: rows.map { Point(x: Double($0.steps), y: value($0)) }, style: style)
    }
    return Figure(
      title: "Semi-convergence of Landweber's iteration",
      description: """
        Error of Landweber's iteration over the number of steps for noise of norm 0.01: the bias falls, the noise grows, and \
        their sum has its least value after \(best.steps) steps.
        """,
      command: command,
      panels: [
        Panel(
          xAxis: Axis("steps *K*", scale: .logarithmic, range: 1...3000, isInteger: true),
          yAxis: Axis("worst error", scale: .logarithmic),
          curves: [
            curve("error", \.error, Style(color: .black, width: 2.25)),
            curve("bias", \.bias, Style(color: .blue, dash: .dashed)),
            curve("noise", \.noise, Style(color: .vermillion, dash: .dashDotted)),
            Curve(
              "", points: [Point(x: Double(best.steps), y: best.error)],
              style: Style(color: .black, marker: .circle, width: 0)),
          ])
      ])
  }
}

/// diag(d).
private struct DiagonalMap: LinearMap {
  let diagonal: [Double]
  var rows: Int { diagonal.count }
  var columns: Int { diagonal.count }

  func apply(_ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>) {
    diagonal.withUnsafeBufferPointer { d in for i in d.indices { y[i] = d[i] * x[i] } }
  }

  func applyAdjoint(_ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>) {
    apply(y, into: x)
  }
}
