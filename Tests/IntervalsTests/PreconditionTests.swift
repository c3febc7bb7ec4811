// Preconditions name the values that break them.

import Intervals
import TestSupport
import Testing

@Suite("Refusals name the values") struct PreconditionTests {
  @Test("negative exponents") func exponents() async {
    expectMessage(
      "the power with exponent -1 of an interval",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Interval(2.0).power(-1)
      })
    expectMessage(
      "the power with exponent -2 of a number",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = DoubleDouble(2).power(-2)
      })
  }

  @Test("infinite sides of a box") func sides() async {
    expectMessage(
      "a side of a box from 0.0 to inf",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Box([0...Double.infinity])
      })
  }
}
