// The trap of odd depths against high-precision arithmetic.

import TestSupport
import Testing
import ToyModel

@Suite("The trap, against reference values", .tags(.golden))
struct TrapGoldenTests {
  @Test(
    "R_trap, the wall and the learned step",
    arguments: try GoldenRow.all(of: "trap.csv") + GoldenRow.all(of: "known_traps.csv"))
  func trap(_ row: GoldenRow) throws {
    let sigma = try #require(row.number("sigma"))
    let rule: StepRule =
      row.text("omega") == "learned" ? .learned : .fixed(try #require(row.number("omega")))
    let (spectrum, rows) = (try row.spectrum, try #require(row.integer("k")))
    let depth = try #require(row.integer("depth"))
    let trap = try #require(
      TrapRisk(
        spectrum: spectrum, noiseVariance: sigma * sigma, rows: rows,
        family: .unrolled(depth: depth, step: rule)))
    let name = row.testDescription
    expectClose(trap.optimum.risk.total, try #require(row.number("trap_risk")), .golden, name)
    // The root in ω of a learned step has fewer digits where the slope is flat.
    let tolerance: Tolerance = rule == .learned ? .iterative(1e-12) : .golden
    if let wall = row.number("wall") {
      expectClose(try #require(trap.wall), wall, tolerance, "the wall of \(name)")
    }
    if let step = row.number("step") {
      expectClose(try #require(trap.optimum.stepSize), step, tolerance, "the step of \(name)")
    }
  }
}
