// Products into existing storage, for loops that must not allocate.

import CLAPACKE

extension Matrix {
  /// How an operand of a product is read.
  public enum Form: Sendable {
    /// As it is.
    case plain
    /// Transposed.
    case transposed

    fileprivate var flag: CBLAS_TRANSPOSE { self == .plain ? CblasNoTrans : CblasTrans }
  }

  /// self ← α·op(A)·op(B) + β·self by dgemm.
  ///
  /// - Precondition: the shapes fit.
  public mutating func setProduct(
    _ a: Matrix, _ formA: Form = .plain, _ b: Matrix, _ formB: Form = .plain,
    alpha: Double = 1, beta: Double = 0
  ) {
    let inner = formA == .plain ? a.columns : a.rows
    precondition(
      rows == (formA == .plain ? a.rows : a.columns)
        && columns == (formB == .plain ? b.columns : b.rows)
        && inner == (formB == .plain ? b.rows : b.columns),
      "shapes do not fit in a product")
    guard rows > 0, columns > 0 else { return }
    cblas_dgemm(
      CblasColMajor, formA.flag, formB.flag, Int32(rows), Int32(columns), Int32(inner),
      alpha, a.elements, Int32(max(a.rows, 1)), b.elements, Int32(max(b.rows, 1)),
      beta, &elements, Int32(rows))
  }

  /// self ← α·A·Aᵀ (or α·AᵀA for the transposed form) by dsyrk, both triangles filled.
  ///
  /// - Precondition: the shapes fit.
  public mutating func setGram(_ a: Matrix, _ form: Form = .plain, alpha: Double = 1) {
    let inner = form == .plain ? a.columns : a.rows
    precondition(
      isSquare && rows == (form == .plain ? a.rows : a.columns),
      "shapes do not fit in a Gram matrix")
    guard rows > 0 else { return }
    cblas_dsyrk(
      CblasColMajor, CblasLower, form.flag, Int32(rows), Int32(inner),
      alpha, a.elements, Int32(max(a.rows, 1)), 0, &elements, Int32(rows))
    mirrorLowerTriangle()
  }

  /// self ← α·S·B + β·self for symmetric S by dsymm; only the lower triangle of S is read.
  ///
  /// - Precondition: the shapes fit.
  public mutating func setSymmetricProduct(
    _ s: Matrix, _ b: Matrix, alpha: Double = 1, beta: Double = 0
  ) {
    precondition(
      s.isSquare && rows == s.rows && b.rows == s.columns && columns == b.columns,
      "shapes do not fit in a symmetric product")
    guard rows > 0, columns > 0 else { return }
    cblas_dsymm(
      CblasColMajor, CblasLeft, CblasLower, Int32(rows), Int32(columns),
      alpha, s.elements, Int32(s.rows), b.elements, Int32(b.rows), beta, &elements, Int32(rows))
  }

  /// Multiplies column j by `factors[j]`, for the columns that have a factor.
  public mutating func scaleColumns(_ factors: [Double]) {
    for (column, factor) in factors.enumerated() {
      for index in column * rows..<(column + 1) * rows { elements[index] *= factor }
    }
  }

  /// Multiplies row i by `factors[i]`.
  ///
  /// - Precondition: one factor per row.
  public mutating func scaleRows(_ factors: [Double]) {
    precondition(factors.count == rows, "\(factors.count) factors for \(rows) rows")
    for column in 0..<columns {
      for row in 0..<rows { elements[row + column * rows] *= factors[row] }
    }
  }

  /// The first columns, copied.
  public func leadingColumns(_ count: Int) -> Matrix {
    Matrix(rows: rows, columns: count, elements: Array(elements[..<(count * rows)]))
  }

  /// Adds a matrix of as many rows onto the first columns.
  ///
  /// - Precondition: equal numbers of rows, and no more columns.
  public mutating func addLeadingColumns(_ other: Matrix) {
    precondition(rows == other.rows && other.columns <= columns, "columns do not fit")
    cblas_daxpy(Int32(other.elements.count), 1, other.elements, 1, &elements, 1)
  }
}

/// Adds a multiple of the entries of a matrix: A ← A + αB.
///
/// - Precondition: equal numbers of entries.
public func add(_ alpha: Double, _ elements: [Double], to matrix: inout Matrix) {
  add(alpha, elements, to: &matrix.elements)
}

/// Scales a matrix in place: A ← αA.
public func scale(_ matrix: inout Matrix, by alpha: Double) {
  scale(&matrix.elements, by: alpha)
}
