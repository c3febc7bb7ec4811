// Optimal risks at consecutive settings.

import Files
import ToyModel

/// An evaluator of rows, which recomputes references and constants of families only when they change.
///
/// Its memory does not depend on the number of rows.
package struct RiskEvaluator {
  /// The data and the σ of the last row; not a number before the first.
  private var data = DataModel.constant(n: 1, mu: 0, theta: 0)
  private var sigma = Double.nan
  private var spectrum = Spectrum(eigenvalues: [0])
  private var linearRisk = 0.0
  private var bilevelRisks = RecentRisks()
  private var prepared: Prepared?
  /// The constants of families, by a family that differs at most in its first parameter.
  private var constants: [DenoiserFamily: any PreparedAlgorithm] = [:]
  private let bilevel = PreparedFamily(.bilevel)
  /// The last optimum that was run for another number of steps.
  private var lastOptimum: Optimum?
  private var progress: Progress?

  // Not pairs, which the runtime copies field by field.
  private struct Prepared {
    let family: DenoiserFamily
    let constants: PreparedFamily
  }
  private struct Optimum {
    let setting: Setting
    let optimum: OptimalRisk
  }

  /// The largest number of families whose constants are kept.
  private static let constantsLimit = 4096

  /// Starts a computation.
  ///
  /// - Parameter count: The number of rows to come, for the display of progress; nil for no display.
  package init(expecting count: Int?) {
    progress = count.map { Progress("risk", total: $0) }
  }

  /// The row of one setting.
  package mutating func row(_ setting: Setting) -> RiskRow {
    defer { progress?.advance() }
    prepare(setting)
    let noiseVariance = setting.sigma * setting.sigma
    let family = preparedFamily(setting.family)
    let optimum = optimum(setting, family)
    let bilevelRisk =
      bilevelRisks[setting.k]
      ?? OptimalRisk(
        spectrum: spectrum, noiseVariance: noiseVariance, rows: setting.k, family: bilevel
      ).risk.total
    bilevelRisks[setting.k] = bilevelRisk
    let tested = setting.testDepth.map {
      optimum.tested(depth: $0, of: setting.family, noiseVariance: noiseVariance)
    }
    return RiskRow(
      setting: setting, optimum: tested.map { $0 ?? optimum } ?? optimum,
      isTested: tested.map { $0 != nil } ?? true, linearRisk: linearRisk, bilevelRisk: bilevelRisk)
  }

  /// The optimum of a setting, which its test depths share.
  private mutating func optimum(_ setting: Setting, _ family: PreparedFamily) -> OptimalRisk {
    var key = setting
    key.testDepth = nil
    if setting.testDepth != nil, let known = lastOptimum, known.setting == key {
      return known.optimum
    }
    let optimum = OptimalRisk(
      spectrum: spectrum, noiseVariance: setting.sigma * setting.sigma, rows: setting.k,
      family: family)
    if setting.testDepth != nil { lastOptimum = Optimum(setting: key, optimum: optimum) }
    return optimum
  }

  /// Ends the display of progress.
  package func finish() { progress?.finish() }

  private mutating func preparedFamily(_ family: DenoiserFamily) -> PreparedFamily {
    if let prepared, prepared.family == family { return prepared.constants }
    let result = PreparedFamily(family, constants: constants(of: family))
    prepared = Prepared(family: family, constants: result)
    return result
  }

  private mutating func constants(of family: DenoiserFamily) -> any PreparedAlgorithm {
    // They depend on all parameters but a number that is the first.
    let key = family.step?.value == nil ? family : family.with(step: .learned)
    if let known = constants[key] { return known }
    if constants.count >= Self.constantsLimit { constants = [:] }
    let result = family.prepared
    constants[key] = result
    return result
  }

  private mutating func prepare(_ setting: Setting) {
    if sigma == setting.sigma, data == setting.data { return }
    (data, sigma) = (setting.data, setting.sigma)
    spectrum = setting.data.spectrum
    bilevelRisks.removeAll()
    linearRisk =
      OptimalRisk(
        spectrum: spectrum, noiseVariance: setting.sigma * setting.sigma, rows: setting.n,
        family: .linear
      ).risk.total
  }
}

/// A cache of risks by the number of rows of R: the last risk for each value of the low 12 bits.
private struct RecentRisks {
  /// A risk, valid while `round` is the current one.
  private struct Entry {
    var round = 0
    var rows = 0
    var risk = 0.0
  }

  private var entries = Array(repeating: Entry(), count: 1 << 12)
  private var round = 1

  /// Forgets all risks, in constant time.
  mutating func removeAll() { round += 1 }

  subscript(rows: Int) -> Double? {
    get {
      let entry = entries[rows & (entries.count - 1)]
      return entry.round == round && entry.rows == rows ? entry.risk : nil
    }
    set {
      guard let newValue else { return }
      entries[rows & (entries.count - 1)] = Entry(round: round, rows: rows, risk: newValue)
    }
  }
}
