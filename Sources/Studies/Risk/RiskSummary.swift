// The optimal risk at one setting, for readers.

import Certified
import Files
package import Report
import ToyModel

/// One optimal risk with its eigenvalues and, on request, its bounds: a result of one row.
package struct RiskSummary: ResultRows {
  private let row: RiskRow
  private let added: AddedColumns
  private let certified: CertifiedRow?
  private let bounds: RowBounds?
  private let trap: RowTrap?

  /// Computes the risk.
  ///
  /// - Parameters:
  ///   - setting: The setting.
  ///   - added: The columns after those of the row.
  ///   - isCertified: Whether all numbers are enclosed.
  package init(_ setting: Setting, adding added: AddedColumns, isCertified: Bool) {
    self.added = added
    var risks = RiskEvaluator(expecting: 1)
    row = risks.row(setting)
    var evaluator = BoundsEvaluator()
    bounds = added.hasBounds ? evaluator.bounds(row) : nil
    trap = added.hasTrap ? RowTrap(row) : nil
    certified =
      isCertified ? CertifiedRow(row, CertifiedSpectrum(setting.data), bounds: bounds) : nil
  }

  package var columns: [String] {
    certified == nil
      ? RiskRow.columns + added.names
      : CertifiedRow.columns(hasBounds: bounds != nil, observation: row.setting.observation)
  }

  package var count: Int { 1 }

  package func write(to sink: inout some ResultSink) throws(StudyError) {
    if let certified {
      try certified.writeRow(to: &sink)
    } else {
      try added.writeRow(row, bounds, trap, to: &sink)
    }
  }

  /// The presentation for readers: the whole, with the eigenvalues.
  package var page: ResultPage {
    ResultPage(terminal: { text(on: $0) }, text: { _ in text(on: nil) })
  }

  /// The columns of ``spectrum`` without bounds.
  package static let spectrumColumns = [
    "data_eigenvalue", "wiener_gain", "gain", "multiplicity", "forced",
  ]

  /// The eigenvalues of the optimal T, with bounds on request.
  package var spectrum: Table { certified?.spectrum ?? Self.spectrumTable(row) }

  /// The eigenvalues of T next to those of C and the Wiener gains.
  private static func spectrumTable(_ row: RiskRow) -> Table {
    var table = Table(columns: spectrumColumns)
    var targets: [Gain] = []
    for line in row.optimum.eigenvalues {
      targets.append(
        .wiener(
          eigenvalue: line.dataEigenvalue, noiseVariance: row.setting.sigma * row.setting.sigma))
    }
    if let observation = row.setting.observed, !row.optimum.eigenvalues.isEmpty {
      targets = []
      observation.forEach(row.optimum.eigenvalues) { index, _ in
        targets.append(observation.groups[index].target)
      }
    }
    for (line, target) in zip(row.optimum.eigenvalues, targets) {
      table.append([
        .number(line.dataEigenvalue), .number(target.value), .number(line.gain.value),
        .integer(line.multiplicity), .truth(line.isForced),
      ])
    }
    return table
  }

  /// The setting for a reader, without long lists on a terminal.
  private func text(on terminal: Terminal?) -> String {
    let number = { (value: Double) in
      value.isNaN ? "undefined (0/0)" : formatted(value, significantDigits: 10)
    }
    let optimum = row.optimum
    var lines = [
      ("setting", row.setting.inWords),
      ("family", row.setting.family.inWords),
    ]
    if let sigma = row.setting.testSigma {
      lines.append(("tested at", "σ′ = \(number(sigma)); the references are the best risks there"))
    }
    if let depth = row.setting.testDepth { lines.append(("run for", "N′ = \(depth) steps")) }
    lines += row.riskLines(number)
    lines += row.sampleLines
    lines += bounds?.lines ?? []
    lines += trap?.lines ?? []
    if optimum.isExact {
      lines += row.parameterLines(number)
      lines.append(("attained", optimum.attainment.inWords))
    }
    if !optimum.isExact, row.setting.observation != nil {
      lines.append(("note", RiskRow.commutingNote))
    }
    if let note = row.setting.family.note { lines.append(("note", note)) }
    if !optimum.risk.total.isFinite { lines.append(("note", RiskRow.overflowNote)) }
    if let note = row.setting.data.precisionNote(row.optimum) {
      lines.append(("note", note))
    }
    let width = lines.map(\.0.count).max() ?? 0
    let text = lines.map { name, value in
      name + String(repeating: " ", count: width - name.count + 3) + value
    }
    let table = certified?.spectrum.inFull ?? spectrum
    // A list of hundreds of eigenvalues is for --spectrum and a file.
    let eigenvalues =
      terminal.map { terminal in
        table.rows.count <= 12
          ? terminal.text(table, whole: "--spectrum -o FILE")
          : "\(table.rows.count) groups of equal eigenvalues; see --spectrum\n"
      } ?? table.text()
    let bounds = certified.map { certified in
      "\ncertified bounds\n\(terminal?.text(certified.summary) ?? certified.summary.text())"
        + certified.notes.map { "note: \($0)\n" }.joined()
    }
    let heading =
      row.optimum.isExact
      ? row.setting.testDepth.map { "T after \($0) steps" } ?? "optimal T"
      : "the best known T, whose risk is the upper bound"
    return text.joined(separator: "\n") + "\n" + (bounds ?? "")
      + (row.isTested && !optimum.eigenvalues.isEmpty ? "\n\(heading)\n\(eigenvalues)" : "")
  }
}

extension RiskRow {
  /// The risk and its references, as names and values.
  fileprivate func riskLines(_ number: (Double) -> String) -> [(String, String)] {
    let linear = number(linearRisk)
    let bilevel = bilevelRisk.isNaN ? "none: not every direction is observed" : number(bilevelRisk)
    guard isTested else {
      return [
        ("risk", "none: \(untestedNote)"), ("best linear", linear), ("best bilevel", bilevel),
      ]
    }
    guard optimum.isExact else {
      return [
        ("risk", "between \(number(range.lowerBound)) and \(number(range.upperBound))"),
        ("best linear", linear), ("best bilevel", bilevel),
      ]
    }
    return [
      ("risk", number(optimum.risk.total)),
      ("  bias", number(optimum.risk.bias)),
      ("  variance", number(optimum.risk.variance)),
      ("best linear", "\(linear)   ratio \(number(ratioToLinear))"),
      (
        "best bilevel",
        bilevelRisk.isNaN ? bilevel : "\(bilevel)   ratio \(number(ratioToBilevel))"
      ),
    ]
  }

  /// The parameters of the optimum, as names and values.
  fileprivate func parameterLines(_ number: (Double) -> String) -> [(String, String)] {
    let family = setting.family
    return family.algorithm.entry.parameters.enumerated().compactMap { index, parameter in
      if parameter.isSchedule, !optimum.steps.isEmpty {
        return (
          "\(parameter.name) \(parameter.symbol)", optimum.steps.map(number).joined(separator: ", ")
        )
      }
      let choice =
        optimum.choices?[index] ?? (index == 0 ? optimum.stepSize.map { .fixed($0) } : nil)
        ?? family.choices[index]
      let name = parameter.symbol == "ω" ? "step size ω" : "\(parameter.name) \(parameter.symbol)"
      switch choice {
      case .fixed(let value):
        let text = value == 0 && index == 0 ? "→ 0" : value == .infinity ? "→ ∞" : number(value)
        return (name, text)
      case .schedule(let sequence):
        return (name, sequence.steps.map(number).joined(separator: ", "))
      case .learned, nil: return nil
      }
    }
  }
}
