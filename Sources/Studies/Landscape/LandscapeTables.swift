// Landscapes as tables.

package import Report
import ToyModel

extension LandscapeSetting {
  /// One row per critical point; for a learned ω one per part of the critical set.
  package var criticalTable: Table {
    switch kind {
    case .fixed(let lines): Self.pointTable(lines)
    case .learned(let landscapes): Self.setTable(landscapes)
    }
  }

  /// The columns of ``criticalTable``.
  package var criticalColumns: [String] {
    if case .fixed = kind { Self.pointColumns } else { Self.setColumns }
  }

  private static let pointColumns =
    [
      "family", "depth", "omega", "r", "kind", "risk", "excess", "curvature", "order",
      "basin_lower", "basin_upper", "barrier", "half_lower", "half_upper", "certified",
    ] + DenoiserFamily.detailColumns
  private static let setColumns = [
    "family", "depth", "kind", "r_lower", "r_upper", "omega_lower", "omega_upper", "risk",
    "excess", "curvature_r", "curvature_omega", "trap_below",
  ]

  // MARK: E(r)

  private static func pointTable(_ lines: [Line]) -> Table {
    var table = Table(columns: pointColumns)
    for line in lines {
      let landscape = line.landscape
      for point in landscape.criticalPoints {
        let basin = point.basin
        let edges = [
          basin?.lower, basin?.upper, basin?.barrier, basin?.halfLower, basin?.halfUpper,
        ]
        table.append(
          head(line) + [
            .number(point.location), .text(point.kind.rawValue), .number(point.risk),
            .number(point.excess), .number(point.curvature),
            point.order.map { .integer($0) } ?? .empty,
          ] + edges.map { $0.map { .number($0) } ?? .empty } + [.truth(landscape.isCertified)]
            + line.family.detailCells,
          note: note(point, landscape))
      }
      guard !landscape.isAttained else { continue }
      table.append(
        head(line) + [
          .number(.infinity), .text("infimum"), .number(landscape.infimum), .number(0), .empty,
        ] + Array(repeating: .empty, count: 6) + [.truth(landscape.isCertified)]
          + line.family.detailCells,
        note: infimumNote)
    }
    return table
  }

  package static let infimumNote = "the infimum is approached as r → ∞ and not attained"

  private static func head(_ line: Line) -> [Cell] {
    [
      .text(line.family.name), line.depth.map { .integer($0) } ?? .empty,
      line.stepSize.map { .number($0) } ?? .empty,
    ]
  }

  private static func note(_ point: CriticalPoint, _ landscape: RiskLandscape) -> String? {
    var notes: [String] = []
    if point.kind == .flat { notes.append("every r is critical: R has no influence") }
    if !point.risk.isFinite { notes.append("the risk exceeds the range of numbers") }
    if let basin = point.basin, !basin.upper.isFinite || !basin.barrier.isFinite {
      notes.append("null basin bounds are infinite")
    }
    if !landscape.isCertified {
      notes.append("t* is within rounding of f(0) or of the smallest f: the count is not certain")
    }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  // MARK: E(r, ω)

  private static func setTable(_ landscapes: [StepLandscape]) -> Table {
    var table = Table(columns: setColumns)
    for landscape in landscapes {
      let depth: [Cell] = [.text("unrolled"), .integer(landscape.depth)]
      let isEven = landscape.depth.isMultiple(of: 2)
      if let valley = landscape.valley {
        let isTrapped = !isEven && landscape.depth > 1
        table.append(
          depth + [
            .text("minimum"), .number(0), .number(valley.largestRadius),
            .number(valley.smallestStep),
            .number(valley.largestStep), .number(landscape.infimum), .number(0), .empty, .empty,
            isTrapped ? .number(valley.crossings.lower) : .empty,
          ],
          note: valley.largestRadius.isFinite
            ? "a closed curve around (0, 1)" : "an unbounded curve")
      } else if landscape.isAttained {
        table.append(
          depth + [
            .text("flat"), .number(0), .number(.infinity), .number(0), .number(.infinity),
            .number(0), .number(0), .number(0), .number(0), .empty,
          ], note: "every (r, ω) is critical")
      } else {
        table.append(
          depth + [.text("infimum"), .empty, .empty, .number(0), .number(0)]
            + [.number(0), .number(0), .empty, .empty, .empty],
          note: "the infimum is approached as ω → 0⁺ and not attained")
      }
      if let point = landscape.identityPoint {
        let curvature = landscape.identityCurvature
        table.append(
          depth + [
            .text(point.rawValue), .number(0), .number(0), .number(1), .number(1),
            .number(landscape.directional.value(.one)),
            .number(landscape.directional.rise(to: .one, from: landscape.directional.wienerGain)),
            .number(curvature.r), .number(curvature.omega), .empty,
          ], note: "T = 1")
      }
    }
    return table
  }

  /// The number of points of a valley that are drawn and written.
  package static let valleyPoints = 401
}
