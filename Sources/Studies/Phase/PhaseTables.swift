// A phase diagram as a table, and its summary.

package import Report
import ToyModel

extension PhaseDiagram: ResultRows {
  /// The columns, part of the contract.
  package static let columns =
    [
      "data", "n", "mu", "theta", "k", "k_over_n", "family", "depth", "omega_rule", "omega", "snr",
      "snr_db", "sigma", "winner_below", "winner_above",
    ] + DenoiserFamily.detailColumns

  package var columns: [String] { Self.columns }

  package var count: Int {
    panels.reduce(0) { $0 + $1.columns.reduce(0) { $0 + max($1.boundaries.count, 1) } }
  }

  /// Writes one row per boundary point, by panel, k and the vertical axis.
  ///
  /// A k without a boundary also has a row, with one winner on both sides and no position on the axis.
  package func write(to sink: inout some ResultSink) throws(StudyError) {
    for panel in panels {
      let comparison = PhaseComparison(setting, panel: panel.setting)
      for column in panel.columns {
        for (index, place) in column.boundaries.enumerated() {
          let (below, above) = (column.winners[index], column.winners[index + 1])
          let row =
            head(column.k) + cells(panel.setting, comparison, k: column.k, place)
            + [.text(below.rawValue), .text(above.rawValue)] + panel.setting.family.detailCells
          for cell in row { sink.append(cell) }
          try sink.endRow(note: below == above ? Self.touchNote : nil)
        }
        guard column.boundaries.isEmpty else { continue }
        let winner = Cell.text(column.winners[0].rawValue)
        let row =
          head(column.k) + cells(panel.setting, comparison, k: column.k, nil) + [winner, winner]
          + panel.setting.family.detailCells
        for cell in row { sink.append(cell) }
        try sink.endRow(note: Self.emptyNote)
      }
    }
  }

  private static let touchNote = "the risks agree here, and one is the lower one on both sides"
  private static let emptyNote = "no boundary at this k"

  private func head(_ k: Int) -> [Cell] {
    let data = setting.data
    return [
      .text(data.name), .integer(data.n), data.hasParameters ? .number(data.mu) : .empty,
      data.hasParameters ? .number(data.theta) : .empty, .integer(k), .number(setting.share(k)),
    ]
  }

  private func cells(
    _ panel: PhaseSetting.Panel, _ comparison: PhaseComparison, k: Int, _ place: Double?
  ) -> [Cell] {
    let isLearned = panel.constant == .step(.learned)
    var cells: [Cell] = [
      .text("unrolled"), .integer(panel.depth), .text(isLearned ? "learned" : "fixed"),
    ]
    // The parameters that are constant on the panel are known even without a boundary.
    switch panel.constant {
    case .step(let step) where step != .learned:
      cells.append(step.value.map { .number($0) } ?? .empty)
    case .step:
      let step = place.flatMap { comparison.unrolled(k: k, at: $0).stepSize }
      cells.append(step.map { .number($0) } ?? .empty)
    case .decibels: cells.append(place.map { .number($0) } ?? .empty)
    }
    let decibels: Double? = setting.axis == .omega ? comparison.decibels(at: 0) : place
    guard let decibels else { return cells + [.empty, .empty, .empty] }
    return cells + [
      .number(SignalToNoise.ratio(decibels: decibels)), .number(decibels),
      .number(setting.sigma(decibels: decibels)),
    ]
  }

  /// One row per panel: the fractions of the plane in which each side wins.
  ///
  /// Every k counts in proportion to the width of its column.
  package var summaryTable: Table {
    let isConstant = setting.data.family.isSame(as: .constant) && setting.axis == .snr
    var table = Table(
      columns: [
        "N", setting.axis == .snr ? "ω" : "SNR", "unrolling better", "bilevel better", "equal",
      ] + (isConstant ? ["boundary for k < n"] : []))
    for panel in panels {
      let shares = shares(panel)
      let constant: String
      var boundary: [Cell] = []
      switch panel.setting.constant {
      case .step(let step):
        if case .fixed(let omega) = step {
          constant = formatted(omega, significantDigits: 6)
        } else {
          constant = "learned"
        }
        if isConstant, setting.observation == nil {
          boundary = [.text(Self.boundary(of: panel.setting.family, step: step))]
        }
      case .decibels(let decibels): constant = "\(formatted(decibels, significantDigits: 6)) dB"
      }
      table.append(
        [.integer(panel.setting.depth), .text(constant)]
          + shares.map { .text("\(formatted(100 * $0, significantDigits: 4)) %") } + boundary)
    }
    return table
  }

  /// The fractions of the plane won by unrolling, by bilevel learning and by neither.
  private func shares(_ panel: Panel) -> [Double] {
    var (sums, total) = ([0.0, 0, 0], 0.0)
    let range = setting.range
    for run in PhaseRun.runs(panel.columns, n: setting.n) {
      for (index, column) in run.columns.enumerated() {
        let left = index == 0 ? run.left : 0.5 * (run.centers[index - 1] + run.centers[index])
        let right =
          index + 1 == run.columns.count
          ? run.right : 0.5 * (run.centers[index] + run.centers[index + 1])
        let places = [range.lowerBound] + column.boundaries + [range.upperBound]
        for (place, winner) in column.winners.enumerated() {
          let area = (right - left) * (places[place + 1] - places[place])
          total += area
          switch winner {
          case .unrolled: sums[0] += area
          case .bilevel: sums[1] += area
          case .equal: sums[2] += area
          }
        }
      }
    }
    return sums.map { $0 / total }
  }
}
