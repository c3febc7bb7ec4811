// Total variation and total generalised variation of signals.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// A step, a ramp and a noisy roof.
struct VariationStudy {
  /// One certified solution.
  private struct Solution {
    let signal: String
    let method: String
    let weights: (Double, Double?)
    let values: [Double]
    let gap: Double
    let iterations: Int
    let error: Double?
    let stop: String
  }

  private static let tolerance = 1e-11

  /// Decides the claims, lists solutions and draws the roof.
  func report(to study: inout LabStudy) {
    var solutions = [step(to: &study)]
    solutions += ramp(to: &study)
    var generator = CounterGenerator(seed: 12, shift: study.settings.seed)
    let truth = (0..<40).map { abs(2 * Double($0) / 39 - 1) }
    let noisy = zip(truth, generator.normals(40)).map { $0 + 0.1 * $1 }
    let roof = roof(truth, noisy)
    solutions += roof
    func best(_ method: String) -> Solution? {
      roof.filter { $0.method == method }.min { ($0.error ?? 0) < ($1.error ?? 0) }
    }
    guard let first = best("tv"), let second = best("tgv") else { return }
    study.pin(
      VariationClaims.roof, [0.0031998, 0.00038266], [first.error ?? .nan, second.error ?? .nan])
    let size = 0.5 * dot(noisy, noisy)
    study.decide(
      VariationClaims.solved, "largest gap relative to ½‖b‖²", predicted: 0,
      computed: (solutions.map(\.gap).max() ?? .infinity) / size, .gap(1e-9))
    decideDuality(noisy, &generator, to: &study)
    study.tables.append(
      NamedTable(
        "roof", "signals with total variation and total generalised variation", table(solutions)))
    study.figures.append(
      NamedFigure(
        "roof", figure(truth, noisy, first.values, second.values, study.settings.command)))
  }

  private func denoised(
    _ name: String, _ signal: [Double], _ weight: Double, _ second: Double? = nil,
    truth: [Double]? = nil
  ) -> Solution {
    let problem = VariationProblem(
      map: MaskMap(mask: signal.map { _ in true }), data: signal, weight: weight,
      curvatureWeight: second)
    let values: [Double]
    let (gap, iterations, stop): (Double, Int, String)
    if second == nil {
      values = totalVariationDenoised(signal, weight: weight)
      (gap, iterations, stop) = (problem.gap(values), 0, "exact")
    } else {
      let solution = problem.solve(
        norm: 1, tolerance: Self.tolerance, iterationLimit: 200_000)
      values = solution.signal
      (gap, iterations) = (solution.gap, solution.iterations)
      stop = solution.isSolved ? "gap" : "iteration limit"
    }
    let error = truth.map { truth in
      let difference = distance(values, truth)
      return difference * difference / Double(truth.count)
    }
    return Solution(
      signal: name, method: second == nil ? "tv" : "tgv", weights: (weight, second),
      values: values, gap: gap, iterations: iterations, error: error, stop: stop)
  }

  private func step(to study: inout LabStudy) -> Solution {
    let (first, second, height) = (12, 20, 1.0)
    let signal =
      [Double](repeating: 0, count: first) + [Double](repeating: height, count: second)
    /// Both levels; they meet at their mean for λ = h/(1/n₁ + 1/n₂).
    func predicted(_ weight: Double) -> [Double] {
      let (n, m) = (Double(first), Double(second))
      let used = min(weight, height / (1 / n + 1 / m))
      return [Double](repeating: used / n, count: first)
        + [Double](repeating: height - used / m, count: second)
    }
    let solution = denoised("step", signal, 1.5)
    let others = [7.5, 7.6, 40].map { denoised("step", signal, $0) }
    study.decide(
      VariationClaims.step, "largest difference from both levels", predicted: 0,
      computed: ([solution] + others).reduce(0) {
        max($0, maximumDistance($1.values, predicted($1.weights.0)))
      }, .rounding(1e-13))
    return solution
  }

  private func ramp(to study: inout LabStudy) -> [Solution] {
    let signal = (0..<32).map { 2 * Double($0) / 31 - 1 }
    let flat = denoised("ramp", signal, 0.5)
    study.pin(VariationClaims.ramp, 0.221774, maximumDistance(flat.values, signal))
    let kept = denoised("ramp", signal, 0.5, 1)
    // ½‖u − u*‖² is at most the gap.
    study.decide(
      VariationClaims.affine, "largest change of the ramp", predicted: 0,
      computed: maximumDistance(kept.values, signal), .gap(1e-5))
    return [flat, kept]
  }

  private func roof(_ truth: [Double], _ noisy: [Double]) -> [Solution] {
    [0.05, 0.1, 0.2, 0.4].map { denoised("roof", noisy, $0, truth: truth) }
      + [0.2, 0.5].flatMap { first in
        [0.3, 0.8].map { denoised("roof", noisy, first, $0, truth: truth) }
      }
  }

  /// Gaps of random points, with a random map.
  private func decideDuality(
    _ data: [Double], _ generator: inout CounterGenerator, to study: inout LabStudy
  ) {
    var least = Double.infinity
    let matrix = generator.normals(rows: data.count, columns: 30)
    for weight in [0.01, 1, 100] {
      let first = VariationProblem(map: matrix, data: data, weight: weight)
      let second = VariationProblem(
        map: matrix, data: data, weight: weight, curvatureWeight: 2 * weight)
      let quadratic = TikhonovProblem(map: matrix, data: data, weight: weight)
      for _ in 0..<20 {
        let point = generator.normals(30)
        let field = generator.normals(29)
        let scale = first.primal(point)
        least = min(
          least, first.gap(point) / scale, second.gap(point + field) / scale,
          quadratic.gap(point) / scale)
      }
    }
    study.decide(
      VariationClaims.duality, "least gap relative to *P*", predicted: 0, computed: least,
      .atLeast(rounding: 1e-12))
  }

  private func table(_ solutions: [Solution]) -> Table {
    var table = Table(columns: [
      "signal", "method", "lambda", "beta", "gap", "iterations", "stop", "error",
    ])
    for solution in solutions {
      table.append([
        .text(solution.signal), .text(solution.method), .number(solution.weights.0),
        solution.weights.1.map { .number($0) } ?? .empty, .number(solution.gap),
        .integer(solution.iterations), .text(solution.stop),
        solution.error.map { .number($0) } ?? .empty,
      ])
    }
    return table
  }

  private func figure(
    _ truth: [Double], _ noisy: [Double], _ first: [Double], _ second: [Double],
    _ command: String
  ) -> Figure {
    func points(_ values: [Double]) -> [Point] {
      values.enumerated().map { Point(x: Double($0.offset + 1), y: $0.element) }
    }
    func panel(_ title: String, _ name: String, _ values: [Double], _ style: Style) -> Panel {
      Panel(
        title: title, xAxis: Axis("sample", range: 1...40, isInteger: true),
        yAxis: Axis("value", range: -0.25...1.25),
        curves: [
          Curve(
            "data", points: points(noisy),
            style: Style(color: .gray, marker: .circle, width: 0)),
          Curve(
            "truth", points: points(truth), style: Style(color: .black, dash: .dashed, width: 1)),
          Curve(name, points: points(values), style: style),
        ])
    }
    var figure = Figure(
      title: "Total variation and total generalised variation of a noisy roof",
      description: """
        A noisy roof, its true shape and its reconstructions with the best weights: total variation has steps, total \
        generalised variation has slopes.
        """,
      command: command,
      panels: [
        panel("total variation", "TV", first, Style(color: .vermillion)),
        panel("total generalised variation", "TGV", second, Style(color: .blue)),
      ], columns: 2)
    figure.hasLegend = true
    return figure
  }
}
