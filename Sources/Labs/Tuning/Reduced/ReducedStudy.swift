// L-BFGS-B on the reduced problem: exact, inexact and truncated lower levels.

import Evidence
import LabKit
import Libc
import LinearAlgebra
package import Optimization
import Report

/// The reduced problem min_θ f(θ) of the smooth signals without penalty.
package struct ReducedStudy {
  /// The problem.
  private let problem: DenoisingProblem
  private let box = SearchBox(-3...3, dimension: 2)

  /// Draws the problem.
  ///
  /// - Parameter seed: 0 for the pinned instance.
  package init(seed: UInt64) { problem = .smooth(seed: seed, penalty: 0) }

  /// L-BFGS-B from the start of the regulariser.
  ///
  /// - Parameter tolerance: The error of lower levels and adjoints; nil for exact ones.
  /// - Returns: The end, and the iterations and products.
  package func descent(tolerance: Double?) -> (end: LBFGSB.Result, cost: Int) {
    var objective = ReducedObjective(problem, tolerance: tolerance)
    let end = LBFGSB(history: 6, projectedGradient: 1e-9, iterationLimit: 80).minimize(
      &objective, in: BoxConstraint(lower: box.lower, upper: box.upper),
      from: Regularizer.quadratic.start)
    return (end, objective.cost)
  }

  /// Decides the claims and adds the tables and figures.
  func report(to study: inout LabStudy) {
    let point = [0.2, -0.7]
    let differences = centralDifferences(at: point) { problem.value($0) }
    var objective = ReducedObjective(problem, tolerance: 1e-12)
    var gradient = [0.0, 0]
    _ = objective.evaluate(at: point, gradient: &gradient)
    study.decide(
      ReducedClaims.gradient, "largest difference", predicted: 0,
      computed: maximumDistance(gradient, differences), .rounding(1e-6))
    let (end, _) = descent(tolerance: 1e-11)
    let best = problem.optimum()
    study.decide(
      ReducedClaims.stationary, "‖∇*f*‖ by differences", predicted: 0,
      computed: norm(centralDifferences(at: end.point) { problem.value($0) }), .rounding(1e-6))
    study.pin(ReducedClaims.optimum, [0.627346, -0.49383, 5.21042], end.point + [end.value])
    inexact(best, to: &study)
    truncated(best, to: &study)
    Self.newton(to: &study)
  }

  // MARK: Inexact lower levels

  private func inexact(
    _ best: (point: [Double], value: Double, projectedGradient: Double), to study: inout LabStudy
  ) {
    var table = Table(columns: [
      "accuracy", "theta_1", "theta_2", "gap", "distance", "iterations_and_products", "outer_steps",
      "stop_reason",
    ])
    var gaps: [Double] = []
    var curve: [Point] = []
    for tolerance in [1, 0.3, 0.1, 0.03, 0.01, 1e-3, 1e-5] {
      let (end, cost) = descent(tolerance: tolerance)
      let gap = problem.value(end.point) - best.value
      gaps.append(gap)
      curve.append(Point(x: tolerance, y: max(gap, 1e-16)))
      table.append([
        .number(tolerance), .number(end.point[0]), .number(end.point[1]), .number(gap),
        .number(distance(end.point, best.point)), .integer(cost), .integer(end.iterations),
        .text(end.stopReason.name),
      ])
    }
    study.decide(
      ReducedClaims.loose, "*f* − *f*^{*} for accuracy 1", predicted: 1e-2, computed: gaps[0],
      .atLeast(rounding: 0))
    study.decide(
      ReducedClaims.accurate, "gap at 10^{−3} over gap at 1", predicted: 0.02,
      computed: gaps[5] / gaps[0], .atMost(rounding: 0))
    study.tables.append(
      NamedTable(
        "reduced", "L-BFGS-B with lower levels and adjoints of fixed accuracy", table))
    study.figures.append(
      NamedFigure(
        "reduced",
        Figure(
          title: "The gap that L-BFGS-B reaches with inexact lower levels",
          command: study.settings.command,
          panels: [
            Panel(
              xAxis: Axis("accuracy of the lower level", scale: .logarithmic),
              yAxis: Axis("*f* − *f*^{*} at the end", scale: .logarithmic),
              curves: [
                Curve(
                  "L-BFGS-B", points: curve,
                  style: Style(color: .vermillion, marker: .circle))
              ])
          ])))
  }

  // MARK: Truncated lower levels

  private func truncated(
    _ best: (point: [Double], value: Double, projectedGradient: Double), to study: inout LabStudy
  ) {
    var table = Table(columns: ["steps", "theta_1", "theta_2", "own_loss", "gap"])
    var (losses, gaps): ([Double], [Double]) = ([], [])
    for depth in [5, 20, 100] {
      let end = lowest(
        TruncatedRisk(problem, depth: depth), in: box, from: [best.point, [0, 0], [0, -3]])
      losses.append(end.value)
      gaps.append(problem.value(end.point) - best.value)
      table.append([
        .integer(depth), .number(end.point[0]), .number(end.point[1]), .number(end.value),
        .number(gaps[gaps.count - 1]),
      ])
    }
    study.decide(
      ReducedClaims.otherProblem, "|loss/*f*^{*} − 1| for 5 steps", predicted: 1e-3,
      computed: abs(losses[0] / best.value - 1), .atLeast(rounding: 0))
    study.pin(ReducedClaims.truncatedLosses, [5.50196, 5.20769, 5.21042], losses)
    study.pin(ReducedClaims.truncatedGaps, [0.994184, 0.0267054], Array(gaps.prefix(2)))
    study.tables.append(
      NamedTable(
        "truncated", "minima with a fixed number of steps in place of the lower level", table))
  }

  // MARK: Semismooth Newton

  /// A step of height 1 with noise, denoised by a Huber total variation.
  private static func newton(to study: inout LabStudy) {
    var generator = CounterGenerator(seed: 5, shift: study.settings.seed)
    let signal = generator.normals(64).enumerated().map { index, noise in
      (index < 30 ? 0 : 1) + 0.1 * noise
    }
    var energy = ChainEnergy(signal: signal, weight: 0.3, potential: .huber(1e-3))
    var norms: [Double] = []
    let end = Newton(gradientNorm: 1e-12, iterationLimit: 1000).minimize(&energy, from: signal) {
      norms.append(norm($1))
      return true
    }
    study.decide(
      ReducedClaims.finite, "‖gradient‖ at the end", predicted: 0, computed: end.gradientNorm,
      .rounding(1e-11))
    let last = norms.count - 1
    study.decide(
      ReducedClaims.jump, "gradient before the last step over that after it", predicted: 1e4,
      computed: last > 0 ? norms[last - 1] / max(norms[last], 1e-300) : 0, .atLeast(rounding: 0))
    study.decide(
      ReducedClaims.newtonSteps, "gradients", predicted: 37, computed: Double(norms.count), .count)
    var slow = signal
    let descent = energy.approach(from: &slow, by: CertifiedDescent(), until: .error(1e-6))
    study.decide(
      ReducedClaims.newtonDescent, "‖*u* − *u*_{descent}‖", predicted: 1e-6,
      computed: distance(slow, end.point), .atMost(rounding: 1e-12))
    study.pin(ReducedClaims.descentSteps, 7188, Double(descent.iterations))
    var table = Table(columns: ["iteration", "gradient_norm"])
    for (index, length) in norms.enumerated() {
      table.append([.integer(index), .number(length)])
    }
    study.tables.append(NamedTable("newton", "semismooth Newton steps", table))
    study.figures.append(
      NamedFigure(
        "newton",
        Figure(
          title: "Semismooth Newton on a Huber total variation", command: study.settings.command,
          panels: [
            Panel(
              xAxis: Axis("iteration", isInteger: true),
              yAxis: Axis("‖gradient‖", scale: .logarithmic),
              curves: [
                Curve(
                  "semismooth Newton",
                  points: norms.enumerated().map { Point(x: Double($0.offset), y: $0.element) },
                  style: Style(color: .blue, marker: .circle))
              ])
          ])))
  }
}

extension LBFGSB.StopReason {
  /// The reason in a word or two, for tables.
  var name: String {
    switch self {
    case .projectedGradient: "projected gradient"
    case .smallDecrease: "small decrease"
    case .lineSearchFailed: "line search failed"
    case .nonFinite: "not finite"
    case .iterationLimit: "iteration limit"
    case .interrupted: "budget"
    }
  }
}
