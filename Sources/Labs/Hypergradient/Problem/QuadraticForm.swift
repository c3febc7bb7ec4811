// A quadratic loss, given by its matrix or by least squares.

import LabKit
import LinearAlgebra
import Optimization

/// ℓ(z) = ½zᵀAz − cᵀz + a for a symmetric positive semidefinite A.
struct QuadraticForm: Sendable {
  /// A, d × d.
  let matrix: Matrix
  /// c, d numbers.
  let linear: [Double]
  /// a.
  let constant: Double
  /// The eigenvalues of A, up to rounding.
  let spectrum: Curvature
  /// The sums of magnitudes that scale the rounding errors of A, d × d.
  let magnitudes: Matrix
  /// The same for c.
  let linearMagnitudes: [Double]
  /// The number of terms in each sum that A and c were computed from.
  let termCount: Int
  /// The Lasso with this loss, where it comes from samples; nil otherwise.
  let lasso: LassoSolver?

  /// Creates a form from its matrix.
  ///
  /// - Parameters:
  ///   - matrix: A, d × d, symmetric.
  ///   - linear: c, d numbers.
  ///   - constant: a.
  /// - Throws: ``LabError/failed(_:)`` where an eigenvalue does not converge.
  init(matrix: Matrix, linear: [Double], constant: Double = 0) throws(LabError) {
    try self.init(
      matrix: matrix, linear: linear, constant: constant, magnitudes: matrix.magnitudes,
      linearMagnitudes: linear.map { abs($0) }, termCount: 1, lasso: nil)
  }

  /// Creates the loss ‖Xz − y‖²/(2n) of n samples.
  ///
  /// - Parameters:
  ///   - design: X, n × d.
  ///   - targets: y, n numbers.
  /// - Throws: ``LabError/failed(_:)`` where an eigenvalue does not converge.
  init(design: Matrix, targets: [Double]) throws(LabError) {
    let n = design.rows
    let scale = 1 / Double(n)
    let root = scale.squareRoot()
    let scaled = Matrix(
      rows: n, columns: design.columns, elements: design.elements.map { root * $0 })
    let solver = LassoSolver(dictionary: scaled)
    let absolute = design.magnitudes
    var magnitudes = absolute.gram()
    LinearAlgebra.scale(&magnitudes, by: scale)
    try self.init(
      matrix: solver.gram, linear: design.adjointApplied(to: targets).map { scale * $0 },
      constant: 0.5 * scale * dot(targets, targets), magnitudes: magnitudes,
      linearMagnitudes: absolute.adjointApplied(to: targets.map { abs($0) }).map { scale * $0 },
      termCount: n, lasso: solver)
  }

  private init(
    matrix: Matrix, linear: [Double], constant: Double, magnitudes: Matrix,
    linearMagnitudes: [Double], termCount: Int, lasso: LassoSolver?
  ) throws(LabError) {
    self.matrix = matrix
    self.linear = linear
    self.constant = constant
    self.magnitudes = magnitudes
    self.linearMagnitudes = linearMagnitudes
    self.termCount = termCount
    self.lasso = lasso
    spectrum = try Curvature(of: matrix)
  }

  /// ℓ(z).
  func value(_ z: [Double]) -> Double {
    0.5 * dot(z, matrix.applied(to: z)) - dot(linear, z) + constant
  }

  /// The form restricted to the entries in a set, with all others 0.
  func restricted(to support: [Int]) throws(LabError) -> QuadraticForm {
    try QuadraticForm(
      matrix: matrix.restricted(to: support), linear: support.map { linear[$0] },
      constant: constant, magnitudes: magnitudes.restricted(to: support),
      linearMagnitudes: support.map { linearMagnitudes[$0] }, termCount: termCount, lasso: nil)
  }
}

extension Matrix {
  /// |A|, entry by entry.
  var magnitudes: Matrix {
    Matrix(rows: rows, columns: columns, elements: elements.map { abs($0) })
  }

  /// The rows and columns in a set of a square matrix.
  func restricted(to support: [Int]) -> Matrix {
    Matrix(
      rows: support.count, columns: support.count,
      elements: support.flatMap { j in support.map { self[$0, j] } })
  }
}
