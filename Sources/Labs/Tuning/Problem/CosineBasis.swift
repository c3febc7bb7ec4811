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
    matrix = cosineBasis(n)
  }

  /// The signal with given coefficients.
  func synthesis(_ coefficients: [Double]) -> [Double] { matrix.applied(to: coefficients) }

  /// The coefficients of a signal.
  func analysis(_ signal: [Double]) -> [Double] { matrix.adjointApplied(to: signal) }
}
