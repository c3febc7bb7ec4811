// Monotony, image and derivative of the filters.

import Foundation
import TestSupport
import Testing
import ToyModel

@Suite("Shape of the filters", .tags(.property))
struct FilterShapeTests {
  private static let points = [0] + (0...160).map { pow(10, -6 + 0.05 * Double($0)) }

  @Test(
    "every f(s) is in the image, and f is monotone on both sides",
    arguments: FilterCase.withoutMomentum)
  func image(_ test: FilterCase) {
    let filter = test.filter
    let values = Self.points.map { (s: $0, gain: filter.gain(at: $0)) }
    let isRising = filter.image.upperBound.value == .infinity
    for (s, gain) in values {
      let (lower, upper) = (filter.image.lowerBound.value, filter.image.upperBound.value)
      // Near the turning point f may fall short of its minimum by the rounding of f.
      let rounding = Tolerance.roundoff(operations: 8).factor * abs(gain.value)
      #expect(gain.value >= lower - rounding && gain.value <= upper + rounding, "s = \(s)")
    }
    for (first, second) in zip(values, values.dropFirst()) {
      let slack = Tolerance.roundoff(operations: 8).factor * abs(first.gain.value)
      if second.s <= filter.lastTurningPoint || !isRising {
        #expect(second.gain.value <= first.gain.value + slack, "from \(first.s) to \(second.s)")
      } else if first.s >= filter.lastTurningPoint {
        #expect(second.gain.value >= first.gain.value - slack, "from \(first.s) to \(second.s)")
      }
    }
  }

  @Test(
    "f(0) is the forced gain, f at the turning point the end of the image",
    arguments: FilterCase.withoutMomentum)
  func ends(_ test: FilterCase) {
    let filter = test.filter
    expectClose(filter.value(at: 0), filter.forcedGain.value, .roundoff(operations: 4))
    if filter.lastTurningPoint > 0 {
      let turning = filter.lastTurningPoint
      expectClose(
        filter.value(at: turning), filter.image.lowerBound.value, .roundoff(operations: 16))
      // Zero is the difference of terms of size 1/(1+s)², each taking N roundings of q.
      expectClose(
        filter.derivative(at: turning), 0, .roundoff(operations: 256),
        scale: 1 / ((1 + turning) * (1 + turning)), test.testDescription)
    }
  }

  @Test("f′ is the limit of difference quotients, of second order", arguments: FilterCase.all)
  func derivative(_ test: FilterCase) {
    for s in [0.2, 0.7, 1.3] {
      let derivative = test.filter.derivative(at: s)
      func error(_ h: Double) -> Double {
        (test.filter.value(at: s + h) - test.filter.value(at: s - h)) / (2 * h) - derivative
      }
      let (coarse, fine) = (error(1e-2), error(5e-3))
      // Half the step, a quarter of the error, up to the next order and the rounding of f/h.
      let rounding = 1e-12 * (1 + abs(test.filter.value(at: s)))
      #expect(
        abs(fine - coarse / 4) <= 0.02 * abs(coarse) + rounding,
        "\(test.testDescription), s = \(s): errors \(coarse), \(fine)")
    }
  }

  @Test("t and 1 − t are complements", arguments: FilterCase.all)
  func complement(_ test: FilterCase) {
    for s in Self.points {
      let gain = test.filter.gain(at: s)
      expectClose(
        gain.value + gain.defect, 1, .roundoff(operations: 8), scale: max(1, abs(gain.value)),
        "\(test.testDescription), s = \(s)")
    }
  }

  @Test("at N = 1 the image is the point ω", arguments: [1e-300, 0.5, 1, 3, 1e100])
  func singleStep(stepSize: Double) {
    let filter = UnrolledFilter(depth: 1, stepSize: stepSize)
    #expect(filter.image.lowerBound.value == stepSize)
    #expect(filter.image.upperBound.value == stepSize)
    for s in [0, 1, 1e10] {
      expectClose(filter.value(at: s), stepSize, .roundoff(operations: 4), "s = \(s)")
      #expect(filter.derivative(at: s) == 0)
    }
  }
}
