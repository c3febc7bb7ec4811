// What gradient flow reaches from small R, as columns of the table of risks.

package import Report
import ToyModel

/// R_trap and the wall s*.
package struct TrapColumns: FurtherColumns {
  package let columns = ["trap_risk", "wall"]

  /// Creates the columns, which have no settings.
  package init() {}

  package func write(_ row: RiskRow, to sink: inout some RowSink, note: inout String?) {
    guard let trap = Self.trap(row) else {
      sink.appendEmpty()
      sink.appendEmpty()
      return note.add(note: Self.unknown)
    }
    sink.append(trap.optimum.risk.total)
    sink.append(trap.wall)
    if trap.wall == nil { note.add(note: Self.noWall(trap)) }
  }

  package func facts(_ row: RiskRow) -> [(String, String)] {
    guard let trap = Self.trap(row) else { return [("in the trap", Self.unknown)] }
    let number = { (value: Double) in formatted(value, significantDigits: 10) }
    let wall = trap.wall.map { "s* = \(number($0))" } ?? Self.noWall(trap)
    return [("in the trap", "\(number(trap.optimum.risk.total))   wall: \(wall)")]
  }

  private static func trap(_ row: RiskRow) -> TrapRisk? {
    let setting = row.setting
    return TrapRisk(
      spectrum: setting.data.spectrum(n: setting.n, mu: setting.mu, theta: setting.theta),
      noiseVariance: setting.sigma * setting.sigma, rows: setting.k, family: setting.family)
  }

  private static let unknown =
    "trap_risk: no closed form where this algorithm's parameter is learned"

  private static func noWall(_ trap: TrapRisk) -> String {
    trap.optimum.stepSize == 0
      ? "wall: it tends to infinity as omega tends to 0" : "wall: the filter does not turn"
  }
}
