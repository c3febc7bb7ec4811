// The filter of heavy ball and its turning points.

import Foundation
import LinearAlgebra
import TestSupport
import Testing
import ToyModel

@Suite("Heavy ball", .tags(.property))
struct HeavyBallTests {
  @Test(
    "f(RᵀR) is N steps with momentum", arguments: [1, 2, 3, 4, 5, 10],
    [(0.5, 0.0), (0.5, 0.8), (0.3, 1.0), (0.2, 2.0)])
  func iteration(depth: Int, parameters: (stepSize: Double, momentum: Double)) throws {
    let (stepSize, momentum) = parameters
    let filter = MomentumFilter(.heavyBall, depth: depth, stepSize: stepSize, momentum: momentum)
    for rows in 1...4 {
      var generator = SeededGenerator(seed: UInt64(rows))
      let r = Matrix.random(rows: rows, columns: 4, scale: 0.7, using: &generator)
      let map = try filter.map(regularizer: r)
      let iterated = iteratedDenoiser(
        regularizer: r, depth: depth, stepSize: stepSize, momentum: momentum)
      // A rounding of one step is multiplied by up to 2 + ω‖A‖ + 2β in every later one.
      expectClose(
        map.subtracting(iterated).frobeniusNorm, 0, .iterative(1e-11),
        scale: max(1, iterated.frobeniusNorm))
    }
  }

  @Test("without momentum it is gradient descent", arguments: [1, 2, 3, 5, 8, 101, 1_000_001])
  func gradientDescent(depth: Int) {
    for stepSize in [1e-9, 0.3, 1, 1.9] {
      let (plain, heavy) = (
        UnrolledFilter(depth: depth, stepSize: stepSize),
        MomentumFilter(.heavyBall, depth: depth, stepSize: stepSize, momentum: 0)
      )
      let name = "N = \(depth), ω = \(stepSize)"
      for s in [0, 1e-3, 0.5, 3] where plain.gain(at: s).value.isFinite {
        expectClose(
          heavy.gain(at: s).value, plain.gain(at: s).value, .roundoff(operations: 16), name)
        expectClose(
          heavy.derivative(at: s), plain.derivative(at: s), .roundoff(operations: 64),
          scale: max(abs(plain.derivative(at: s)), abs(plain.value(at: s)) / (1 + s)), name)
      }
      let (expected, found) = (plain.image, heavy.image)
      #expect(found.lowerBound.value.isInfinite == expected.lowerBound.value.isInfinite)
      if expected.lowerBound.value.isFinite {
        expectClose(
          found.lowerBound.value, expected.lowerBound.value, .roundoff(operations: 16), name)
      }
      #expect(heavy.turningPoints.count == plain.turningPoints.count)
      for (one, two) in zip(heavy.turningPoints, plain.turningPoints) {
        expectClose(one.location, two.location, .iterative(1e-12), scale: 1 + two.location, name)
        expectClose(one.curvature, two.curvature, .iterative(1e-9), name)
      }
    }
  }

  @Test("it turns twice in 4 steps and seven times in 10 at β = 0.8, ω = 0.5")
  func turns() {
    #expect(
      MomentumFilter(.heavyBall, depth: 4, stepSize: 0.5, momentum: 0.8).turningPoints.count == 2)
    #expect(
      MomentumFilter(.heavyBall, depth: 10, stepSize: 0.5, momentum: 0.8).turningPoints.count == 7)
  }

  @Test(
    "f is monotone between its turning points and turns at each of them",
    arguments: [3, 4, 5, 8, 15, 60], [0.05, 0.5, 0.8, 0.95, 1, 1.3])
  func branches(depth: Int, momentum: Double) {
    for stepSize in [0.01, 0.5, 2] {
      let filter = MomentumFilter(.heavyBall, depth: depth, stepSize: stepSize, momentum: momentum)
      let ends = [0] + filter.turningPoints.map(\.location) + [20 * (1 + momentum) / stepSize]
      var sign: Double?
      for (lower, upper) in zip(ends, ends.dropFirst()) {
        // Inside, where f′ is not a rounding error.
        let slopes = (1..<16).map {
          filter.derivative(at: lower + (upper - lower) * Double($0) / 16)
        }
        #expect(
          slopes.allSatisfy { $0 < 0 } || slopes.allSatisfy { $0 > 0 },
          "N = \(depth), β = \(momentum), ω = \(stepSize), from \(lower) to \(upper)")
        if let sign { #expect(slopes[0] * sign < 0) }
        sign = slopes[0]
      }
      for point in filter.turningPoints {
        // f″ from f′, whose steps are small compared with the distance of the zeros of P.
        let h = 1e-5 * min(point.location + 1, 1 / (stepSize * Double(depth * depth)))
        let slope =
          (filter.derivative(at: point.location + h) - filter.derivative(at: point.location - h))
          / (2 * h)
        expectClose(point.curvature, slope, .iterative(1e-3))
        expectClose(
          filter.value(at: point.location), point.gain.value, .roundoff(operations: 16),
          scale: max(1, abs(point.gain.value)))
      }
    }
  }

  @Test(
    "the image is that of a dense sample", arguments: FilterCase.allHeavyBalls)
  func image(_ test: FilterCase) {
    let filter = test.filter
    let end = max(4 * filter.lastTurningPoint, 20)
    let values = (0...20_000).map { index in
      let part = Double(index) / 20_000
      return filter.value(at: end * part * part)
    }
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
    let (lower, upper) = (filter.image.lowerBound.value, filter.image.upperBound.value)
    #expect(least >= lower - 1e-14 * max(1, abs(lower)), "\(test.testDescription)")
    #expect(greatest <= upper + 1e-14 * max(1, abs(upper)), "\(test.testDescription)")
    // The sample comes as close to an extreme as the square of its spacing.
    if lower.isFinite { #expect(abs(least - lower) <= 1e-4 * max(1, abs(lower))) }
    if upper.isFinite { #expect(abs(greatest - upper) <= 1e-4 * max(1, abs(upper))) }
  }

  @Test("every solution of f(s) = t is found, one a branch", arguments: FilterCase.allHeavyBalls)
  func solutions(_ test: FilterCase) throws {
    let filter = test.filter
    for gain in [-0.4, 0.05, 0.3, 0.7, 0.95, 1.2].map({ Gain(value: $0) }) {
      let found = filter.solutions(of: gain)
      #expect(found.isEmpty == !filter.image.contains(gain))
      guard filter.image.lowerBound != filter.image.upperBound else { continue }
      // Every crossing of a dense sample is next to a solution.
      let end = max(4 * filter.lastTurningPoint, 20)
      let points = (0...20_000).map { end * pow(Double($0) / 20_000, 2) }
      let signs = points.map { filter.value(at: $0) > gain.value }
      let crossings = zip(signs, signs.dropFirst()).count { $0 != $1 }
      #expect(
        found.count { $0.location < end } == crossings, "\(test.testDescription), t = \(gain)")
      for solution in found {
        let scale = max(1, abs(filter.derivative(at: solution.location)) * solution.location)
        expectClose(
          filter.value(at: solution.location), gain.value, .roundoff(operations: 32), scale: scale)
        #expect(
          filter.inverse(gain, branch: .number(solution.branch)) == solution.location)
      }
      #expect(filter.inverse(gain, branch: .near) == found.first?.location)
      #expect(filter.inverse(gain, branch: .far) == found.last?.location)
    }
    #expect(filter.inverse(filter.forcedGain, branch: .number(99)) == nil)
  }

  @Test("realisation reaches T on the first and on the last branch", arguments: [4, 10])
  func realization(depth: Int) throws {
    let filter = MomentumFilter(.heavyBall, depth: depth, stepSize: 0.5, momentum: 0.8)
    let t = Matrix(diagonal: [filter.forcedGain.value, 0.9, 0.4, -0.3])
    let (near, far) = (
      try filter.realize(t, rows: 3, branch: .near), try filter.realize(t, rows: 3, branch: .far)
    )
    #expect(near.relativeResidual < 1e-12 && far.relativeResidual < 1e-9)
    #expect(far.regularizer.frobeniusNorm > near.regularizer.frobeniusNorm)
    for result in [near, far] {
      let map = iteratedDenoiser(
        regularizer: result.regularizer, depth: depth, stepSize: 0.5, momentum: 0.8)
      #expect(map.subtracting(t).frobeniusNorm < 1e-9)
    }
  }
}
