// Single numbers of the theory against high-precision arithmetic: closed ends, thresholds of momentum, filters that
// reach the floor.

import TestSupport
import Testing

@testable import ToyModel

@Suite("Single numbers of the theory, against reference values", .tags(.golden))
struct LandmarkGoldenTests {
  @Test("the finite end of the image", arguments: try GoldenRow.all(of: "closed_ends.csv"))
  func closedEnd(_ row: GoldenRow) throws {
    let image = try #require(row.family?.filter).image
    let isLower = row.text("side") == "lower"
    let (end, open) =
      isLower ? (image.lowerBound, image.upperBound) : (image.upperBound, image.lowerBound)
    expectClose(end.value, try #require(row.number("end")), .golden, row.testDescription)
    #expect(!open.value.isFinite || open.value == 0, "\(row.testDescription)")
  }

  @Test(
    "the momentum from which on odd depths reach 0",
    arguments: try GoldenRow.all(of: "momentum_thresholds.csv"))
  func threshold(_ row: GoldenRow) throws {
    let depth = try #require(row.integer("depth"))
    let threshold = try #require(row.number("momentum"))
    let argument = try #require(row.number("argument"))
    let rule: MomentumRule = row.text("algorithm") == "nesterov" ? .nesterov : .heavyBall
    func filter(_ momentum: Double) -> MomentumFilter {
      MomentumFilter(rule, depth: depth, stepSize: 0.125 * argument, momentum: momentum)
    }
    // The least f changes its sign there, and is 0 to rounding.
    let (below, above) = (threshold * (1 - 1e-13), threshold * (1 + 1e-13))
    let name = row.testDescription
    #expect(filter(below).image.lowerBound.value > 0, "\(name)")
    #expect(filter(above).image.lowerBound.value < 0, "\(name)")
    let least = try #require(
      filter(threshold).turningPoints.min { $0.gain.value < $1.gain.value })
    #expect(abs(least.gain.value) < 1e-13 * filter(threshold).forcedGain.value, "\(name)")
    // As a double zero of f it has half of the digits.
    expectClose(least.location, 7, .iterative(1e-7), name)
  }

  @Test(
    "parameters that reach the floor, and where f takes the wanted eigenvalues",
    arguments: try GoldenRow.all(of: "floor_filters.csv"))
  func floor(_ row: GoldenRow) throws {
    let filter = try #require(row.family?.filter)
    let name = row.testDescription
    expectClose(filter.forcedGain.value, try #require(row.number("forced")), .golden, name)
    let wanted = Gain(value: try #require(row.number("t")))
    let place = try #require(row.number("s"))
    let found = filter.solutions(of: wanted).map(\.location)
    let nearest = try #require(found.min { abs($0 - place) < abs($1 - place) }, "\(name)")
    expectClose(nearest, place, .golden, scale: max(place, 1), name)
  }
}
