// Cholesky factorization and the inverse it gives.

import CLAPACKE

extension Matrix {
  /// The lower triangular L with A = LLᵀ, by dpotrf; nil where A is not positive definite to working
  /// precision.
  ///
  /// Only the lower triangle of A is read.
  ///
  /// - Precondition: the matrix is square.
  /// - Complexity: n³/3 flops.
  public func choleskyFactor() -> Matrix? {
    precondition(isSquare, "the factor of a \(rows) × \(columns) matrix does not exist")
    guard rows > 0 else { return self }
    var factor = self
    let n = Int32(rows)
    let lower = CChar(76 /* L */)
    guard LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, lower, n, &factor.elements, n) == 0 else {
      return nil
    }
    for column in 1..<max(rows, 1) {
      for row in 0..<column { factor[row, column] = 0 }
    }
    return factor.elements.allSatisfy(\.isFinite) ? factor : nil
  }

  /// Replaces a symmetric positive definite matrix by its inverse, by dpotrf and dpotri.
  ///
  /// Only the lower triangle is read; both are written.
  ///
  /// - Returns: False where the matrix is not positive definite to working precision; its contents
  ///   are then of no meaning.
  /// - Precondition: the matrix is square.
  /// - Complexity: n³ flops.
  public mutating func invertPositiveDefinite() -> Bool {
    precondition(isSquare, "the inverse of a \(rows) × \(columns) matrix does not exist")
    guard rows > 0 else { return true }
    let n = Int32(rows)
    let lower = CChar(76 /* L */)
    guard LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, lower, n, &elements, n) == 0 else { return false }
    guard LAPACKE_dpotri_work(LAPACK_COL_MAJOR, lower, n, &elements, n) == 0 else { return false }
    mirrorLowerTriangle()
    // LAPACK lets NaN pass.
    return (0..<rows).allSatisfy { self[$0, $0].isFinite }
  }
}
