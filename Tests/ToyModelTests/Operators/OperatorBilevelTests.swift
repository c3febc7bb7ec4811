// Bilevel learning in inverse problems: dense formulas, special cases, refusals.

import Foundation
import LinearAlgebra
import TestSupport
import Testing
import ToyModel

/// A random inverse problem of moderate numbers.
struct OperatorSample: Sendable, CustomTestStringConvertible {
  let seed: UInt64
  let map: Matrix
  let secondMoment: Matrix
  let noiseVariance: Double

  init(seed: UInt64, n: Int, p: Int, rank: Int? = nil) {
    self.seed = seed
    var generator = SeededGenerator(seed: seed)
    map = .random(rows: p, columns: n, using: &generator)
    secondMoment = Matrix.random(rows: rank ?? n, columns: n, using: &generator).gram()
    noiseVariance = 0.05 + generator.nextUniform()
  }

  var testDescription: String { "seed \(seed), A of \(map.rows) × \(map.columns)" }

  static let all = (1...6).flatMap { seed in
    [(2, 2), (3, 3), (3, 5), (5, 6)].map { Self(seed: UInt64(seed), n: $0.0, p: $0.1) }
  }

  /// T = (AᵀA + RᵀR)⁻¹Aᵀ by Cholesky.
  func reconstruction(_ regularizer: Matrix) throws -> Matrix {
    var system = map.gram()
    let penalty = regularizer.gram()
    add(1, penalty.elements, to: &system)
    let factor = try #require(CholeskyFactorization(system))
    var result = map.transposed
    factor.solve(&result)
    return result
  }

  func risk(_ reconstruction: Matrix) -> Double {
    Risk(
      reconstruction: reconstruction, operator: map, secondMoment: secondMoment,
      noiseVariance: noiseVariance
    ).total
  }
}

@Suite("Bilevel learning in inverse problems", .tags(.property))
struct OperatorBilevelTests {
  @Test("R* has the risk of the closed form, by dense matrices", arguments: OperatorSample.all)
  func attained(_ sample: OperatorSample) throws {
    let problem = try OperatorBilevel(
      operator: sample.map, secondMoment: sample.secondMoment, noiseVariance: sample.noiseVariance)
    for k in 0...sample.map.columns {
      let optimum = try problem.optimum(rows: k)
      let regularizer = try #require(optimum.regularizer)
      #expect(regularizer.rows == k && regularizer.columns == sample.map.columns)
      let map = try sample.reconstruction(regularizer)
      let risk = problem.risks.risk(rows: k)
      expectClose(sample.risk(map), risk, .iterative(1e-9), "k = \(k)")
      expectClose(optimum.risk.total, risk, .iterative(1e-11), "k = \(k)")
      #expect(
        map.subtracting(optimum.reconstruction).frobeniusNorm <= 1e-8 * map.frobeniusNorm)
      expectAtMost(problem.risks.lowerBound(rows: k), risk, .roundoff(operations: 64))
      // No R beside it is better.
      var generator = SeededGenerator(seed: sample.seed)
      for scale in [1e-3, 0.1] where k > 0 {
        var other = regularizer
        add(
          scale, Matrix.random(rows: k, columns: sample.map.columns, using: &generator).elements,
          to: &other)
        expectAtMost(risk, sample.risk(try sample.reconstruction(other)), .iterative(1e-10))
      }
    }
  }

  @Test("k = n: RᵀR = σ²C⁻¹ whatever A is, and T is the Wiener map", arguments: OperatorSample.all)
  func fullRank(_ sample: OperatorSample) throws {
    let n = sample.map.columns
    let problem = try OperatorBilevel(
      operator: sample.map, secondMoment: sample.secondMoment, noiseVariance: sample.noiseVariance)
    let penalty = try #require(try problem.optimum(rows: n).regularizer).gram()
    let product = penalty.multiplied(by: sample.secondMoment)
    let identity = Matrix.identity(n).scaled(by: sample.noiseVariance)
    #expect(product.subtracting(identity).frobeniusNorm < 1e-8)
    // CAᵀ(ACAᵀ + σ²I)⁻¹ by Cholesky.
    let mixed = sample.map.multiplied(by: sample.secondMoment)
    var system = mixed.multiplied(by: sample.map.transposed).symmetricPart
    for index in 0..<system.rows { system[index, index] += sample.noiseVariance }
    var solved = mixed
    try #require(CholeskyFactorization(system)).solve(&solved)
    #expect(solved.transposed.subtracting(problem.wiener.map).frobeniusNorm < 1e-10)
    expectClose(sample.risk(problem.wiener.map), problem.wiener.risk, .iterative(1e-11))
  }

  @Test("A = I is denoising", arguments: DataSample.all(seeds: 1...4, sizes: [2, 4]))
  func denoising(_ sample: DataSample) throws {
    let directions = sample.eigenvalues.map { OperatorDirection(singularValue: 1, energy: $0) }
    let risks = try BilevelRisks(directions: directions, noiseVariance: sample.noiseVariance)
    let dense = try OperatorBilevel(
      operator: .identity(sample.dimension), secondMoment: Matrix(diagonal: sample.eigenvalues),
      noiseVariance: sample.noiseVariance)
    for k in 1...sample.dimension {
      let expected = sample.optimum(.bilevel, rows: k)
      expectClose(risks.risk(rows: k), expected.risk.total, .golden)
      expectClose(dense.risks.risk(rows: k), expected.risk.total, .golden)
      #expect(try dense.optimum(rows: k).isAttained == (expected.attainment == .attained))
    }
  }

  @Test("a C of low rank: not attained where V meets its kernel")
  func lowRank() throws {
    let sample = OperatorSample(seed: 5, n: 4, p: 5, rank: 2)
    let problem = try OperatorBilevel(
      operator: sample.map, secondMoment: sample.secondMoment, noiseVariance: sample.noiseVariance)
    #expect(try problem.optimum(rows: 2).isAttained)
    #expect(try !problem.optimum(rows: 3).isAttained)
    // The limit has the risk of the infimum nevertheless.
    for k in 0...4 {
      expectClose(
        sample.risk(try problem.optimum(rows: k).reconstruction), problem.risks.risk(rows: k),
        .iterative(1e-11), "k = \(k)")
    }
    let silent = try OperatorBilevel(
      operator: sample.map, secondMoment: Matrix(repeating: 0, rows: 4, columns: 4),
      noiseVariance: 1)
    #expect(silent.risks.risk(rows: 4) == 0)
    #expect(try !silent.optimum(rows: 1).isAttained)
  }

  @Test("n = 60 with singular values from 1 to 10⁻¹²: the commuting formula, in a rotated basis")
  func graded() throws {
    // AQ with A = diag(a): the rows of AQ are scaled, so that its entries determine a.
    var generator = SeededGenerator(seed: 3)
    let n = 60
    let basis = try Matrix.randomOrthogonal(n, using: &generator)
    let a = (0..<n).map { pow(10, -12 * Double($0) / Double(n - 1)) }
    let energies = (0..<n).map { _ in 0.1 + generator.nextUniform() }
    var map = basis.transposed
    map.scaleRows(a)
    let problem = try OperatorBilevel(
      operator: map, secondMoment: .symmetric(eigenvalues: energies, vectors: basis),
      noiseVariance: 0.01)
    let risks = try BilevelRisks(
      directions: zip(a, energies).map { OperatorDirection(singularValue: $0, energy: $1) },
      noiseVariance: 0.01)
    for k in [0, 1, 20, 40, 59, 60] {
      expectClose(
        problem.risks.risk(rows: k), risks.risk(rows: k), .iterative(1e-11), "k = \(k)")
      let optimum = try problem.optimum(rows: k)
      expectClose(optimum.risk.total, risks.risk(rows: k), .iterative(1e-11), "k = \(k)")
      let regularizer = try #require(optimum.regularizer)
      // The rows lie along the worst directions, with s = σ²/γ.
      let expected = Matrix.symmetric(
        eigenvalues: (0..<n).map { $0 < n - k ? 0 : 0.01 / energies[$0] }, vectors: basis)
      #expect(regularizer.gram().subtracting(expected).frobeniusNorm < 1e-10, "k = \(k)")
    }
  }

  @Test("rank deficiency is refused with the singular values")
  func refusals() throws {
    let map = Matrix(rows: 2, columns: 3, rowMajor: [1, 0, 0, 0, 2, 0])
    let error = #expect(throws: OperatorError.self) {
      try OperatorBilevel(operator: map, secondMoment: .identity(3), noiseVariance: 1)
    }
    #expect(error == .rankDeficient(singularValues: [2, 1, 0]))
    #expect(error?.message.contains("2.0, 1.0, 0.0") == true)
    // Two columns that are equal: the least singular value is rounding.
    let sample = OperatorSample(seed: 1, n: 3, p: 5)
    var equal = sample.map
    for row in 0..<5 { equal[row, 2] = equal[row, 1] }
    #expect(throws: OperatorError.self) {
      try OperatorBilevel(operator: equal, secondMoment: .identity(3), noiseVariance: 1)
    }
    #expect(throws: OperatorError.self) {
      try BilevelRisks(
        directions: [OperatorDirection(singularValue: 0, energy: 1)], noiseVariance: 1)
    }
    // The best linear reconstruction exists for any A.
    let wiener = try OperatorWiener(
      operator: map, signals: PrincipalBasis(covariance: .identity(3)), noiseVariance: 1)
    expectClose(wiener.risk, 0.5 * (0.5 + 0.2 + 1), .roundoff(operations: 16))
  }
}
