// Singular values that keep their digits under scaling, by one-sided Jacobi.

import CLAPACKE

/// The singular value decomposition A = U diag(s) Vᵀ of a matrix, by LAPACK's one-sided Jacobi method
/// after a QR factorization with row and column pivoting.
///
/// Where A = D₁BD₂ with diagonal D₁ and D₂, the relative error of every singular value is about that of
/// a decomposition of B, however different the entries of D₁ and D₂ are. Eigenvalues of AᵀA lose everything
/// below 2⁻⁵² of the largest one. Beyond ``jacobiLimit``, where Jacobi's method takes tens of
/// seconds, the decomposition is that of dgesdd, with errors of 2⁻⁵² of the largest singular value.
///
/// - SeeAlso: Z. Drmač and K. Veselić, New fast and accurate Jacobi SVD algorithm, SIAM J. Matrix Anal.
///   Appl. 29 (2008).
public struct SingularValues: Sendable {
  /// s₁ ≥ … ≥ sᵣ ≥ 0, r = min(m, n).
  public let values: [Double]
  /// U, m × r: column i belongs to `values[i]`.
  public let left: Matrix
  /// V, orthogonal, n × n, or n × r where it is not to be complete: column i belongs to `values[i]`, the
  /// columns from r on are a basis of what A maps to 0.
  ///
  /// The entry of largest magnitude of each column, the first of them, is positive.
  public let right: Matrix
  /// The absolute error of the singular values where Jacobi's method is not used; else 0.
  public let absoluteError: Double

  /// The largest min(m, n) for which Jacobi's method is used.
  public static let jacobiLimit = 640

  /// Decomposes A.
  ///
  /// - Parameters:
  ///   - matrix: A, m × n with finite entries, m and n at least 1.
  ///   - isComplete: Whether V is n × n also where m < n.
  /// - Throws: ``FactorizationError/noConvergence(unconverged:)``.
  /// - Complexity: O(max(m, n) min(m, n)²), and O(mn²) where m < n and V is to be complete.
  public init(_ matrix: Matrix, isComplete: Bool = true) throws(FactorizationError) {
    precondition(
      matrix.rows > 0 && matrix.columns > 0,
      "singular values of a \(matrix.rows) × \(matrix.columns) matrix")
    // The method is for matrices that are at least as high as wide.
    let isWide = matrix.rows < matrix.columns
    var tall = try TallDecomposition(
      isWide ? matrix.transposed : matrix, isComplete: isWide && isComplete)
    values = tall.values
    absoluteError =
      values.count > Self.jacobiLimit ? Double(values.count) * .ulpOfOne * (values.first ?? 0) : 0
    let signs =
      isWide ? tall.left.makeLeadingEntriesPositive() : tall.right.makeLeadingEntriesPositive()
    if isWide {
      tall.right.scaleColumns(Array(signs.prefix(values.count)))
      (left, right) = (tall.right, tall.left)
    } else {
      tall.left.scaleColumns(signs)
      (left, right) = (tall.left, tall.right)
    }
  }
}

extension SingularValues {
  /// The size that rounding can give to a singular value 0: 8 min(m, n) 2⁻⁵² Σ |uᵢ|Bᵢⱼ|vⱼ| for each.
  ///
  /// - Parameter magnitudes: B, m × n: the entries of A have errors of up to a few units in the last place of those of B;
  ///   |A| itself for a matrix that is given.
  /// - Returns: A number for each singular value; at least ``absoluteError``.
  /// - Complexity: O(mn min(m, n)).
  package func rounding(ofMagnitudes magnitudes: Matrix) -> [Double] {
    let products = magnitudes.multiplied(by: right.leadingColumns(values.count).magnitudes)
    let left = left.magnitudes
    let unit = 8 * Double(values.count) * .ulpOfOne
    return values.indices.map { max(unit * products.columnProduct(left, $0), absoluteError) }
  }
}

/// The decomposition of a matrix with m ≥ n by dgejsv.
private struct TallDecomposition {
  var values: [Double]
  /// m × n, or m × m where it is to be complete.
  var left: Matrix
  /// n × n.
  var right: Matrix

  init(_ matrix: Matrix, isComplete: Bool) throws(FactorizationError) {
    var matrix = matrix
    let (m, n) = (matrix.rows, matrix.columns)
    values = Array(repeating: 0, count: n)
    left = Matrix(repeating: 0, rows: m, columns: isComplete ? m : n)
    right = Matrix(repeating: 0, rows: n, columns: n)
    guard matrix.elements.contains(where: { $0 != 0 }) else {
      for index in 0..<left.columns { left[index, index] = 1 }
      for index in 0..<n { right[index, index] = 1 }
      return
    }
    guard n <= SingularValues.jacobiLimit else {
      try decomposeDirectly(&matrix, isComplete: isComplete)
      return
    }
    // More than LAPACK ever requires.
    var work = [Double](repeating: 0, count: 2 * m + n + 6 * n + 3 * n * n + 64 * (m + n))
    var integerWork = [Int32](repeating: 0, count: m + 3 * n)
    func job(_ letter: Unicode.Scalar) -> CChar { CChar(truncatingIfNeeded: letter.value) }
    let info = LAPACKE_dgejsv_work(
      LAPACK_COL_MAJOR, job("F"), job(isComplete ? "F" : "U"), job("V"), job("N"), job("N"),
      job("N"),
      Int32(m), Int32(n), &matrix.elements, Int32(m), &values, &left.elements, Int32(m),
      &right.elements, Int32(n), &work, Int32(work.count), &integerWork)
    precondition(info >= 0, "dgejsv refused argument \(-info)")
    guard info == 0 else { throw .noConvergence(unconverged: n) }
    let scale = work[0] / work[1]
    if scale != 1 { for index in values.indices { values[index] *= scale } }
  }

  private mutating func decomposeDirectly(
    _ matrix: inout Matrix, isComplete: Bool
  ) throws(FactorizationError) {
    let (m, n) = (Int32(matrix.rows), Int32(matrix.columns))
    let job = CChar(truncatingIfNeeded: (isComplete ? "A" : "S" as Unicode.Scalar).value)
    var transposed = right
    var integerWork = [Int32](repeating: 0, count: 8 * matrix.columns)
    // The first call asks for the size of the workspace.
    var work = [0.0]
    for size in [-1, 0] {
      if size == 0 { work = Array(repeating: 0, count: Int(work[0])) }
      let info = LAPACKE_dgesdd_work(
        LAPACK_COL_MAJOR, job, m, n, &matrix.elements, m, &values, &left.elements, m,
        &transposed.elements, n, &work, size == 0 ? Int32(work.count) : -1, &integerWork)
      precondition(info >= 0, "dgesdd refused argument \(-info)")
      guard info == 0 else { throw .noConvergence(unconverged: Int(info)) }
    }
    right = transposed.transposed
  }
}

extension Matrix {
  /// Turns columns round so that the entry of largest magnitude, the first of them, is positive.
  ///
  /// - Returns: 1 or −1 for each column.
  fileprivate mutating func makeLeadingEntriesPositive() -> [Double] {
    var signs = [Double](repeating: 1, count: columns)
    withColumns { column, index in
      var leading = 0.0
      for entry in column where abs(entry) > abs(leading) { leading = entry }
      guard leading < 0 else { return }
      signs[index] = -1
      for row in column.indices { column[row] = -column[row] }
    }
    return signs
  }
}
