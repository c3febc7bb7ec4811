// Linear solvers as people run them, with all their iterates.

import LinearAlgebra

/// Iterates of conjugate gradients from 0, whatever the matrix.
///
/// ``Optimization/ConjugateGradient`` stops where a matrix is not positive definite; wrong gradients come from programs
/// that do not.
enum PlainSolvers {
  /// The iterates 1, 2, … for a system Av = b.
  ///
  /// - Parameters:
  ///   - matrix: A, which should be symmetric and positive definite, but need not be.
  ///   - right: b.
  ///   - count: The largest number of iterates.
  ///   - isNormal: Whether the method runs on AᵀAv = Aᵀb.
  ///   - tolerance: The residual, relative to that at 0, at which the method stops.
  /// - Returns: One iterate a column; fewer where the residual vanishes.
  static func conjugateGradients(
    _ matrix: Matrix, _ right: [Double], count: Int, isNormal: Bool = false,
    tolerance: Double = 1e-15
  ) -> Matrix {
    let d = right.count
    var image = right
    var half = right
    func multiply(_ direction: [Double]) {
      if isNormal {
        matrix.apply(direction, into: &half)
        matrix.applyAdjoint(half, into: &image)
      } else {
        matrix.apply(direction, into: &image)
      }
    }
    var residual = isNormal ? matrix.adjointApplied(to: right) : right
    var direction = residual
    var point = [Double](repeating: 0, count: d)
    var iterates: [Double] = []
    var square = dot(residual, residual)
    let smallest = tolerance * tolerance * square
    for _ in 0..<count {
      multiply(direction)
      let curvature = dot(direction, image)
      guard square > smallest, curvature != 0 else { break }
      let step = square / curvature
      add(step, direction, to: &point)
      add(-step, image, to: &residual)
      let next = dot(residual, residual)
      scale(&direction, by: next / square)
      add(1, residual, to: &direction)
      square = next
      iterates += point
    }
    return Matrix(rows: d, columns: d == 0 ? 0 : iterates.count / d, elements: iterates)
  }
}
