// Wrong gradients whose inner problem is not solved, and unrolled ones.

import LabKit
import Libc
import LinearAlgebra
import Optimization

extension Bank {
  /// Gradient descent with one step size: unrolled, implicit at every iterate, and ∂_λF alone.
  mutating func descentFamilies(_ step: NamedStep) -> [Batch] {
    let paths = paths(step, count: length(step))
    keep(paths, step)
    return families(
      of: paths, step, unrolled: .unrolled, implicit: .innerDescent, direct: .alternate,
      fixedPoint: StepCatalog.isUsual(step) ? .innerFixedPoint : nil)
  }

  /// The same for accelerated descent, of half the length.
  func acceleratedFamilies(_ step: NamedStep) -> [Batch] {
    families(
      of: paths(step, count: max(1, length(step) / 2), isAccelerated: true), step,
      unrolled: .unrolledAccelerated, implicit: .innerAccelerated, direct: .alternateAccelerated,
      fixedPoint: .innerFixedPointAccelerated)
  }

  /// The families of a run.
  func families(
    of paths: [InnerPath], _ step: NamedStep, unrolled: Family, implicit: Family, direct: Family,
    fixedPoint: Family?
  ) -> [Batch] {
    let supports = paths[0].supports
    var all = [
      batch(unrolled, step: step, supports: supports, paths.map(\.unrolled)),
      batch(implicit, step: step, supports: supports, paths.map(\.implicit)),
    ]
    if points.contains(where: { norm($0.truth.directGradient) > 0 }) {
      all.append(
        batch(
          direct, step: step, supports: supports,
          zip(points, paths).map { $0.levels.upper.directGradients(at: $1.states, $0.lambda) }))
    }
    if let fixedPoint, points[0].isLasso {
      let parts = zip(points, paths).map {
        $0.implicitGradients(at: $1.states, isFixedPoint: true)
      }
      all.append(
        batch(fixedPoint, step: step, supports: parts[0].supports, parts.map(\.gradients)))
    }
    return all.compactMap { $0 }
  }

  /// CG, Newton's method and passes over the coordinates, stopped early.
  func methodFamilies() -> [Batch] {
    var all: [Batch?] = []
    func implicit(_ family: Family, _ states: [Matrix]) {
      let parts = zip(points, states).map { $0.implicitGradients(at: $1) }
      all.append(batch(family, supports: parts[0].supports, parts.map(\.gradients)))
    }
    let first = points[0]
    if first.logistic != nil {
      implicit(.innerNewton, points.map { Self.newtonIterates($0) })
    } else {
      if !first.isLasso {
        implicit(
          .innerCG,
          points.map { point in
            PlainSolvers.conjugateGradients(
              point.system.matrix, point.pull, count: min(60, point.dimension))
          })
      }
      implicit(.innerCoordinate, points.map { Self.coordinatePasses($0, count: 60) })
    }
    return all.compactMap { $0 }
  }

  /// The first eight iterates of Newton's method from 0, without a line search.
  private static func newtonIterates(_ point: RefereePoint) -> Matrix {
    var z = [Double](repeating: 0, count: point.dimension)
    var slope = z
    var iterates: [Double] = []
    for _ in 0..<8 {
      point.levels.lower.gradient(z, point.lambda, into: &slope)
      guard let factor = CholeskyFactorization(point.levels.lower.hessian(z, point.lambda)) else {
        break
      }
      factor.solve(&slope)
      add(-1, slope, to: &z)
      guard z.allSatisfy({ abs($0) <= 1e6 * norm(point.truth.solution) }) else { break }
      iterates += z
    }
    return Matrix(
      rows: point.dimension, columns: iterates.count / point.dimension, elements: iterates)
  }

  /// Passes over the coordinates from 0.
  private static func coordinatePasses(_ point: RefereePoint, count: Int) -> Matrix {
    let d = point.dimension
    let matrix = point.isLasso ? point.form?.matrix ?? .identity(d) : point.system.matrix
    let pull = point.pull
    var z = [Double](repeating: 0, count: d)
    var iterates: [Double] = []
    for _ in 0..<count {
      for k in 0..<d {
        let diagonal = matrix[k, k]
        guard diagonal > 0 else { continue }
        let rest = pull[k] - dot(matrix.column(k), z) + diagonal * z[k]
        if point.isLasso, let threshold = point.penalties?[k] {
          z[k] = softThreshold(rest, threshold) / diagonal
        } else {
          z[k] = rest / diagonal
        }
      }
      iterates += z
    }
    return Matrix(rows: d, columns: count, elements: iterates)
  }

  /// Back-propagation through the last K of N steps.
  ///
  /// From z⁰ = 0 the first step has no mixed derivative where the penalty is quadratic: cut after N − 1 steps is not cut.
  func truncationFamilies() -> [Batch] {
    let rest: Int
    if case .squares = points[0].levels.lower.coupling { rest = 2 } else { rest = 1 }
    return steps.named.filter { ["1/L", "0.1"].contains($0.name) }.flatMap { step in
      [5, 10, 20, 30, 50, 100, 200].filter { $0 <= stepLimit }.compactMap { count -> Batch? in
        let parts = zip(points, step.sizes).map { point, size in
          let whole = ReverseSweep.gradients(point, step: size, count: count)
          return Matrix(
            rows: whole.rows, columns: count - rest,
            elements: Array(whole.elements[..<(whole.rows * (count - rest))]))
        }
        return batch(
          .truncated, step: step, counts: Array(repeating: count, count: count - rest),
          seconds: Array(1...count - rest), parts)
      }
    }
  }

  /// Descent stopped at N and CG at j.
  func twoFaultFamilies() -> [Batch] {
    let states = keptStates()
    let length = states.map(\.columns).max() ?? 0
    guard length > 0, let step = steps.named.first else { return [] }
    let geometric = (0..<40).map { Int(pow(Double(length), Double($0) / 39)) }
    let numbers = Set(Array(1...min(100, length)) + geometric).sorted()
    return numbers.compactMap { number in
      let parts = zip(points, states).map { point, states in
        let z = states.column(min(number, states.columns) - 1)
        // H does not depend on z unless the loss is logistic; for the Lasso it is the Hessian of the loss.
        let known = point.isLasso ? point.form?.matrix : point.system.matrix
        let system = ImplicitSystem(
          point.levels, at: z, point.lambda, matrix: point.logistic == nil ? known : nil)
        guard !system.support.isEmpty else {
          return Matrix(repeating: 0, rows: point.parameterCount, columns: 0)
        }
        return system.gradients(
          adjoints: PlainSolvers.conjugateGradients(
            system.matrix, system.right, count: min(12, system.support.count)))
      }
      let count = parts.map(\.columns).max() ?? 0
      guard count > 0 else { return nil }
      return batch(
        .innerAndCG, step: step, faults: 2, counts: Array(repeating: number, count: count),
        seconds: Array(1...count), parts)
    }
  }

  /// Descent with step sizes of a grid, for fits to start from, at some numbers of steps.
  func freeDescent(_ step: NamedStep) -> [Batch] {
    let isLogistic = points[0].logistic != nil
    return families(
      of: paths(step, count: max(1, isLogistic ? stepLimit / 4 : stepLimit)), step,
      unrolled: .unrolled, implicit: .innerDescent, direct: .alternate, fixedPoint: nil)
  }
}
