// The result at one setting, and the table of such results.

import Report
import ToyModel

/// One optimal risk beside the two references.
struct RiskRow: Sendable {
  let setting: Setting
  let optimum: OptimalRisk
  /// The best linear risk for the same data and noise.
  let linearRisk: Double
  /// The best bilevel risk for the same data, noise and k.
  let bilevelRisk: Double

  var ratioToLinear: Double { optimum.risk.total / linearRisk }
  var ratioToBilevel: Double { optimum.risk.total / bilevelRisk }

  /// The columns of `risk` and `risk-ratio`, part of the contract.
  static let columns =
    Setting.columns + [
      "omega", "risk", "bias", "variance", "linear_risk", "bilevel_risk", "ratio_to_linear",
      "ratio_to_bilevel",
      "attained",
    ]

  /// The cells below ``columns``.
  ///
  /// A ratio 0/0 is empty, and so are μ and θ for data from a file.
  var cells: [Cell] {
    setting.cells + [
      optimum.stepSize.map { .number($0) } ?? .empty, .number(optimum.risk.total),
      .number(optimum.risk.bias), .number(optimum.risk.variance), .number(linearRisk),
      .number(bilevelRisk), Self.ratio(ratioToLinear), Self.ratio(ratioToBilevel),
      .truth(optimum.attainment == .attained),
    ]
  }

  /// Why a cell is empty or not finite; nil for an ordinary row.
  var note: String? {
    if !optimum.risk.total.isFinite { return Self.overflowNote }
    if ratioToLinear.isNaN || ratioToBilevel.isNaN { return "0/0: all risks are 0" }
    if !ratioToLinear.isFinite || !ratioToBilevel.isFinite { return "the reference risk is 0" }
    return optimum.attainment == .attained ? nil : optimum.attainment.inWords
  }

  /// What an infinite risk means.
  static let overflowNote = "the risk exceeds the range of double precision"

  private static func ratio(_ value: Double) -> Cell { value.isNaN ? .empty : .number(value) }

  /// The table of many rows.
  static func table(_ rows: some Sequence<RiskRow>) -> Table {
    var table = Table(columns: columns)
    for row in rows { table.append(row.cells, note: row.note) }
    return table
  }

  /// The CSV file of the settings of many curves, a piece of the table at a time.
  ///
  /// Fresh memory costs more than the numbers that are put into it.
  static func csv(_ curves: [[Setting]]) -> [UInt8] {
    let count = curves.reduce(0) { $0 + $1.count }
    var output = Table(columns: columns).csv()
    output.reserveCapacity(190 * count)
    var evaluator = RiskEvaluator(expecting: count)
    for curve in curves {
      for start in stride(from: 0, to: curve.count, by: 128) {
        let piece = curve[start..<min(start + 128, curve.count)]
        output.append(contentsOf: table(piece.lazy.map { evaluator.row($0) }).csv(hasHeader: false))
      }
    }
    evaluator.finish()
    return output
  }

  /// The table of many settings, computed row by row.
  static func table(_ settings: [Setting]) -> Table {
    var table = Table(columns: columns)
    var evaluator = RiskEvaluator(expecting: settings.count)
    for setting in settings {
      let row = evaluator.row(setting)
      table.append(row.cells, note: row.note)
    }
    evaluator.finish()
    return table
  }
}

extension DenoiserFamily {
  /// The name on the command line and in tables.
  var name: String {
    switch self {
    case .linear: "linear"
    case .bilevel: "bilevel"
    case .unrolled: "unrolled"
    }
  }
}
