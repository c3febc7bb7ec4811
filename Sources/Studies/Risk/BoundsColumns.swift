// The columns of --bounds: the best risks of all algorithms at once.

package import Report
package import ToyModel

/// The bounds of one row, and which of them its family attains.
package struct RowBounds: Sendable {
  package let bounds: RiskBounds
  private let optimum: OptimalRisk

  package init(_ row: RiskRow, _ bounds: RiskBounds) {
    (self.bounds, optimum) = (bounds, row.optimum)
  }

  /// The columns after those of ``RiskRow``.
  package static let columns = [
    "floor_risk", "even_risk", "odd_bound", "floor_eigenvalue", "floor_window", "attains",
  ]

  /// Writes the values of ``columns``; c* and the window are empty for k = n, where nothing is forced.
  package func write(to row: inout some RowSink) {
    row.append(bounds.floor)
    row.append(bounds.even)
    row.append(bounds.odd)
    row.append(bounds.floorGain?.value)
    if let window { row.append(window) } else { row.appendEmpty() }
    if let attained { row.append(attained) } else { row.appendEmpty() }
  }

  /// The best window as `first..last`, in descending order of γ, counted from 1.
  package var window: String? {
    bounds.floorWindow.map { "\($0.lowerBound)..\($0.upperBound)" }
  }

  /// The lowest of the numbers that the family attains; nil if it attains none.
  ///
  /// A risk counts as one of them if they agree to 10⁻¹².
  package var attained: String? {
    guard optimum.attainment == .attained, optimum.isExact else { return nil }
    return [
      ("linear", bounds.linear), ("floor", bounds.floor), ("even", bounds.even),
      ("bilevel", bounds.bilevel),
    ].first { abs(optimum.risk.total - $0.1) <= 1e-12 * abs($0.1) }?.0
  }

  /// The bounds for a reader, as names and values.
  package var lines: [(String, String)] {
    let number = { (value: Double) in formatted(value, significantDigits: 10) }
    var lines = [
      ("floor F", number(bounds.floor)),
      ("even E", number(bounds.even)),
      ("odd E⁻", number(bounds.odd)),
    ]
    if let window = bounds.floorWindow, let gain = bounds.floorGain {
      lines[0].1 +=
        "   c* = \(number(gain.value)) forced in directions \(window.lowerBound) to \(window.upperBound)"
    }
    if let attained { lines.append(("attains", attained)) }
    return lines
  }
}

/// Computes bounds, and keeps the last ones: neighbouring rows of a grid often share them.
struct BoundsEvaluator {
  private var last: (setting: Setting, bounds: RiskBounds)?

  mutating func bounds(_ row: RiskRow) -> RowBounds {
    let setting = row.setting
    if let last, last.setting.hasSameData(as: setting), last.setting.k == setting.k {
      return RowBounds(row, last.bounds)
    }
    let bounds = RiskBounds(
      spectrum: setting.data.spectrum,
      noiseVariance: setting.sigma * setting.sigma, rows: setting.k)
    last = (setting, bounds)
    return RowBounds(row, bounds)
  }
}

extension Setting {
  /// Whether data and noise agree.
  fileprivate func hasSameData(as other: Setting) -> Bool {
    n == other.n && mu == other.mu && theta == other.theta && sigma == other.sigma
      && data == other.data
  }
}
