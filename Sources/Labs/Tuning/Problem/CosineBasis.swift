// The cosine transform, in which the quadratic lower level is diagonal.

import Libc
import LinearAlgebra

/// The orthonormal cosine basis of ℝⁿ, in which DᵀD is diagonal with eigenvalues d_k = 2 − 2cos(πk/n).
struct CosineBasis: Sendable {
  /// d_k.
  let eigenvalues: [Double]
  /// Columns are basis vectors.
  private let matrix: Matrix

  /// Creates the basis.
  ///
  /// - Parameter n: The length of signals, at least 1.
  init(_ n: Int) {
    eigenvalues = (0..<n).map { 2 - 2 * cos(Double.pi * Double($0) / Double(n)) }
    var matrix = Matrix(repeating: 0, rows: n, columns: n)
    for k in 0..<n {
      let scale = (k == 0 ? 1 / Double(n) : 2 / Double(n)).squareRoot()
      for i in 0..<n {
        matrix[i, k] = scale * cos(Double.pi * (Double(i) + 0.5) * Double(k) / Double(n))
      }
    }
    self.matrix = matrix
  }

  /// The signal with given coefficients.
  func synthesis(_ coefficients: [Double]) -> [Double] { matrix.applied(to: coefficients) }

  /// The coefficients of a signal.
  func analysis(_ signal: [Double]) -> [Double] { matrix.adjointApplied(to: signal) }
}
