// Products into existing storage against loops.

import LinearAlgebra
import TestSupport
import Testing

@Suite("Products in place")
struct InPlaceProductTests {
  @Test(
    "α·op(A)·op(B) + β·C",
    arguments: [(1, 1, 1), (2, 3, 4), (7, 1, 5), (1, 9, 1), (17, 31, 13), (3, 0, 2)])
  func product(rows: Int, inner: Int, columns: Int) {
    let forms: [Matrix.Form] = [.plain, .transposed]
    for formA in forms {
      for formB in forms { checkProduct(rows, inner, columns, formA, formB) }
    }
  }

  private func checkProduct(
    _ rows: Int, _ inner: Int, _ columns: Int, _ formA: Matrix.Form, _ formB: Matrix.Form
  ) {
    let a = Matrix.random(rows: rows, columns: inner, seed: 3)
    let b = Matrix.random(rows: inner, columns: columns, seed: 4)
    let c = Matrix.random(rows: rows, columns: columns, seed: 5)
    var expected = a.naiveProduct(b)
    for index in 0..<rows * columns {
      let (i, j) = (index % rows, index / rows)
      expected[i, j] = 2 * expected[i, j] - 0.5 * c[i, j]
    }
    var result = c
    result.setProduct(
      formA == .plain ? a : a.transposed, formA, formB == .plain ? b : b.transposed, formB,
      alpha: 2, beta: -0.5)
    expectClose(
      result, expected, .roundoff(operations: 4 * inner + 8),
      scale: 2 * a.frobeniusNorm * b.frobeniusNorm + c.frobeniusNorm)
    // β = 0 overwrites, even NaN.
    var overwritten = Matrix(repeating: .nan, rows: rows, columns: columns)
    overwritten.setProduct(a, .plain, b)
    expectClose(
      overwritten, a.naiveProduct(b), .roundoff(operations: 4 * inner + 4),
      scale: a.frobeniusNorm * b.frobeniusNorm)
  }

  @Test(
    "products of blocks, which add to what is there or replace it",
    arguments: [(1, 1, 1), (2, 3, 4), (17, 31, 13), (3, 0, 2)])
  func blocks(rows: Int, inner: Int, columns: Int) {
    let a = Matrix.random(rows: rows, columns: inner, seed: 3)
    let b = Matrix.random(rows: inner, columns: columns, seed: 4)
    let c = Matrix.random(rows: rows, columns: columns, seed: 5)
    var expected = a.naiveProduct(b)
    scale(&expected, by: 2)
    // The elements of a matrix, column by column, are those of its transpose, row by row.
    for isTransposed in [false, true] {
      for isSecondTransposed in [false, true] {
        func product(_ start: Matrix, isAdded: Bool) -> Matrix {
          var result = start.transposed.elements
          (isTransposed ? a : a.transposed).elements.withUnsafeBufferPointer { a in
            (isSecondTransposed ? b : b.transposed).elements.withUnsafeBufferPointer { b in
              result.withUnsafeMutableBufferPointer { result in
                (isAdded ? addBlockProduct : setBlockProduct)(
                  2, a, isTransposed, b, isSecondTransposed, result, (rows, inner, columns))
              }
            }
          }
          return Matrix(rows: rows, columns: columns, rowMajor: result)
        }
        let size = 2 * a.frobeniusNorm * b.frobeniusNorm
        expectClose(
          product(c, isAdded: true).subtracting(c), expected,
          .roundoff(operations: 4 * inner + 8), scale: size + c.frobeniusNorm)
        let overwritten = Matrix(repeating: .nan, rows: rows, columns: columns)
        expectClose(
          product(overwritten, isAdded: false), expected, .roundoff(operations: 4 * inner + 4),
          scale: size)
      }
    }
  }

  @Test("αAAᵀ and αAᵀA, exactly symmetric", arguments: [(1, 1), (3, 5), (5, 3), (20, 20), (4, 0)])
  func gram(rows: Int, columns: Int) {
    let a = Matrix.random(rows: rows, columns: columns, seed: 6)
    for form in [Matrix.Form.plain, .transposed] {
      let left = form == .plain ? a : a.transposed
      var result = Matrix(repeating: .nan, rows: left.rows, columns: left.rows)
      result.setGram(a, form, alpha: 3)
      #expect(result == result.transposed)
      var expected = left.naiveProduct(left.transposed)
      scale(&expected, by: 3)
      expectClose(
        result, expected, .roundoff(operations: 4 * left.columns + 8),
        scale: 3 * a.frobeniusNorm * a.frobeniusNorm)
    }
  }

  @Test("αSB + βC reads the lower triangle of S alone", arguments: [(1, 1), (4, 2), (9, 30)])
  func symmetric(rows: Int, columns: Int) {
    let s = Matrix.random(rows: rows, columns: rows, seed: 7).symmetricPart
    let b = Matrix.random(rows: rows, columns: columns, seed: 8)
    var lower = s
    for j in 0..<rows { for i in 0..<j { lower[i, j] = .nan } }
    var result = b
    result.setSymmetricProduct(lower, b, alpha: -1, beta: 2)
    var expected = s.naiveProduct(b)
    scale(&expected, by: -1)
    add(2, b.elements, to: &expected)
    expectClose(
      result, expected, .roundoff(operations: 4 * rows + 8),
      scale: (s.frobeniusNorm + 2) * b.frobeniusNorm)
  }

  @Test("rows and columns are scaled, copied and added entry by entry")
  func entrywise() {
    let a = Matrix.random(rows: 3, columns: 4, seed: 9)
    var byRows = a
    byRows.scaleRows([2, 0, -1])
    var byColumns = a
    byColumns.scaleColumns([2, 0.5])
    let leading = a.leadingColumns(2)
    #expect((0..<4).flatMap { a.column($0) } == a.elements)
    var sum = a
    sum.addLeadingColumns(leading)
    for j in 0..<4 {
      for i in 0..<3 {
        #expect(byRows[i, j] == [2, 0, -1][i] * a[i, j])
        #expect(byColumns[i, j] == (j < 2 ? [2, 0.5][j] : 1) * a[i, j])
        #expect(sum[i, j] == (j < 2 ? 2 : 1) * a[i, j])
      }
    }
    #expect(leading.columns == 2 && leading.elements == Array(a.elements[..<6]))
    #expect(a.leadingColumns(0) == Matrix(repeating: 0, rows: 3, columns: 0))
  }

  @Test("results do not reach into copies")
  func copies() {
    let a = Matrix.random(rows: 3, columns: 3, seed: 10)
    var b = a
    b.setProduct(a, .plain, a)
    #expect(a == Matrix.random(rows: 3, columns: 3, seed: 10))
    expectClose(
      b, a.naiveProduct(a), .roundoff(operations: 16), scale: a.frobeniusNorm * a.frobeniusNorm)
  }

  @Test("rejects shapes that do not match")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      var result = Matrix.identity(2)
      result.setProduct(.identity(2), .plain, .identity(3))
    }
    await #expect(processExitsWith: .failure) {
      var result = Matrix.identity(2)
      result.setGram(.identity(3))
    }
    await #expect(processExitsWith: .failure) {
      var result = Matrix.identity(2)
      result.scaleRows([1])
    }
  }
}
