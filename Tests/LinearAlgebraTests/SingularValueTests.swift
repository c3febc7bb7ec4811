// Singular values: A = U S Vᵀ, orthogonal factors, and digits that scaling does not lose.

import LinearAlgebra
import TestSupport
import Testing

@Suite("Singular values")
struct SingularValueTests {
  @Test(
    "the factors give the matrix, V is orthogonal and complete",
    arguments: [(1, 1), (5, 5), (9, 4), (4, 9), (1, 6), (6, 1), (700, 3)])
  func factors(rows: Int, columns: Int) throws {
    let matrix = Matrix.random(rows: rows, columns: columns, seed: UInt64(rows))
    let decomposition = try SingularValues(matrix)
    let count = min(rows, columns)
    #expect(decomposition.values.count == count && decomposition.right.columns == columns)
    #expect(zip(decomposition.values, decomposition.values.dropFirst()).allSatisfy { $0 >= $1 })
    var scaled = decomposition.left
    scaled.scaleColumns(decomposition.values)
    let product = scaled.multiplied(by: decomposition.right.leadingColumns(count).transposed)
    let tolerance = Tolerance.roundoff(operations: 64 * count)
    expectClose(product, matrix, tolerance, scale: decomposition.values[0])
    expectClose(decomposition.right.gram(), .identity(columns), tolerance, scale: 1)
    expectClose(decomposition.left.gram(), .identity(count), tolerance, scale: 1)
    decomposition.right.leadingEntries.forEach { #expect($0 > 0) }
  }

  @Test("even a matrix of zeros has an orthogonal basis", arguments: [(3, 2), (2, 3)])
  func zeros(rows: Int, columns: Int) throws {
    let decomposition = try SingularValues(Matrix(repeating: 0, rows: rows, columns: columns))
    #expect(decomposition.values == [0, 0])
    #expect(decomposition.right == .identity(columns))
  }

  @Test("beyond the limit of Jacobi's method the factors are as good")
  func large() throws {
    let count = SingularValues.jacobiLimit + 1
    let matrix = Matrix.random(rows: count, columns: count, seed: 3)
    let decomposition = try SingularValues(matrix)
    var scaled = decomposition.left
    scaled.scaleColumns(decomposition.values)
    let product = scaled.multiplied(by: decomposition.right.transposed)
    expectClose(
      product, matrix, .roundoff(operations: 16 * count), scale: decomposition.values[0])
    #expect(decomposition.absoluteError > 0)
  }

  @Test(
    "scaling rows and columns costs no digits of small singular values",
    arguments: [1.0, 1e-4, 1e-8, 1e-12])
  func graded(scale: Double) throws {
    // A = diag(1, s)·[[1, 1], [1, −1]]·diag(1, s): s₁s₂ = |det A| = 2s², s₁² + s₂² = ‖A‖².
    let rows = Matrix(
      rows: 2, columns: 2, elements: [1, scale, scale, -scale * scale])
    let values = try SingularValues(rows).values
    expectClose(
      values[0] * values[1], 2 * scale * scale, .roundoff(operations: 64), scale: 2 * scale * scale)
  }

  @Test("a triangular factor has the second moment of all frames, in whatever blocks they come")
  func frameFactor() {
    let frames = Matrix.random(rows: 5, columns: 1500, seed: 4)
    for size in [1, 7, 1500] {
      var factor = FrameFactor(dimension: 5)
      for start in stride(from: 0, to: 1500, by: size) {
        let end = min(start + size, 1500)
        factor.add(frames: Array(frames.elements[5 * start..<5 * end]))
      }
      #expect(factor.frameCount == 1500)
      let matrix = factor.matrix()
      #expect(matrix.rows == 5)
      expectClose(
        matrix.gram(), frames.transposed.gram(), .roundoff(operations: 3000), scale: 1500)
    }
    var few = FrameFactor(dimension: 5)
    few.add(frames: [1, 2, 3, 4, 5])
    #expect(few.matrix() == Matrix(rows: 1, columns: 5, elements: [1, 2, 3, 4, 5]))
  }

  @Test("a factor of A gives A, entry by entry in the scale of the diagonal")
  func scaledFactor() {
    let scales = [1e-6, 1, 1e9, 1e3]
    var frames = Matrix.random(rows: 9, columns: 4, seed: 5)
    frames.scaleColumns(scales)
    let matrix = frames.gram()
    var difference = matrix.scaledFactor().gram().subtracting(matrix)
    difference.scaleColumns(scales.map { 1 / $0 })
    difference.scaleRows(scales.map { 1 / $0 })
    expectClose(
      difference, Matrix(repeating: 0, rows: 4, columns: 4), .roundoff(operations: 64), scale: 16)
  }

  @Test("a factor has as many rows as A has rank")
  func rank() {
    let frames = Matrix.random(rows: 2, columns: 5, seed: 6)
    #expect(frames.gram().scaledFactor().rows == 2)
    #expect(Matrix(diagonal: [2, 0, 3]).scaledFactor().rows == 2)
    #expect(Matrix(diagonal: [0, 0]).scaledFactor().rows == 0)
  }
}

extension Matrix {
  /// The entry of largest magnitude of each column.
  fileprivate var leadingEntries: [Double] {
    (0..<columns).map { column in
      (0..<rows).map { self[$0, column] }.reduce(0) { abs($1) > abs($0) ? $1 : $0 }
    }
  }
}
