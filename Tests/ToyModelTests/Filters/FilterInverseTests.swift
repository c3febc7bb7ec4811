// From an eigenvalue of T back to an eigenvalue of RᵀR.

import TestSupport
import Testing
import ToyModel

@Suite("Inverse of a filter", .tags(.property))
struct FilterInverseTests {
  @Test("f(s) = t for t in the image, on either branch", arguments: FilterCase.all)
  func roundTrip(_ test: FilterCase) throws {
    let filter = test.filter
    for point in [0, 0.01, 0.3, 1, 2, 10, 1e3] {
      let gain = filter.gain(at: point)
      guard filter.image.contains(gain) else { continue }
      for branch in FilterBranch.ends {
        let s = try #require(
          filter.inverse(gain, branch: branch), "\(test.testDescription), s = \(point), \(branch)")
        #expect(s >= 0)
        // A rounding of s moves f by s·f′(s).
        let scale = max(abs(gain.value), abs(filter.derivative(at: s)) * s)
        expectClose(
          filter.value(at: s), gain.value, .roundoff(operations: 16), scale: scale,
          "\(test.testDescription), s = \(point), \(branch)")
        if filter.turningPoints.count == 1 && filter.image.upperBound.value == .infinity
          && gain.value < filter.forcedGain.value
        {
          #expect(branch == .near ? s <= filter.lastTurningPoint : s >= filter.lastTurningPoint)
        }
      }
    }
  }

  @Test(
    "nil outside the image",
    arguments: [
      (FilterCase.bilevel, [-0.5, 0, 1.0.nextUp, 7]),
      (.unrolled(1, 0.7), [0, 0.69, 0.71]),
      (.unrolled(2, 0.5), [0.751, 1, 1e10]),
      (.unrolled(3, 0.5), [0.374, 0, -1e10]),
      (.unrolled(3, 1.9), [1.72, 0.5]),
      (.unrolled(5, 0.5), [0.33, -1]),
    ])
  func outside(_ test: FilterCase, gains: [Double]) {
    for gain in gains {
      for branch in FilterBranch.ends {
        #expect(
          test.filter.inverse(Gain(value: gain), branch: branch) == nil,
          "\(test.testDescription), t = \(gain)")
      }
    }
  }

  @Test("infinite gains have no inverse", arguments: FilterCase.all)
  func infinite(_ test: FilterCase) {
    #expect(test.filter.inverse(Gain(value: .infinity)) == nil)
    #expect(test.filter.inverse(Gain(value: -.infinity)) == nil)
  }

  @Test("the forced gain is f(0)", arguments: FilterCase.all)
  func forced(_ test: FilterCase) throws {
    let s = try #require(test.filter.inverse(test.filter.forcedGain))
    expectClose(
      test.filter.value(at: s), test.filter.forcedGain.value, .roundoff(operations: 8),
      "\(test.testDescription), s = \(s)")
  }

  @Test("bilevel: s = 1/t − 1 down to tiny t", arguments: [0.5, 1e-3, 1e-12, 1e-100, 1e-300])
  func bilevel(gain: Double) throws {
    let s = try #require(BilevelFilter().inverse(Gain(value: gain)))
    expectClose(s, 1 / gain - 1, .roundoff(operations: 8))
  }
}
