// Scene 5: the landscape with a wall, and where balls roll.

package import Report
import ToyModel

/// The risk E(r) and the filter f(r²) for k = n = 1, with critical points, wall and orbits.
package struct WallTable: Sendable {
  /// The table, for every N a list over ω.
  package let json: JSONValue

  /// The depths.
  package static let depths = [2, 3, 5]
  /// The step sizes.
  package static let stepSizes = [0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5]
  /// r from 0 to 7.
  package static let places = (0...350).map { Double($0) / 50 }
  /// The number of points of an orbit.
  package static let orbitPoints = 60

  /// Computes the table.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  /// - Complexity: 4097 slopes for each of some 70 orbits.
  package init(_ model: StoryModel) throws(StudyError) {
    let directional = DirectionalRisk(
      signalEnergy: model.mu * model.mu + model.theta * model.theta,
      noiseVariance: model.noiseVariance)
    let code = ColumnCode(positions: Array(0..<Self.places.count))
    let filters = try JSONValue.filters(depths: Self.depths, stepSizes: Self.stepSizes) {
      (filter) throws(StudyError) in
      let landscape = RiskLandscape(filter: filter, directional: directional)
      let points = landscape.criticalPoints.map { point in
        JSONValue.record([
          "r": .digits(point.location), "kind": .text(point.kind.rawValue),
          "risk": .digits(point.risk), "t": .digits(point.gain.value),
        ])
      }
      let orbits = landscape.orbits(
        upTo: Self.places[Self.places.count - 1], count: Self.orbitPoints
      ).map { orbit in
        JSONValue.record([
          "from": .digits(orbit.source), "to": .digits(orbit.target),
          "r": .array(
            orbit.points.map { .number(($0.location * 1000).rounded() / 1000) }),
        ])
      }
      let wall = filter.turningPoints.first.map { $0.location.squareRoot() }
      return .record([
        "wall": wall.map { .digits($0) } ?? .null, "points": .array(points),
        "orbits": .array(orbits),
        "risk": try code.text(Self.places.map(landscape.risk)),
        "f": try code.text(Self.places.map { filter.value(at: $0 * $0) }),
      ])
    }
    json = .record([
      "N": .array(Self.depths.map { .integer($0) }), "omega": .digits(Self.stepSizes),
      "r": .digits(Self.places), "target": .digits(directional.wienerGain.value),
      "best": .digits(directional.best), "rows": filters,
    ])
  }
}
