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

  /// The shape of an operand, for messages.
  private func shape(_ form: Form) -> String {
    form == .plain ? "a \(rows) × \(columns) matrix" : "a transposed \(rows) × \(columns) matrix"
  }

  /// The general product by dgemm: self ← α·op(A)·op(B) + β·self.
  ///
  /// - Parameters:
  ///   - a: A; op(A) is m × l.
  ///   - formA: Whether op(A) is A or Aᵀ.
  ///   - b: B; op(B) is l × n.
  ///   - formB: Whether op(B) is B or Bᵀ.
  ///   - alpha: α.
  ///   - beta: β; for 0 the entries before do not matter, NaN among them.
  /// - Precondition: This matrix is m × n.
  /// - Complexity: O(lmn).
  /// - SeeAlso: ``multiplied(by:)``, which allocates.
  public mutating func setProduct(
    _ a: Matrix, _ formA: Form = .plain, _ b: Matrix, _ formB: Form = .plain,
    alpha: Double = 1, beta: Double = 0
  ) {
    let inner = formA == .plain ? a.columns : a.rows
    precondition(
      rows == (formA == .plain ? a.rows : a.columns)
        && columns == (formB == .plain ? b.columns : b.rows)
        && inner == (formB == .plain ? b.rows : b.columns),
      """
      \(a.shape(formA)) times \(b.shape(formB)) into a \(rows) × \(columns) matrix
      """)
    guard rows > 0, columns > 0 else { return }
    cblas_dgemm(
      CblasColMajor, formA.flag, formB.flag, Int32(rows), Int32(columns), Int32(inner),
      alpha, a.elements, Int32(max(a.rows, 1)), b.elements, Int32(max(b.rows, 1)),
      beta, &elements, Int32(rows))
  }

  /// The Gram matrix by dsyrk, both triangles filled: self ← α·op(A)·op(A)ᵀ.
  ///
  /// - Parameters:
  ///   - a: A; op(A) is m × l.
  ///   - form: Whether op(A) is A or Aᵀ.
  ///   - alpha: α.
  /// - Precondition: This matrix is m × m.
  /// - Complexity: O(lm²), half of a general product.
  /// - SeeAlso: ``gram()``, which allocates.
  public mutating func setGram(_ a: Matrix, _ form: Form = .plain, alpha: Double = 1) {
    let inner = form == .plain ? a.columns : a.rows
    precondition(
      isSquare && rows == (form == .plain ? a.rows : a.columns),
      "the Gram matrix of \(a.shape(form)) into a \(rows) × \(columns) matrix")
    guard rows > 0 else { return }
    cblas_dsyrk(
      CblasColMajor, CblasLower, form.flag, Int32(rows), Int32(inner),
      alpha, a.elements, Int32(max(a.rows, 1)), 0, &elements, Int32(rows))
    mirrorLowerTriangle()
  }

  /// The product with a symmetric matrix on the left by dsymm: self ← α·S·B + β·self.
  ///
  /// - Parameters:
  ///   - s: S, m × m, of which only the lower triangle is read.
  ///   - b: B, m × n.
  ///   - alpha: α.
  ///   - beta: β; for 0 the entries before do not matter, NaN among them.
  /// - Precondition: This matrix is m × n.
  /// - Complexity: O(m²n).
  /// - SeeAlso: ``setProduct(_:symmetric:alpha:)`` for a symmetric matrix on the right.
  public mutating func setSymmetricProduct(
    _ s: Matrix, _ b: Matrix, alpha: Double = 1, beta: Double = 0
  ) {
    precondition(
      s.isSquare && rows == s.rows && b.rows == s.columns && columns == b.columns,
      """
      \(s.shape(.plain)), symmetric, times \(b.shape(.plain)) into a \(rows) × \(columns) matrix
      """)
    guard rows > 0, columns > 0 else { return }
    cblas_dsymm(
      CblasColMajor, CblasLeft, CblasLower, Int32(rows), Int32(columns),
      alpha, s.elements, Int32(s.rows), b.elements, Int32(b.rows), beta, &elements, Int32(rows))
  }

  /// The product with a symmetric matrix on the right by dsymm: self ← α·A·S.
  ///
  /// - Parameters:
  ///   - a: A, m × n.
  ///   - s: S, n × n, of which only the lower triangle is read.
  ///   - alpha: α.
  /// - Precondition: This matrix is m × n.
  /// - Complexity: O(mn²).
  /// - SeeAlso: ``setSymmetricProduct(_:_:alpha:beta:)`` for a symmetric matrix on the left.
  public mutating func setProduct(_ a: Matrix, symmetric s: Matrix, alpha: Double = 1) {
    precondition(
      s.isSquare && a.columns == s.rows && rows == a.rows && columns == s.columns,
      """
      \(a.shape(.plain)) times \(s.shape(.plain)), symmetric, into a \(rows) × \(columns) matrix
      """)
    guard rows > 0, columns > 0 else { return }
    cblas_dsymm(
      CblasColMajor, CblasRight, CblasLower, Int32(rows), Int32(columns),
      alpha, s.elements, Int32(s.rows), a.elements, Int32(rows), 0, &elements, Int32(rows))
  }

  /// Scales columns: self ← self·diag(factors), columns without a factor as they are.
  ///
  /// - Parameter factors: At most n numbers, one for each of the first columns of this m × n matrix.
  /// - Complexity: O(mn).
  public mutating func scaleColumns(_ factors: [Double]) {
    precondition(factors.count <= columns, "\(factors.count) factors for \(columns) columns")
    let rows = rows
    elements.withUnsafeMutableBufferPointer { elements in
      for (column, factor) in factors.enumerated() {
        for index in column * rows..<(column + 1) * rows { elements[index] *= factor }
      }
    }
  }

  /// Scales rows: self ← diag(factors)·self.
  ///
  /// - Parameter factors: m numbers, one for each row of this m × n matrix.
  /// - Complexity: O(mn).
  public mutating func scaleRows(_ factors: [Double]) {
    precondition(factors.count == rows, "\(factors.count) factors for \(rows) rows")
    let (rows, columns) = (rows, columns)
    elements.withUnsafeMutableBufferPointer { elements in
      factors.withUnsafeBufferPointer { factors in
        for column in 0..<columns {
          let entries = elements.extracting(column * rows..<(column + 1) * rows)
          let whole = rows & ~3
          for row in stride(from: 0, to: whole, by: 4) {
            entries.setFour(row, entries.four(row) * factors.four(row))
          }
          for row in whole..<rows { entries[row] *= factors[row] }
        }
      }
    }
  }

  /// The inner product of two columns with the same number, aⱼᵀbⱼ.
  ///
  /// - Parameters:
  ///   - other: B, with as many rows as this matrix A.
  ///   - column: j, from 0, a column of both.
  /// - Returns: Σᵢ aᵢⱼbᵢⱼ.
  /// - Complexity: O(m) for m rows.
  public func columnProduct(_ other: Matrix, _ column: Int) -> Double {
    precondition(
      rows == other.rows && column >= 0 && column < min(columns, other.columns),
      """
      column \(column) of a \(rows) × \(columns) and a \(other.rows) × \(other.columns) matrix
      """)
    return elements.withUnsafeBufferPointer { a in
      other.elements.withUnsafeBufferPointer { b in
        var sum = 0.0
        for index in column * rows..<(column + 1) * rows { sum += a[index] * b[index] }
        return sum
      }
    }
  }

  /// Gives the matrix another shape; storage is reused where it has that shape already.
  ///
  /// The entries are unspecified afterwards.
  ///
  /// - Parameters:
  ///   - rows: m ≥ 0.
  ///   - columns: n ≥ 0.
  public mutating func reshape(rows: Int, columns: Int) {
    guard self.rows != rows || self.columns != columns else { return }
    self = Matrix(repeating: 0, rows: rows, columns: columns)
  }

  /// Takes the entries of a list, column after column, without allocating.
  ///
  /// - Parameter list: At least mn numbers for this m × n matrix; the first mn are taken.
  /// - Complexity: O(mn).
  /// - SeeAlso: ``copyElements(to:)`` for the way back.
  public mutating func setElements(_ list: [Double]) {
    precondition(
      list.count >= elements.count, "\(list.count) numbers for a \(rows) × \(columns) matrix")
    let count = elements.count
    elements.withUnsafeMutableBufferPointer { elements in
      list.withUnsafeBufferPointer { list in
        for index in 0..<count { elements[index] = list[index] }
      }
    }
  }

  /// Writes the entries into a list, column after column, without allocating.
  ///
  /// - Parameter list: At least mn numbers for this m × n matrix; the first mn are replaced.
  /// - Complexity: O(mn).
  /// - SeeAlso: ``setElements(_:)`` for the way back.
  public func copyElements(to list: inout [Double]) {
    precondition(
      list.count >= elements.count,
      "\(rows) × \(columns) entries into a list of \(list.count) numbers")
    let count = elements.count
    list.withUnsafeMutableBufferPointer { list in
      elements.withUnsafeBufferPointer { elements in
        for index in 0..<count { list[index] = elements[index] }
      }
    }
  }

  /// A column, copied.
  ///
  /// - Parameter index: j, from 0, below the number of columns of this m × n matrix.
  /// - Returns: a₁ⱼ … aₘⱼ.
  /// - Complexity: O(m).
  /// - SeeAlso: ``withColumns(_:)`` for updates in place.
  public func column(_ index: Int) -> [Double] {
    precondition(
      index >= 0 && index < columns, "column \(index) of a \(rows) × \(columns) matrix")
    return Array(elements[index * rows..<(index + 1) * rows])
  }

  /// The first columns, copied.
  ///
  /// - Parameter count: p, from 0 to the number n of columns of this m × n matrix.
  /// - Returns: The first p columns, m × p.
  /// - Complexity: O(mp).
  public func leadingColumns(_ count: Int) -> Matrix {
    precondition(
      count >= 0 && count <= columns, "\(count) columns of a \(rows) × \(columns) matrix")
    return Matrix(rows: rows, columns: count, elements: Array(elements[..<(count * rows)]))
  }

  /// The symmetric update by dsyr2k, in the lower triangle alone: self ← self + ½(ABᵀ + BAᵀ).
  ///
  /// - Parameters:
  ///   - a: A, m × l.
  ///   - b: B, m × l.
  /// - Precondition: This matrix is m × m.
  /// - Complexity: O(lm²).
  public mutating func addSymmetricPart(_ a: Matrix, _ b: Matrix) {
    precondition(
      isSquare && a.rows == rows && b.rows == rows && a.columns == b.columns,
      """
      ABᵀ of \(a.shape(.plain)) and \(b.shape(.plain)) added to a \(rows) × \(columns) matrix
      """)
    guard rows > 0, a.columns > 0 else { return }
    cblas_dsyr2k(
      CblasColMajor, CblasLower, CblasNoTrans, Int32(rows), Int32(a.columns), 0.5,
      a.elements, Int32(rows), b.elements, Int32(rows), 1, &elements, Int32(rows))
  }

  /// Calls a function with the entries of every column, for updates in place.
  ///
  /// - Parameter body: Receives the m entries of a column, which it may change, and the number of the column,
  ///   from 0.
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

  /// Adds a matrix to the first columns.
  ///
  /// - Parameter other: m × p, p ≤ n, for this m × n matrix.
  /// - Complexity: O(mp).
  public mutating func addLeadingColumns(_ other: Matrix) {
    precondition(
      rows == other.rows && other.columns <= columns,
      "a \(other.rows) × \(other.columns) matrix onto columns of a \(rows) × \(columns) one")
    cblas_daxpy(Int32(other.elements.count), 1, other.elements, 1, &elements, 1)
  }
}

/// Adds a multiple of the entries of a matrix: A ← A + αB.
///
/// - Parameters:
///   - alpha: α.
///   - elements: The entries of B, column after column, the same number as A.
///   - matrix: A.
/// - Complexity: O(mn) for m × n matrices.
public func add(_ alpha: Double, _ elements: [Double], to matrix: inout Matrix) {
  add(alpha, elements, to: &matrix.elements)
}

/// Scales a matrix in place: A ← αA.
///
/// - Parameters:
///   - matrix: A.
///   - alpha: α.
/// - Complexity: O(mn) for an m × n matrix.
public func scale(_ matrix: inout Matrix, by alpha: Double) {
  scale(&matrix.elements, by: alpha)
}
