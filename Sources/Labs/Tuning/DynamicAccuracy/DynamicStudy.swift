// Dynamic accuracy beside fixed numbers of steps.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// A run of the trust region with its true values.
struct DynamicRun {
  let result: DynamicAccuracySearch.Result
  private let problem: DenoisingProblem

  /// Runs the search.
  ///
  /// - Parameters:
  ///   - problem: The problem.
  ///   - start: θ⁰.
  ///   - depth: K; nil for dynamic accuracy.
  ///   - method: The search.
  init(
    _ problem: DenoisingProblem, from start: [Double], depth: Int? = nil,
    by method: DynamicAccuracySearch
  ) {
    var inexact = InexactDenoising(problem, depth: depth)
    result = method.minimize(&inexact, from: start)
    self.problem = problem
  }

  /// θ at the end.
  var point: [Double] { result.end.point }

  /// The accepted steps.
  var accepted: [DynamicAccuracySearch.Step] {
    result.steps.filter { $0.outcome == .accepted }
  }

  /// The largest |f̃ − f| minus its bound, over every k-th value.
  func violation(every stride: Int = 1) -> Double {
    Swift.stride(from: 0, to: result.values.count, by: stride).map { index in
      let value = result.values[index]
      return abs(problem.value(value.point) - value.value) - value.error
    }.max() ?? -.infinity
  }

  /// The number of accepted steps that do not lower f by more than rounding.
  func rises(rounding: Double = 0) -> Int {
    accepted.count { problem.value($0.state.point) >= problem.value($0.origin.point) + rounding }
  }

  /// The smallest decrease of f that an accepted step certifies.
  var leastCertifiedDecrease: Double { accepted.map(\.certifiedDecrease).min() ?? .infinity }

  /// The iterations after which θ has a value of at most a limit; ∞ if it never has.
  func cost(to limit: Double) -> Double {
    result.steps.first { problem.value($0.state.point) <= limit }
      .map { Double($0.state.iterations) } ?? .infinity
  }
}

/// The trust region on smooth signals with two parameters, and on boxes with three and one.
struct DynamicStudy {
  private let seed: UInt64
  private let depths: [Int]

  private init(_ settings: LabSettings) {
    seed = settings.seed
    depths = settings.integers(TuningLab.depth)
  }

  /// Decides the claims and adds the tables and figures.
  static func report(to study: inout LabStudy) throws(LabError) {
    let dynamic = DynamicStudy(study.settings)
    dynamic.quadratic(&study)
    dynamic.totalVariation(&study)
    dynamic.weight(&study)
    try dynamic.condition(&study)
  }

  // MARK: Two parameters

  private func quadratic(_ study: inout LabStudy) {
    let problem = DenoisingProblem.smooth(seed: seed, penalty: 1e-5)
    let start = problem.regularizer.start
    let best = problem.optimum()
    let method = DynamicAccuracySearch()
    let run = DynamicRun(problem, from: start, by: method)
    study.decide(
      DynamicClaims.certificate, "largest |*f̃* − *f*| minus its bound", predicted: 0,
      computed: run.violation(), .atMost(rounding: 1e-12))
    study.decide(
      DynamicClaims.decrease, "accepted steps that do not", predicted: 0,
      computed: Double(run.rises()), .count)
    study.decide(
      DynamicClaims.inference, "least certified decrease", predicted: 0,
      computed: run.leastCertifiedDecrease, .atLeast(rounding: 0))
    let gap = problem.value(run.point) - best.value
    study.decide(
      DynamicClaims.gap, "*f* − *f*^{*}", predicted: 0, computed: gap, .gap(1e-8))
    study.decide(
      DynamicClaims.distance, "‖*θ* − *θ*^{*}‖", predicted: 0,
      computed: distance(run.point, best.point), .gap(1e-3))
    study.decide(
      DynamicClaims.gradient, "‖∇*f*‖ at the end", predicted: 0,
      computed: norm(problem.gradient(run.point).gradient), .gap(1e-3))
    study.pin(
      DynamicClaims.optimum, [0.624941, -0.492177, 5.21233], best.point + [best.value])
    study.pin(
      DynamicClaims.counts, [52, 11, 22_539],
      [
        Double(run.result.values.count), Double(run.accepted.count),
        Double(run.result.iterations),
      ])
    let starts = [[2.0, 0], [-2, -2], [0, 1], [-1, -1], [2, -2]]
    let ends = starts.map { DynamicRun(problem, from: $0, by: method).point }
    study.decide(
      DynamicClaims.starts, "largest ‖∇*f*‖ at the end", predicted: 0,
      computed: ends.map { norm(problem.gradient($0).gradient) }.max() ?? 0, .gap(1e-3))
    study.decide(
      DynamicClaims.startGaps, "largest *f* − *f*^{*}", predicted: 0,
      computed: ends.map { problem.value($0) - best.value }.max() ?? 0, .gap(1e-6))
    display(run, problem, best.value, &study)
    sweep(problem, best, run, &study)
  }

  /// Fixed numbers of steps.
  private func sweep(
    _ problem: DenoisingProblem,
    _ best: (point: [Double], value: Double, projectedGradient: Double), _ dynamic: DynamicRun,
    _ study: inout LabStudy
  ) {
    var table = Table(columns: [
      "steps", "theta_1", "theta_2", "distance", "gap", "gap_of_truncated_optimum", "values",
      "iterations", "iterations_to_1e-6", "stop_reason",
    ])
    let limit = best.value + 1e-6
    let target = dynamic.cost(to: limit)
    var rows: [(depth: Int, gap: Double, bias: Double, cost: Double)] = []
    let wide = SearchBox(-10...4, dimension: 2)
    for depth in depths {
      let run = DynamicRun(
        problem, from: problem.regularizer.start, depth: depth, by: DynamicAccuracySearch())
      let truncated = lowest(
        TruncatedRisk(problem, depth: depth), in: wide,
        from: [best.point, [0, 0], [0, -3], run.point])
      let row = (
        depth, problem.value(run.point) - best.value, problem.value(truncated.point) - best.value,
        run.cost(to: limit)
      )
      rows.append(row)
      table.append([
        .integer(depth), .number(run.point[0]), .number(run.point[1]),
        .number(distance(run.point, best.point)), .number(row.1), .number(row.2),
        .integer(run.result.values.count), .integer(run.result.iterations),
        row.3.isFinite ? .number(row.3) : .empty, .text(run.result.stopReason.name),
      ])
    }
    table.append([
      .text("dynamic"), .number(dynamic.point[0]), .number(dynamic.point[1]),
      .number(distance(dynamic.point, best.point)),
      .number(problem.value(dynamic.point) - best.value), .empty,
      .integer(dynamic.result.values.count), .integer(dynamic.result.iterations),
      target.isFinite ? .number(target) : .empty,
      .text(dynamic.result.stopReason.name),
    ])
    study.tables.append(
      NamedTable(
        "unrolling", "fixed numbers of lower-level steps, and dynamic accuracy", table))
    if let row = rows.first(where: { $0.depth == 10 }) {
      study.decide(
        DynamicClaims.bias, "*f* − *f*^{*} for 10 steps", predicted: 1e-3, computed: row.gap,
        .atLeast(rounding: 0))
      study.decide(
        DynamicClaims.biasOfTruncation, "gap reached over gap of the truncated optimum",
        predicted: 1, computed: row.gap / row.bias, .gap(0.15))
    }
    let least = rows.map(\.cost).min() ?? .infinity
    if let row = rows.first(where: { $0.depth == 2000 }) {
      study.decide(
        DynamicClaims.speed, "iterations with 2000 steps over those with dynamic accuracy",
        predicted: 4, computed: row.cost / target, .atLeast(rounding: 0))
      study.decide(
        DynamicClaims.printedSpeed, "iterations with the best number of steps over those",
        predicted: 10, computed: least / target, .atLeast(rounding: 0))
      study.decide(
        DynamicClaims.speedOverBest, "iterations with the best number of steps over those",
        predicted: 0.5, computed: least / target, .atLeast(rounding: 0))
    }
    let known = rows.filter { [10, 20, 50].contains($0.depth) }.map(\.bias)
    study.pin(DynamicClaims.biases, [0.564587, 0.0242327, 1.15123e-6], known)
    study.pin(
      DynamicClaims.costs, [10_407, 18_000, 312_000],
      [target] + rows.filter { [100, 2000].contains($0.depth) }.map(\.cost))
  }

  /// The steps of the run.
  private func display(
    _ run: DynamicRun, _ problem: DenoisingProblem, _ least: Double, _ study: inout LabStudy
  ) {
    var table = Table(columns: [
      "step", "iterations", "theta_1", "theta_2", "value", "error", "gap", "radius",
      "gradient_norm",
      "predicted_decrease", "certified_decrease", "outcome",
    ])
    var (gaps, errors, radii): ([Point], [Point], [Point]) = ([], [], [])
    var decreases: [Point] = []
    for (index, step) in run.result.steps.enumerated() {
      let state = step.state
      let gap = problem.value(state.point) - least
      table.append([
        .integer(index + 1), .integer(state.iterations), .number(state.point[0]),
        .number(state.point[1]), .number(state.value), .number(state.error), .number(gap),
        .number(step.radius), .number(step.gradientNorm), .number(step.predictedDecrease),
        step.outcome == .accepted ? .number(step.certifiedDecrease) : .empty,
        .text(step.outcome.name),
      ])
      let x = Double(index + 1)
      gaps.append(Point(x: x, y: max(gap, 1e-13)))
      errors.append(Point(x: x, y: max(state.error, 1e-13)))
      radii.append(Point(x: x, y: step.radius))
      // It is not known for a step that only improves the model.
      if step.predictedDecrease.isFinite, step.predictedDecrease > 0 {
        decreases.append(Point(x: x, y: step.predictedDecrease))
      }
    }
    study.tables.append(
      NamedTable("steps", "steps of the trust region with their certificates", table))
    study.figures.append(
      NamedFigure(
        "steps",
        Figure(
          title: "Gap, predicted decrease, error bound and radius of the trust region",
          description: """
            Over the steps of the search: the gap f − f*, the decrease of f that the model predicts, the certified bound on the error \
            of f, which stays far below that decrease, and the radius.
            """,
          command: study.settings.command,
          panels: [
            Panel(
              xAxis: Axis("step", isInteger: true),
              yAxis: Axis("gap, decrease, error bound, radius", scale: .logarithmic),
              curves: [
                Curve("*f* − *f*^{*}", points: gaps, style: Style(color: .vermillion)),
                Curve(
                  "bound on |*f̃* − *f*|", points: errors,
                  style: Style(color: .blue, dash: .dashed)),
                Curve(
                  "predicted decrease", points: decreases,
                  style: Style(color: .purple, dash: .dashDotted)),
                Curve("radius", points: radii, style: Style(color: .black, dash: .dotted)),
              ])
          ])))
  }

  // MARK: Three parameters and one

  private func totalVariation(_ study: inout LabStudy) {
    let problem = DenoisingProblem.boxes(seed: seed)
    let start = problem.regularizer.start
    func method(_ budget: Int) -> DynamicAccuracySearch {
      DynamicAccuracySearch(smallestRadius: 1e-4, budget: budget)
    }
    let run = DynamicRun(problem, from: start, by: method(80_000))
    study.decide(
      DynamicClaims.threeCertificate, "largest |*f̃* − *f*| minus its bound", predicted: 0,
      computed: run.violation(every: max(1, run.result.values.count / 40)),
      .atMost(rounding: 1e-9))
    study.decide(
      DynamicClaims.threeDecrease, "accepted steps that do not", predicted: 0,
      computed: Double(run.rises(rounding: 1e-12)), .count)
    let slopes = [run.point, start].map { norm(problem.gradient($0).gradient) }
    study.decide(
      DynamicClaims.threeGradient, "‖∇*f*‖ at the end over that at the start", predicted: 0,
      computed: slopes[0] / slopes[1], .gap(0.01))
    let end = problem.value(run.point)
    let limit = 1.02 * end
    let target = run.cost(to: limit)
    var table = Table(columns: ["steps", "value", "iterations", "iterations_to_2_percent"])
    func row(_ name: Cell, _ run: DynamicRun) -> Double {
      let cost = run.cost(to: limit)
      table.append([
        name, .number(problem.value(run.point)), .integer(run.result.iterations),
        cost.isFinite ? .number(cost) : .empty,
      ])
      return cost
    }
    var last = Double.infinity
    for depth in [10, 30, 100, 300, 2000] {
      let fixed = DynamicRun(
        problem, from: start, depth: depth, by: method(depth > 30 ? 140_000 : 40_000))
      let cost = row(.integer(depth), fixed)
      last = cost.isFinite ? cost : Double(fixed.result.iterations)
    }
    _ = row(.text("dynamic"), run)
    study.decide(
      DynamicClaims.threeSpeed, "iterations with 2000 steps over those with dynamic accuracy",
      predicted: 3, computed: last / target, .atLeast(rounding: 0))
    study.pin(DynamicClaims.threeValue, [3.30845, 0.262258], [problem.value(start), end])
    study.tables.append(
      NamedTable("three", "total variation with three parameters", table))
  }

  private func weight(_ study: inout LabStudy) {
    let problem = DenoisingProblem.boxes(seed: seed, .weight)
    let run = DynamicRun(
      problem, from: problem.regularizer.start, by: DynamicAccuracySearch(smallestRadius: 1e-4))
    study.decide(
      DynamicClaims.oneCertificate, "largest |*f̃* − *f*| minus its bound", predicted: 0,
      computed: run.violation(), .atMost(rounding: 1e-9))
    study.decide(
      DynamicClaims.oneGap, "*f* − *f*^{*}", predicted: 0,
      computed: problem.value(run.point) - problem.optimum().value, .gap(1e-6))
  }

  // MARK: The condition number

  /// κ of the slides beside the condition number for constant u, with ξ outside and inside the bracket α(…).
  private func condition(_ study: inout LabStudy) throws(LabError) {
    let (n, weight, smoothing, ridge) = (32, 0.5, 0.1, 2.0)
    func eigenvalues(ridge: Double, weight: Double) throws(LabError) -> [Double] {
      let energy = ChainEnergy(
        signal: [Double](repeating: 1, count: n), weight: weight, ridge: ridge,
        potential: .smoothed(smoothing))
      return try factorized(
        SymmetricEigen.values(of: Matrix(of: energy.hessian(at: energy.signal))))
    }
    // I + DᵀD gives ‖D‖².
    let square = try eigenvalues(ridge: 0, weight: smoothing)[n - 1] - 1
    let printed = 1 + weight * square / (smoothing * (1 + ridge))
    let outside = try eigenvalues(ridge: ridge, weight: weight)
    let inside = try eigenvalues(ridge: weight * ridge, weight: weight)
    study.decide(
      DynamicClaims.condition, "condition number, *ξ* outside the bracket", predicted: printed,
      computed: outside[n - 1] / outside[0], .rounding(1e-9))
    study.decide(
      DynamicClaims.printedCondition, "condition number, *ξ* inside the bracket",
      predicted: printed, computed: inside[n - 1] / inside[0], .rounding(1e-9))
    study.pin(
      DynamicClaims.conditionNumbers, [7.65062, 10.9759],
      [outside[n - 1] / outside[0], inside[n - 1] / inside[0]])
  }
}

extension DynamicAccuracySearch.StopReason {
  /// The reason in a word or two, for tables.
  var name: String {
    switch self {
    case .radius: "radius"
    case .budget: "budget"
    case .stepLimit: "step limit"
    case .nonFinite: "not finite"
    case .interrupted: "interrupted"
    }
  }
}

extension DynamicAccuracySearch.Step.Outcome {
  /// The outcome in a word, for tables.
  var name: String {
    switch self {
    case .accepted: "accepted"
    case .rejected: "rejected"
    case .geometry: "geometry"
    }
  }
}
