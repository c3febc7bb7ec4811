// The optimal risks of every family against 200-digit arithmetic.

import TestSupport
import Testing
import ToyModel

@Suite("Optimal risk, against reference values", .tags(.golden))
struct OptimalRiskGoldenTests {
  @Test(
    "risk, bias, variance, ω and attainment of every row",
    arguments: try GoldenRow.all(of: "optimal_risk.csv"))
  func row(_ row: GoldenRow) throws {
    let optimum = try GoldenSetting(row).optimum
    let name = row.testDescription
    expectClose(optimum.risk.total, try #require(row.number("risk")), .golden, "risk of \(name)")
    if let bias = row.number("bias") {
      expectClose(optimum.risk.bias, bias, .golden, "bias of \(name)")
    }
    if let variance = row.number("variance") {
      expectClose(optimum.risk.variance, variance, .golden, "variance of \(name)")
    }
    if let stepSize = row.number("omega") {
      let learned = try #require(optimum.stepSize)
      expectClose(learned, stepSize, .iterative(1e-10), "ω of \(name)")
    }
    #expect((optimum.attainment == .attained) == (row.text("attained") == "true"))
  }
}
