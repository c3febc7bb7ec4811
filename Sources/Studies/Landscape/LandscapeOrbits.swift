// The flows of landscapes as rows.

import Report
import ToyModel

/// The orbits of gradient flow between the critical points of E(r), ``pointCount`` rows for each.
///
/// `from` and `to` are the ends, of which a flow reaches neither in finite time; the orbit from beyond the last
/// minimum begins at the largest r of the grid. A flow whose time is beyond double precision has one row, with a
/// note.
package struct LandscapeOrbits: ResultRows {
  package let setting: LandscapeSetting
  /// The r at which the last orbit begins.
  package let limit: Double

  /// The number of points of an orbit.
  package static let pointCount = 60

  package static let columns =
    ["family", "depth", "omega", "from", "to", "time", "r", "risk"] + DenoiserFamily.detailColumns

  package var columns: [String] { Self.columns }

  /// The largest number of rows.
  package var count: Int { setting.lineCount * 8 * Self.pointCount }

  /// The flows of landscapes with fixed parameters.
  ///
  /// - Throws: ``StudyError/illegal(_:)`` where ω is learned, and the landscape has two dimensions.
  package init(_ setting: LandscapeSetting, limit: Double) throws(StudyError) {
    guard case .fixed = setting.kind else {
      throw .illegal("--orbits: the flow of r alone is that of a fixed --omega")
    }
    (self.setting, self.limit) = (setting, limit)
  }

  package func write(to sink: inout some ResultSink) throws(StudyError) {
    guard case .fixed(let lines) = setting.kind else { return }
    for line in lines {
      for orbit in line.landscape.orbits(upTo: limit, count: Self.pointCount) {
        func write(_ point: FlowOrbit.Point?, note: String?) throws(StudyError) {
          sink.append(line.family.name)
          sink.append(line.depth.map { Cell.integer($0) } ?? .empty)
          sink.append(line.stepSize)
          sink.append(orbit.source)
          sink.append(orbit.target)
          sink.append(point?.time)
          sink.append(point?.location)
          sink.append(point.map { line.landscape.risk(at: $0.location) })
          line.family.writeDetails(to: &sink)
          try sink.endRow(note: note)
        }
        if orbit.points.isEmpty {
          try write(nil, note: "E′ on the way is beyond double precision")
        }
        for point in orbit.points { try write(point, note: nil) }
      }
    }
  }
}
