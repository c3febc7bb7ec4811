// Filters at the ends of the range of Double: true values, infinities of the right sign, never NaN.

import TestSupport
import Testing
import ToyModel

@Suite("Filters at extreme arguments", .tags(.extreme))
struct ExtremeFilterTests {
  private static let depths = [1, 2, 3, 4, 5, 1000, 1001, (1 << 53) - 1, 1 << 53]
  private static let stepSizes = [
    1e-300, 1e-100, 1e-12, 0.5, 1, 1.0.nextUp, 1.0.nextDown, 2, 2.5, 1e100, 1e300,
  ]
  private static let points = [0, 1e-300, 1e-12, 1, 1e100, 1e300, .greatestFiniteMagnitude]

  @Test("no NaN, and overflow has the sign of the parity", arguments: depths, stepSizes)
  func noNaN(depth: Int, stepSize: Double) {
    let filter = UnrolledFilter(depth: depth, stepSize: stepSize)
    for s in Self.points {
      let gain = filter.gain(at: s)
      let derivative = filter.derivative(at: s)
      #expect(!gain.value.isNaN && !gain.defect.isNaN && !derivative.isNaN, "s = \(s)")
      if gain.value.isInfinite {
        #expect(gain.value == (depth.isMultiple(of: 2) ? -.infinity : .infinity), "s = \(s)")
        #expect(gain.defect == -gain.value)
      }
      if derivative.isInfinite {
        #expect(derivative == (depth.isMultiple(of: 2) ? -.infinity : .infinity), "s = \(s)")
      }
    }
    let values = [
      filter.forcedGain.value, filter.forcedGain.defect, filter.image.lowerBound.value,
      filter.image.upperBound.value, filter.turningPoint,
    ]
    #expect(values.allSatisfy { !$0.isNaN })
    #expect(filter.turningPoint >= 0 && filter.turningPoint.isFinite)
  }

  @Test("bilevel tends to 0 and never to NaN", arguments: points)
  func bilevel(s: Double) {
    let gain = BilevelFilter().gain(at: s)
    #expect(gain.value >= 0 && gain.value <= 1 && gain.defect >= 0 && gain.defect <= 1)
    let derivative = BilevelFilter().derivative(at: s)
    #expect(derivative <= 0 && derivative >= -1)
    #expect(BilevelFilter().gain(at: .infinity) == .zero)
  }

  @Test("N = 2, ω = 1: f(s) = 1 − s and f′ = −1 for any s", arguments: [0, 1, 1e10, 1e200, 1e300])
  func twoSteps(s: Double) {
    let filter = UnrolledFilter(depth: 2, stepSize: 1)
    expectClose(filter.value(at: s), 1 - s, .roundoff(operations: 4))
    expectClose(filter.derivative(at: s), -1, .roundoff(operations: 4))
  }

  @Test("N = 3, ω = 1: f(s) = 1 − s + s², overflowing only where s² does")
  func threeSteps() {
    let filter = UnrolledFilter(depth: 3, stepSize: 1)
    expectClose(filter.value(at: 1e150), 1e300, .roundoff(operations: 8))
    expectClose(filter.derivative(at: 1e150), 2e150, .roundoff(operations: 8))
    #expect(filter.value(at: 1e200) == .infinity)
    expectClose(filter.derivative(at: 1e200), 2e200, .roundoff(operations: 8))
  }

  @Test(
    "f′ is finite wherever it should be, though qᴺ is not",
    // From 60-digit arithmetic.
    arguments: [
      (4, 1e-100, 1e300, -3.0000000000000005549e200),
      (4, 1e-100, .greatestFiniteMagnitude, -9.6951018213933008128e216),
      (5, 1e-150, 1e300, 4.000000000000000756e150),
      (3, 1e-100, 1e220, 2.0000000000000001128e-80),
      (7, 1e-250, 1e300, 6.0000000000000038431e-250),
      (82, 1e-300, 1.7e308, -2.2100317973496806031e60),
    ])
  func derivative(depth: Int, stepSize: Double, s: Double, expected: Double) {
    let filter = UnrolledFilter(depth: depth, stepSize: stepSize)
    // The power takes N roundings of q with it.
    expectClose(
      filter.derivative(at: s), expected, .roundoff(operations: 8 + 4 * depth),
      "N = \(depth), ω = \(stepSize), s = \(s)")
  }

  @Test("a tiny step: f(s) = Nω", arguments: [1, 2, 3, 1000, 1_000_000_001])
  func tinyStep(depth: Int) {
    let filter = UnrolledFilter(depth: depth, stepSize: 1e-300)
    for s in [0, 1, 1e10] {
      expectClose(filter.value(at: s), Double(depth) * 1e-300, .roundoff(operations: 8))
      #expect(filter.gain(at: s).defect == 1)
    }
  }

  @Test("refuses depths and steps that are none")
  func refusals() async {
    await #expect(processExitsWith: .failure) { _ = UnrolledFilter(depth: 0, stepSize: 1) }
    await #expect(processExitsWith: .failure) { _ = UnrolledFilter(depth: 2, stepSize: 0) }
    await #expect(processExitsWith: .failure) { _ = UnrolledFilter(depth: 2, stepSize: .nan) }
  }
}
