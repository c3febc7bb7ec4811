// Preconditions name the values that break them.

import LinearAlgebra
import TestSupport
import Testing

@Suite("Refusals name the values") struct PreconditionTests {
  @Test("the shapes of a product") func product() async {
    expectMessage(
      "a 2 × 3 matrix times a 2 × 3 matrix into a 2 × 2 matrix",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var result = Matrix(repeating: 0, rows: 2, columns: 2)
        let factor = Matrix(repeating: 0, rows: 2, columns: 3)
        result.setProduct(factor, .plain, factor)
      })
  }

  @Test("the shapes of a Gram matrix") func gram() async {
    expectMessage(
      "the Gram matrix of a transposed 2 × 3 matrix into a 2 × 2 matrix",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var result = Matrix(repeating: 0, rows: 2, columns: 2)
        result.setGram(Matrix(repeating: 0, rows: 2, columns: 3), .transposed)
      })
  }

  @Test("the shapes of symmetric products") func symmetricProducts() async {
    expectMessage(
      "a 3 × 3 matrix, symmetric, times a 2 × 3 matrix into a 2 × 3 matrix",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var result = Matrix(repeating: 0, rows: 2, columns: 3)
        result.setSymmetricProduct(.identity(3), result)
      })
    expectMessage(
      "a 2 × 3 matrix times a 2 × 2 matrix, symmetric, into a 2 × 3 matrix",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var result = Matrix(repeating: 0, rows: 2, columns: 3)
        result.setProduct(result, symmetric: .identity(2))
      })
  }

  @Test("the shapes of an update") func update() async {
    expectMessage(
      "ABᵀ of a 3 × 1 matrix and a 2 × 1 matrix added to a 2 × 2 matrix",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var result = Matrix.identity(2)
        result.addSymmetricPart(
          Matrix(repeating: 0, rows: 3, columns: 1), Matrix(repeating: 0, rows: 2, columns: 1))
      })
  }

  @Test("columns that are not there") func columns() async {
    expectMessage(
      "3 columns of a 2 × 2 matrix",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix.identity(2).leadingColumns(3)
      })
    expectMessage(
      "column 2 of a 3 × 2 matrix",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix(repeating: 0, rows: 3, columns: 2).column(2)
      })
    expectMessage(
      "column 2 of a 2 × 2 and a 2 × 3 matrix",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix.identity(2).columnProduct(Matrix(repeating: 0, rows: 2, columns: 3), 2)
      })
    expectMessage(
      "a 2 × 3 matrix onto columns of a 2 × 2 one",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var result = Matrix.identity(2)
        result.addLeadingColumns(Matrix(repeating: 0, rows: 2, columns: 3))
      })
  }

  @Test("lists that are too short") func lists() async {
    expectMessage(
      "3 numbers for a 2 × 2 matrix",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var matrix = Matrix.identity(2)
        matrix.setElements([1, 2, 3])
      })
    expectMessage(
      "2 × 2 entries into a list of 3 numbers",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var list = [1.0, 2, 3]
        Matrix.identity(2).copyElements(to: &list)
      })
  }
}
