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
  /// What scales the rounding errors of A.
  let magnitudes: Magnitudes
  /// The same for c.
  let linearMagnitudes: [Double]
  /// The number of terms in each sum that A and c were computed from.
  let termCount: Int
  private let eigenvalues: Deferred<Curvature>
  private let solver: Deferred<LassoSolver>?

  /// Creates a form from its matrix.
  ///
  /// - Parameters:
  ///   - matrix: A, d × d, symmetric.
  ///   - linear: c, d numbers.
  ///   - constant: a.
  /// - Throws: ``LabError/failed(_:)`` where an entry of A is not finite.
  init(matrix: Matrix, linear: [Double], constant: Double = 0) throws(LabError) {
    try self.init(
      matrix: matrix, linear: linear, constant: constant, magnitudes: .entries(matrix),
      linearMagnitudes: linear.map { abs($0) }, termCount: 1, solver: nil)
  }

  /// Creates the loss ‖Xz − y‖²/(2n) of n samples.
  ///
  /// - Parameters:
  ///   - design: X, n × d.
  ///   - targets: y, n numbers.
  /// - Throws: ``LabError/failed(_:)`` where an entry of XᵀX/n is not finite.
  init(design: Matrix, targets: [Double]) throws(LabError) {
    let n = design.rows
    let scale = 1 / Double(n)
    var gram = Matrix(repeating: 0, rows: design.columns, columns: design.columns)
    gram.setGram(design, .transposed, alpha: scale)
    try self.init(
      matrix: gram, linear: design.adjointApplied(to: targets).map { scale * $0 },
      constant: 0.5 * scale * dot(targets, targets),
      magnitudes: .samples(design, scale: scale),
      linearMagnitudes: design.adjointMagnitudesApplied(to: targets.map { scale * abs($0) }),
      termCount: n,
      solver: Deferred {
        let root = scale.squareRoot()
        return LassoSolver(
          dictionary: Matrix(
            rows: n, columns: design.columns, elements: design.elements.map { root * $0 }))
      })
  }

  private init(
    matrix: Matrix, linear: [Double], constant: Double, magnitudes: Magnitudes,
    linearMagnitudes: [Double], termCount: Int, solver: Deferred<LassoSolver>?
  ) throws(LabError) {
    guard matrix.elements.allSatisfy(\.isFinite) else {
      throw .failed("the matrix of a quadratic loss of \(matrix.rows) variables is not finite")
    }
    self.matrix = matrix
    self.linear = linear
    self.constant = constant
    self.magnitudes = magnitudes
    self.linearMagnitudes = linearMagnitudes
    self.termCount = termCount
    self.solver = solver
    eigenvalues = Deferred { .bounds(of: matrix) }
  }

  /// The eigenvalues of A, up to rounding; the first use computes them.
  var spectrum: Curvature { eigenvalues.value }

  /// Whether the loss comes from samples.
  var hasSamples: Bool { solver != nil }

  /// The Lasso with this loss, where it comes from samples; nil otherwise.
  var lasso: LassoSolver? { solver?.value }

  /// ℓ(z).
  func value(_ z: [Double]) -> Double {
    0.5 * dot(z, matrix.applied(to: z)) - dot(linear, z) + constant
  }

  /// The form restricted to the entries in a set, with all others 0.
  func restricted(to support: [Int]) throws(LabError) -> QuadraticForm {
    try QuadraticForm(
      matrix: matrix.restricted(to: support), linear: support.map { linear[$0] },
      constant: constant, magnitudes: magnitudes.restricted(to: support),
      linearMagnitudes: support.map { linearMagnitudes[$0] }, termCount: termCount, solver: nil)
  }
}

/// The symmetric matrix M whose entries scale the rounding errors of those of A.
enum Magnitudes: Sendable {
  /// M = |A| for a matrix A that is given.
  case entries(Matrix)
  /// M = s|X|ᵀ|X| for A = sXᵀX.
  case samples(Matrix, scale: Double)

  /// Mx for d numbers x ≥ 0; O(d²), or O(nd) for n samples.
  func applied(to x: [Double]) -> [Double] {
    switch self {
    case .entries(let matrix): return matrix.magnitudesApplied(to: x)
    case .samples(let design, let scale):
      var sums = design.adjointMagnitudesApplied(to: design.magnitudesApplied(to: x))
      LinearAlgebra.scale(&sums, by: scale)
      return sums
    }
  }

  /// A bound on ‖M‖: the Frobenius norm, and for samples the trace of A, which is that of M.
  var norm: Double {
    switch self {
    case .entries(let matrix): matrix.frobeniusNorm
    case .samples(let design, let scale):
      scale * design.elements.withUnsafeBufferPointer { laneDot($0, $0) }
    }
  }

  /// The rows and columns of M in a set.
  func restricted(to support: [Int]) -> Magnitudes {
    switch self {
    case .entries(let matrix): .entries(matrix.restricted(to: support))
    case .samples(let design, let scale):
      .samples(
        Matrix(
          rows: design.rows, columns: support.count,
          elements: support.flatMap { design.column($0) }), scale: scale)
    }
  }
}

extension Matrix {
  /// The rows and columns in a set of a square matrix.
  func restricted(to support: [Int]) -> Matrix {
    Matrix(
      rows: support.count, columns: support.count,
      elements: support.flatMap { j in support.map { self[$0, j] } })
  }
}
