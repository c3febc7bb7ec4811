// The valleys around minima.

import Foundation
import TestSupport
import Testing
import ToyModel

@Suite("Basins", .tags(.property))
struct BasinTests {
  @Test("edges are the neighbouring maxima, barriers their rise", arguments: LandscapeSample.random)
  func edges(_ sample: LandscapeSample) throws {
    let landscape = sample.landscape
    let points = landscape.criticalPoints
    for (index, point) in points.enumerated() {
      #expect((point.basin != nil) == point.kind.isMinimum)
      guard let basin = point.basin else { continue }
      let next = index + 1 < points.count ? points[index + 1] : nil
      let previous = index > 0 ? points[index - 1] : nil
      #expect(basin.upper == next?.location ?? .infinity)
      #expect(basin.lower == previous?.location ?? -basin.upper)
      // E tends to γ/2 for bilevel, to ∞ at every depth.
      let limit = sample.depth == nil ? sample.directional.signalEnergy / 2 : .infinity
      let heights = [next?.risk ?? limit, previous?.risk ?? next?.risk ?? limit]
      let barrier = (heights.min() ?? .nan) - point.risk
      expectClose(
        basin.barrier, barrier, .roundoff(operations: 64), scale: heights.min(),
        sample.testDescription)
      guard basin.barrier < .infinity else {
        #expect(basin.width == .infinity && basin.halfWidth == .infinity)
        continue
      }
      #expect(basin.lower <= basin.halfLower && basin.halfLower < point.location)
      #expect(point.location < basin.halfUpper && basin.halfUpper <= basin.upper)
      for edge in [basin.halfLower, basin.halfUpper] {
        let slope = abs(landscape.derivative(at: edge)) * abs(edge)
        expectClose(
          landscape.risk(at: edge), point.risk + basin.barrier / 2, .roundoff(operations: 64),
          scale: landscape.risk(at: edge) + slope, sample.testDescription)
      }
    }
  }

  @Test("bilevel: r = σ/√γ, curvature and half width in closed form", arguments: [0.2, 1, 3])
  func bilevel(noise: Double) throws {
    let signal = 1.25
    let points = LandscapeSample(signal: signal, noise: noise, depth: nil).landscape.criticalPoints
    try #require(points.map(\.kind) == [.maximum, .minimum])
    let s = noise / signal
    let total = signal + noise
    expectClose(points[1].location, s.squareRoot(), .roundoff(operations: 16))
    expectClose(points[1].risk, 0.5 * signal * noise / total, .roundoff(operations: 8))
    expectClose(points[1].curvature, 4 * total * s / pow(1 + s, 4), .roundoff(operations: 32))
    expectClose(points[0].curvature, -2 * noise, .roundoff(operations: 8))
    // f = t* ± √(barrier/(γ+σ²)) at half a barrier.
    let basin = try #require(points[1].basin)
    expectClose(
      basin.barrier, min(signal, noise) / 2 - points[1].risk, .roundoff(operations: 32))
    let offset = (basin.barrier / total).squareRoot()
    let target = signal / total
    expectClose(basin.halfLower, (1 / (target + offset) - 1).squareRoot(), .iterative(1e-12))
    expectClose(basin.halfUpper, (1 / (target - offset) - 1).squareRoot(), .iterative(1e-12))
  }

  @Test("behind the barrier the curvature grows as N², and the width shrinks as 1/N")
  func sharpness() throws {
    let (signal, noise, omega) = (1.25, 0.81, 0.5)
    let target = signal / (signal + noise)
    var widths: [Double] = []
    for depth in [101, 1001, 10001] {
      let landscape = LandscapeSample(
        signal: signal, noise: noise, depth: depth, stepSize: omega
      ).landscape
      let far = try #require(landscape.criticalPoints.last)
      let n = Double(depth)
      let predicted =
        (signal + noise) * omega * (2 - omega) * pow(2 * target - omega, 2) * n * n
      expectClose(far.curvature, predicted, .iterative(8 / n), "N = \(depth)")
      widths.append(try #require(far.basin).halfWidth * n)
      let bilevel = LandscapeSample(signal: signal, noise: noise, depth: nil).landscape
      expectClose(
        landscape.criticalPoints[1].curvature, try #require(bilevel.bestMinima.first).curvature,
        .iterative(1e-12))
    }
    expectClose(widths[0], widths[2], .iterative(0.05))
    expectClose(widths[1], widths[2], .iterative(0.005))
  }
}
