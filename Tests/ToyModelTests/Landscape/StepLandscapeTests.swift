// The landscape over r and ω.

import Foundation
import TestSupport
import Testing
import ToyModel

@Suite("Landscape with a learned step size", .tags(.property))
struct StepLandscapeTests {
  private static let data = [(1.25, 0.81), (0.2, 1.5), (3, 0.1), (1e-12, 1)].map {
    DirectionalRisk(signalEnergy: $0, noiseVariance: $1)
  }
  private static let depths = [1, 2, 3, 4, 5, 8, 11]

  @Test("every point of the valley has f = t*", arguments: depths, data)
  func valley(depth: Int, directional: DirectionalRisk) throws {
    let landscape = StepLandscape(depth: depth, directional: directional)
    let valley = try #require(landscape.valley)
    let points = valley.points(upTo: 3, count: 201)
    #expect(!points.isEmpty)
    for point in points {
      let filter = UnrolledFilter(depth: depth, stepSize: point.omega)
      // r² near 0 is the difference of numbers near 1, and f has the slope Nω there.
      expectClose(
        filter.value(at: point.r * point.r), directional.wienerGain.value, .iterative(1e-12),
        scale: directional.wienerGain.value + point.omega,
        "N = \(depth), r = \(point.r), ω = \(point.omega)")
      #expect(point.r <= min(3, valley.largestRadius) * (1 + 1e-12))
      #expect(point.omega <= valley.largestStep * (1 + 1e-12))
      #expect(point.omega >= valley.smallestStep * (1 - 1e-12))
    }
    if depth > 1 { #expect(points.first?.r == 0) }
    if depth > 1, depth.isMultiple(of: 2), valley.largestRadius < 3 {
      #expect(points.last?.r == 0)
    }
  }

  @Test(
    "for fixed ω the minima over r lie on the valley, below its largest step", arguments: [3, 5])
  func sections(depth: Int) throws {
    let directional = Self.data[0]
    let valley = try #require(StepLandscape(depth: depth, directional: directional).valley)
    for (factor, count) in [(0.999, true), (1.001, false)] {
      let filter = UnrolledFilter(depth: depth, stepSize: factor * valley.largestStep)
      let landscape = RiskLandscape(filter: filter, directional: directional)
      #expect((landscape.infimum <= directional.best * (1 + 1e-14)) == count)
    }
    for (factor, kind) in [(0.99, CriticalPoint.Kind.localMinimum), (1.01, .maximum)] {
      let filter = UnrolledFilter(depth: depth, stepSize: factor * valley.crossings.lower)
      let landscape = RiskLandscape(filter: filter, directional: directional)
      #expect(landscape.criticalPoints.first?.kind == kind)
    }
  }

  @Test("no grid point below its eight neighbours has more than the best risk", arguments: 2...9)
  func noOtherMinima(depth: Int) {
    let landscape = StepLandscape(depth: depth, directional: Self.data[0])
    // r < 0 by symmetry, so that r = 0 is inside.
    let r = (-1...160).map { 0.02 * Double($0) }
    let omega = (1...110).map { 0.02 * Double($0) }
    let values = omega.map { omega in
      r.map { r in
        landscape.directional.value(
          UnrolledFilter(depth: depth, stepSize: omega).gain(at: r * r))
      }
    }
    var maxima: [(Double, Double)] = []
    for i in 1..<(omega.count - 1) {
      for j in 1..<(r.count - 1) {
        let neighbours = (i - 1...i + 1).flatMap { a in
          (j - 1...j + 1).compactMap { b in a == i && b == j ? nil : values[a][b] }
        }
        // The valley is steep: a point beside it may be a few steps of g·|∇f|² above.
        if neighbours.allSatisfy({ values[i][j] < $0 }) {
          #expect(values[i][j] < landscape.infimum + 0.03, "r = \(r[j]), ω = \(omega[i])")
        }
        if neighbours.allSatisfy({ values[i][j] > $0 }) { maxima.append((r[j], omega[i])) }
      }
    }
    if depth.isMultiple(of: 2) {
      #expect(maxima.count == 1)
      #expect(maxima.first.map { abs($0.0) + abs($0.1 - 1) < 1e-9 } == true)
    } else {
      #expect(maxima.isEmpty)
    }
  }

  @Test("(0, 1): a maximum for even, a saddle for odd depth, with these second derivatives")
  func identityPoint() {
    let directional = Self.data[0]
    func risk(_ depth: Int, _ r: Double, _ omega: Double) -> Double {
      directional.value(UnrolledFilter(depth: depth, stepSize: omega).gain(at: r * r))
    }
    for depth in 2...9 {
      let landscape = StepLandscape(depth: depth, directional: directional)
      let isEven = depth.isMultiple(of: 2)
      #expect(landscape.identityPoint == (isEven ? .maximum : .saddle))
      let centre = risk(depth, 0, 1)
      expectClose(centre, directional.noiseVariance / 2, .roundoff(operations: 4))
      #expect((risk(depth, 0, 1.1) < centre) == isEven)
      #expect(risk(depth, 0, 0.9) < centre && risk(depth, 0.1, 1) < centre)
      let h = 1e-3
      let curvature = landscape.identityCurvature
      expectClose(
        (risk(depth, h, 1) - 2 * centre + risk(depth, -h, 1)) / (h * h), curvature.r,
        .iterative(1e-4))
      expectClose(
        (risk(depth, 0, 1 + h) - 2 * centre + risk(depth, 0, 1 - h)) / (h * h), curvature.omega,
        .iterative(1e-4), scale: 1)
    }
  }

  @Test("without signal, without noise, without both")
  func special() throws {
    let noSignal = DirectionalRisk(signalEnergy: 0, noiseVariance: 0.81)
    #expect(!StepLandscape(depth: 3, directional: noSignal).isAttained)
    #expect(!StepLandscape(depth: 1, directional: noSignal).isAttained)
    let even = try #require(StepLandscape(depth: 4, directional: noSignal).valley)
    #expect(even.smallestStep == 0 && even.largestStep == 2 && even.largestRadius == .infinity)
    for point in even.points(upTo: 5, count: 11) {
      expectClose(point.omega, 2 / (1 + point.r * point.r), .roundoff(operations: 4))
    }
    let noNoise = DirectionalRisk(signalEnergy: 2, noiseVariance: 0)
    for depth in [2, 3] {
      let landscape = StepLandscape(depth: depth, directional: noNoise)
      let valley = try #require(landscape.valley)
      #expect(landscape.identityPoint == nil && landscape.isAttained)
      #expect(valley.crossings.lower == 1)
      for point in valley.points(upTo: 2, count: 21) {
        #expect(!point.r.isNaN && !point.omega.isNaN)
        if depth == 2 { #expect(point.r == 0 && point.omega == 1) }
      }
    }
    let nothing = DirectionalRisk(signalEnergy: 0, noiseVariance: 0)
    #expect(StepLandscape(depth: 3, directional: nothing).isAttained)
    #expect(StepLandscape(depth: 3, directional: nothing).valley == nil)
    let single = StepLandscape(depth: 1, directional: Self.data[0])
    #expect(single.identityPoint == nil)
    #expect(single.valley?.smallestStep == single.valley?.largestStep)
  }
}
