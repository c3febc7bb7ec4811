// Eigendecomposition of a symmetric matrix by LAPACK.

import CLAPACKE

/// The diagnosis when LAPACK gives up on a factorization.
public enum FactorizationError: Error, Equatable, Sendable {
  /// The QR iteration left `unconverged` off-diagonal elements that did not go to zero.
  case noConvergence(unconverged: Int)
}

/// The eigendecomposition A = V diag(λ) Vᵀ of a real symmetric matrix.
///
/// Eigenvalues ascend. Each eigenvector has norm 1, and its entry of largest magnitude (the first
/// of them) is positive, so that equal input gives equal output on every run.
public struct SymmetricEigen: Sendable {
  /// Eigenvalues λ₁ ≤ … ≤ λₙ.
  public let values: [Double]
  /// Eigenvectors, n × n: column i belongs to `values[i]`.
  public let vectors: Matrix

  /// Decomposes A by dsyevd; only the lower triangle is read.
  ///
  /// - Parameter matrix: A, n × n with finite entries; its storage is reused.
  /// - Throws: ``FactorizationError/noConvergence(unconverged:)``.
  /// - Precondition: A is square.
  /// - Complexity: O(n³).
  public init(_ matrix: consuming Matrix) throws(FactorizationError) {
    values = try Self.decompose(&matrix, job: "V")
    for j in 0..<matrix.columns {
      let column = matrix.elements[j * matrix.rows..<(j + 1) * matrix.rows]
      var leading = 0.0
      for entry in column where abs(entry) > abs(leading) { leading = entry }
      if leading < 0 { for i in 0..<matrix.rows { matrix[i, j] = -matrix[i, j] } }
    }
    vectors = matrix
  }

  /// The eigenvalues alone, ascending: about 2.5 times faster than with eigenvectors.
  ///
  /// - Parameter matrix: A, n × n with finite entries; only the lower triangle is read.
  /// - Returns: λ₁ ≤ … ≤ λₙ.
  /// - Throws: ``FactorizationError/noConvergence(unconverged:)``.
  /// - Precondition: A is square.
  /// - Complexity: O(n³).
  public static func values(of matrix: consuming Matrix) throws(FactorizationError) -> [Double] {
    try decompose(&matrix, job: "N")
  }

  private static func decompose(
    _ matrix: inout Matrix, job: Unicode.Scalar
  ) throws(FactorizationError) -> [Double] {
    precondition(
      matrix.isSquare, "eigenvalues of a \(matrix.rows) × \(matrix.columns) matrix do not exist")
    var values = [Double](repeating: 0, count: matrix.rows)
    guard matrix.rows > 0 else { return values }
    let info = LAPACKE_dsyevd(
      LAPACK_COL_MAJOR, CChar(truncatingIfNeeded: job.value), CChar(76 /* L */),
      Int32(matrix.rows), &matrix.elements, Int32(matrix.rows), &values)
    precondition(info >= 0, "dsyevd refused argument \(-info)")
    guard info == 0 else { throw .noConvergence(unconverged: Int(info)) }
    return values
  }
}
