// The result at one setting: how it is computed, and tables of such results.

import Files
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
  /// The mean excess of models learned from a sample; nil for the population.
  package let sampleLaw: SampleLaw?
  /// The best linear risk for the same data and noise.
  package let linearRisk: Double
  /// The best bilevel risk for the same data, noise and k.
  package let bilevelRisk: Double

  package init(
    setting: Setting,
    optimum: OptimalRisk,
    isTested: Bool = true,
    sampleLaw: SampleLaw? = nil,
    linearRisk: Double,
    bilevelRisk: Double
  ) {
    self.setting = setting
    self.optimum = optimum
    self.isTested = isTested
    self.sampleLaw = sampleLaw
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

  /// The bounds on the risk; equal where it is known.
  package var range: (lowerBound: Double, upperBound: Double) {
    let upper = optimum.risk.total
    return (optimum.isExact ? upper : optimum.lowerBound, upper)
  }

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
    row.append(bilevelRisk.isNaN ? nil : bilevelRisk)
    row.append(ratioToLinear.isNaN || !isKnown ? nil : ratioToLinear)
    row.append(ratioToBilevel.isNaN || !isKnown ? nil : ratioToBilevel)
    if optimum.isExact { row.append(optimum.attainment == .attained) } else { row.appendEmpty() }
    setting.family.writeDetails(to: &row, found: optimum)
    row.append(gain)
  }

  /// 10 log₁₀ of the ratio of nσ²/2, or ½Σσᵢ², the risk of the noisy signal, to the risk; nil if that is not finite, and
  /// with an operator, whose output is no estimate of y.
  package var gain: Double? {
    let sigma = setting.testSigma ?? setting.sigma
    guard setting.observation?.map == nil else { return nil }
    let sum = setting.observation?.noise?.total ?? Double(setting.n)
    let ratio = 0.5 * sum * sigma * sigma / optimum.risk.total
    let gain = 10 * log10(ratio)
    return gain.isFinite && isKnown ? gain : nil
  }

  /// The cells of ``columns``.
  package var cells: [Cell] {
    var cells: [Cell] = []
    write(to: &cells)
    return cells
  }

  /// The reason why a cell is empty or not finite, or how exact one is; nil for an ordinary row.
  package var note: String? {
    let notes = [riskNote, excess?.note].compactMap { $0 }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  private var riskNote: String? {
    if !optimum.isExact {
      return setting.observation == nil ? Self.bracketNote : Self.commutingNote
    }
    if !isTested { return untestedNote }
    if !optimum.risk.total.isFinite { return Self.overflowNote }
    if bilevelRisk.isNaN { return "bilevel_risk: not every direction is observed" }
    if ratioToLinear.isNaN || ratioToBilevel.isNaN { return "0/0: all risks are 0" }
    if !ratioToLinear.isFinite || !ratioToBilevel.isFinite { return "the reference risk is 0" }
    var notes = optimum.attainment == .attained ? [] : [optimum.attainment.inWords]
    if let note = setting.family.note { notes.append(note) }
    if let note = setting.data.precisionNote(optimum) {
      notes.append(note)
    }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  /// The reason why there are a lower and an upper bound instead of a risk.
  package static let bracketNote = "the best risk is known to lie between risk_lower and risk_upper"

  /// The reason why the best risk is bounded only where the data are observed through an operator.
  package static let commutingNote =
    "risk_upper is that of the best R that commutes with C; from three steps on, and for most algorithms, another may "
    + "be better; risk_lower is the best linear risk"

  /// Why a model is not run for another number of steps.
  package var untestedNote: String {
    optimum.attainment == .attained
      ? "the best R exceeds the range of double precision"
      : "no learned model to evaluate at other depths: the infimum at its own depth is not attained"
  }

  /// The meaning of an infinite risk.
  package static let overflowNote = "the risk exceeds the range of double precision"
}

/// An evaluator of rows, which recomputes references and constants of families only when they change.
///
/// Its memory does not depend on the number of rows.
package struct RiskEvaluator {
  /// The data and the σ of the last row; not a number before the first.
  private var data = DataModel.constant(n: 1, mu: 0, theta: 0)
  private var sigma = Double.nan
  private var testSigma: Double?
  private var choice: ObservationChoice?
  /// The observations of learning and of the test; nil for white noise and A = I.
  private var observation: Observation?
  private var testObservation: Observation?
  /// Bilevel learning, and the best linear map, where the operator does not commute with C; of learning and of the test.
  private var general: (learned: OperatorBilevel, tested: OperatorBilevel)?
  private var spectrum = Spectrum(eigenvalues: [0])
  private var linearRisk = 0.0
  private var bilevelRisks = RecentRisks()
  private var prepared: Prepared?
  /// The constants of families, by a family that differs at most in its first parameter.
  private var constants: [DenoiserFamily: any PreparedAlgorithm] = [:]
  private let bilevel = PreparedFamily(.bilevel)
  /// The last optimum that was run for another number of steps, or learned from frames.
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
    /// The law for one loss, if it was asked for.
    var law: SampleLaw?
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
  ///
  /// The references are those of the noise on which the model is evaluated.
  package mutating func row(_ setting: Setting) -> RiskRow {
    defer { progress?.advance() }
    prepare(setting)
    let found = optimum(setting, preparedFamily(setting.family))
    let bilevelRisk = bilevelRisks[setting.k] ?? bilevelRisk(rows: setting.k)
    bilevelRisks[setting.k] = bilevelRisk
    let run = setting.testDepth.map { depth in
      observation.map { found.tested(depth: depth, of: setting.family, observation: $0) }
        ?? found.tested(
          depth: depth, of: setting.family, noiseVariance: setting.sigma * setting.sigma)
    }
    let optimum = run.map { $0 ?? found } ?? found
    return RiskRow(
      setting: setting, optimum: evaluated(optimum, setting),
      isTested: run.map { $0 != nil } ?? true, sampleLaw: sampleLaw(setting, optimum),
      linearRisk: linearRisk, bilevelRisk: bilevelRisk)
  }

  /// The optimum of a setting, which its test depths and samples share.
  private mutating func optimum(_ setting: Setting, _ family: PreparedFamily) -> OptimalRisk {
    guard
      setting.testDepth != nil || setting.testSigma != nil || setting.sample != nil
        || observation != nil
    else {
      return OptimalRisk(
        spectrum: spectrum, noiseVariance: setting.sigma * setting.sigma, rows: setting.k,
        family: family)
    }
    var key = setting
    (key.testDepth, key.testSigma, key.sample) = (nil, nil, nil)
    if let known = lastOptimum, known.setting == key { return known.optimum }
    let optimum =
      generalOptimum(setting)
      ?? observation.map {
        OptimalRisk(observation: $0, rows: setting.k, family: setting.family)
      }
      ?? OptimalRisk(
        spectrum: spectrum, noiseVariance: setting.sigma * setting.sigma, rows: setting.k,
        family: family)
    lastOptimum = Optimum(setting: key, optimum: optimum)
    return optimum
  }

  /// The best bilevel risk for the noise of the test; not a number where the exact solution is not unique.
  private func bilevelRisk(rows: Int) -> Double {
    if let general { return general.tested.risks.risk(rows: rows) }
    if let testObservation {
      guard testObservation.isInjective else { return .nan }
      return OptimalRisk(observation: testObservation, rows: rows, family: .bilevel).risk.total
    }
    let sigma = testSigma ?? sigma
    return OptimalRisk(
      spectrum: spectrum, noiseVariance: sigma * sigma, rows: rows, family: bilevel
    ).risk.total
  }

  /// The best linear or bilevel reconstruction where the operator does not commute with C; nil elsewhere.
  ///
  /// T has no eigenvectors in common with C then, and no eigenvalues are listed.
  private func generalOptimum(_ setting: Setting) -> OptimalRisk? {
    guard let general else { return nil }
    let rows = setting.family == .linear ? setting.n : setting.k
    guard let found = try? general.learned.optimum(rows: rows) else {
      // A decomposition that does not converge leaves no number, rather than that of another problem.
      return OptimalRisk(risk: Risk(bias: .nan, variance: .nan), isAttained: false)
    }
    return OptimalRisk(
      risk: found.risk, isAttained: setting.family == .linear || found.isAttained)
  }

  /// A model on the noise of the test.
  private func evaluated(_ optimum: OptimalRisk, _ setting: Setting) -> OptimalRisk {
    guard let sigma = setting.testSigma else { return optimum }
    return optimum.evaluated(
      testObservation?.risk(of: optimum.eigenvalues)
        ?? Risk(eigenvalues: optimum.eigenvalues, noiseVariance: sigma * sigma),
      lowerBound: optimum.isExact ? nil : linearRisk)
  }

  /// The mean excess of a sample, which all numbers of frames share.
  private mutating func sampleLaw(_ setting: Setting, _ optimum: OptimalRisk) -> SampleLaw? {
    guard let loss = setting.sample?.loss else { return nil }
    if let law = lastOptimum?.law, law.loss == loss { return law }
    let law = SampleLaw(
      of: setting.family, optimum: optimum, spectrum: spectrum,
      noiseVariance: setting.sigma * setting.sigma, loss: loss)
    lastOptimum?.law = law
    return law
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
    if sigma == setting.sigma, testSigma == setting.testSigma, data == setting.data,
      choice == setting.observation
    {
      return
    }
    (data, sigma, testSigma) = (setting.data, setting.sigma, setting.testSigma)
    choice = setting.observation
    spectrum = setting.data.spectrum
    bilevelRisks.removeAll()
    let tested = testSigma ?? sigma
    observation = choice?.observation(of: data, sigma: sigma)
    testObservation =
      testSigma == nil ? observation : choice?.observation(of: data, sigma: tested)
    general = nil
    if let learned = try? choice?.bilevel(of: data, sigma: sigma),
      let test = tested == sigma ? learned : try? choice?.bilevel(of: data, sigma: tested)
    {
      general = (learned, test)
    }
    linearRisk =
      general?.tested.risks.linearRisk ?? testObservation?.linearRisk
      ?? OptimalRisk(
        spectrum: spectrum, noiseVariance: tested * tested, rows: setting.n, family: .linear
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
        try added.writeRow(
          row, added.hasBounds ? bounds.bounds(row) : nil, added.hasTrap ? RowTrap(row) : nil,
          to: &sink)
      }
    }
  }
}
