// Inverse problems against high-precision arithmetic.

import LinearAlgebra
import TestSupport
import Testing
import ToyModel

extension GoldenRow {
  /// A matrix whose rows are joined by `;` and its entries by blanks; nil where the cell is empty.
  func matrix(_ column: String) -> Matrix? {
    guard let rows = text(column)?.split(separator: ";") else { return nil }
    let entries = rows.map { $0.split(separator: " ").compactMap { Double($0) } }
    return Matrix(rows: rows.count, columns: entries[0].count, rowMajor: entries.flatMap { $0 })
  }

  /// The numbers of a cell, joined by `;`.
  func numbers(_ column: String) -> [Double] {
    (text(column) ?? "").split(separator: ";").compactMap { Double($0) }
  }

  /// The directions of the columns singular_values and energies.
  var directions: [OperatorDirection] {
    zip(numbers("singular_values"), numbers("energies")).map {
      OperatorDirection(singularValue: $0, energy: $1)
    }
  }
}

@Suite("Inverse problems, against reference values", .tags(.golden))
struct OperatorGoldenTests {
  @Test(
    "bilevel learning: risk, bias, variance and R",
    arguments: try GoldenRow.all(of: "operator_bilevel.csv"))
  func bilevel(_ row: GoldenRow) throws {
    let map = try #require(row.matrix("operator"))
    let k = try #require(row.integer("k"))
    let problem = try OperatorBilevel(
      operator: map, secondMoment: try #require(row.matrix("second_moment")),
      noiseVariance: try #require(row.number("noise_variance")))
    let optimum = try problem.optimum(rows: k)
    let name = row.testDescription
    // Singular values 1, 10⁻⁶ and 10⁻¹² of a dense matrix: the last has four digits.
    let isDense = row.text("name") == "dense"
    let tolerance: Tolerance = isDense ? .iterative(1e-3) : .iterative(1e-12)
    let risk = try #require(row.number("risk"))
    expectClose(problem.risks.risk(rows: k), risk, tolerance, "risk of \(name)")
    expectClose(optimum.risk.total, risk, tolerance, "bias + variance of \(name)")
    if let bias = row.number("bias"), let variance = row.number("variance") {
      expectClose(optimum.risk.bias, bias, tolerance, scale: risk, "bias of \(name)")
      expectClose(optimum.risk.variance, variance, tolerance, scale: risk, "variance of \(name)")
    }
    // A tie has no penalty of its own.
    let isTied = row.text("bias") == nil
    #expect(isTied || optimum.isAttained == (k == 0 || row.text("penalty") != nil), "\(name)")
    if let penalty = row.matrix("penalty"), let regularizer = optimum.regularizer {
      let error = regularizer.gram().subtracting(penalty).frobeniusNorm
      // For k = n RᵀR is σ²C⁻¹, which is as accurate as the condition of C allows.
      let energies = try SingularValues(try #require(row.matrix("second_moment"))).values
      let positive = energies.filter { $0 > 1e-12 * energies[0] }
      let condition = energies[0] / (positive.last ?? energies[0])
      let bound = isDense ? 1e-3 : (1e4 + condition) * .ulpOfOne
      expectAtMost(
        error, bound * penalty.frobeniusNorm, .roundoff(operations: 1), "RᵀR of \(name)")
    }
  }

  @Test("a tie: some choice of V attains the infimum")
  func tie() throws {
    // G = diag(2, 1), C = diag(0, 1): both eigenvalues of Q are 2.
    let problem = try OperatorBilevel(
      operator: Matrix(diagonal: [2.squareRoot(), 1]),
      secondMoment: Matrix(diagonal: [0, 1]), noiseVariance: 1)
    expectClose(problem.risks.eigenvalues[0], 2, .roundoff(operations: 8))
    expectClose(problem.risks.eigenvalues[1], 2, .roundoff(operations: 8))
    let one = try problem.optimum(rows: 1)
    let regularizer = try #require(one.regularizer)
    // V = e₂: R*ᵀR* = σ²e₂e₂ᵀ/γ₂ = diag(0, 1).
    let penalty = regularizer.gram()
    #expect(penalty.subtracting(Matrix(diagonal: [0, 1])).frobeniusNorm < 1e-14)
    #expect(try !problem.optimum(rows: 2).isAttained)
  }

  @Test("when to stop Landweber's iteration", arguments: try GoldenRow.all(of: "landweber.csv"))
  func landweber(_ row: GoldenRow) throws {
    let noise = try #require(row.number("noise_variance"))
    let iteration = Landweber(
      directions: row.directions, noiseVariance: noise,
      stepSize: try #require(row.number("omega")))
    let name = row.testDescription
    expectClose(
      iteration.bracket.lowerBound, try #require(row.number("bracket_low")), .golden, name)
    expectClose(
      iteration.bracket.upperBound, try #require(row.number("bracket_high")), .golden, name)
    let minima = row.numbers("minima")
    let found = iteration.localMinima
    try #require(found.count == minima.count, "\(found.map(\.time)) in \(name)")
    // A root of a flat slope has fewer digits.
    for (stop, expected) in zip(found, minima) {
      expectClose(stop.time, expected, .iterative(1e-10), "a minimum of \(name)")
    }
    #expect(2 * minima.count - 1 <= iteration.criticalPointBound)
    let best = iteration.best
    expectClose(best.time, try #require(row.number("time")), .iterative(1e-10), "time of \(name)")
    expectClose(best.risk.total, try #require(row.number("risk")), .golden, "risk of \(name)")
    let integer = iteration.bestInteger
    #expect(integer.time == row.number("integer"), "\(name)")
    expectClose(
      integer.risk.total, try #require(row.number("integer_risk")), .golden,
      "risk of a whole number of steps, \(name)")
    expectClose(
      row.directions.linearRisk(noiseVariance: noise), try #require(row.number("linear_risk")),
      .golden, "best linear risk of \(name)")
  }

  @Test("the best diagonal R", arguments: try GoldenRow.all(of: "operator_unrolled.csv"))
  func diagonal(_ row: GoldenRow) throws {
    let unrolled = OptimalRisk(
      observation: Observation(
        row.directions, noiseVariance: try #require(row.number("noise_variance"))),
      rows: try #require(row.integer("k")),
      family: .unrolled(
        depth: try #require(row.integer("depth")),
        step: .fixed(try #require(row.number("omega")))))
    expectClose(
      unrolled.risk.total,
      try #require(row.number("diagonal_risk")), .golden, row.testDescription)
  }
}
