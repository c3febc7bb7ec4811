// Examples on the risk in one dimension.

import Evidence
import Libc
import Report
import ToyModel

extension Example {
  private static let directional = DirectionalRisk(
    signalEnergy: ExampleData.signalEnergy, noiseVariance: ExampleData.noiseVariance)

  private static func landscape(_ depth: Int, _ stepSize: Double) -> RiskLandscape {
    RiskLandscape(
      filter: UnrolledFilter(depth: depth, stepSize: stepSize), directional: directional)
  }

  static func landscape() -> Example {
    var table = Table(columns: ["N", "r", "kind", "T", "risk", "curvature"])
    for depth in [2, 3, 5] {
      for point in landscape(depth, 0.1).criticalPoints {
        table.append([
          .integer(depth), .number(point.location), .text(point.kind.rawValue),
          .number(point.gain.value), .number(point.risk), .number(point.curvature),
        ])
      }
    }
    return Example("all critical points r ≥ 0 for ω = 0.1, μ = 1, θ = 0.5, σ = 0.9", table)
  }

  static func learningOrder() -> Example {
    var table = Table(columns: ["N", "ω", "c₀", "f′(0)", "γ = 3", "γ = 1.2", "γ = 0.5", "γ = 0.1"])
    for (depth, omega) in [(2, 0.3), (4, 0.2), (5, 0.2)] {
      let claim = LearningOrderProposition()
      let forced = UnrolledFilter(depth: depth, stepSize: omega).forcedGain.value
      let slope = claim.slope(depth, omega)
      let rates = [3, 1.2, 0.5, 0.1].map { gamma -> Cell in
        .number(claim.rate(slope, forced, gamma, ExampleData.noiseVariance))
      }
      table.append([.integer(depth), .number(omega), .number(forced), .number(slope)] + rates)
    }
    return Example("growth rates κ near R = 0, σ = 0.9", table)
  }

  static func trap() -> Example {
    var table = Table(columns: ["N", "ω", "s*", "R_trap", "best risk", "even depth"])
    for (depth, step) in [
      (3, StepRule.fixed(0.35)), (3, .fixed(0.8)), (3, .learned), (5, .learned), (9, .learned),
    ] {
      let family = DenoiserFamily.unrolled(depth: depth, step: step)
      guard
        let trap = TrapRisk(
          spectrum: ExampleData.general, noiseVariance: ExampleData.noiseVariance, rows: 2,
          family: family)
      else { continue }
      table.append([
        .integer(depth), trap.optimum.stepSize.map { .number($0) } ?? .empty,
        trap.wall.map { .number($0) } ?? .empty, .number(trap.optimum.risk.total),
        .number(ExampleData.unrolled(depth, step, rows: 2, spectrum: ExampleData.general)),
        .number(ExampleData.unrolled(2, .learned, rows: 2, spectrum: ExampleData.general)),
      ])
    }
    return Example(
      "eigenvalues 3, 1.2, 0.5, 0.1, k = 2, σ = 0.9, ω given and learned; even depth with its learned step",
      table)
  }

  static func basins() -> Example {
    var table = Table(columns: ["N", "r", "valley from", "to", "barrier", "half-way", "and"])
    for depth in [2, 3, 5] {
      for point in landscape(depth, 0.1).criticalPoints {
        guard let basin = point.basin else { continue }
        table.append([
          .integer(depth), .number(point.location), .number(basin.lower), .number(basin.upper),
          .number(basin.barrier), .number(basin.halfLower), .number(basin.halfUpper),
        ])
      }
    }
    return Example("the minima for ω = 0.1, μ = 1, θ = 0.5, σ = 0.9", table)
  }

  static func sharpMinima() -> Example {
    let stepSize = 0.5
    let wiener = directional.wienerGain.value
    let slope = 2 * wiener - stepSize
    var table = Table(columns: [
      "N", "r", "curvature", "formula", "barrier", "its limit", "N × width",
    ])
    for depth in [11, 101, 1001, 100_001] {
      guard let point = landscape(depth, stepSize).criticalPoints.last(where: { $0.kind.isMinimum })
      else { continue }
      let square = Double(depth) * Double(depth)
      table.append([
        .integer(depth), .number(point.location), .number(point.curvature),
        .number(directional.curvature * stepSize * (2 - stepSize) * slope * slope * square),
        point.basin.map { .number($0.barrier) } ?? .empty,
        .number(0.125 * directional.curvature * slope * slope),
        point.basin.map { .number(Double(depth) * $0.halfWidth) } ?? .empty,
      ])
    }
    let width = formatted(
      log(1 + 2.0.squareRoot()) / (stepSize * (2 - stepSize)).squareRoot(), significantDigits: 6)
    return Example(
      "the minimum behind the barrier for ω = 0.5, μ = 1, θ = 0.5, σ = 0.9; the last column tends to "
        + width, table)
  }

  static func stepLandscape() -> Example {
    var table = Table(columns: [
      "N", "smallest ω", "largest ω", "largest r", "point r = 0, ω = 1", "risk on it",
    ])
    for depth in [2, 3, 10, 11] {
      let landscape = StepLandscape(depth: depth, directional: directional)
      guard let valley = landscape.valley, let point = landscape.identityPoint else { continue }
      table.append([
        .integer(depth), .number(valley.smallestStep), .number(valley.largestStep),
        .number(valley.largestRadius), .text(point.rawValue), .number(landscape.infimum),
      ])
    }
    return Example("the curve of global minima for μ = 1, θ = 0.5, σ = 0.9", table)
  }
}
