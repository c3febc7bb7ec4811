// Landscapes with an explicit form, degenerate ones, and extreme parameters.

import Foundation
import TestSupport
import Testing
import ToyModel

@Suite("Special landscapes")
struct SpecialLandscapeTests {
  @Test(
    "N = 2: f = ω(2 − ω(1+s)), everything explicit", arguments: [0.4, 0.5, 1, 1.6],
    [0.3, 0.81, 2])
  func twoSteps(omega: Double, noise: Double) throws {
    let signal = 1.25
    let total = signal + noise
    let target = signal / total
    let landscape = LandscapeSample(signal: signal, noise: noise, depth: 2, stepSize: omega)
      .landscape
    let s = (2 - target / omega) / omega - 1
    let start = try #require(landscape.criticalPoints.first)
    expectClose(
      start.curvature, -2 * omega * omega * (total * omega * (2 - omega) - signal),
      .roundoff(operations: 64), scale: omega * omega * total)
    guard s > 0 else {
      #expect(landscape.criticalPoints.map(\.kind) == [.minimum])
      return
    }
    try #require(landscape.criticalPoints.map(\.kind) == [.maximum, .minimum])
    let minimum = landscape.criticalPoints[1]
    expectClose(minimum.location * minimum.location, s, .roundoff(operations: 32), scale: 1 + s)
    expectClose(
      minimum.curvature, 4 * total * s * pow(omega, 4), .roundoff(operations: 64),
      scale: total * (1 + s))
  }

  @Test("f″ at the turning point is the difference quotient of f′", arguments: [3, 5, 7, 21, 101])
  func turningCurvature(depth: Int) {
    for omega in [0.05, 0.5, 1, 1.4] {
      let filter = UnrolledFilter(depth: depth, stepSize: omega)
      func quotient(_ h: Double) -> Double {
        (filter.derivative(at: filter.turningPoint + h)
          - filter.derivative(at: filter.turningPoint - h)) / (2 * h)
      }
      let h = 1e-3 / (omega * Double(depth))
      expectClose(
        filter.turningCurvature, (4 * quotient(h) - quotient(2 * h)) / 3, .iterative(1e-6),
        "N = \(depth), ω = \(omega)")
    }
    #expect(UnrolledFilter(depth: depth, stepSize: 2).turningCurvature == 0)
    #expect(UnrolledFilter(depth: depth + 1, stepSize: 0.5).turningCurvature == 0)
    #expect(BilevelFilter().turningPoints.isEmpty)
  }

  @Test("N = 1 and γ = σ² = 0: every r is critical")
  func flat() {
    for sample in [
      LandscapeSample(signal: 1.25, noise: 0.81, depth: 1, stepSize: 0.7),
      LandscapeSample(signal: 0, noise: 0, depth: 5, stepSize: 0.7),
      LandscapeSample(signal: 0, noise: 0, depth: nil),
    ] {
      let landscape = sample.landscape
      #expect(landscape.criticalPoints.map(\.kind) == [.flat])
      #expect(landscape.criticalPoints[0].order == nil)
      #expect(landscape.isCertified && landscape.isAttained)
      expectClose(landscape.infimum, sample.plainRisk(2), .roundoff(operations: 8))
      for r in [0, 1, 7.5] { #expect(landscape.derivative(at: r) == 0) }
    }
  }

  @Test("without signal: at infinity for bilevel, q = −1 for even N, the turn for odd N")
  func noSignal() {
    let bilevel = LandscapeSample(signal: 0, noise: 0.81, depth: nil).landscape
    #expect(bilevel.criticalPoints.map(\.kind) == [.maximum])
    #expect(!bilevel.isAttained && bilevel.infimum == 0 && bilevel.isCertified)
    #expect(bilevel.criticalPoints[0].excess == 0.405)
    for depth in [2, 4, 10] {
      let landscape = LandscapeSample(signal: 0, noise: 0.81, depth: depth, stepSize: 0.5).landscape
      #expect(landscape.criticalPoints.map(\.kind) == [.maximum, .minimum])
      expectClose(landscape.criticalPoints[1].location, 3.0.squareRoot(), .roundoff(operations: 64))
      #expect(landscape.infimum == 0)
    }
    for depth in [3, 5, 11] {
      let landscape = LandscapeSample(signal: 0, noise: 0.81, depth: depth, stepSize: 0.5).landscape
      #expect(landscape.criticalPoints.map(\.kind) == [.maximum, .minimum])
      #expect(
        landscape.criticalPoints[1].location == landscape.filter.lastTurningPoint.squareRoot())
      #expect(landscape.infimum > 0)
    }
  }

  @Test("without noise bilevel has a minimum of fourth order, E = ½γr⁴/(1+r²)²")
  func noNoise() throws {
    let landscape = LandscapeSample(signal: 2, noise: 0, depth: nil).landscape
    let point = try #require(landscape.criticalPoints.first)
    #expect(landscape.criticalPoints.count == 1 && landscape.isCertified)
    #expect(point.kind == .minimum && point.order == 4 && point.curvature == 0)
    let basin = try #require(point.basin)
    expectClose(basin.barrier, 1, .roundoff(operations: 4))
    expectClose(basin.halfUpper, (1 / (2.0.squareRoot() - 1)).squareRoot(), .iterative(1e-14))
    #expect(basin.upper == .infinity && basin.lower == -.infinity)
    let unrolled = LandscapeSample(signal: 2, noise: 0, depth: 4, stepSize: 1).landscape
    #expect(unrolled.criticalPoints.map(\.order) == [4])
  }

  @Test("N = 3 turns at r = 0 exactly for ω = 1.5: fourth order")
  func turnAtZero() {
    let landscape = LandscapeSample(signal: 1.25, noise: 0.81, depth: 3, stepSize: 1.5).landscape
    #expect(landscape.criticalPoints.map(\.kind) == [.minimum])
    #expect(landscape.criticalPoints.map(\.order) == [4])
    #expect(landscape.criticalPoints.map(\.curvature) == [0])
  }

  @Test("where t* meets c within rounding the count is not certified")
  func uncertain() {
    let target = 1.25 / (1.25 + 0.81)
    let omega = target / OddMinimum(depth: 5).value
    #expect(
      !LandscapeSample(signal: 1.25, noise: 0.81, depth: 5, stepSize: omega).landscape.isCertified)
  }

  @Test(
    "no NaN at extreme parameters", .tags(.extreme),
    arguments: [nil, 2, 3, 1000, 1001, 1 << 53, (1 << 53) - 1] as [Int?])
  func extremes(depth: Int?) {
    for omega in [1e-100, 1e-9, 0.5, 1, 1.9, 2, 3, 1e100] {
      for (signal, noise) in [
        (1e-200, 1e-200), (1e200, 1e200), (1e-140, 1e139), (1e139, 1e-140), (1, 0), (0, 1), (0, 0),
        (1.25, 0.81),
      ] {
        let sample = LandscapeSample(signal: signal, noise: noise, depth: depth, stepSize: omega)
        let landscape = sample.landscape
        let isFlat = landscape.criticalPoints.contains { $0.kind == .flat }
        #expect(isFlat == (signal == 0 && noise == 0), "\(sample.testDescription)")
        #expect(!landscape.criticalPoints.isEmpty && !landscape.infimum.isNaN)
        for point in landscape.criticalPoints {
          let basin = point.basin
          let numbers = [
            point.location, point.risk, point.excess, point.curvature, basin?.lower ?? 0,
            basin?.upper ?? 0, basin?.barrier ?? 0, basin?.halfLower ?? 0, basin?.halfUpper ?? 0,
          ]
          #expect(!numbers.contains { $0.isNaN }, "\(sample.testDescription): \(numbers)")
          #expect(point.location.isFinite && point.excess >= 0, "\(sample.testDescription)")
        }
      }
    }
  }
}
