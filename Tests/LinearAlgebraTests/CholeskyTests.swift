// The inverse by Cholesky factorization, and the threads of BLAS.

import LinearAlgebra
import TestSupport
import Testing

@Suite("Cholesky inverse")
struct CholeskyTests {
  private static func positive(_ dimension: Int) -> Matrix {
    let factor = Matrix.random(rows: dimension, columns: dimension + 3, seed: 11)
    var result = Matrix(repeating: 0, rows: dimension, columns: dimension)
    result.setGram(factor)
    return result
  }

  @Test("A⁻¹A = I, and A⁻¹ is symmetric", arguments: [0, 1, 2, 5, 40])
  func inverse(dimension: Int) {
    let a = Self.positive(dimension)
    var inverse = a
    let isInverted = inverse.invertPositiveDefinite()
    #expect(isInverted)
    #expect(inverse == inverse.transposed)
    // Off by the condition number ‖A‖‖A⁻¹‖ times rounding.
    expectClose(
      inverse.naiveProduct(a), .identity(dimension), .roundoff(operations: 20 * dimension + 4),
      scale: a.frobeniusNorm * inverse.frobeniusNorm)
  }

  @Test("only the lower triangle is read")
  func lower() {
    let a = Self.positive(6)
    var (whole, half) = (a, a)
    for j in 0..<6 { for i in 0..<j { half[i, j] = .nan } }
    let areInverted = [whole.invertPositiveDefinite(), half.invertPositiveDefinite()]
    #expect(areInverted == [true, true] && whole == half)
  }

  @Test(
    "a matrix that is not positive definite is refused",
    arguments: [[0.0], [-1.0], [1, 0], [1, -1e-3, 1], [.nan]])
  func refused(diagonal: [Double]) {
    var matrix = Matrix(diagonal: diagonal)
    let isInverted = matrix.invertPositiveDefinite()
    #expect(!isInverted)
  }

  @Test("a matrix that is not square has no inverse")
  func shape() async {
    await #expect(processExitsWith: .failure) {
      var matrix = Matrix(repeating: 1, rows: 2, columns: 3)
      _ = matrix.invertPositiveDefinite()
    }
  }

  /// In processes of their own: the number of threads belongs to all tests that run at a time.
  @Test("the number of threads changes rounding at most")
  func threads() async {
    await #expect(processExitsWith: .success) { try Self.compareProduct(threads: 1) }
    await #expect(processExitsWith: .success) { try Self.compareProduct(threads: 2) }
    #expect(availableProcessors() >= 1)
  }

  private static func compareProduct(threads: Int) throws {
    setBLASThreads(threads)
    let a = Matrix.random(rows: 120, columns: 120, seed: 12)
    let difference = a.multiplied(by: a).subtracting(a.naiveProduct(a)).frobeniusNorm
    try #require(difference <= 500 * .ulpOfOne * a.frobeniusNorm * a.frobeniusNorm)
  }

  @Test("zero threads are refused")
  func noThreads() async {
    await #expect(processExitsWith: .failure) { setBLASThreads(0) }
  }
}
