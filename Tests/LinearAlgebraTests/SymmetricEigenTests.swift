// The eigendecomposition: reconstruction, order, signs.

import LinearAlgebra
import TestSupport
import Testing

@Suite("Eigendecomposition of a symmetric matrix")
struct SymmetricEigenTests {
  private static let sizes = [0, 1, 2, 3, 5, 10, 33, 60]

  /// LAPACK's bound is a small multiple of n roundings, relative to ‖A‖₂ ≤ ‖A‖_F.
  private static func rounding(_ n: Int) -> Tolerance { .roundoff(operations: 8 * n + 16) }

  @Test("V diag(λ) Vᵀ is A, and VᵀV the identity", arguments: sizes, [1, 2, 3] as [UInt64])
  func reconstruction(n: Int, seed: UInt64) throws {
    let matrix = Matrix.random(rows: n, columns: n, seed: seed).symmetricPart
    let eigen = try SymmetricEigen(matrix)
    let rebuilt = eigen.vectors.multiplied(by: Matrix(diagonal: eigen.values))
      .multiplied(by: eigen.vectors.transposed)
    expectClose(
      rebuilt, matrix, Self.rounding(n), scale: matrix.frobeniusNorm, "n = \(n), seed \(seed)")
    expectClose(eigen.vectors.gram(), .identity(n), Self.rounding(n), scale: 1, "n = \(n)")
  }

  @Test("eigenvalues ascend", arguments: sizes)
  func order(n: Int) throws {
    let matrix = Matrix.random(rows: n, columns: n, seed: 4).symmetricPart
    let values = try SymmetricEigen(matrix).values
    #expect(values.count == n)
    #expect(values == values.sorted())
  }

  @Test("the entry of largest magnitude of an eigenvector is positive", arguments: sizes)
  func signs(n: Int) throws {
    let matrix = Matrix.random(rows: n, columns: n, seed: 5).symmetricPart
    let vectors = try SymmetricEigen(matrix).vectors
    for j in 0..<n {
      let column = (0..<n).map { vectors[$0, j] }
      let largest = column.map(abs).max()
      #expect(column.first { abs($0) == largest }.map { $0 > 0 } == true)
    }
  }

  @Test("the eigenvalues alone are those of the full decomposition", arguments: sizes)
  func valuesAlone(n: Int) throws {
    let matrix = Matrix.random(rows: n, columns: n, seed: 6).symmetricPart
    let alone = try SymmetricEigen.values(of: matrix)
    let values = try SymmetricEigen(matrix).values
    #expect(alone.count == n)
    for (a, b) in zip(alone, values) {
      expectClose(a, b, Self.rounding(n), scale: matrix.frobeniusNorm)
    }
  }

  @Test("known eigenvalues: multiples of the identity, rank one, a rotation of (1, 3)")
  func known() throws {
    #expect(try SymmetricEigen.values(of: Matrix(diagonal: [2, 2, 2])) == [2, 2, 2])
    let ones = try SymmetricEigen(Matrix(repeating: 1, rows: 4, columns: 4))
    for (value, expected) in zip(ones.values, [0, 0, 0, 4.0]) {
      expectClose(value, expected, Self.rounding(4), scale: 4)
    }
    for i in 0..<4 { expectClose(ones.vectors[i, 3], 0.5, Self.rounding(4), scale: 1) }
    let rotated = try SymmetricEigen(Matrix(rows: 2, columns: 2, elements: [2, 1, 1, 2]))
    expectClose(rotated.values[0], 1, Self.rounding(2), scale: 3)
    expectClose(rotated.values[1], 3, Self.rounding(2), scale: 3)
  }

  @Test("equal input gives equal output")
  func repeatable() throws {
    let matrix = Matrix.random(rows: 30, columns: 30, seed: 7).symmetricPart
    let (first, second) = (try SymmetricEigen(matrix), try SymmetricEigen(matrix))
    #expect(first.values == second.values)
    #expect(first.vectors == second.vectors)
  }

  @Test("only the lower triangle is read")
  func lowerTriangle() throws {
    let symmetric = Matrix.random(rows: 6, columns: 6, seed: 8).symmetricPart
    var spoiled = symmetric
    for j in 0..<6 { for i in 0..<j { spoiled[i, j] = 1e9 } }
    #expect(try SymmetricEigen(spoiled).values == SymmetricEigen(symmetric).values)
  }

  @Test("refuses a matrix that is not square")
  func notSquare() async {
    await #expect(processExitsWith: .failure) {
      _ = try SymmetricEigen(Matrix(repeating: 1, rows: 2, columns: 3))
    }
  }
}
