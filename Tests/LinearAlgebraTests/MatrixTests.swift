// The dense matrix type: order of entries, transposition, symmetric part, value semantics.

import LinearAlgebra
import Testing

@Suite("Matrix")
struct MatrixTests {
  @Test("entries are stored column after column")
  func order() {
    let matrix = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
    #expect(matrix[0, 0] == 1 && matrix[1, 0] == 2 && matrix[0, 1] == 3 && matrix[1, 2] == 6)
    #expect(!matrix.isSquare)
  }

  @Test("transposition exchanges rows and columns, twice is the identity")
  func transposed() {
    let matrix = Matrix.random(rows: 3, columns: 5, seed: 1)
    let transposed = matrix.transposed
    #expect(transposed.rows == 5 && transposed.columns == 3)
    for i in 0..<3 { for j in 0..<5 { #expect(transposed[j, i] == matrix[i, j]) } }
    #expect(transposed.transposed == matrix)
  }

  @Test("the symmetric part is symmetric, and A itself for a symmetric A")
  func symmetricPart() {
    let matrix = Matrix.random(rows: 4, columns: 4, seed: 2)
    let part = matrix.symmetricPart
    #expect(part == part.transposed)
    #expect(part.symmetricPart == part)
    for i in 0..<4 {
      for j in 0..<4 { #expect(part[i, j] == 0.5 * matrix[i, j] + 0.5 * matrix[j, i]) }
    }
  }

  @Test("the symmetric part of huge entries is finite")
  func hugeSymmetricPart() {
    let matrix = Matrix(repeating: .greatestFiniteMagnitude, rows: 2, columns: 2)
    #expect(matrix.symmetricPart == matrix)
  }

  @Test("diagonal and identity")
  func diagonal() {
    #expect(
      Matrix(diagonal: [1, 2]) == Matrix(rows: 2, columns: 2, elements: [1, 0, 0, 2]))
    #expect(Matrix.identity(3) == Matrix(diagonal: [1, 1, 1]))
    #expect(Matrix.identity(0).elements.isEmpty)
  }

  @Test("a copy does not change with the original")
  func valueSemantics() {
    var matrix = Matrix.identity(2)
    let copy = matrix
    matrix[0, 1] = 7
    #expect(copy == .identity(2))
    #expect(matrix[0, 1] == 7)
  }

  @Test("refuses an entry outside the shape, also where the storage has one at its place")
  func indices() async {
    await #expect(processExitsWith: .failure) { _ = Matrix.identity(2)[2, 0] }
    await #expect(processExitsWith: .failure) { _ = Matrix.identity(2)[-1, 1] }
    await #expect(processExitsWith: .failure) { _ = Matrix.identity(2)[0, 2] }
    await #expect(processExitsWith: .failure) { _ = Matrix.identity(2)[3, -1] }
    await #expect(processExitsWith: .failure) {
      var matrix = Matrix.identity(2)
      matrix[2, 0] = 1
    }
  }

  @Test("refuses a number of entries that does not fit the shape")
  func wrongCount() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 2, elements: [1, 2, 3])
    }
  }
}
