// The result at one setting, and tables of such results.

import Libc
package import Report
package import ToyModel

/// One optimal risk with its two references.
package struct RiskRow: Sendable {
  package let setting: Setting
  /// The optimum, or what becomes of it after N′ steps.
  package let optimum: OptimalRisk
  /// False where the model is to be run for N′ steps, but no R attains the infimum at its own depth.
  package let isTested: Bool
  /// The best linear risk for the same data and noise.
  package let linearRisk: Double
  /// The best bilevel risk for the same data, noise and k.
  package let bilevelRisk: Double

  package init(
    setting: Setting,
    optimum: OptimalRisk,
    isTested: Bool = true,
    linearRisk: Double,
    bilevelRisk: Double
  ) {
    self.setting = setting
    self.optimum = optimum
    self.isTested = isTested
    self.linearRisk = linearRisk
    self.bilevelRisk = bilevelRisk
  }

  /// risk / linear risk, at least 1: no family is better than all linear denoisers, so a quotient below 1 is
  /// due to rounding, and 1 is closer to the truth.
  package var ratioToLinear: Double {
    let quotient = optimum.risk.total / linearRisk
    return quotient < 1 ? 1 : quotient
  }
  package var ratioToBilevel: Double { optimum.risk.total / bilevelRisk }

  /// The floor, the risk of even depths with a learned step, and the other bounds for the same data, noise and k.
  ///
  /// - Complexity: O(d) for d distinct eigenvalues of the data.
  var bounds: RiskBounds {
    RiskBounds(
      spectrum: setting.data.spectrum,
      noiseVariance: setting.sigma * setting.sigma, rows: setting.k)
  }
  /// The best risk of every even depth with a learned step; O(d) for d distinct eigenvalues of the data.
  package var evenRisk: Double { bounds.even }
  package var ratioToEven: Double { optimum.risk.total / evenRisk }

  /// True where the risk is a number, not only bounded, and not that of a model which does not exist.
  package var isKnown: Bool { optimum.isExact && isTested }

  /// The columns of `risk` and `risk-ratio`, part of the contract.
  package static let columns =
    Setting.columns + [
      "omega", "risk", "bias", "variance", "linear_risk", "bilevel_risk", "ratio_to_linear",
      "ratio_to_bilevel",
      "attained",
    ] + DenoiserFamily.detailColumns + ["gain_db"]

  /// Writes the values of ``columns``; a ratio 0/0 is empty, and so are the risk and all that follows from it where
  /// the risk is not known.
  package func write(to row: inout some RowSink) {
    setting.write(to: &row)
    row.append(
      setting.family.algorithm.hasStepSize && optimum.isExact ? optimum.stepSize : nil)
    let risk = isKnown ? optimum.risk : nil
    row.append(risk?.total)
    row.append(risk?.bias)
    row.append(risk?.variance)
    row.append(linearRisk)
    row.append(bilevelRisk)
    row.append(ratioToLinear.isNaN || !isKnown ? nil : ratioToLinear)
    row.append(ratioToBilevel.isNaN || !isKnown ? nil : ratioToBilevel)
    if optimum.isExact { row.append(optimum.attainment == .attained) } else { row.appendEmpty() }
    setting.family.writeDetails(to: &row, found: optimum)
    row.append(gain)
  }

  /// 10 log₁₀ of the ratio of nσ²/2, the risk of the noisy signal, to the risk; nil if that is not finite.
  package var gain: Double? {
    let ratio =
      0.5 * Double(setting.n) * setting.sigma * setting.sigma / optimum.risk.total
    let gain = 10 * log10(ratio)
    return gain.isFinite && isKnown ? gain : nil
  }

  /// The cells of ``columns``.
  package var cells: [Cell] {
    var cells: [Cell] = []
    write(to: &cells)
    return cells
  }

  /// The reason why a cell is empty or not finite; nil for an ordinary row.
  package var note: String? {
    if !optimum.isExact { return Self.bracketNote }
    if !isTested { return untestedNote }
    if !optimum.risk.total.isFinite { return Self.overflowNote }
    if ratioToLinear.isNaN || ratioToBilevel.isNaN { return "0/0: all risks are 0" }
    if !ratioToLinear.isFinite || !ratioToBilevel.isFinite { return "the reference risk is 0" }
    var notes = optimum.attainment == .attained ? [] : [optimum.attainment.inWords]
    if let note = setting.family.note { notes.append(note) }
    if let note = setting.data.precisionNote(optimum) {
      notes.append(note)
    }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  /// Why there is no risk but a lower and an upper bound.
  package static let bracketNote = "the best risk is known to lie between risk_lower and risk_upper"

  /// Why a model is not run for another number of steps.
  package var untestedNote: String {
    optimum.attainment == .attained
      ? "the best R exceeds the range of double precision"
      : "no learned model to evaluate at other depths: the infimum at its own depth is not attained"
  }

  /// The meaning of an infinite risk.
  package static let overflowNote = "the risk exceeds the range of double precision"
}

/// The optimal risks of many settings, as consecutive lists.
///
/// It is not generic over its settings: other modules would use it unspecialised, which costs 8 % more time.
package struct RiskRows: ResultRows {
  private let lists: [SettingList]
  private let added: AddedColumns

  package init(_ lists: [SettingList], adding added: AddedColumns) {
    (self.lists, self.added) = (lists, added)
  }

  package var columns: [String] { RiskRow.columns + added.names }
  package var count: Int { lists.reduce(0) { $0 + $1.count } }

  package func write(to sink: inout some ResultSink) throws(StudyError) {
    var evaluator = RiskEvaluator(expecting: count)
    defer { evaluator.finish() }
    var bounds = BoundsEvaluator()
    for settings in lists {
      for setting in settings {
        let row = evaluator.row(setting)
        row.write(to: &sink)
        added.write(row, to: &sink)
        if added.hasBounds { bounds.bounds(row).write(to: &sink) }
        guard added.hasTrap else {
          try sink.endRow(note: row.note)
          continue
        }
        let trap = RowTrap(row)
        trap.write(to: &sink)
        try sink.endRow(note: trap.added(to: row.note))
      }
    }
  }
}

extension DenoiserFamily {
  /// The name on the command line and in tables.
  package var name: String {
    kind.rawValue
  }
}

extension DenoiserFamily {
  /// The columns that distinguish the algorithms of a family.
  package static let detailColumns = ["algorithm", "parameters"]

  /// The cells of ``detailColumns``.
  package var detailCells: [Cell] {
    var cells: [Cell] = []
    writeDetails(to: &cells)
    return cells
  }

  /// The name of the algorithm, and its parameters other than ω as `name=value`, joined by `;`.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - optimum: The optimum, which has the values of learned parameters.
  package func writeDetails(to row: inout some RowSink, found optimum: OptimalRisk? = nil) {
    writeDetails(to: &row) { index, parameter, choice in
      guard choice == .learned, let optimum else { return choice.text }
      if parameter.isSchedule { return Self.text(ofSteps: optimum.steps) }
      let found =
        optimum.choices?[index] ?? (index == 0 ? optimum.stepSize.map { .fixed($0) } : nil)
      return (found ?? choice).text
    }
  }

  /// The cells of ``detailColumns`` with given numbers for all parameters.
  package func detailCells(numbers: [Double]) -> [Cell] {
    var cells: [Cell] = []
    writeDetails(to: &cells) { index, parameter, choice in
      guard choice == .learned else { return choice.text }
      let values = self.numbers(ofParameter: index, among: numbers)
      return parameter.isSchedule
        ? Self.text(ofSteps: values) : ParameterChoice.fixed(values[0]).text
    }
    return cells
  }

  private static func text(ofSteps steps: [Double]) -> String {
    steps.map { "\($0)" }.joined(separator: "/")
  }

  private func writeDetails(
    to row: inout some RowSink, text: (Int, AlgorithmParameter, ParameterChoice) -> String
  ) {
    if algorithm.name.isEmpty { row.appendEmpty() } else { row.append(algorithm.name) }
    guard choices.count > (algorithm.hasStepSize ? 1 : 0) else { return row.appendEmpty() }
    let parts = algorithm.entry.parameters.enumerated().compactMap { index, parameter -> String? in
      guard parameter.name != "omega", let choice = choices[index] else { return nil }
      return "\(parameter.name)=\(text(index, parameter, choice))"
    }
    row.append(parts.joined(separator: ";"))
  }
}

/// The columns that follow those of ``RiskRow``, in the order of the properties.
package struct AddedColumns: Sendable, Equatable {
  /// `risk_lower` and `risk_upper`: some algorithm has only bounds.
  package var hasBracket = false
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
    hasTestDepth = texts.given(ParameterGrid.testDepthOption) != nil
  }

  /// The names.
  package var names: [String] {
    (hasBracket ? ["risk_lower", "risk_upper"] : []) + (hasTestDepth ? ["test_depth"] : [])
      + (hasRatioToEven ? ["ratio_to_even"] : []) + (hasBounds ? RowBounds.columns : [])
      + (hasTrap ? RowTrap.columns : [])
  }

  /// Writes the values of the columns that a row knows itself; both bounds are the risk where it is known.
  package func write(_ row: RiskRow, to sink: inout some RowSink) {
    if hasBracket {
      let range = row.range
      sink.append(row.isTested ? range.lowerBound : nil)
      sink.append(row.isTested ? range.upperBound : nil)
    }
    if hasTestDepth {
      if let depth = row.setting.testDepth { sink.append(depth) } else { sink.appendEmpty() }
    }
    if hasRatioToEven {
      let ratio = row.ratioToEven
      sink.append(ratio.isNaN || !row.isKnown ? nil : ratio)
    }
  }
}

extension RiskRow {
  /// The bounds on the risk; equal where it is known.
  package var range: (lowerBound: Double, upperBound: Double) {
    let upper = optimum.risk.total
    return (optimum.isExact ? upper : optimum.lowerBound, upper)
  }
}
