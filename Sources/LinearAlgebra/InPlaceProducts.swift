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

  /// self ← α·A·S for symmetric S by dsymm; only the lower triangle of S is read.
  ///
  /// - Precondition: the shapes fit.
  public mutating func setProduct(_ a: Matrix, symmetric s: Matrix, alpha: Double = 1) {
    precondition(
      s.isSquare && a.columns == s.rows && rows == a.rows && columns == s.columns,
      "shapes do not fit in a symmetric product")
    guard rows > 0, columns > 0 else { return }
    cblas_dsymm(
      CblasColMajor, CblasRight, CblasLower, Int32(rows), Int32(columns),
      alpha, s.elements, Int32(s.rows), a.elements, Int32(rows), 0, &elements, Int32(rows))
  }

  /// Multiplies column j by `factors[j]`, for the columns that have a factor.
  ///
  /// - Precondition: no more factors than columns.
  public mutating func scaleColumns(_ factors: [Double]) {
    precondition(factors.count <= columns, "\(factors.count) factors for \(columns) columns")
    let rows = rows
    elements.withUnsafeMutableBufferPointer { elements in
      for (column, factor) in factors.enumerated() {
        for index in column * rows..<(column + 1) * rows { elements[index] *= factor }
      }
    }
  }

  /// Multiplies row i by `factors[i]`.
  ///
  /// - Precondition: one factor per row.
  public mutating func scaleRows(_ factors: [Double]) {
    precondition(factors.count == rows, "\(factors.count) factors for \(rows) rows")
    let (rows, columns) = (rows, columns)
    elements.withUnsafeMutableBufferPointer { elements in
      for column in 0..<columns {
        for row in 0..<rows { elements[row + column * rows] *= factors[row] }
      }
    }
  }

  /// The inner product of column j with column j of another matrix of as many rows.
  public func columnProduct(_ other: Matrix, _ column: Int) -> Double {
    precondition(
      rows == other.rows && column < columns && column < other.columns, "no such columns")
    return elements.withUnsafeBufferPointer { a in
      other.elements.withUnsafeBufferPointer { b in
        var sum = 0.0
        for index in column * rows..<(column + 1) * rows { sum += a[index] * b[index] }
        return sum
      }
    }
  }

  /// Makes the matrix the given shape, reusing its storage where the size is the same.
  ///
  /// The entries are unspecified afterwards.
  public mutating func reshape(rows: Int, columns: Int) {
    guard self.rows != rows || self.columns != columns else { return }
    self = Matrix(repeating: 0, rows: rows, columns: columns)
  }

  /// Takes the entries of a list, column after column, without allocating.
  ///
  /// - Precondition: the list is at least as long as the matrix is large.
  public mutating func setElements(_ list: [Double]) {
    precondition(list.count >= elements.count, "\(list.count) numbers for a larger matrix")
    let count = elements.count
    elements.withUnsafeMutableBufferPointer { elements in
      list.withUnsafeBufferPointer { list in
        for index in 0..<count { elements[index] = list[index] }
      }
    }
  }

  /// Writes the entries into a list, column after column, without allocating.
  ///
  /// - Precondition: the list is at least as long as the matrix is large.
  public func copyElements(to list: inout [Double]) {
    precondition(list.count >= elements.count, "no room for \(elements.count) numbers")
    let count = elements.count
    list.withUnsafeMutableBufferPointer { list in
      elements.withUnsafeBufferPointer { elements in
        for index in 0..<count { list[index] = elements[index] }
      }
    }
  }

  /// The first columns, copied.
  public func leadingColumns(_ count: Int) -> Matrix {
    Matrix(rows: rows, columns: count, elements: Array(elements[..<(count * rows)]))
  }

  /// self ← self + ½(ABᵀ + BAᵀ) by dsyr2k, in the lower triangle alone.
  ///
  /// - Precondition: the matrix is square, A and B have one shape and as many rows.
  public mutating func addSymmetricPart(_ a: Matrix, _ b: Matrix) {
    precondition(
      isSquare && a.rows == rows && b.rows == rows && a.columns == b.columns,
      "shapes do not fit in a symmetric update")
    guard rows > 0, a.columns > 0 else { return }
    cblas_dsyr2k(
      CblasColMajor, CblasLower, CblasNoTrans, Int32(rows), Int32(a.columns), 0.5,
      a.elements, Int32(rows), b.elements, Int32(rows), 1, &elements, Int32(rows))
  }

  /// Calls `body` with the entries of every column and its number, for updates in place.
  public mutating func withColumns(
    _ body: (_ column: UnsafeMutableBufferPointer<Double>, _ index: Int) -> Void
  ) {
    let (rows, columns) = (rows, columns)
    elements.withUnsafeMutableBufferPointer { elements in
      for column in 0..<columns {
        body(elements.extracting(column * rows..<(column + 1) * rows), column)
      }
    }
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
