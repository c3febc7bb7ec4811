// Rigorous bounds for the numbers of a row.

package import Certified
import Intervals
package import Report
package import ToyModel

/// The enclosed spectrum of consecutive settings, computed again where the data change.
package struct CertifiedSpectra {
  private var last: (data: DataModel, spectrum: CertifiedSpectrum)?

  package init() {}

  /// The spectrum for the exact parameters as given and the exact numbers of files as read.
  ///
  /// - Precondition: Measured data are enclosed, see ``MeasuredData/enclosed()``.
  package mutating func spectrum(of data: DataModel) -> CertifiedSpectrum {
    if let last, last.data == data { return last.spectrum }
    let spectrum = CertifiedSpectrum(data)
    last = (data, spectrum)
    return spectrum
  }
}

extension FamilyBlock {
  /// True if the optimal risk can be enclosed.
  package var isCertified: Bool { CertifiedRisk.covers(algorithm) }

  /// True if it can be with a noise spectrum or an operator, for which ω must be given.
  package var isCertifiedObserved: Bool {
    FamilyGrid([self]).allSatisfy { CertifiedRisk.coversObserved($0) }
  }
}

/// One optimal risk and its references, each enclosed between two doubles.
package struct CertifiedRow: Sendable {
  package let row: RiskRow
  private let certified: CertifiedRisk
  private let linear: Interval
  private let bilevel: Interval
  private let bounds: (row: RowBounds, certified: CertifiedBounds)?

  /// Encloses all numbers of a row.
  ///
  /// - Parameters:
  ///   - row: The numbers.
  ///   - spectrum: The enclosed spectrum of the row's setting.
  ///   - bounds: The best risks of all algorithms, to be enclosed too; nil if they are not shown.
  package init(_ row: RiskRow, _ spectrum: CertifiedSpectrum, bounds: RowBounds? = nil) {
    self.row = row
    self.bounds = bounds.map {
      (
        $0,
        CertifiedBounds(
          spectrum: spectrum, noiseVariance: Interval(row.setting.sigma).squared,
          rows: row.setting.k)
      )
    }
    let setting = row.setting
    let directions = setting.observation?.directions(of: spectrum, sigma: setting.sigma)
    func risk(_ family: DenoiserFamily) -> CertifiedRisk {
      if let directions {
        return CertifiedRisk(directions: directions, rows: setting.k, family: family)
      }
      return CertifiedRisk(
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

  /// The name, number and enclosure; nil if the row has no such number.
  private var values: [(name: String, printed: Double, enclosure: Interval)?] {
    let risk = row.optimum.risk
    /// A family is exactly as good as itself, and 0/0 is not a number.
    func ratio(_ printed: Double, _ reference: Interval, isSelf: Bool) -> (Double, Interval)? {
      guard !printed.isNaN else { return nil }
      return (printed, isSelf ? .one : certified.risk / reference)
    }
    // No family is better than all linear denoisers.
    let toLinear = ratio(row.ratioToLinear, linear, isSelf: row.setting.family == .linear)
    let family = row.setting.family
    let pairs: [(Double, Interval)?] = [
      certified.stepSize.map { (row.optimum.stepSize ?? .nan, $0) },
      (risk.total, certified.risk), (risk.bias, certified.bias),
      (risk.variance, certified.variance), (row.linearRisk, linear), (row.bilevelRisk, bilevel),
      toLinear.map { ($0.0, $0.1.maximum(.one)) },
      ratio(row.ratioToBilevel, bilevel, isSelf: family == .bilevel),
    ]
    return zip(Self.names, pairs).map { name, pair in
      pair.map { (name: name, printed: $0.0, enclosure: $0.1) }
    }
  }

  /// The columns of several rows: those of ``RiskRow``, then a lower and an upper bound on each number, and
  /// whether the bounds of ω, bias and variance are those of a unique minimiser.
  private static let columns =
    RiskRow.columns + names.flatMap { ["\($0)_lower", "\($0)_upper"] } + ["unique"]

  /// The columns after those for `--bounds`: those of ``RowBounds``, then a lower and an upper bound on each number.
  private static let boundsColumns =
    RowBounds.columns
    + ["floor_risk", "even_risk", "odd_bound"].flatMap { ["\($0)_lower", "\($0)_upper"] }

  /// The columns of a row, with those for `--bounds` on request, and those of an operator and a noise spectrum.
  package static func columns(
    hasBounds: Bool, observation: ObservationChoice? = nil
  ) -> [String] {
    columns + (hasBounds ? boundsColumns : []) + (observation?.columns.map(\.name) ?? [])
  }

  /// Writes the row with its note.
  ///
  /// - Throws: Any error of the sink.
  func writeRow(to sink: inout some ResultSink) throws(StudyError) {
    for cell in cells { sink.append(cell) }
    try sink.endRow(note: note)
  }

  private var boundsCells: [Cell] {
    guard let bounds else { return [] }
    var cells: [Cell] = []
    bounds.row.write(to: &cells)
    for enclosure in [bounds.certified.floor, bounds.certified.even, bounds.certified.odd] {
      cells += Self.cells(of: enclosure)
    }
    return cells
  }

  /// The cells below ``columns``, and ``boundsColumns`` where there are bounds.
  package var cells: [Cell] {
    row.cells
      + values.flatMap { value in
        value.map { Self.cells(of: $0.enclosure) } ?? [.empty, .empty]
      } + [.truth(certified.isUnique)] + boundsCells
      + (row.setting.observation?.columns.map { .text($0.text) } ?? [])
  }

  /// A note for a reader on what the bounds leave open.
  package var notes: [String] {
    var notes: [String] = []
    if let steps = certified.otherSteps.inWords {
      notes.append("ω is not unique: \(steps)")
    }
    if !certified.isChoiceUnique {
      notes.append(
        "not unique to this accuracy: choices of forced directions with different ω, bias or variance "
          + "cannot be told apart by their risk; the bounds hold for each of them")
    }
    let wide = values.compactMap { $0 }.filter { value in
      // If there are several minimisers, the reason for wide bounds has been given already.
      let isOfMinimizer = ["omega", "bias", "variance"].contains(value.name)
      return !(value.enclosure.relativeWidth <= Self.usefulWidth)
        && (certified.isChoiceUnique || !isOfMinimizer)
    }
    if !wide.isEmpty {
      notes.append(
        "the bounds of \(wide.map(\.name).joined(separator: ", ")) are too wide to be of use: the data are "
          + "worse conditioned than 32 digits can resolve")
    }
    return notes
  }

  /// The relative width beyond which bounds say little about a number.
  private static let usefulWidth = 1e-3

  /// The note of a row in JSON; nil if there is none.
  package var note: String? {
    let all = [row.note].compactMap { $0 } + notes
    return all.isEmpty ? nil : all.joined(separator: "; ")
  }

  /// The table of one row for a reader: every number with its bounds.
  package var summary: Table {
    var table = Table(columns: ["quantity", "lower", "upper", "relative_width", "printed_error"])
    for case let value? in values {
      table.append([.text(value.name)] + Self.bounds(of: value.enclosure, printed: value.printed))
    }
    if let bounds {
      for (name, printed, enclosure) in [
        ("floor F", bounds.row.bounds.floor, bounds.certified.floor),
        ("even E", bounds.row.bounds.even, bounds.certified.even),
        ("odd E⁻", bounds.row.bounds.odd, bounds.certified.odd),
      ] {
        table.append([.text(name)] + Self.bounds(of: enclosure, printed: printed))
      }
    }
    return table
  }

  /// The columns of ``spectrum``.
  package static let spectrumColumns = [
    "data_eigenvalue", "multiplicity", "forced", "wiener_gain_lower", "wiener_gain_upper",
    "gain_lower", "gain_upper",
  ]

  /// The eigenvalues of the optimal T and their bounds.
  package var spectrum: Table {
    var table = Table(columns: Self.spectrumColumns)
    for line in certified.eigenvalues {
      table.append(
        [
          .number(line.dataEigenvalue.middle), .integer(line.multiplicity),
          line.isForced.map { .truth($0) } ?? .empty,
        ] + Self.cells(of: line.wiener.value) + Self.cells(of: line.gain.value))
    }
    return table
  }

  /// Both bounds, which print rounds outwards.
  private static func cells(of enclosure: Interval) -> [Cell] {
    [.bound(enclosure.lowerBound, .lower), .bound(enclosure.upperBound, .upper)]
  }

  /// Both bounds in full, the distance between them, and the largest error of the printed number.
  private static func bounds(of enclosure: Interval, printed: Double) -> [Cell] {
    let doubles = Interval(enclosure.lowerBound, enclosure.upperBound)
    let error = (Interval(printed) - doubles).magnitude
    let size = doubles.magnitude
    // An exact 0 has no relative error; it is 0 if the printed number is 0 as well.
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

/// The optimal risks of many settings with bounds, in order.
package struct CertifiedRows: ResultRows {
  private let settings: SettingList
  private let hasBounds: Bool

  package init(_ settings: SettingList, hasBounds: Bool = false) {
    (self.settings, self.hasBounds) = (settings, hasBounds)
  }

  package var columns: [String] {
    CertifiedRow.columns(hasBounds: hasBounds, observation: settings.first?.observation)
  }
  package var count: Int { settings.count }

  package func write(to sink: inout some ResultSink) throws(StudyError) {
    var evaluator = RiskEvaluator(expecting: count)
    defer { evaluator.finish() }
    var spectra = CertifiedSpectra()
    var bounds = BoundsEvaluator()
    for setting in settings {
      let risks = evaluator.row(setting)
      let row = CertifiedRow(
        risks, spectra.spectrum(of: setting.data), bounds: hasBounds ? bounds.bounds(risks) : nil)
      try row.writeRow(to: &sink)
    }
  }
}

extension EqualSteps {
  /// The other minimising steps for a reader, after a colon; nil if there are none.
  fileprivate var inWords: String? {
    let ending =
      "has this risk, bias and variance; the bounds of omega are those of the one printed"
    switch self {
    case .none: return nil
    case .mirrored: return "2 − ω \(ending)"
    case .aboveGains:
      return "every ω with f(0) = 1 − (1−ω)^N not below the largest Wiener gain \(ending)"
    case .belowGains:
      return
        "every ω whose least reachable eigenvalue is not above the Wiener gain of any direction with "
        + "signal, and so every smaller ω > 0, \(ending)"
    case .all: return "every ω > 0 \(ending)"
    }
  }
}

extension Table {
  /// The table with all digits of its numbers, even in print: a rounded bound is not a bound.
  package var inFull: Table {
    var table = Table(columns: columns)
    for row in rows {
      table.append(
        row.cells.map { cell in
          switch cell {
          case .number(let number), .bound(let number, _): .text("\(number)")
          default: cell
          }
        }, note: row.note)
    }
    return table
  }
}
