// Ridge regressions that share their start.

import Evidence
import LabKit
import LinearAlgebra
import Report

/// Tasks min ½‖Xz − y‖²/n + ½λ‖z − θ‖² of which gradient descent from θ takes N steps, and θ is trained for all of them.
struct MetaStudy {
  /// A task.
  private struct Task {
    /// XᵀX/n + λI.
    let hessian: Matrix
    /// Xᵀy/n.
    let image: [Double]
    /// The held-out samples and their labels.
    let heldOut: Matrix
    let labels: [Double]
  }

  private static let penalty = 0.3
  private static let depth = 3
  private let tasks: [Task]
  private let stepSize: Double

  /// Draws forty tasks.
  init(_ generator: inout CounterGenerator) throws(LabError) {
    let (count, n, d) = (40, 6, 8)
    let centre = generator.normals(d)
    var (tasks, curvature): ([Task], Double) = ([], 0)
    for _ in 0..<count {
      var truth = centre
      add(0.7, generator.normals(d), to: &truth)
      let x = generator.normals(rows: n, columns: d)
      var y = x.applied(to: truth)
      add(0.1, generator.normals(n), to: &y)
      var hessian = Matrix(diagonal: [Double](repeating: Self.penalty, count: d))
      hessian.setProduct(x, .transposed, x, alpha: 1 / Double(n), beta: 1)
      var image = x.adjointApplied(to: y)
      scale(&image, by: 1 / Double(n))
      let heldOut = generator.normals(rows: 20, columns: d)
      curvature = max(curvature, try factorized(SymmetricEigen.values(of: hessian)).last ?? 0)
      tasks.append(
        Task(hessian: hessian, image: image, heldOut: heldOut, labels: heldOut.applied(to: truth)))
    }
    self.tasks = tasks
    stepSize = 1 / curvature
  }

  /// z_N = Aθ + b of a task.
  private func solution(_ task: Task, _ depth: Int) -> (a: Matrix, b: [Double]) {
    let d = task.image.count
    var (a, b) = (Matrix.identity(d), [Double](repeating: 0, count: d))
    for _ in 0..<depth {
      // A ← A − η(HA − λI), b ← b − η(Hb − g).
      var next = a
      next.setProduct(task.hessian, .plain, a, alpha: -stepSize, beta: 1)
      add(stepSize * Self.penalty, Matrix.identity(d).elements, to: &next)
      a = next
      var slope = task.hessian.applied(to: b)
      add(-1, task.image, to: &slope)
      add(-stepSize, slope, to: &b)
    }
    return (a, b)
  }

  /// The mean squared error on the held-out samples of tasks.
  private func loss(_ theta: [Double], _ depth: Int, _ tasks: [Task]) -> Double {
    tasks.reduce(0) { sum, task in
      let (map, start) = solution(task, depth)
      var z = start
      add(1, map.applied(to: theta), to: &z)
      let error = distance(task.heldOut.applied(to: z), task.labels)
      return sum + error * error / Double(task.labels.count)
    } / Double(tasks.count)
  }

  /// θ for the mean loss of tasks at the trained depth.
  private func trained(_ tasks: [Task]) throws(LabError) -> [Double] {
    let d = tasks[0].image.count
    var (rows, labels): ([Double], [Double]) = ([], [])
    for task in tasks {
      let (a, b) = solution(task, Self.depth)
      rows += task.heldOut.multiplied(by: a).transposed.elements
      labels += difference(task.labels, task.heldOut.applied(to: b))
    }
    let design = Matrix(rows: labels.count, columns: d, rowMajor: rows)
    return try factorized(design.leastSquares(labels)).solution
  }

  /// Decides the claims.
  func report(to study: inout LabStudy) throws(LabError) {
    let depths = [1, 2, 3, 4, 5, 10, 20, 50, 200]
    var table = Table(columns: ["tasks", "trained", "depth", "loss"])
    var losses: [[Int: Double]] = []
    for count in [tasks.count, 1] {
      let part = Array(tasks.prefix(count))
      let theta = try trained(part)
      var found: [Int: Double] = [:]
      for depth in depths {
        let loss = loss(theta, depth, part)
        found[depth] = loss
        table.append([
          .integer(count), .integer(Self.depth), .integer(depth), .number(loss),
        ])
      }
      losses.append(found)
    }
    study.pin(
      DepthClaims.meta, [2.56512, 2.37217, 2.23525, 1.90702, 1.64111],
      [3, 4, 5, 10, 200].map { losses[0][$0] ?? .nan })
    let own = losses[1][Self.depth] ?? .nan
    study.decide(
      DepthClaims.metaOneTask, "loss at 3 steps over the least at others", predicted: 0,
      computed: own / (losses[1].filter { $0.key != Self.depth }.values.min() ?? .nan),
      .rounding(1e-12))
    study.tables.append(
      NamedTable("meta", "held-out loss of ridge regressions that share their start", table))
  }
}
