// Products and norms by BLAS against loops.

import LinearAlgebra
import TestSupport
import Testing

@Suite("Products and norms")
struct ProductTests {
  @Test(
    "A·B is the sum over the inner index",
    arguments: [(1, 1, 1), (2, 3, 4), (7, 1, 5), (1, 9, 1), (17, 31, 13), (0, 3, 2), (3, 0, 2)])
  func product(rows: Int, inner: Int, columns: Int) {
    let a = Matrix.random(rows: rows, columns: inner, seed: 3)
    let b = Matrix.random(rows: inner, columns: columns, seed: 4)
    expectClose(
      a.multiplied(by: b), a.naiveProduct(b), .roundoff(operations: 4 * inner + 4),
      scale: a.frobeniusNorm * b.frobeniusNorm, "\(rows) × \(inner) × \(columns)")
  }

  @Test("AᵀA is exactly symmetric", arguments: [(1, 1), (3, 5), (5, 3), (20, 20), (0, 3), (3, 0)])
  func gram(rows: Int, columns: Int) {
    let a = Matrix.random(rows: rows, columns: columns, seed: 5)
    let gram = a.gram()
    #expect(gram == gram.transposed)
    expectClose(
      gram, a.transposed.naiveProduct(a), .roundoff(operations: 4 * rows + 4),
      scale: a.frobeniusNorm * a.frobeniusNorm, "\(rows) × \(columns)")
  }

  @Test("A − B, ‖A‖_F and ⟨A, B⟩ by entries", arguments: [(0, 0), (1, 1), (4, 6)])
  func entrywise(rows: Int, columns: Int) {
    let a = Matrix.random(rows: rows, columns: columns, seed: 6)
    let b = Matrix.random(rows: rows, columns: columns, seed: 7)
    #expect(a.subtracting(b).elements == zip(a.elements, b.elements).map { $0 - $1 })
    let inner = zip(a.elements, b.elements).reduce(0) { $0 + $1.0 * $1.1 }
    let square = a.elements.reduce(0) { $0 + $1 * $1 }
    let rounding = Tolerance.roundoff(operations: 2 * rows * columns + 4)
    expectClose(a.innerProduct(b), inner, rounding, scale: a.frobeniusNorm * b.frobeniusNorm)
    expectClose(a.frobeniusNorm, square.squareRoot(), rounding, scale: a.frobeniusNorm)
  }

  @Test("the Frobenius norm does not overflow on the way", arguments: [1e-300, 1e300])
  func extremeNorm(scale: Double) {
    let matrix = Matrix(repeating: scale, rows: 2, columns: 2)
    expectClose(matrix.frobeniusNorm, 2 * scale, .roundoff(operations: 8), scale: 2 * scale)
  }

  @Test("rejects shapes that do not match")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix.identity(2).multiplied(by: .identity(3))
    }
  }
}
