// Sums of matrices, entry by entry.

package import LinearAlgebra

extension Matrix {
  /// A + αB.
  package func adding(_ other: Matrix, times factor: Double = 1) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      elements: zip(elements, other.elements).map { $0 + factor * $1 })
  }

  /// αA.
  package func scaled(by factor: Double) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: elements.map { factor * $0 })
  }

  /// The largest magnitude of an entry.
  package var largestEntry: Double { elements.reduce(0) { max($0, abs($1)) } }
}
