// The QR factorization.

import CLAPACKE

/// The factorization A = QR with orthonormal columns of Q and an upper triangular R.
///
/// By LAPACK's dgeqrf and dorgqr, with the signs that Householder reflections produce: the
/// diagonal of R may be negative.
public struct QRFactorization: Sendable {
  /// Q, m × r with r = min(m, n) orthonormal columns.
  public let q: Matrix
  /// R, r × n, upper triangular.
  public let r: Matrix

  /// Factorizes A.
  ///
  /// - Parameter matrix: A, m × n with finite entries; its storage is reused.
  /// - Complexity: O(mn min(m, n)).
  public init(_ matrix: consuming Matrix) {
    var reflections = matrix
    let (m, n) = (reflections.rows, reflections.columns)
    let rank = min(m, n)
    guard rank > 0 else {
      q = Matrix(repeating: 0, rows: m, columns: 0)
      r = Matrix(repeating: 0, rows: 0, columns: n)
      return
    }
    var tau = [Double](repeating: 0, count: rank)
    var work = [Double](repeating: 0, count: 64 * max(m, n))
    var info = LAPACKE_dgeqrf_work(
      LAPACK_COL_MAJOR, Int32(m), Int32(n), &reflections.elements, Int32(m), &tau, &work,
      Int32(work.count))
    precondition(info == 0, "dgeqrf refused argument \(-info)")
    var upper = Matrix(repeating: 0, rows: rank, columns: n)
    for column in 0..<n {
      for row in 0...min(column, rank - 1) { upper[row, column] = reflections[row, column] }
    }
    r = upper
    var orthonormal = n == rank ? reflections : reflections.leadingColumns(rank)
    info = LAPACKE_dorgqr_work(
      LAPACK_COL_MAJOR, Int32(m), Int32(rank), Int32(rank), &orthonormal.elements, Int32(m), &tau,
      &work, Int32(work.count))
    precondition(info == 0, "dorgqr refused argument \(-info)")
    q = orthonormal
  }
}
