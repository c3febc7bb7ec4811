// Descent on a logistic loss, with its Hessian at every step.

import LabKit
import LinearAlgebra

extension InnerPath {
  /// The run for a logistic loss; H of every iterate serves the next step of J and the implicit formula.
  static func logistic(_ point: RefereePoint, _ step: Double, _ momentum: [Double]) -> InnerPath {
    let (d, p) = (point.dimension, point.parameterCount)
    let lower = point.levels.lower
    let zero = [Double](repeating: 0, count: d)
    guard let loss = point.logistic, let penalties = point.penalties,
      let owners = lower.coupling?.owners
    else {
      let empty = Matrix(repeating: 0, rows: p, columns: 0)
      return InnerPath(
        states: Matrix(repeating: 0, rows: d, columns: 0), unrolled: empty, implicit: empty)
    }
    var hessians = LogisticHessian(loss, penalties)
    var (state, extrapolated) = (zero, zero)
    var slope = zero
    var jacobian = Matrix(repeating: 0, rows: d, columns: p)
    var extrapolatedJacobian = jacobian
    var (states, slopes, adjoints): ([Double], [Double], [Double]) = ([], [], [])
    var matrix = hessians.at(extrapolated)
    let limit = 1e8 * norm(point.truth.solution)
    for (k, beta) in momentum.enumerated() {
      lower.gradient(extrapolated, point.lambda, into: &slope)
      var next = extrapolatedJacobian
      next.setSymmetricProduct(matrix, extrapolatedJacobian, alpha: -step, beta: 1)
      next.withColumns { column, j in
        for f in column.indices where owners[f] == j {
          column[f] -= step * penalties[f] * extrapolated[f]
        }
      }
      var now = extrapolated
      add(-step, slope, to: &now)
      for i in 0..<d { extrapolated[i] = now[i] + beta * (now[i] - state[i]) }
      state = now
      states += state
      guard state.allSatisfy({ abs($0) <= limit }) else { break }
      extrapolatedJacobian = next
      if beta != 0 { extrapolatedJacobian.addDifference(beta, next, jacobian) }
      jacobian = next
      var right = zero
      point.levels.upper.gradient(state, point.lambda, into: &right)
      slopes += jacobian.adjointApplied(to: right)
      matrix = hessians.at(state)
      if let factor = CholeskyFactorization(matrix) {
        factor.solve(&right)
      } else {
        right = right.map { _ in .nan }
      }
      adjoints += right
      if beta != 0 { matrix = hessians.at(extrapolated) }
      if k % 16 == 15,
        state.withUnsafeBufferPointer({ isOver($0, point.truth.solution) })
      {
        break
      }
    }
    let count = adjoints.count / d
    let all = Matrix(rows: d, columns: count, elements: Array(states.prefix(count * d)))
    let direct = point.levels.upper.directGradients(at: all, point.lambda)
    var (unrolled, implicit) = (direct, direct)
    add(1, slopes, to: &unrolled)
    lower.subtractMixedProducts(
      at: all, point.lambda, Matrix(rows: d, columns: count, elements: adjoints), from: &implicit)
    return InnerPath(states: all, unrolled: unrolled, implicit: implicit)
  }
}

/// The Hessian XᵀWX/n + diag(e^λ) of a logistic loss with its penalty, in storage that is reused.
struct LogisticHessian {
  private let loss: LogisticLoss
  private let penalties: [Double]
  private var weighted: Matrix
  private var matrix: Matrix

  init(_ loss: LogisticLoss, _ penalties: [Double]) {
    self.loss = loss
    self.penalties = penalties
    weighted = loss.design
    matrix = Matrix(repeating: 0, rows: penalties.count, columns: penalties.count)
  }

  /// H at a point, d × d.
  mutating func at(_ z: [Double]) -> Matrix {
    let roots = loss.weights(z).map { $0.squareRoot() }
    weighted.setElements(loss.design.elements)
    weighted.scaleRows(roots)
    matrix.setGram(weighted, .transposed)
    matrix.addDiagonal(penalties)
    return matrix
  }
}

extension Matrix {
  /// Adds β(A − B).
  mutating func addDifference(_ beta: Double, _ a: Matrix, _ b: Matrix) {
    add(beta, a.elements, to: &self)
    add(-beta, b.elements, to: &self)
  }
}
