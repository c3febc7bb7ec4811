// The columns of --trap: what gradient flow reaches from small R.

package import Report
import ToyModel

/// R_trap and the wall s* of one row.
package struct RowTrap: Sendable {
  private let trap: TrapRisk?
  private let hasFilter: Bool

  /// Computes both; O(1) per group of the spectrum.
  package init(_ row: RiskRow) {
    let setting = row.setting
    hasFilter = setting.family.algorithm.isSpectral
    trap = TrapRisk(
      spectrum: setting.data.spectrum,
      noiseVariance: setting.sigma * setting.sigma, rows: setting.k, family: setting.family)
  }

  /// The columns after those of ``RiskRow``.
  package static let columns = ["trap_risk", "wall"]

  /// Writes the values of ``columns``.
  package func write(to row: inout some RowSink) {
    row.append(trap?.optimum.risk.total)
    row.append(trap?.wall)
  }

  /// The note of a row with the reason why a cell is empty.
  package func added(to note: String?) -> String? {
    guard let reason else { return note }
    return note.map { "\($0); \(reason)" } ?? reason
  }

  /// Why a cell is empty; nil if none is.
  private var reason: String? {
    guard let trap else {
      return hasFilter
        ? "trap_risk: no closed form where a parameter of this algorithm is learned"
        : "trap_risk: with an R for every step no single filter describes the iteration"
    }
    guard trap.wall == nil else { return nil }
    return trap.optimum.stepSize == 0
      ? "wall: it tends to infinity as omega tends to 0" : "wall: the filter does not turn"
  }

  /// The same for a reader, as a name and a text.
  package var lines: [(String, String)] {
    let number = { (value: Double) in formatted(value, significantDigits: 10) }
    guard let trap else { return [("R_trap", reason ?? "")] }
    let wall = trap.wall.map { "wall: s* = \(number($0))" } ?? reason ?? ""
    return [("R_trap", "\(number(trap.optimum.risk.total))   \(wall)")]
  }
}
