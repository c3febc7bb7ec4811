// Rigorous bounds beside the numbers of one row.

import Intervals
import Report
import ToyModel

extension DataChoice {
  /// The model with the parameters as they are given.
  func model(n: Int, mu: Double, theta: Double) -> DataModel {
    switch self {
    case .constant: .constant(n: n, mu: mu, theta: theta)
    case .independent: .independent(n: n, mu: mu, theta: theta)
    case .file(let data): .spectrum(data.spectrum)
    }
  }
}

/// One optimal risk and its references, each between two doubles.
struct CertifiedRow: Sendable {
  let row: RiskRow
  private let certified: CertifiedRisk
  private let linear: Interval
  private let bilevel: Interval

  /// Encloses everything that a row says.
  init(_ row: RiskRow) {
    self.row = row
    let setting = row.setting
    let spectrum = CertifiedSpectrum(
      setting.data.model(n: setting.n, mu: setting.mu, theta: setting.theta))
    func risk(_ family: DenoiserFamily) -> CertifiedRisk {
      CertifiedRisk(
        spectrum: spectrum, noiseVariance: Interval(setting.sigma).squared, rows: setting.k,
        family: family)
    }
    certified = risk(setting.family)
    linear = setting.family == .linear ? certified.risk : risk(.linear).risk
    bilevel = setting.family == .bilevel ? certified.risk : risk(.bilevel).risk
  }

  /// The columns that are enclosed, in the order of ``RiskRow/columns``.
  private static let names = [
    "omega", "risk", "bias", "variance", "linear_risk", "bilevel_risk", "ratio_to_linear",
    "ratio_to_bilevel",
  ]

  /// Name, number and enclosure; nil where the row has no such number.
  private var values: [(name: String, printed: Double, enclosure: Interval)?] {
    let risk = row.optimum.risk
    /// A family is exactly as good as itself, and 0/0 is no number.
    func ratio(_ printed: Double, _ reference: Interval, isSelf: Bool) -> (Double, Interval)? {
      guard !printed.isNaN else { return nil }
      return (printed, isSelf ? .one : certified.risk / reference)
    }
    let family = row.setting.family
    let pairs: [(Double, Interval)?] = [
      certified.stepSize.map { (row.optimum.stepSize ?? .nan, $0) },
      (risk.total, certified.risk), (risk.bias, certified.bias),
      (risk.variance, certified.variance), (row.linearRisk, linear), (row.bilevelRisk, bilevel),
      ratio(row.ratioToLinear, linear, isSelf: family == .linear),
      ratio(row.ratioToBilevel, bilevel, isSelf: family == .bilevel),
    ]
    return zip(Self.names, pairs).map { name, pair in
      pair.map { (name: name, printed: $0.0, enclosure: $0.1) }
    }
  }

  /// The columns of many rows: those of ``RiskRow``, then a lower and an upper bound of each number.
  static let columns =
    RiskRow.columns + names.flatMap { ["\($0)_lower", "\($0)_upper"] }

  /// The cells below ``columns``.
  var cells: [Cell] {
    row.cells
      + values.flatMap { value in
        value.map { [Cell.number($0.enclosure.lowerBound), .number($0.enclosure.upperBound)] }
          ?? [.empty, .empty]
      }
  }

  /// The table of one row for a reader: every number with its bounds.
  var summary: Table {
    var table = Table(columns: ["quantity", "lower", "upper", "relative_width", "printed_error"])
    for case let value? in values {
      table.append([.text(value.name)] + Self.bounds(of: value.enclosure, printed: value.printed))
    }
    return table
  }

  /// The eigenvalues of the optimal T and their bounds.
  var spectrum: Table {
    var table = Table(
      columns: [
        "data_eigenvalue", "multiplicity", "forced", "wiener_gain_lower", "wiener_gain_upper",
        "gain_lower", "gain_upper",
      ])
    for line in certified.eigenvalues {
      table.append([
        .number(line.dataEigenvalue.middle), .integer(line.multiplicity), .truth(line.isForced),
        .number(line.wiener.value.lowerBound), .number(line.wiener.value.upperBound),
        .number(line.gain.value.lowerBound), .number(line.gain.value.upperBound),
      ])
    }
    return table
  }

  /// Both bounds in full, the distance between them, and how far a printed number may be off.
  private static func bounds(of enclosure: Interval, printed: Double) -> [Cell] {
    let doubles = Interval(enclosure.lowerBound, enclosure.upperBound)
    let error = (Interval(printed) - doubles).magnitude
    let size = doubles.magnitude
    // Of an exact 0 there is no relative error; it is 0 where the printed number is 0 as well.
    let relative = error.isZero ? 0 : (error / size).upperBound
    return [
      .text("\(enclosure.lowerBound)"), .text("\(enclosure.upperBound)"),
      .text(scientific(doubles.relativeWidth)), .text(scientific(relative)),
    ]
  }

  private static func scientific(_ value: Double) -> String {
    formatted(value, significantDigits: 2)
  }
}

extension Table {
  /// The table with every digit of its numbers, also in print: a bound that is rounded is none.
  var inFull: Table {
    var table = Table(columns: columns)
    for row in rows {
      table.append(
        row.cells.map { cell in
          if case .number(let number) = cell { .text("\(number)") } else { cell }
        }, note: row.note)
    }
    return table
  }
}
