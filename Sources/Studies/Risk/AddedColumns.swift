// The columns after those of a row: bounds on risks, frames, test depths, and the options --bounds and --trap.

package import Report
package import ToyModel

/// The columns that follow those of ``RiskRow``, in the order of the properties.
package struct AddedColumns: Sendable, Equatable {
  /// `risk_lower` and `risk_upper`: some algorithm has only bounds.
  package var hasBracket = false
  /// `operator`: the data are observed through an operator.
  package var hasOperator = false
  /// `noise_spectrum`: the noise is coloured.
  package var hasNoiseSpectrum = false
  /// `test_sigma`: models are evaluated on other noise than they were learned on.
  package var hasTestSigma = false
  /// `frames` and `loss`, and after the test depth `expected_risk` and `excess`: models are learned from frames.
  package var hasFrames = false
  /// `test_depth`: models are run for another number of steps than they were learned for.
  package var hasTestDepth = false
  /// The column `ratio_to_even`, which compares risks with those of even depths.
  package var hasRatioToEven = false
  /// Those of ``RowBounds``.
  package var hasBounds = false
  /// Those of ``RowTrap``.
  package var hasTrap = false

  /// None.
  package init() {}

  /// Those that the algorithms and the depths of some texts ask for.
  ///
  /// - Parameters:
  ///   - texts: The texts.
  ///   - quantity: The quantity that a sweep shows.
  /// - Throws: ``StudyError/illegal(_:)`` for families that cannot be read.
  package init(
    _ texts: ParameterTexts, showing quantity: SweepQuantity? = nil
  ) throws(StudyError) {
    hasRatioToEven = quantity == .ratioToEven
    let families = try FamilyGrid(texts, for: .risk)
    hasBracket = families.blocks.contains { !$0.algorithm.isSpectral }
    hasOperator = texts.given(ParameterGrid.operatorOption) != nil
    // From three steps on, and for most algorithms, an R that does not commute with C may be better.
    hasBracket =
      hasBracket
      || (hasOperator
        && families.contains { !$0.algorithm.entry.isDiagonalBest(depth: $0.depth ?? 0) })
    hasNoiseSpectrum = texts.given(ParameterGrid.noiseSpectrumOption) != nil
    hasTestSigma = texts.given(ParameterGrid.testSigmaOption) != nil
    hasFrames = texts.given(ParameterGrid.framesOption) != nil
    hasTestDepth = texts.given(ParameterGrid.testDepthOption) != nil
  }

  /// The names.
  package var names: [String] {
    let groups: [(isShown: Bool, names: [String])] = [
      (hasBracket, ["risk_lower", "risk_upper"]), (hasOperator, ["operator"]),
      (hasNoiseSpectrum, ["noise_spectrum"]), (hasFrames, ["frames", "loss"]),
      (hasTestSigma, ["test_sigma"]), (hasTestDepth, ["test_depth"]),
      (hasFrames, ["expected_risk", "excess"]), (hasRatioToEven, ["ratio_to_even"]),
      (hasBounds, RowBounds.columns), (hasTrap, RowTrap.columns),
    ]
    return groups.flatMap { $0.isShown ? $0.names : [] }
  }

  /// Writes the values of the columns that a row knows itself; both bounds are the risk where it is known.
  package func write(_ row: RiskRow, to sink: inout some RowSink) {
    if hasBracket {
      let range = row.range
      sink.append(row.isTested ? range.lowerBound : nil)
      sink.append(row.isTested ? range.upperBound : nil)
    }
    if hasOperator { sink.append(row.setting.observation?.map?.name ?? "") }
    if hasNoiseSpectrum { sink.append(row.setting.observation?.noise?.path ?? "") }
    if hasFrames { row.setting.sample?.write(to: &sink) }
    if hasTestSigma { sink.append(row.setting.testSigma) }
    if hasTestDepth {
      if let depth = row.setting.testDepth { sink.append(depth) } else { sink.appendEmpty() }
    }
    if hasFrames {
      sink.append(row.expectedRisk)
      sink.append(row.excess?.value)
    }
    if hasRatioToEven {
      let ratio = row.ratioToEven
      sink.append(ratio.isNaN || !row.isKnown ? nil : ratio)
    }
  }

  /// Writes a row with all its columns and its note.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - bounds: The values for ``hasBounds``.
  ///   - trap: The values for ``hasTrap``.
  ///   - sink: Where the row goes.
  /// - Throws: Any error of the sink.
  func writeRow(
    _ row: RiskRow, _ bounds: RowBounds?, _ trap: RowTrap?, to sink: inout some ResultSink
  ) throws(StudyError) {
    row.write(to: &sink)
    write(row, to: &sink)
    bounds?.write(to: &sink)
    guard let trap else { return try sink.endRow(note: row.note) }
    trap.write(to: &sink)
    try sink.endRow(note: trap.added(to: row.note))
  }
}

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
