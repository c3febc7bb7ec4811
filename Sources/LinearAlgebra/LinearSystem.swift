// Linear systems: general, positive definite, least squares.

import CLAPACKE

/// The factorization PA = LU of a square matrix, for systems with A and Aᵀ.
///
/// By LAPACK's dgetrf, with partial pivoting: each solution is exact for a matrix whose entries differ from those of A
/// by a few units of rounding of the largest entry of U.
public struct LUFactorization: Sendable {
  private let factors: Matrix
  private let pivots: [Int32]

  /// Factorizes A.
  ///
  /// - Parameter matrix: A, n × n with finite entries; its storage is reused.
  /// - Throws: ``FactorizationError/singular(pivot:)`` where a pivot is exactly 0.
  /// - Complexity: ⅔n³ flops.
  public init(_ matrix: consuming Matrix) throws(FactorizationError) {
    precondition(
      matrix.isSquare, "a system with a \(matrix.rows) × \(matrix.columns) matrix")
    var factors = matrix
    let n = Int32(factors.rows)
    var pivots = [Int32](repeating: 0, count: factors.rows)
    if n > 0 {
      let info = LAPACKE_dgetrf_work(LAPACK_COL_MAJOR, n, n, &factors.elements, n, &pivots)
      precondition(info >= 0, "dgetrf refused argument \(-info)")
      guard info == 0 else { throw .singular(pivot: Int(info)) }
    }
    self.factors = factors
    self.pivots = pivots
  }

  /// Solves op(A) x = b in place.
  ///
  /// - Parameters:
  ///   - vector: b, n numbers; replaced by x.
  ///   - form: Whether op(A) is A or Aᵀ.
  /// - Complexity: 2n² flops.
  public func solve(_ vector: inout [Double], _ form: Matrix.Form = .plain) {
    precondition(
      vector.count == factors.rows, "\(vector.count) numbers for \(factors.rows) equations")
    solve(&vector, columns: 1, form)
  }

  /// Solves op(A) X = B in place.
  ///
  /// - Parameters:
  ///   - matrix: B, n × p; replaced by X.
  ///   - form: Whether op(A) is A or Aᵀ.
  /// - Complexity: 2n²p flops.
  public func solve(_ matrix: inout Matrix, _ form: Matrix.Form = .plain) {
    precondition(
      matrix.rows == factors.rows, "\(matrix.rows) numbers for \(factors.rows) equations")
    solve(&matrix.elements, columns: matrix.columns, form)
  }

  private func solve(_ elements: inout [Double], columns: Int, _ form: Matrix.Form) {
    guard !elements.isEmpty else { return }
    let n = Int32(factors.rows)
    let flag = CChar(form == .plain ? 78 /* N */ : 84 /* T */)
    let info = LAPACKE_dgetrs_work(
      LAPACK_COL_MAJOR, flag, n, Int32(columns), factors.elements, n, pivots, &elements, n)
    precondition(info == 0, "dgetrs refused argument \(-info)")
  }
}

/// The factorization A = LLᵀ of a symmetric positive definite matrix, for systems with A.
///
/// By LAPACK's dpotrf and dpotrs, and BLAS's dtrsv for single vectors.
///
/// - SeeAlso: ``Matrix/choleskyFactor()`` for L itself.
public struct CholeskyFactorization: Sendable {
  private let factor: Matrix

  /// Factorizes A; nil where it is not positive definite to working precision.
  ///
  /// - Parameter matrix: A, n × n, of which only the lower triangle is read; its storage is reused.
  /// - Complexity: n³/3 flops.
  public init?(_ matrix: consuming Matrix) {
    precondition(
      matrix.isSquare, "a system with a \(matrix.rows) × \(matrix.columns) matrix")
    var factor = matrix
    let n = Int32(factor.rows)
    if n > 0 {
      let lower = CChar(76 /* L */)
      guard LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, lower, n, &factor.elements, n) == 0 else {
        return nil
      }
      // LAPACK does not detect NaN.
      guard (0..<factor.rows).allSatisfy({ factor[$0, $0].isFinite }) else { return nil }
    }
    self.factor = factor
  }

  /// Solves A x = b in place.
  ///
  /// - Parameter vector: b, n numbers; replaced by x.
  /// - Complexity: 2n² flops.
  public func solve(_ vector: inout [Double]) {
    precondition(
      vector.count == factor.rows, "\(vector.count) numbers for \(factor.rows) equations")
    // A call of BLAS takes as long as some thousand multiplications.
    guard vector.count > 40 else { return substitute(&vector) }
    // dpotrs packs L for many columns, which takes longer than the two products.
    let n = Int32(factor.rows)
    for form in [CblasNoTrans, CblasTrans] {
      cblas_dtrsv(
        CblasColMajor, CblasLower, form, CblasNonUnit, n, factor.elements, n, &vector, 1)
    }
  }

  /// Solves LLᵀx = b by substitution along the columns of L, which are contiguous.
  private func substitute(_ vector: inout [Double]) {
    let n = vector.count
    factor.elements.withUnsafeBufferPointer { l in
      vector.withUnsafeMutableBufferPointer { x in
        for j in 0..<n {
          let entry = x[j] / l[j + j * n]
          x[j] = entry
          for i in j + 1..<max(n, j + 1) { x[i] -= l[i + j * n] * entry }
        }
        for j in (0..<n).reversed() {
          var sum = x[j]
          for i in j + 1..<max(n, j + 1) { sum -= l[i + j * n] * x[i] }
          x[j] = sum / l[j + j * n]
        }
      }
    }
  }

  /// Solves A X = B in place.
  ///
  /// - Parameter matrix: B, n × p; replaced by X.
  /// - Complexity: 2n²p flops.
  public func solve(_ matrix: inout Matrix) {
    precondition(
      matrix.rows == factor.rows, "\(matrix.rows) numbers for \(factor.rows) equations")
    solve(&matrix.elements, columns: matrix.columns)
  }

  private func solve(_ elements: inout [Double], columns: Int) {
    guard !elements.isEmpty else { return }
    let n = Int32(factor.rows)
    let info = LAPACKE_dpotrs_work(
      LAPACK_COL_MAJOR, CChar(76 /* L */), n, Int32(columns), factor.elements, n, &elements, n)
    precondition(info == 0, "dpotrs refused argument \(-info)")
  }
}

extension Matrix {
  /// The least-norm solution among the x that minimise ‖Ax − b‖₂, for any rank.
  ///
  /// By LAPACK's dgelsd, from the singular values of A.
  ///
  /// - Parameters:
  ///   - vector: b, m numbers.
  ///   - relativeTolerance: The fraction of the largest singular value up to which others count as 0, above 0 and
  ///     below 1; by default max(m, n)·2⁻⁵².
  /// - Returns: x, n numbers, and the rank that was found.
  /// - Throws: ``FactorizationError/noConvergence(unconverged:)``.
  /// - Complexity: O(mn min(m, n)).
  public func leastSquares(
    _ vector: [Double], relativeTolerance: Double? = nil
  ) throws(FactorizationError) -> (solution: [Double], rank: Int) {
    precondition(
      vector.count == rows, "\(vector.count) numbers for \(rows) equations")
    let tolerance = relativeTolerance ?? Double(max(rows, columns, 1)) * .ulpOfOne
    precondition(tolerance > 0 && tolerance < 1, "a tolerance of \(tolerance) for singular values")
    guard rows > 0, columns > 0 else { return ([Double](repeating: 0, count: columns), 0) }
    let (m, n) = (Int32(rows), Int32(columns))
    var matrix = elements
    let length = max(rows, columns)
    var solution = vector + [Double](repeating: 0, count: length - rows)
    var values = [Double](repeating: 0, count: min(rows, columns))
    var rank: Int32 = 0
    // The first call queries the sizes of the workspaces.
    var work = [0.0]
    var integerWork: [Int32] = [0]
    for size in [-1, 0] {
      if size == 0 {
        work = Array(repeating: 0, count: Int(work[0]))
        integerWork = Array(repeating: 0, count: max(1, Int(integerWork[0])))
      }
      let info = LAPACKE_dgelsd_work(
        LAPACK_COL_MAJOR, m, n, 1, &matrix, m, &solution, Int32(length), &values, tolerance, &rank,
        &work, size == 0 ? Int32(work.count) : -1, &integerWork)
      precondition(info >= 0, "dgelsd refused argument \(-info)")
      guard info == 0 else { throw .noConvergence(unconverged: Int(info)) }
    }
    return (Array(solution.prefix(columns)), Int(rank))
  }
}

/// Replaces the lower triangle of a positive definite matrix by its Cholesky factor L, in a buffer.
///
/// - Parameters:
///   - matrix: n² numbers, column by column, of which only the lower triangle is read and written.
///   - dimension: n ≥ 0.
/// - Returns: The size k of the leading block that is positive definite to working
///   precision: n, unless a pivot is at most 10⁻¹³ of its diagonal entry. Below n the contents are unspecified.
/// - Complexity: n³/3 flops.
package func factorizeCholesky(
  _ matrix: UnsafeMutablePointer<Double>, dimension: Int
) -> Int {
  guard dimension > 0 else { return 0 }
  let n = Int32(dimension)
  // The squares of a row of L add up to the diagonal entry.
  let info = LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, CChar(76 /* L */), n, matrix, n)
  let completed = info > 0 ? Int(info) - 1 : dimension
  for row in 0..<completed {
    let pivot = matrix[row + row * dimension]
    var diagonal = 0.0
    for column in 0...row {
      diagonal += matrix[row + column * dimension] * matrix[row + column * dimension]
    }
    // Also true if a pivot is NaN.
    guard pivot * pivot > 1e-13 * diagonal else { return row }
  }
  return completed
}

/// Solves LLᵀx = b in place.
///
/// - Parameters:
///   - factor: L from ``factorizeCholesky(_:dimension:)``.
///   - dimension: n ≥ 1.
///   - vector: b, n numbers; replaced by x.
/// - Complexity: 2n² flops.
package func solveCholesky(
  _ factor: UnsafePointer<Double>, dimension: Int, _ vector: UnsafeMutablePointer<Double>
) {
  let n = Int32(dimension)
  let info = LAPACKE_dpotrs_work(
    LAPACK_COL_MAJOR, CChar(76 /* L */), n, 1, factor, n, vector, n)
  precondition(info == 0, "dpotrs refused argument \(-info)")
}
