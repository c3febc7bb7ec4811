// The constant c of the odd depths against 200-digit arithmetic.

import TestSupport
import Testing
import ToyModel

@Suite("The minimum of odd filters, against reference values", .tags(.golden))
struct OddMinimumGoldenTests {
  @Test("minimiser and minimum of p", arguments: try GoldenRow.all(of: "odd_minimum.csv"))
  func minimum(_ row: GoldenRow) throws {
    let minimum = OddMinimum(depth: try #require(row.integer("depth")))
    let name = row.testDescription
    expectClose(
      minimum.location, try #require(row.number("x")), .roundoff(operations: 8), "x of \(name)")
    expectClose(
      minimum.value, try #require(row.number("p")), .roundoff(operations: 2), "p of \(name)")
  }

  @Test(
    "lower end of the image, forced eigenvalue and branch",
    arguments: try GoldenRow.all(of: "lower_bound.csv"))
  func lowerBound(_ row: GoldenRow) throws {
    let stepSize = try #require(row.number("omega"))
    let filter = UnrolledFilter(depth: try #require(row.integer("depth")), stepSize: stepSize)
    let name = row.testDescription
    let bound = filter.image.lowerBound
    expectClose(
      bound.value, try #require(row.number("c")), .roundoff(operations: 8), "c of \(name)")
    if let defect = row.complement("c") {
      // p is taken at the minimiser rounded to a double, off by δ ≤ 2⁻⁵⁴: that adds Nδ²/8 to p,
      // and where 1 − c is small at N = 10¹⁵ this is more than a few ulp of it.
      let curvature = Double(filter.depth) * 0x1p-59
      expectClose(
        bound.defect, defect, .roundoff(operations: 8), scale: abs(defect) + curvature,
        "1 − c of \(name)")
    }
    expectClose(
      filter.forcedGain.value, try #require(row.number("forced")), .roundoff(operations: 8),
      "f(0) of \(name)")
    if let defect = row.complement("forced") {
      expectClose(
        filter.forcedGain.defect, defect, .roundoff(operations: 8), "1 − f(0) of \(name)")
    }
    // Where the branches meet (N = 3, ω = 3/2) the turning point is s = 0 as well.
    let isInterior = filter.image.lowerBound != filter.forcedGain || filter.turningPoint > 0
    #expect(isInterior == (row.text("branch") == "interior") || stepSize == 1.5)
    #expect(filter.image.upperBound.value == .infinity)
  }

  @Test("the bounds of the talk", arguments: try GoldenRow.all(of: "lower_bound.csv"))
  func slideBounds(_ row: GoldenRow) throws {
    let depth = try #require(row.integer("depth"))
    let bounds = OddMinimum.slideBounds(
      depth: depth, stepSize: try #require(row.number("omega")))
    let name = row.testDescription
    expectClose(
      bounds.lower, try #require(row.number("slide_lower")), .roundoff(operations: 8), name)
    expectClose(
      bounds.upper, try #require(row.number("slide_upper")), .roundoff(operations: 8), name)
    // Given up to ω ≤ 1 + x, where the minimum of p is within reach.
    if row.text("branch") == "interior" {
      let c = try #require(row.number("c"))
      #expect(bounds.lower <= c.nextUp && c <= bounds.upper)
    }
  }
}
