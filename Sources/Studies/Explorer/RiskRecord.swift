// The part of the explorer's risks that needs no other part: one family over k.

import Report
import ToyModel

/// The columns of a family in a context, coded.
struct RiskRecord: Sendable {
  /// The columns of risk, bias, variance, both ratios, the eigenvalue of T in the first direction, and the free
  /// eigenvalue in the others.
  let values: [[UInt8]]
  /// The attainment, for every k.
  let attainments: [Attainment]
  /// Whether the first direction is forced, and how many of the others are forced and free.
  let counts: [[UInt8]]
  /// ω, f(0), and the other end of the reachable interval where it is finite.
  let filter: [[UInt8]]
  /// The families whose filters are drawn, for every k; nil where there is none.
  let drawn: [DenoiserFamily?]

  /// Codes the rows of a family, one for every k.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  init(_ rows: [RiskRow], code: ColumnCode, exceptFor steps: Set<Double>) throws(StudyError) {
    let first = rows.map { row in row.optimum.eigenvalues[0] }
    let others = rows.map { row in row.optimum.eigenvalues.dropFirst() }
    // Without a parameter to learn, the filter is the same for every k.
    let isLearned = rows.contains { $0.setting.family.isLearned }
    let reaches =
      isLearned
      ? rows.map(FamilyReach.init)
      : rows.first.map { Array(repeating: FamilyReach($0), count: rows.count) } ?? []
    values = try code.encode(all: [
      rows.map(\.optimum.risk.total), rows.map(\.optimum.risk.bias),
      rows.map(\.optimum.risk.variance), rows.map(\.ratioToLinear), rows.map(\.ratioToBilevel),
      first.map(\.gain.value),
      // Where no other direction is free, the eigenvalue is not shown.
      others.map { lines in lines.first { !$0.isForced }?.gain.value ?? 0 },
    ])
    attainments = rows.map(\.optimum.attainment)
    counts = try code.encode(all: [
      first.map { $0.isForced ? 1 : 0 },
      others.map { lines in Double(lines.first { $0.isForced }?.multiplicity ?? 0) },
      others.map { lines in Double(lines.first { !$0.isForced }?.multiplicity ?? 0) },
    ])
    filter = try code.encode(all: [
      rows.map { row in row.optimum.stepSize.map { $0.isFinite ? $0 : -1 } ?? 0 },
      reaches.map(\.forced),
      reaches.map { reach in
        let lower = reach.image.lowerBound.value
        return lower.isFinite ? lower : reach.forced
      },
    ])
    drawn = reaches.map { $0.family?.rounded(exceptFor: steps) }
  }
}

/// The risks in a context of the explorer: the numbers of the best linear denoiser, and a record for every family.
struct RiskContext: Sendable {
  /// Seven numbers of four characters.
  let linear: [UInt8]
  /// The records, bilevel learning first.
  let records: [RiskRecord]

  /// Computes a context.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  /// - Complexity: One optimal risk for every family and k.
  init(
    _ setting: Setting, rows: [Int], families: [(DenoiserFamily, PreparedFamily)],
    code: ColumnCode, exceptFor steps: Set<Double>
  ) throws(StudyError) {
    let spectrum = setting.data.spectrum
    let noiseVariance = setting.sigma * setting.sigma
    let optimum = OptimalRisk(
      spectrum: spectrum, noiseVariance: noiseVariance, rows: setting.n, family: .linear)
    var numbers = [optimum.risk.total, optimum.risk.bias, optimum.risk.variance]
    let ends = [optimum.eigenvalues[0], optimum.eigenvalues[optimum.eigenvalues.count - 1]]
    numbers += ends.map(\.dataEigenvalue)
    numbers += ends.map(\.gain.value)
    var linear: [UInt8] = []
    for number in numbers { linear += try PrintedNumber(number).code }
    self.linear = linear
    var bilevel: [Double] = []
    var records: [RiskRecord] = []
    for (family, prepared) in families {
      let list = rows.enumerated().map { index, k in
        let best = OptimalRisk(
          spectrum: spectrum, noiseVariance: noiseVariance, rows: k, family: prepared)
        if bilevel.count == index { bilevel.append(best.risk.total) }
        var setting = setting
        (setting.k, setting.family) = (k, family)
        return RiskRow(
          setting: setting, optimum: best, linearRisk: optimum.risk.total,
          bilevelRisk: bilevel[index])
      }
      records.append(try RiskRecord(list, code: code, exceptFor: steps))
    }
    self.records = records
  }
}
