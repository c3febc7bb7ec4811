// ISTA and FISTA with the derivative of every iterate.

import LabKit
import LinearAlgebra
import Optimization

extension InnerPath {
  /// The run for the Lasso: first the iterates, then J on their supports.
  ///
  /// From the step on which signs no longer change, J is updated in the eigenbasis of A on the support.
  static func lasso(_ point: RefereePoint, _ step: Double, _ momentum: [Double]) -> InnerPath {
    let (d, p) = (point.dimension, point.parameterCount)
    guard let form = point.form, let penalties = point.penalties,
      let owners = point.levels.lower.coupling?.owners
    else {
      let empty = Matrix(repeating: 0, rows: p, columns: 0)
      return InnerPath(
        states: Matrix(repeating: 0, rows: d, columns: 0), unrolled: empty, implicit: empty)
    }
    let states = iterates(form, penalties, step, momentum, point.truth.solution)
    let (implicit, supports) = point.implicitGradients(at: states)
    var unrolled = point.levels.upper.directGradients(at: states, point.lambda)
    let rights = point.levels.upper.gradients(at: states, point.lambda)
    var run = LassoJacobian(
      matrix: form.matrix, penalties: penalties, owners: owners, parameterCount: p, step: step)
    let patterns = (0..<states.columns).map { k in
      (0..<d).map { states[$0, k] > 0 ? 1 : states[$0, k] < 0 ? -1 : 0 }
    }
    // The first step of those at the end that share their signs.
    var settled = states.columns
    while settled > 1, patterns[settled - 2] == patterns[settled - 1] { settled -= 1 }
    unrolled.withColumns { column, k in
      run.advance(patterns[k], momentum[k], isSettled: k + 1 > settled)
      run.addPullBack(rights.column(k), to: column)
    }
    return InnerPath(states: states, unrolled: unrolled, implicit: implicit, supports: supports)
  }

  private static func iterates(
    _ form: QuadraticForm, _ penalties: [Double], _ step: Double, _ momentum: [Double],
    _ solution: [Double]
  ) -> Matrix {
    let d = penalties.count
    let zero = [Double](repeating: 0, count: d)
    var (state, extrapolated, slope) = (zero, zero, zero)
    var states: [Double] = []
    let limit = 1e8 * norm(solution)
    for (k, beta) in momentum.enumerated() {
      form.matrix.apply(extrapolated, into: &slope)
      for i in 0..<d {
        let next = softThreshold(
          extrapolated[i] - step * (slope[i] - form.linear[i]), step * penalties[i])
        extrapolated[i] = next + beta * (next - state[i])
        state[i] = next
      }
      states += state
      if k % 16 == 15 || state.contains(where: { !(abs($0) < limit) }),
        state.withUnsafeBufferPointer({ isOver($0, solution) })
      {
        break
      }
    }
    return Matrix(rows: d, columns: states.count / d, elements: states)
  }
}

/// The derivative J = ∂z_k/∂λ of an iterate of the Lasso, on the rows that are not 0.
private struct LassoJacobian {
  let matrix: Matrix
  let penalties: [Double]
  let owners: [Int]
  let parameterCount: Int
  let step: Double
  /// The rows of J, for the entries `rows`, and of its extrapolation, for `extrapolatedRows`, p numbers each.
  private var rows: [Int] = []
  private var jacobian: [Double] = []
  private var extrapolatedRows: [Int] = []
  private var extrapolated: [Double] = []
  /// In the eigenbasis of A on `rows`: its eigenvectors, factors and the constant of the recursion.
  private var eigen: (basis: Matrix, factors: [Double], constant: [Double])?

  init(matrix: Matrix, penalties: [Double], owners: [Int], parameterCount: Int, step: Double) {
    self.matrix = matrix
    self.penalties = penalties
    self.owners = owners
    self.parameterCount = parameterCount
    self.step = step
  }

  /// J⁺ = J − ρAJ − ρ∂(e^λ sign) on the support of the next iterate, and its extrapolation.
  mutating func advance(_ signs: [Int], _ beta: Double, isSettled: Bool) {
    let p = parameterCount
    let support = signs.indices.filter { signs[$0] != 0 }
    if isSettled, eigen == nil, support == rows, support == extrapolatedRows { enterBasis(signs) }
    var next: [Double]
    if let eigen {
      next = extrapolated
      for i in rows.indices {
        for j in i * p..<(i + 1) * p { next[j] = eigen.factors[i] * next[j] + eigen.constant[j] }
      }
    } else {
      next = [Double](repeating: 0, count: support.count * p)
      for (i, row) in support.enumerated() {
        if let old = extrapolatedRows.firstIndex(of: row) {
          for j in 0..<p { next[i * p + j] = extrapolated[old * p + j] }
        }
        next[i * p + owners[row]] -= step * Double(signs[row]) * penalties[row]
      }
      let block = support.flatMap { row in extrapolatedRows.map { matrix[row, $0] } }
      next.withUnsafeMutableBufferPointer { next in
        block.withUnsafeBufferPointer { block in
          extrapolated.withUnsafeBufferPointer { extrapolated in
            addBlockProduct(
              -step, block, extrapolated, to: next,
              shape: (support.count, extrapolatedRows.count, p))
          }
        }
      }
    }
    extrapolate(next, support, beta)
  }

  private mutating func extrapolate(_ next: [Double], _ support: [Int], _ beta: Double) {
    let p = parameterCount
    if beta == 0 {
      (extrapolated, extrapolatedRows) = (next, support)
    } else if support == rows {
      extrapolated = next
      for index in extrapolated.indices {
        extrapolated[index] += beta * (next[index] - jacobian[index])
      }
      extrapolatedRows = support
    } else {
      let union = Set(rows).union(support).sorted()
      extrapolated = [Double](repeating: 0, count: union.count * p)
      for (i, row) in union.enumerated() {
        if let new = support.firstIndex(of: row) {
          for j in 0..<p { extrapolated[i * p + j] += (1 + beta) * next[new * p + j] }
        }
        if let old = rows.firstIndex(of: row) {
          for j in 0..<p { extrapolated[i * p + j] -= beta * jacobian[old * p + j] }
        }
      }
      extrapolatedRows = union
    }
    (jacobian, rows) = (next, support)
  }

  private mutating func enterBasis(_ signs: [Int]) {
    let (p, count) = (parameterCount, rows.count)
    guard count > 0, let spectrum = try? SymmetricEigen(matrix.restricted(to: rows))
    else { return }
    func rotated(_ block: [Double]) -> [Double] {
      // Rows of p numbers are the columns of a matrix p × s.
      Matrix(rows: p, columns: count, elements: block).multiplied(by: spectrum.vectors).elements
    }
    var constant = [Double](repeating: 0, count: count * p)
    for (i, row) in rows.enumerated() {
      constant[i * p + owners[row]] = -step * Double(signs[row]) * penalties[row]
    }
    eigen = (spectrum.vectors, spectrum.values.map { 1 - step * $0 }, rotated(constant))
    jacobian = rotated(jacobian)
    extrapolated = rotated(extrapolated)
  }

  /// Adds Jᵀu.
  func addPullBack(_ right: [Double], to result: UnsafeMutableBufferPointer<Double>) {
    let p = parameterCount
    var weights = rows.map { right[$0] }
    if let eigen { weights = eigen.basis.adjointApplied(to: weights) }
    jacobian.withUnsafeBufferPointer { jacobian in
      weights.withUnsafeBufferPointer { weights in
        addBlockProduct(
          1, weights, jacobian, to: result, shape: (1, rows.count, p))
      }
    }
  }
}
