// Matrix products and norms, all by BLAS.

import CLAPACKE

extension Matrix {
  /// The product A·B by dgemm.
  ///
  /// - Parameter other: B, l × n, for this m × l matrix A.
  /// - Returns: AB, m × n.
  /// - Complexity: O(lmn).
  /// - SeeAlso: ``setProduct(_:_:_:_:alpha:beta:)``, which does not allocate.
  public func multiplied(by other: Matrix) -> Matrix {
    precondition(
      columns == other.rows,
      "a \(rows) × \(columns) matrix times a \(other.rows) × \(other.columns) matrix")
    var result = Matrix(repeating: 0, rows: rows, columns: other.columns)
    guard rows > 0, columns > 0, other.columns > 0 else { return result }
    cblas_dgemm(
      CblasColMajor, CblasNoTrans, CblasNoTrans,
      Int32(rows), Int32(other.columns), Int32(columns),
      1, elements, Int32(rows), other.elements, Int32(other.rows),
      0, &result.elements, Int32(rows))
    return result
  }

  /// The Gram matrix AᵀA of the columns, by dsyrk: symmetric and positive semidefinite.
  ///
  /// - Returns: AᵀA, n × n, for this m × n matrix A.
  /// - Complexity: O(mn²), half of a general product.
  /// - SeeAlso: ``setGram(_:_:alpha:)``, which does not allocate.
  public func gram() -> Matrix {
    var result = Matrix(repeating: 0, rows: columns, columns: columns)
    guard rows > 0, columns > 0 else { return result }
    cblas_dsyrk(
      CblasColMajor, CblasLower, CblasTrans, Int32(columns), Int32(rows),
      1, elements, Int32(rows), 0, &result.elements, Int32(columns))
    result.mirrorLowerTriangle()
    return result
  }

  /// The difference A − B.
  ///
  /// - Parameter other: B, of the shape of A.
  /// - Returns: A − B.
  /// - Complexity: O(mn).
  public func subtracting(_ other: Matrix) -> Matrix {
    precondition(
      rows == other.rows && columns == other.columns,
      "a \(rows) × \(columns) matrix minus a \(other.rows) × \(other.columns) matrix")
    var result = self
    cblas_daxpy(Int32(elements.count), -1, other.elements, 1, &result.elements, 1)
    return result
  }

  /// The Frobenius norm (Σ aᵢⱼ²)^½, free of overflow on the way.
  public var frobeniusNorm: Double {
    cblas_dnrm2(Int32(elements.count), elements, 1)
  }

  /// The trace inner product ⟨A, B⟩ = tr(AᵀB) = Σ aᵢⱼ bᵢⱼ.
  ///
  /// - Parameter other: B, of the shape of A.
  /// - Returns: Σ aᵢⱼbᵢⱼ.
  /// - Complexity: O(mn).
  public func innerProduct(_ other: Matrix) -> Double {
    precondition(
      rows == other.rows && columns == other.columns,
      "⟨A, B⟩ of \(rows) × \(columns) and \(other.rows) × \(other.columns) matrices")
    return cblas_ddot(Int32(elements.count), elements, 1, other.elements, 1)
  }

  /// The sum of the diagonal entries, of which an m × n matrix has min(m, n).
  public var trace: Double { (0..<min(rows, columns)).reduce(0) { $0 + self[$1, $1] } }

  /// Copies the lower triangle onto the upper one; BLAS and LAPACK write only one of them.
  mutating func mirrorLowerTriangle() {
    let n = rows
    // In square blocks, so that neither side strides through memory.
    let block = 32
    elements.withUnsafeMutableBufferPointer { elements in
      for first in stride(from: 0, to: n, by: block) {
        for second in stride(from: 0, through: first, by: block) {
          for j in first..<min(first + block, n) {
            for i in second..<min(second + block, j) { elements[i + j * n] = elements[j + i * n] }
          }
        }
      }
    }
  }
}
