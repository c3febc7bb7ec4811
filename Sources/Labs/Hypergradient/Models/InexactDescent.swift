// HOAG: descent on λ with hypergradients of certified accuracies.

import Evidence
package import LabKit
import Libc
import LinearAlgebra
import Report

/// G = ½zᵀAz − cᵀz + ½ Σ e^{λ_{g(k)}} z_k² with three groups of eight, A with a rotated spectrum in each; F = ½‖z −
/// t‖².
package struct InexactDescent {
  private let groups = 3
  private let size = 8
  private let stepCount = 1600
  private let problem: BilevelProblem<Level, Level>
  /// Q, in which A is diagonal: a block for each group.
  private let basis: Matrix
  /// The spectrum of each group, from 10⁻² to 1.
  private let spectrum: [Double]
  /// Qᵀc and Qᵀt.
  private let rotated: (linear: [Double], target: [Double])
  private let start = [0.0, -0.5, 0.5]
  /// The legal values of every λ.
  private let box = -6.0...6.0

  /// Draws the instance of a seed.
  ///
  /// - Parameter seed: 0 for the pinned instance.
  /// - Throws: ``LabError/failed(_:)`` where an eigenvalue does not converge.
  package init(seed: UInt64) throws(LabError) {
    var generator = CounterGenerator(seed: 61, shift: seed)
    let (m, p) = (size, groups * size)
    spectrum = (0..<m).map { pow(10, -2 + 2 * Double($0) / Double(m - 1)) }
    var matrix = Matrix(repeating: 0, rows: p, columns: p)
    var basis = matrix
    for group in 0..<groups {
      let q = QRFactorization(generator.normals(rows: m, columns: m)).q
      let block = Matrix.rotated(spectrum, by: q)
      for i in 0..<m {
        for j in 0..<m {
          matrix[group * m + i, group * m + j] = block[i, j]
          basis[group * m + i, group * m + j] = q[i, j]
        }
      }
    }
    self.basis = basis
    let target = generator.normals(p)
    var linear = matrix.applied(to: target)
    add(0.25, generator.normals(p), to: &linear)
    rotated = (basis.adjointApplied(to: linear), basis.adjointApplied(to: target))
    let lower = Level(
      loss: .quadratic(try QuadraticForm(matrix: matrix, linear: linear)),
      coupling: .squares((0..<p).map { $0 / m }), parameterCount: groups)
    problem = BilevelProblem(
      lower: lower, upper: try .distance(to: target, parameterCount: groups))
  }

  /// The accuracies ε_t of a run.
  private struct Schedule {
    let name: String
    let accuracy: @Sendable (Double) -> Double
  }

  private static let schedules = [
    Schedule(name: "geometric") { 0.1 * pow(0.93, $0) },
    Schedule(name: "1/t²") { 1 / ($0 * $0) },
    Schedule(name: "0.1/√t") { 0.1 / $0.squareRoot() },
    Schedule(name: "10⁻²") { _ in 1e-2 },
    Schedule(name: "10⁻³") { _ in 1e-3 },
    Schedule(name: "10⁻⁴") { _ in 1e-4 },
    Schedule(name: "exact") { _ in 1e-10 },
  ]

  /// The state before a step on λ.
  private struct Run {
    /// The norm of the projected gradient at λ_t.
    var gradients: [Double] = []
    /// The number of gradients and products so far.
    var costs: [Int] = []
    /// ε_t.
    var accuracies: [Double] = []
    /// The largest ‖z_t − z*‖/ε_t.
    var worst = 0.0

    var end: Double { gradients.last ?? .infinity }

    /// The median over the last hundred steps.
    var floor: Double { median(gradients.suffix(100)) }

    /// The cost of reaching a given ‖∇h‖.
    func cost(to threshold: Double) -> Double {
      gradients.firstIndex { $0 <= threshold }.map { Double(costs[$0]) } ?? .infinity
    }
  }

  private func gradient(_ lambda: [Double]) throws(LabError) -> [Double] {
    try problem.rootVJP(at: problem.lower.minimizer(lambda), lambda).gradient
  }

  /// Runs gradient descent on a quadratic with the Hessian of G until its residual is at most a limit, or does not fall any more.
  ///
  /// - Parameters:
  ///   - x: The start, replaced by the end.
  ///   - bounds: Bounds on the eigenvalues.
  ///   - limit: The residual at which to stop.
  ///   - residual: Fills the residual at a point.
  /// - Returns: The number of residuals evaluated, and the norm of the last one.
  private func descend(
    _ x: inout [Double], _ bounds: Curvature, to limit: Double,
    _ residual: (_ x: [Double], _ into: inout [Double]) -> Void
  ) -> (count: Int, residual: Double) {
    var slope = x
    residual(x, &slope)
    var (count, size) = (1, norm(slope))
    while size > limit {
      add(-2 / (bounds.lower + bounds.upper), slope, to: &x)
      residual(x, &slope)
      count += 1
      let next = norm(slope)
      // Every step contracts the residual, down to its rounding.
      guard next < size else { return (count, next) }
      size = next
    }
    return (count, size)
  }

  /// z* and ∇h in closed form, in the basis in which A is diagonal.
  ///
  /// - Parameter weights: e^λ of each group.
  /// - Returns: z* and ∇h.
  private func exact(_ weights: [Double]) -> (solution: [Double], gradient: [Double]) {
    var z = rotated.linear
    var gradient = [Double](repeating: 0, count: groups)
    for k in z.indices {
      let weight = weights[k / size]
      let total = spectrum[k % size] + weight
      z[k] /= total
      gradient[k / size] -= weight * z[k] * (z[k] - rotated.target[k]) / total
    }
    return (basis.applied(to: z), gradient)
  }

  private func run(_ schedule: Schedule, stepSize: Double) -> Run {
    let (lower, upper) = (problem.lower, problem.upper)
    var lambda = start
    var z = [Double](repeating: 0, count: groups * size)
    var (v, right) = (z, z)
    var run = Run()
    var cost = 0
    for step in 1...stepCount {
      let weights = lambda.map { exp($0) }
      let bounds = Curvature(
        lower: spectrum[0] + (weights.min() ?? 0), upper: 1 + (weights.max() ?? 0))
      let accuracy = max(schedule.accuracy(Double(step)), 1e-11)
      let limit = accuracy * bounds.lower
      let inner = descend(&z, bounds, to: limit) { lower.gradient($0, lambda, into: &$1) }
      cost += inner.count
      let exact = exact(weights)
      run.worst = max(
        run.worst, distance(z, exact.solution) / max(accuracy, inner.residual / bounds.lower))
      upper.gradient(z, lambda, into: &right)
      cost +=
        descend(&v, bounds, to: limit) { point, result in
          lower.hessianProduct(z, lambda, point, into: &result)
          add(-1, right, to: &result)
        }.count
      run.gradients.append(norm(projected(exact.gradient, at: lambda)))
      run.costs.append(cost)
      run.accuracies.append(accuracy)
      var direction = [Double](repeating: 0, count: groups)
      lower.mixedAdjointProduct(z, lambda, v, into: &direction)
      for g in 0..<groups {
        lambda[g] = min(max(lambda[g] + stepSize * direction[g], box.lowerBound), box.upperBound)
      }
    }
    return run
  }

  /// The components of ∇h along which λ can descend without leaving the box: all of them if no bound is reached.
  private func projected(_ gradient: [Double], at lambda: [Double]) -> [Double] {
    zip(gradient, lambda).map { slope, value in
      (value <= box.lowerBound && slope > 0) || (value >= box.upperBound && slope < 0) ? 0 : slope
    }
  }

  /// The minimum over λ of each group: a bound of the box, or a root of its scalar equation by bisection.
  private func optimum() -> [Double] {
    (0..<groups).map { group in
      let part = group * size..<(group + 1) * size
      let (c, t) = (Array(rotated.linear[part]), Array(rotated.target[part]))
      func value(_ u: Double) -> Double {
        (0..<size).reduce(0) {
          let error = c[$1] / (spectrum[$1] + exp(u)) - t[$1]
          return $0 + error * error
        }
      }
      /// −∂h/∂u over 2eᵘ, positive where h falls.
      func fall(_ u: Double) -> Double {
        (0..<size).reduce(0) {
          let total = spectrum[$1] + exp(u)
          return $0 + (c[$1] / total - t[$1]) * c[$1] / (total * total)
        }
      }
      let grid = (0...2400).map { box.lowerBound + 0.005 * Double($0) }
      let values = grid.map(value)
      let best = values.indices.min { values[$0] < values[$1] } ?? 0
      var (low, high) = (grid[max(0, best - 2)], grid[min(grid.count - 1, best + 2)])
      if fall(low) < 0 { return low }
      if fall(high) > 0 { return high }
      for _ in 0..<80 {
        let middle = (low + high) / 2
        if fall(middle) > 0 { low = middle } else { high = middle }
      }
      return (low + high) / 2
    }
  }

  /// Decides the claims and adds a table and a figure.
  ///
  /// - Parameter study: The outcome, to which they are added.
  /// - Throws: ``LabError/failed(_:)`` where a linear system has no solution.
  func report(to study: inout LabStudy) throws(LabError) {
    let best = optimum()
    study.decide(
      InexactClaims.optimum, "‖∇*h*‖ at the optimum", predicted: 0,
      computed: norm(projected(try gradient(best), at: best)),
      .rounding(1e-12))
    let exact = try gradient(start)
    var worst = 0.0
    for g in 0..<groups {
      let difference = try centralDifference(along: g, at: start) { (lambda) throws(LabError) in
        try problem.value(lambda)
      }
      worst = max(worst, abs(difference - exact[g]))
    }
    study.decide(InexactClaims.differences, predicted: 0, computed: worst, .rounding(1e-9))
    let runs = try runs(around: best)
    decide(runs, &study)
    display(runs, &study)
  }

  /// The products that the descent with each schedule has taken at its end.
  package func products() throws(LabError) -> [Int] {
    try runs(around: optimum()).map { $0.costs.last ?? 0 }
  }

  /// The descents with all schedules, in steps of half of the inverse curvature of h at its minimum.
  private func runs(around best: [Double]) throws(LabError) -> [Run] {
    var curvature = 0.0
    for g in 0..<groups {
      let difference =
        try centralDifference(along: g, at: best, step: 1e-4) { (lambda) throws(LabError) in
          try gradient(lambda)[g]
        }
      curvature = max(curvature, difference)
    }
    let stepSize = 0.5 / curvature
    return Self.schedules.map { run($0, stepSize: stepSize) }
  }

  private func decide(_ runs: [Run], _ study: inout LabStudy) {
    let (geometric, square, root, exact) = (runs[0], runs[1], runs[2], runs[6])
    let constant = runs[3...5]
    study.decide(
      InexactClaims.certificate, "largest ‖*z*_{*t*} − *z*^{*}‖/*ε*_{*t*}", predicted: 1,
      computed: runs.map(\.worst).max() ?? 0, .atMost(rounding: 1e-9))
    let limit = 1.2 * exact.end + 1e-5
    study.decide(
      InexactClaims.square, "‖∇*h*‖ at the end", predicted: limit, computed: square.end,
      .atMost(rounding: 0))
    study.decide(
      InexactClaims.geometric, "‖∇*h*‖ at the end", predicted: limit, computed: geometric.end,
      .atMost(rounding: 0))
    study.decide(
      InexactClaims.floor, "the largest ‖∇*h*‖/*ε* at the end, minus that of exact descent",
      predicted: 3,
      computed: zip(constant, [1e-2, 1e-3, 1e-4]).map { ($0.floor - exact.floor) / $1 }.max() ?? 0,
      .atMost(rounding: 0))
    let floors = constant.map(\.floor)
    study.decide(
      InexactClaims.stalls, "ratio of the two", predicted: 10, computed: floors[0] / floors[2],
      .atLeast(rounding: 0))
    study.decide(
      InexactClaims.stallsExact, "ratio of the two", predicted: 100,
      computed: floors[2] / exact.end,
      .atLeast(rounding: 0))
    let costs = [exact, square, geometric].map { $0.cost(to: 1e-4) }
    study.decide(
      InexactClaims.speed, "products of exact solutions relative to those of inexact ones",
      predicted: 1.5, computed: costs[0] / min(costs[1], costs[2]), .atLeast(rounding: 0))
    study.decide(
      InexactClaims.root, "‖∇*h*‖ at the end over that at the start", predicted: 0.01,
      computed: root.end / root.gradients[0], .atMost(rounding: 0))
    study.pin(InexactClaims.exactProducts, 5929, costs[0])
    study.pin(InexactClaims.squareProducts, 366, costs[1])
    study.pin(InexactClaims.geometricProducts, 376, costs[2])
  }

  private func display(_ runs: [Run], _ study: inout LabStudy) {
    var table = Table(columns: [
      "accuracies", "outer_step", "accuracy", "gradient_norm", "products",
    ])
    let inks: [Ink] = [.green, .blue, .black, .vermillion, .vermillion, .vermillion, .black]
    var curves: [Curve] = []
    for (index, (schedule, run)) in zip(Self.schedules, runs).enumerated() {
      var points: [Point] = []
      for step in run.gradients.indices where step < 20 || (step + 1) % 20 == 0 {
        table.append([
          .text(schedule.name), .integer(step + 1), .number(run.accuracies[step]),
          .number(run.gradients[step]), .integer(run.costs[step]),
        ])
        if run.gradients[step] > 0 {
          points.append(Point(x: Double(run.costs[step]), y: run.gradients[step]))
        }
      }
      curves.append(
        Curve(
          schedule.name, points: points,
          style: Style(color: inks[index], dash: index == 2 ? .dashed : .solid)))
    }
    study.tables.append(
      NamedTable("hoag", "descent with hypergradients of certified accuracies", table))
    study.figures.append(
      NamedFigure(
        "hoag",
        Figure(
          title: "Descent with hypergradients of certified accuracies",
          command: study.settings.command,
          panels: [
            Panel(
              xAxis: Axis("gradients of *G* and products with *H*", scale: .logarithmic),
              yAxis: Axis("‖∇*h*‖", scale: .logarithmic), curves: curves)
          ])))
  }
}
