// The list of critical points is complete: dense sampling finds no other.

import Foundation
import TestSupport
import Testing
import ToyModel

@Suite("Critical points of the landscape", .tags(.property))
struct CriticalCountTests {
  @Test(
    "rises and falls of the sampled risk are those of the list",
    arguments: LandscapeSample.random + LandscapeSample.heavyBalls)
  func count(_ sample: LandscapeSample) {
    let landscape = sample.landscape
    let points = landscape.criticalPoints
    #expect(landscape.isCertified && landscape.isAttained)
    // Beyond the last one and beyond the turn of any filter, s = (1+√β)²·2/ω.
    let reach = (1 + sample.momentum.squareRoot()) * (2 / sample.stepSize.squareRoot())
    let last = 1.5 * max(points.last?.location ?? 0, reach, 1)
    let count = 20_000
    let values = (0...count).map { sample.plainRisk(last * Double($0) / Double(count)) }
    // Where the risk grows, +1; where it falls, −1; equal neighbours continue the sign before them.
    var signs: [Double] = []
    for (one, two) in zip(values, values.dropFirst()) where one != two && two.isFinite {
      // Differences at the level of rounding carry no sign.
      guard abs(two - one) > 1e-15 * max(one, two) else { continue }
      let sign: Double = two > one ? 1 : -1
      if signs.last != sign { signs.append(sign) }
    }
    let expected = points.map { $0.kind.isMinimum ? 1.0 : -1 }
    #expect(signs == expected, "\(sample.testDescription)")
  }

  @Test(
    "the derivative changes its sign at every point, as the kind says",
    arguments: LandscapeSample.random + LandscapeSample.heavyBalls)
  func signs(_ sample: LandscapeSample) {
    let landscape = sample.landscape
    for point in landscape.criticalPoints {
      let step = 1e-4 * max(point.location, 0.01)
      let rise = landscape.risk(at: point.location + step) - point.risk
      let fall = landscape.risk(at: point.location - step) - point.risk
      let sign: Double = point.kind.isMinimum ? 1 : -1
      #expect(landscape.derivative(at: point.location + step) * sign > 0, "r = \(point.location)")
      #expect(landscape.derivative(at: point.location - step) * sign < 0, "r = \(point.location)")
      let rounding = 1e-14 * point.risk
      #expect(rise * sign > -rounding && fall * sign > -rounding, "r = \(point.location)")
      #expect(point.curvature * sign > 0 && point.order == 2)
    }
  }

  @Test(
    "E″ is the limit of difference quotients of E′",
    arguments: LandscapeSample.random + LandscapeSample.heavyBalls)
  func curvature(_ sample: LandscapeSample) {
    let landscape = sample.landscape
    for point in landscape.criticalPoints {
      func quotient(_ h: Double) -> Double {
        (landscape.derivative(at: point.location + h) - landscape.derivative(at: point.location - h))
          / (2 * h)
      }
      // Two steps remove the error of order h²; f varies over lengths of about 1/N.
      let h = 2e-4 * max(point.location, 0.05)
      let limit = (4 * quotient(h) - quotient(2 * h)) / 3
      expectClose(
        point.curvature, limit, .iterative(sample.momentum > 0 ? 2e-5 : 2e-6),
        "\(sample.testDescription), r = \(point.location)"
      )
    }
  }

  @Test("minima and maxima alternate, and the lowest minima are called so")
  func kinds() {
    for sample in LandscapeSample.random {
      let landscape = sample.landscape
      let points = landscape.criticalPoints
      for (one, two) in zip(points, points.dropFirst()) {
        #expect(one.location < two.location)
        #expect(one.kind.isMinimum != two.kind.isMinimum)
      }
      let lowest = points.map(\.risk).min() ?? .nan
      expectClose(landscape.infimum, lowest, .roundoff(operations: 8))
      for point in points {
        #expect((point.kind == .minimum) == (point.kind.isMinimum && point.excess == 0))
        expectClose(
          point.excess, point.risk - lowest, .roundoff(operations: 32), scale: point.risk,
          sample.testDescription)
      }
      let optimum = OptimalRisk(
        spectrum: Spectrum(eigenvalues: [sample.directional.signalEnergy]),
        noiseVariance: sample.directional.noiseVariance, rows: 1,
        family: sample.depth.map { .unrolled(depth: $0, step: .fixed(sample.stepSize)) } ?? .bilevel
      )
      expectClose(landscape.infimum, optimum.risk.total, .roundoff(operations: 16))
    }
  }

  @Test("all shapes occur among the samples")
  func coverage() {
    let shapes = Set(
      LandscapeSample.random.map { $0.landscape.criticalPoints.map(\.kind.rawValue) })
    #expect(
      shapes.isSuperset(of: [
        ["minimum"], ["maximum", "minimum"], ["local-minimum", "barrier", "minimum"],
        ["maximum", "minimum", "barrier", "minimum"],
      ]))
  }
}
