// The part of the explorer's risks that needs no other part: one family over k.

import Report
import ToyModel

/// A family with what its risks at many settings share.
struct ExplorerFamily: Sendable {
  let family: DenoiserFamily
  /// The constants, which depend neither on the data nor on the step size.
  let constants: any PreparedAlgorithm
  let prepared: PreparedFamily

  /// Prepares a family.
  init(_ family: DenoiserFamily) {
    self.family = family
    constants = family.prepared
    prepared = PreparedFamily(family, constants: constants)
  }
}

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
  init(
    _ rows: [RiskRow], of family: ExplorerFamily, code: ColumnCode, exceptFor steps: Set<Double>
  ) throws(StudyError) {
    // Without a parameter to learn, the filter is the same for every k.
    let isLearned = rows.contains { $0.setting.family.isLearned }
    let reaches =
      isLearned
      ? rows.map { FamilyReach($0, constants: family.constants) }
      : rows.first.map {
        Array(repeating: FamilyReach($0, constants: family.constants), count: rows.count)
      } ?? []
    var columns = Array(repeating: [Double](), count: 13)
    for (row, reach) in zip(rows, reaches) {
      let (optimum, lower) = (row.optimum, reach.image.lowerBound.value)
      let (first, others) = (optimum.eigenvalues[0], optimum.eigenvalues.dropFirst())
      let (forced, free) = (others.first { $0.isForced }, others.first { !$0.isForced })
      let numbers: [Double] = [
        optimum.risk.total, optimum.risk.bias, optimum.risk.variance, row.ratioToLinear,
        row.ratioToBilevel, first.gain.value,
        // Where no other direction is free, the eigenvalue is not shown.
        free?.gain.value ?? 0,
        first.isForced ? 1 : 0, Double(forced?.multiplicity ?? 0), Double(free?.multiplicity ?? 0),
        optimum.stepSize.map { $0.isFinite ? $0 : -1 } ?? 0, reach.forced,
        lower.isFinite ? lower : reach.forced,
      ]
      for index in numbers.indices { columns[index].append(numbers[index]) }
    }
    values = try code.encode(all: Array(columns[..<7]))
    attainments = rows.map(\.optimum.attainment)
    counts = try code.encode(all: Array(columns[7..<10]))
    filter = try code.encode(all: Array(columns[10...]))
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
    _ setting: Setting, rows: [Int], families: [ExplorerFamily], code: ColumnCode,
    exceptFor steps: Set<Double>
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
    for family in families {
      let list = rows.enumerated().map { index, k in
        let best = OptimalRisk(
          spectrum: spectrum, noiseVariance: noiseVariance, rows: k, family: family.prepared)
        if bilevel.count == index { bilevel.append(best.risk.total) }
        var setting = setting
        (setting.k, setting.family) = (k, family.family)
        return RiskRow(
          setting: setting, optimum: best, linearRisk: optimum.risk.total,
          bilevelRisk: bilevel[index])
      }
      records.append(try RiskRecord(list, of: family, code: code, exceptFor: steps))
    }
    self.records = records
  }
}
