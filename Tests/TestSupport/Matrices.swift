// Random matrices and matrices of known eigenvalues.

package import LinearAlgebra

extension Matrix {
  /// A matrix of independent normal entries.
  package static func random(
    rows: Int, columns: Int, scale: Double = 1, using generator: inout SeededGenerator
  ) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { _ in scale * generator.nextNormal() })
  }

  /// A random orthogonal matrix: the eigenvectors of a random symmetric one.
  package static func randomOrthogonal(
    _ dimension: Int, using generator: inout SeededGenerator
  ) throws -> Matrix {
    let square = random(rows: dimension, columns: dimension, using: &generator)
    return try SymmetricEigen(square.symmetricPart).vectors
  }

  /// Q diag(values) Qᵀ for orthogonal Q.
  package static func symmetric(eigenvalues: [Double], vectors: Matrix) -> Matrix {
    vectors.multiplied(by: Matrix(diagonal: eigenvalues)).multiplied(by: vectors.transposed)
      .symmetricPart
  }

  /// The product with a scalar.
  package func scaled(by factor: Double) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: elements.map { factor * $0 })
  }
}
