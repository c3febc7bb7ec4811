// The flows of one-dimensional landscapes, against a step-by-step integration.

import Testing
import ToyModel

@Suite struct FlowOrbitTests {
  private static let filters: [UnrolledFilter] = [2, 3, 5, 8, 11].flatMap { depth in
    [0.1, 0.35, 0.5, 1, 1.4].map { UnrolledFilter(depth: depth, stepSize: $0) }
  }

  private func landscape(_ filter: UnrolledFilter) -> RiskLandscape {
    RiskLandscape(
      filter: filter, directional: DirectionalRisk(signalEnergy: 1.25, noiseVariance: 0.81))
  }

  @Test(
    "orbits go down, from a maximum to the minimum beside it, and cross nothing", arguments: filters
  )
  func downhill(filter: UnrolledFilter) {
    let landscape = landscape(filter)
    let places = landscape.criticalPoints.map(\.location)
    for orbit in landscape.orbits(upTo: 3 * (places.last ?? 0) + 1, count: 60) {
      #expect(orbit.points.count == 60)
      let risks = orbit.points.map { landscape.risk(at: $0.location) }
      #expect(zip(risks, risks.dropFirst()).allSatisfy { $0 > $1 })
      #expect(zip(orbit.points, orbit.points.dropFirst()).allSatisfy { $0.time < $1.time })
      let (low, high) = (min(orbit.source, orbit.target), max(orbit.source, orbit.target))
      #expect(!places.contains { $0 > low && $0 < high })
      #expect(orbit.points.allSatisfy { (low...high).contains($0.location) })
      // A hundredth of the way is left.
      let last = orbit.points[59].location
      #expect(abs((last - orbit.target) / (orbit.source - orbit.target) - 0.01) < 1e-12)
      #expect(
        landscape.criticalPoints.contains { $0.location == orbit.target && $0.kind.isMinimum })
    }
  }

  @Test("the classical Runge-Kutta method is at every point at its time", arguments: filters)
  func times(filter: UnrolledFilter) {
    let landscape = landscape(filter)
    let slope = { (r: Double) in -landscape.derivative(at: r) }
    for orbit in landscape.orbits(upTo: 0, count: 25) {
      var r = orbit.points[0].location
      for (before, after) in zip(orbit.points, orbit.points.dropFirst()) {
        let steps = 200
        let h = (after.time - before.time) / Double(steps)
        for _ in 0..<steps {
          let a = slope(r)
          let b = slope(r + h / 2 * a)
          let c = slope(r + h / 2 * b)
          let d = slope(r + h * c)
          r += h / 6 * (a + 2 * b + 2 * c + d)
        }
        // Between 2049 nodes the time is linear.
        #expect(abs(r - after.location) < 3e-5 * abs(orbit.source - orbit.target))
      }
    }
  }

  @Test("no orbit starts where the last minimum is not below the limit, and none where all is flat")
  func none() {
    let wall = landscape(UnrolledFilter(depth: 3, stepSize: 0.1))
    #expect(wall.orbits(upTo: 6, count: 10).count == 2)
    #expect(wall.orbits(upTo: 7, count: 10).count == 3)
    #expect(landscape(UnrolledFilter(depth: 1, stepSize: 0.5)).orbits(upTo: 7, count: 10).isEmpty)
  }
}
