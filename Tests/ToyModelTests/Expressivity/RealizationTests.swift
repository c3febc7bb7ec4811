// For every member an R, found and put to the test.

import LinearAlgebra
import TestSupport
import Testing
import ToyModel

@Suite("Realization", .tags(.property))
struct RealizationTests {
  private static let filters: [FilterCase] = [
    .bilevel, .unrolled(1, 0.7), .unrolled(2, 0.5), .unrolled(4, 0.3), .unrolled(3, 0.5),
    .unrolled(5, 0.4), .unrolled(3, 1.9),
  ]

  @Test(
    "f(RᵀR) = T to 1e-10, on either branch",
    arguments: ExpressivityCase.all(filters: filters, sizes: [1, 2, 3, 7, 20]),
    FilterBranch.ends)
  func residual(_ test: ExpressivityCase, branch: FilterBranch) throws {
    var generator = SeededGenerator(seed: UInt64(100 * test.dimension + test.rows))
    let matrix = try test.randomMember(using: &generator)
    let realization = try test.filter.filter.realize(matrix, rows: test.rows, branch: branch)
    let name = "\(test.testDescription), \(branch)"
    #expect(realization.regularizer.rows == test.rows, "\(name)")
    #expect(realization.regularizer.columns == test.dimension, "\(name)")
    #expect(realization.relativeResidual <= 1e-10, "\(name)")
    let map = try test.filter.filter.map(regularizer: realization.regularizer)
    expectClose(
      map.subtracting(matrix).frobeniusNorm, 0, .iterative(1e-10), scale: matrix.frobeniusNorm, name
    )
  }

  @Test("the iteration itself, run with R, gives T", arguments: [2, 3, 4, 5], [0.3, 0.5, 1])
  func iterated(depth: Int, stepSize: Double) throws {
    for rows in 1...4 {
      let test = ExpressivityCase(
        filter: .unrolled(depth, stepSize), dimension: 4, rows: rows, seed: 3)
      var generator = SeededGenerator(seed: test.seed)
      let matrix = try test.randomMember(using: &generator)
      let realization = try test.filter.filter.realize(matrix, rows: rows)
      let iterated = iteratedDenoiser(
        regularizer: realization.regularizer, depth: depth, stepSize: stepSize)
      expectClose(
        iterated.subtracting(matrix).frobeniusNorm, 0, .iterative(1e-10),
        scale: matrix.frobeniusNorm, test.testDescription)
    }
  }

  @Test("the far branch of an odd depth needs the larger R")
  func branches() throws {
    let filter = UnrolledFilter(depth: 3, stepSize: 0.5)
    let matrix = Matrix(diagonal: [0.875, 0.5])
    let near = try filter.realize(matrix, rows: 1, branch: .near)
    let far = try filter.realize(matrix, rows: 1, branch: .far)
    #expect(near.regularizer.frobeniusNorm < far.regularizer.frobeniusNorm)
  }

  @Test("an R that made T is found again, up to a rotation of its rows")
  func recovered() throws {
    var generator = SeededGenerator(seed: 9)
    let regularizer = Matrix.random(rows: 3, columns: 6, using: &generator)
    let matrix = try BilevelFilter().map(regularizer: regularizer)
    let found = try BilevelFilter().realize(matrix, rows: 3).regularizer
    expectClose(
      found.gram().subtracting(regularizer.gram()).frobeniusNorm, 0, .iterative(1e-10),
      scale: regularizer.gram().frobeniusNorm)
  }

  @Test("a matrix outside the set is refused with its membership")
  func refused() throws {
    let error = try #require(
      #expect(throws: RealizationError.self) {
        try BilevelFilter().realize(Matrix(diagonal: [0.5, 0.5]), rows: 1)
      })
    guard case .notInSet(let membership) = error else {
      Issue.record("refused with \(error)")
      return
    }
    #expect(
      membership.violations == [.tooFewForcedEigenvalues(found: 0, needed: 1, forced: 1)])
  }

  @Test("the identity is the bilevel map of R = 0")
  func identity() throws {
    let realization = try BilevelFilter().realize(.identity(3), rows: 2)
    #expect(realization.regularizer == Matrix(repeating: 0, rows: 2, columns: 3))
    #expect(realization.relativeResidual == 0)
  }
}
