// Descent on a logistic loss, with its Hessian at every step.

import LabKit
import LinearAlgebra

extension InnerPath {
  /// The run for a logistic loss: first the iterates, then H at all of them for the steps of J and the implicit formula.
  static func logistic(_ point: RefereePoint, _ step: Double, _ momentum: [Double]) -> InnerPath {
    let (d, p) = (point.dimension, point.parameterCount)
    let lower = point.levels.lower
    let none = Matrix(repeating: 0, rows: p, columns: 0)
    let empty = InnerPath(
      states: Matrix(repeating: 0, rows: d, columns: 0), unrolled: none, implicit: none)
    guard let loss = point.logistic, let penalties = point.penalties,
      let owners = lower.coupling?.owners
    else { return empty }
    let (states, points) = iterates(loss, penalties, step, momentum, point.truth.solution)
    guard states.columns > 0 else { return empty }
    let isAccelerated = momentum.contains { $0 != 0 }
    var hessians = LogisticHessians(loss, penalties, at: states)
    var others = LogisticHessians(
      loss, penalties, at: isAccelerated ? points : points.leadingColumns(1))
    let rights = point.levels.upper.gradients(at: states, point.lambda)
    var jacobian = Matrix(repeating: 0, rows: d, columns: p)
    var (extrapolated, next) = (jacobian, jacobian)
    var adjoints = rights
    var matrix = others.matrix(0)
    let direct = point.levels.upper.directGradients(at: states, point.lambda)
    var (unrolled, implicit) = (direct, direct)
    unrolled.withColumns { column, k in
      next.setElements(extrapolated.elements)
      next.setProduct(matrix, .plain, extrapolated, alpha: -step, beta: 1)
      for f in 0..<d { next[f, owners[f]] -= step * penalties[f] * points[f, k] }
      extrapolated.setElements(next.elements)
      if momentum[k] != 0 { extrapolated.addDifference(momentum[k], next, jacobian) }
      swap(&jacobian, &next)
      rights.elements.withUnsafeBufferPointer { rights in
        jacobian.elements.withUnsafeBufferPointer { jacobian in
          addBlockProduct(
            1, jacobian, rights.extracting(k * d..<(k + 1) * d), to: column, shape: (p, d, 1))
        }
      }
      matrix = hessians.matrix(k)
      var v = rights.column(k)
      let factor = CholeskyFactorization(matrix)
      factor?.solve(&v)
      for f in 0..<d { adjoints[f, k] = factor == nil ? .nan : v[f] }
      if isAccelerated, k + 1 < points.columns { matrix = others.matrix(k + 1) }
    }
    lower.subtractMixedProducts(at: states, point.lambda, adjoints, from: &implicit)
    return InnerPath(states: states, unrolled: unrolled, implicit: implicit)
  }

  /// The iterates z₁, z₂, … and the points at which the gradients of their steps are taken, both d × N.
  private static func iterates(
    _ loss: LogisticLoss, _ penalties: [Double], _ step: Double, _ momentum: [Double],
    _ solution: [Double]
  ) -> (states: Matrix, points: Matrix) {
    let d = penalties.count
    var state = [Double](repeating: 0, count: d)
    var (extrapolated, slope, now) = (state, state, state)
    var (states, points): ([Double], [Double]) = ([], [])
    let limit = 1e8 * norm(solution)
    for (k, beta) in momentum.enumerated() {
      for i in 0..<d { slope[i] = penalties[i] * extrapolated[i] }
      loss.addGradient(extrapolated, to: &slope)
      for i in 0..<d { now[i] = extrapolated[i] - step * slope[i] }
      guard now.allSatisfy({ abs($0) <= limit }) else { break }
      points += extrapolated
      for i in 0..<d { extrapolated[i] = now[i] + beta * (now[i] - state[i]) }
      swap(&state, &now)
      states += state
      if k % 16 == 15, state.withUnsafeBufferPointer({ isOver($0, solution) }) { break }
    }
    let count = states.count / d
    return (
      Matrix(rows: d, columns: count, elements: states),
      Matrix(rows: d, columns: count, elements: points)
    )
  }
}

/// The Hessians XᵀWX/n + diag(e^λ) of a logistic loss with its penalty at many points, computed on demand.
///
/// H is linear in the weights: if all xᵢxᵢᵀ fit into memory, one product with them gives H at several points.
struct LogisticHessians {
  private let loss: LogisticLoss
  private let penalties: [Double]
  /// The weights of the points, n × N.
  private let weights: Matrix
  /// The lower triangles of xᵢxᵢᵀ, one per column; nil if there are too many.
  private let squares: Matrix?
  /// Lower triangles of the Hessians of some points, the first of which is `start`.
  private var block: Matrix
  private var start = 0
  private var result: Matrix

  /// The number of points in a block, and the largest number of entries up to which all xᵢxᵢᵀ are kept.
  private static let (blockSize, largest) = (32, 1 << 20)

  /// Prepares the Hessians at the columns of a matrix, d × N.
  init(_ loss: LogisticLoss, _ penalties: [Double], at points: Matrix) {
    self.loss = loss
    self.penalties = penalties
    let (n, d) = (loss.design.rows, loss.design.columns)
    var weights = loss.design.multiplied(by: points)
    let scale = 1 / Double(n)
    weights.withColumns { column, _ in
      for i in column.indices { column[i] = LogisticLoss.curvature(column[i]) * scale }
    }
    self.weights = weights
    result = Matrix(repeating: 0, rows: d, columns: d)
    block = Matrix(repeating: 0, rows: 0, columns: 0)
    let size = d * (d + 1) / 2
    guard points.columns > 1, n * size <= Self.largest else {
      squares = nil
      return
    }
    var squares = Matrix(repeating: 0, rows: size, columns: n)
    let rows = loss.design.transposed
    squares.withColumns { column, i in
      let sample = rows.column(i)
      var index = 0
      for j in sample.indices {
        for k in j..<sample.endIndex {
          column[index] = sample[j] * sample[k]
          index += 1
        }
      }
    }
    self.squares = squares
  }

  /// H at a point; going through the points in ascending order is the cheapest way.
  mutating func matrix(_ index: Int) -> Matrix {
    let (n, d) = (loss.design.rows, loss.design.columns)
    guard let squares else {
      var rows = loss.design
      rows.scaleRows(weights.column(index).map { $0.squareRoot() })
      result.setGram(rows, .transposed)
      result.addDiagonal(penalties)
      return result
    }
    if index < start || index >= start + block.columns {
      start = index
      let end = min(start + Self.blockSize, weights.columns)
      block = squares.multiplied(
        by: Matrix(
          rows: n, columns: end - start, elements: Array(weights.elements[start * n..<end * n])))
    }
    let position = (index - start) * block.rows
    let penalties = penalties
    block.elements.withUnsafeBufferPointer { block in
      result.withColumns { column, j in
        // Column k of the lower triangle begins with its diagonal entry.
        var diagonal = position
        for k in 0..<j {
          column[k] = block[diagonal + j - k]
          diagonal += d - k
        }
        for k in j..<d { column[k] = block[diagonal + k - j] }
        column[j] += penalties[j]
      }
    }
    return result
  }
}

extension Matrix {
  /// Adds β(A − B).
  mutating func addDifference(_ beta: Double, _ a: Matrix, _ b: Matrix) {
    add(beta, a.elements, to: &self)
    add(-beta, b.elements, to: &self)
  }
}
