// Sampled landscapes as rows.

import Report
package import ToyModel

/// E(r) at the points of a grid and at the critical points between its ends, or points of the valleys if ω is
/// learned; `kind` is empty except for critical points.
package struct LandscapeCurve: ResultRows {
  package let setting: LandscapeSetting
  /// The grid, ascending.
  package let r: [Double]

  package static let columns =
    ["family", "depth", "omega", "r", "risk", "kind"] + DenoiserFamily.detailColumns

  package var columns: [String] { Self.columns }

  /// The largest number of rows: a landscape has a handful of critical points.
  package var count: Int {
    switch setting.kind {
    case .fixed(let lines): lines.count * (r.count + 8)
    case .learned(let landscapes): landscapes.count * (LandscapeSetting.valleyPoints + 1)
    }
  }

  package func write(to sink: inout some ResultSink) throws(StudyError) {
    switch setting.kind {
    case .fixed(let lines):
      for line in lines { try write(line, to: &sink) }
    case .learned(let landscapes):
      for landscape in landscapes { try write(landscape, to: &sink) }
    }
  }

  private func write(
    _ line: LandscapeSetting.Line, to sink: inout some ResultSink
  ) throws(StudyError) {
    for sample in line.landscape.samples(r) {
      sink.append(line.family.name)
      sink.append(line.depth.map { Cell.integer($0) } ?? .empty)
      sink.append(line.stepSize)
      sink.append(sample.r)
      sink.append(sample.risk)
      sink.append(sample.kind.map { Cell.text($0.rawValue) } ?? .empty)
      line.family.writeDetails(to: &sink)
      try sink.endRow(note: nil)
    }
  }

  private func write(
    _ landscape: StepLandscape, to sink: inout some ResultSink
  ) throws(StudyError) {
    func write(
      omega: Double, r: Double, risk: Double, kind: String, to sink: inout some ResultSink
    ) throws(StudyError) {
      sink.append("unrolled")
      sink.append(landscape.depth)
      sink.append(omega)
      sink.append(r)
      sink.append(risk)
      sink.append(kind)
      DenoiserFamily.unrolled(depth: landscape.depth, step: .learned).writeDetails(to: &sink)
      try sink.endRow(note: nil)
    }
    let count = LandscapeSetting.valleyPoints
    for point in landscape.valley?.points(upTo: r.last ?? 1, count: count) ?? [] {
      try write(
        omega: point.omega, r: point.r, risk: landscape.infimum, kind: "minimum", to: &sink)
    }
    if let point = landscape.identityPoint {
      try write(
        omega: 1, r: 0, risk: landscape.directional.value(.one), kind: point.rawValue, to: &sink)
    }
  }
}

extension RiskLandscape {
  /// E at a grid and at the critical points between its ends, by ascending r.
  ///
  /// - Parameter grid: The grid, ascending, without equal points.
  /// - Returns: The points, created on demand.
  package func samples(_ grid: [Double]) -> LandscapeSamples { LandscapeSamples(self, grid) }
}

/// The points of one sampled landscape, created on demand.
package struct LandscapeSamples: Sequence, IteratorProtocol {
  private let landscape: RiskLandscape
  private let grid: [Double]
  private let critical: [CriticalPoint]
  private var position = (grid: 0, critical: 0)

  fileprivate init(_ landscape: RiskLandscape, _ grid: [Double]) {
    (self.landscape, self.grid) = (landscape, grid)
    guard let first = grid.first, let last = grid.last else {
      critical = []
      return
    }
    critical = landscape.criticalPoints.filter { point in
      point.kind != .flat && point.location >= first && point.location <= last
    }.sorted { $0.location < $1.location }
  }

  package mutating func next() -> (r: Double, risk: Double, kind: CriticalPoint.Kind?)? {
    if position.critical < critical.count {
      let point = critical[position.critical]
      if position.grid >= grid.count || point.location <= grid[position.grid] {
        position.critical += 1
        // A grid point that is also critical counts once.
        if position.grid < grid.count, point.location == grid[position.grid] { position.grid += 1 }
        return (point.location, point.risk, point.kind)
      }
    }
    guard position.grid < grid.count else { return nil }
    defer { position.grid += 1 }
    return (grid[position.grid], landscape.risk(at: grid[position.grid]), nil)
  }
}
