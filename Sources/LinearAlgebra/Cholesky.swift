// Cholesky factorization and the inverse it gives.

import CLAPACKE

extension Matrix {
  /// The lower triangular L with A = LLᵀ, by dpotrf; nil where A is not positive definite to working
  /// precision.
  ///
  /// Only the lower triangle of A is read.
  ///
  /// - Returns: L, n × n, with zeros above the diagonal.
  /// - Precondition: A is n × n.
  /// - Complexity: n³/3 flops.
  /// - SeeAlso: ``scaledFactor()`` for matrices that are only semidefinite.
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

  /// A matrix F with FᵀF = A for a symmetric positive semidefinite A, by dpstrf with pivoting.
  ///
  /// Rows and columns are scaled to a unit diagonal first, so that the scale of the variables does not
  /// decide what counts as rounding: A = DBD is factored as accurately as B. Only the lower triangle
  /// is read; variables with no positive diagonal entry are left out.
  ///
  /// - Returns: F, r × n, r the rank of B to working precision: pivots up to 16n·2⁻⁵² are rounding.
  /// - Precondition: A is n × n.
  /// - Complexity: n³/3 flops.
  public func scaledFactor() -> Matrix {
    precondition(isSquare, "the factor of a \(rows) × \(columns) matrix does not exist")
    // Powers of two, so that scaling makes no error.
    let scales = (0..<rows).map { index -> Double in
      let entry = self[index, index]
      guard entry > 0 else { return 0 }
      return Double(sign: .plus, exponent: entry.squareRoot().exponent, significand: 1)
    }
    var scaled = self
    for column in 0..<columns {
      for row in column..<rows {
        let isUsed = scales[row] > 0 && scales[column] > 0
        scaled[row, column] = isUsed ? self[row, column] / scales[row] / scales[column] : 0
      }
    }
    guard rows > 0, scales.contains(where: { $0 > 0 }) else {
      return Matrix(repeating: 0, rows: 0, columns: columns)
    }
    let n = Int32(rows)
    var pivots = [Int32](repeating: 0, count: rows)
    var rank: Int32 = 0
    var work = [Double](repeating: 0, count: 2 * rows)
    let info = LAPACKE_dpstrf_work(
      LAPACK_COL_MAJOR, CChar(76 /* L */), n, &scaled.elements, n, &pivots, &rank,
      16 * Double(rows) * .ulpOfOne, &work)
    precondition(info >= 0, "dpstrf refused argument \(-info)")
    // PᵀBP = LLᵀ: row i of L belongs to variable pivots[i].
    var factor = Matrix(repeating: 0, rows: Int(rank), columns: columns)
    for (row, pivot) in pivots.enumerated() {
      let variable = Int(pivot) - 1
      for column in 0...min(row, Int(rank) - 1) {
        factor[column, variable] = scaled[row, column] * scales[variable]
      }
    }
    return factor
  }

  /// Replaces a symmetric positive definite matrix by its inverse, by dpotrf and dpotri.
  ///
  /// Only the lower triangle is read; both are written.
  ///
  /// - Returns: False where the matrix is not positive definite to working precision; its contents
  ///   are then unspecified.
  /// - Precondition: A is n × n.
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
