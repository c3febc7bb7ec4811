// Matrices for tests, and their comparison.

import LinearAlgebra
import TestSupport
import Testing

/// Expects every entry of two matrices to agree within a tolerance, relative to `scale`.
func expectClose(
  _ actual: Matrix, _ expected: Matrix, _ tolerance: Tolerance, scale: Double,
  _ inputs: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    actual.rows == expected.rows && actual.columns == expected.columns, "\(inputs())",
    sourceLocation: sourceLocation)
  let difference = zip(actual.elements, expected.elements).map { abs($0 - $1) }.max() ?? 0
  #expect(
    difference <= tolerance.factor * scale,
    "\(inputs()): entries differ by \(difference), scale \(scale), \(tolerance)",
    sourceLocation: sourceLocation)
}

extension Matrix {
  /// A matrix of independent normal entries.
  static func random(rows: Int, columns: Int, seed: UInt64) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { _ in generator.nextNormal() })
  }

  /// The product by its definition.
  func naiveProduct(_ other: Matrix) -> Matrix {
    var result = Matrix(repeating: 0, rows: rows, columns: other.columns)
    for i in 0..<rows {
      for j in 0..<other.columns {
        for l in 0..<columns { result[i, j] += self[i, l] * other[l, j] }
      }
    }
    return result
  }
}
