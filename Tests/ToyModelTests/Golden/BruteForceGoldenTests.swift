// The theory against an optimiser that does not use it.

import TestSupport
import Testing
import ToyModel

@Suite("Optimal risk, against multistart optimisation over R", .tags(.golden))
struct BruteForceGoldenTests {
  @Test(
    "no run is below the theory, and the best one comes near",
    arguments: try GoldenRow.all(of: "brute_force.csv"))
  func row(_ row: GoldenRow) throws {
    let theory = try GoldenSetting(row).optimum.risk.total
    let best = try #require(row.number("best"))
    // The optimiser evaluates the risk in double precision, near the optimum to 1e-9.
    expectAtMost(theory, best, .iterative(1e-9), row.testDescription)
    // It stops at a finite R where the infimum is only approached (bilevel without signal, odd N).
    expectAtMost(best, theory, .iterative(1e-5), row.testDescription)
  }
}
