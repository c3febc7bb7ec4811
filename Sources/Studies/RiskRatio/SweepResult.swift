// The computed curves of a sweep, as a table, a summary and a figure.

import Libc
package import Report
import ToyModel

/// A sweep and the quantity it shows.
package struct SweepResult: Sendable {
  package let sweep: Sweep
  package let quantity: SweepQuantity
  /// The rows of all curves; nil if only a summary is wanted, which needs few of them.
  private let computed: [[RiskRow]]?

  package var axis: SweepAxis { sweep.axis }

  /// Computes a sweep.
  ///
  /// - Parameters:
  ///   - sweep: The settings.
  ///   - quantity: The quantity that is shown.
  ///   - isComplete: False to compute rows only when a table or the summary asks for them, which is faster
  ///     if nothing else does.
  package init(_ sweep: Sweep, quantity: SweepQuantity, isComplete: Bool) {
    self.sweep = sweep
    self.quantity = quantity
    guard isComplete else {
      computed = nil
      return
    }
    var evaluator = RiskEvaluator(expecting: sweep.count)
    computed = sweep.curves.map { curve in curve.map { evaluator.row($0) } }
    evaluator.finish()
  }

  /// The rows of all curves, curve by curve; empty for an incomplete result.
  package var rows: [[RiskRow]] { computed ?? [] }

  /// The fixed parameters, in words.
  package var constants: String {
    guard let setting = sweep.curves.first?.first else { return "" }
    let number = { (value: Double) in formatted(value, significantDigits: 10) }
    var parts = dataNames.count == 1 ? ["\(setting.data.name) data"] : []
    if axis != .n { parts.append("n = \(setting.n)") }
    if axis != .k {
      parts.append(axis == .n && setting.k == setting.n ? "k = n" : "k = \(setting.k)")
    }
    if setting.data.hasParameters {
      if axis != .mu { parts.append("μ = \(number(setting.mu))") }
      if axis != .theta { parts.append("θ = \(number(setting.theta))") }
    }
    if axis != .sigma { parts.append("σ = \(number(setting.sigma))") }
    if let observation = setting.observation { parts.append(observation.inWords) }
    if axis != .testSigma, let sigma = setting.testSigma {
      parts.append("tested at σ′ = \(number(sigma))")
    }
    if axis != .frames, let sample = setting.sample { parts.append(sample.inWords) }
    if axis == .frames, let loss = setting.sample?.loss { parts.append("frames \(loss.inWords)") }
    let tests = Set(sweep.curves.compactMap { $0.first?.testDepth })
    if axis != .testDepth, let depth = tests.first { parts.append("run for N′ = \(depth)") }
    return parts.joined(separator: ", ")
  }

  /// The heading of a summary.
  package var title: String { "\(quantityLabel) over \(axis.symbol)" }

  /// The name of the quantity: a model that is run for other steps is not the best one.
  var quantityLabel: String {
    guard sweep.added.hasTestDepth || sweep.added.hasTestSigma else { return quantity.label }
    let place = sweep.added.hasTestDepth ? "after N′ steps" : "in the test"
    switch quantity {
    case .risk: return "risk \(place)"
    case .bias: return "bias \(place)"
    case .variance: return "variance \(place)"
    case .ratioToLinear, .ratioToBilevel, .ratioToEven, .expectedRisk, .excess:
      return quantity.label
    }
  }

  /// The name of one curve, such as "unrolled, N = 2, learned ω".
  package func name(of curve: SettingList) -> String {
    guard let setting = curve.first else { return "" }
    var name = setting.family.inWords
    if axis == .depth, setting.family.depth != nil {
      name = setting.family.words(depth: setting.family.style.depthsInWords)
    }
    if axis == .omega, setting.family.algorithm.hasStepSize {
      name = setting.family.words(leavingOut: axis.rawValue)
    }
    return dataNames.count == 1 ? name : "\(setting.data.name): \(name)"
  }

  /// The data models of the sweep, in order.
  package var dataNames: [String] {
    var names: [String] = []
    for curve in sweep.curves {
      if let name = curve.first?.data.name, !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The positions along the axis: those of the longest curve, or all depths of both parities.
  package var positions: [Double] {
    if axis == .depth {
      return Set(sweep.curves.joined().compactMap { axis.value(in: $0) }).sorted()
    }
    let longest = sweep.curves.max { $0.count < $1.count }
    return longest?.compactMap { axis.value(in: $0) } ?? []
  }

  /// The curves at a handful of points, one row per curve, and whether any infimum is not attained.
  private func summaryTable() -> (table: Table, shown: Int, of: Int, hasUnattained: Bool) {
    let all = positions
    // Depths come in pairs, so that both parities have numbers.
    let picks =
      axis == .depth && all.count > 8
      ? Array(all[..<4] + all[(all.count / 2 - 1)...(all.count / 2)] + all.suffix(2))
      : Self.roundPositions(all)
    let heads = picks.map { "\(axis.symbol) = \(formatted($0, significantDigits: 6))" }
    var table = Table(columns: ["denoiser"] + heads)
    var hasUnattained = false
    var evaluator = RiskEvaluator(expecting: sweep.curves.count * picks.count)
    defer { evaluator.finish() }
    // Curves have the same points, or some of them.
    let guesses = picks.map { pick in all.firstIndex(of: pick) ?? 0 }
    for (number, curve) in sweep.curves.enumerated() {
      let cells = zip(picks, guesses).map { position, guess -> Cell in
        let isThere = guess < curve.count && axis.value(in: curve[guess]) == position
        // A reference without the parameter is the same everywhere.
        let match = isThere ? guess : curve.firstIndex { axis.value(in: $0) == position }
        guard let index = match ?? (curve.count == 1 ? 0 : nil) else { return .empty }
        let row = computed?[number][index] ?? evaluator.row(curve[index])
        let text = text(quantity.range(in: row), row)
        guard row.optimum.attainment != .attained, row.optimum.isExact else { return .text(text) }
        hasUnattained = true
        return .text(text + "*")
      }
      table.append([.text(name(of: curve))] + cells)
    }
    return (table, picks.count, all.count, hasUnattained)
  }

  /// A value, the bounds of one, or the reason why there is none.
  private func text(_ range: SweepQuantity.Range?, _ row: RiskRow) -> String {
    guard let range else { return row.isTested && !quantity.needsFrames ? "0/0" : "none" }
    let bounds = [range.lower, range.upper].map { formatted($0, significantDigits: 6) }
    return row.optimum.isExact ? bounds[1] : "\(bounds[0])…\(bounds[1])"
  }

  /// The ends of a grid and some points in between, near round numbers if there are many.
  private static func roundPositions(_ positions: [Double]) -> [Double] {
    guard positions.count > 7, let first = positions.first, let last = positions.last else {
      return positions
    }
    let isIncreasing = zip(positions, positions.dropFirst()).allSatisfy(<)
    guard isIncreasing, last <= 1000 * max(first, 1) else {
      return (0...6).map { positions[(positions.count - 1) * $0 / 6] }
    }
    // The smallest step of 1, 2, 5, 10, … that needs at most 7 steps.
    let rough = (last - first) / 7
    let power = pow(10, log10(rough).rounded(.down))
    let unit = ([1, 2, 5, 10].first { $0 * power >= rough } ?? 10) * power
    var targets = [first]
    var next = ((first / unit).rounded(.down) + 1) * unit
    while next < last - unit / 2 {
      if next > first + unit / 2 { targets.append(next) }
      next += unit
    }
    targets.append(last)
    return targets.compactMap { target in
      positions.min { abs($0 - target) < abs($1 - target) }
    }
  }

  /// The summary for a terminal.
  package func summary(on terminal: Terminal) -> String {
    let (table, shown, count, hasUnattained) = summaryTable()
    var lines = hasUnattained ? "* an infimum that no R (and ω) attains\n" : ""
    if shown < count {
      lines += "\(shown) of \(count) values of \(axis.symbol); -o FILE has all of them\n"
    }
    return "\(heading)\n\n\(terminal.text(table, leavingOut: .middle))\(lines)"
  }

  /// The quantity that is shown, and the fixed parameters.
  private var heading: String { "\(title) (\(constants))" }

  /// The sweep for readers, with all its rows.
  ///
  /// - Parameters:
  ///   - command: The command that produces it.
  ///   - image: The name of the figure beside the page, if there is one.
  /// - Returns: The page.
  package func page(command: String, image: String?) -> ResultPage {
    ResultPage(
      terminal: { summary(on: $0) },
      markdown: { table in
        var parts = ["# \(title)", "\(constants)."]
        if let image { parts.append("![\(title)](\(image))") }
        parts += [table.markdown().trimmingLineFeeds, "```sh\n\(command)\n```"]
        return parts.joined(separator: "\n\n") + "\n"
      },
      latex: { $0.latex(comments: [heading, command]) }, head: "\(heading)\n\n")
  }
}

extension SweepResult: ResultRows {
  package var columns: [String] { RiskRow.columns + sweep.added.names }
  package var count: Int { sweep.count }

  package func write(to sink: inout some ResultSink) throws(StudyError) {
    guard let computed else {
      return try RiskRows(sweep.curves, adding: sweep.added).write(to: &sink)
    }
    for row in computed.joined() {
      row.write(to: &sink)
      sweep.added.write(row, to: &sink)
      try sink.endRow(note: row.note)
    }
  }
}
