// The computed curves of a sweep, as a table, a summary and a figure.

import Glibc
import Report
import ToyModel

/// A sweep and the quantity it shows.
struct SweepResult: Sendable {
  let sweep: Sweep
  let quantity: SweepQuantity
  /// The rows of all curves, or nil where only a summary is wanted, which needs few of them.
  private let computed: [[RiskRow]]?

  var axis: SweepAxis { sweep.axis }

  /// Computes a sweep.
  ///
  /// - Parameters:
  ///   - sweep: The settings.
  ///   - quantity: What is shown.
  ///   - isComplete: False to compute rows only when a table or the summary asks for them, which is
  ///     faster where nothing else does.
  init(_ sweep: Sweep, quantity: SweepQuantity, isComplete: Bool) {
    self.sweep = sweep
    self.quantity = quantity
    guard isComplete else {
      computed = nil
      return
    }
    var evaluator = RiskEvaluator(expecting: sweep.curves.reduce(0) { $0 + $1.count })
    computed = sweep.curves.map { curve in curve.map { evaluator.row($0) } }
    evaluator.finish()
  }

  /// The rows of all curves, curve by curve; empty for an incomplete result.
  var rows: [[RiskRow]] { computed ?? [] }

  /// All rows with all columns, as CSV.
  var csv: [UInt8] {
    computed == nil ? RiskRow.csv(sweep.curves) : table.csv()
  }

  /// All rows with all columns.
  var table: Table {
    computed.map { RiskRow.table($0.joined()) } ?? RiskRow.table(Array(sweep.curves.joined()))
  }

  /// What stands still, in words.
  var constants: String {
    guard let setting = sweep.curves.first?.first else { return "" }
    let number = { (value: Double) in formatted(value, significantDigits: 10) }
    var parts = dataNames.count == 1 ? ["\(setting.data.name) data"] : []
    if axis != .n { parts.append("n = \(setting.n)") }
    if axis != .k {
      parts.append(axis == .n && setting.k == setting.n ? "k = n" : "k = \(setting.k)")
    }
    if case .file = setting.data {
    } else {
      if axis != .mu { parts.append("μ = \(number(setting.mu))") }
      if axis != .theta { parts.append("θ = \(number(setting.theta))") }
    }
    if axis != .sigma { parts.append("σ = \(number(setting.sigma))") }
    return parts.joined(separator: ", ")
  }

  /// The heading of a summary.
  var title: String { "\(quantity.label) over \(axis.symbol)" }

  /// The name of one curve, such as "unrolled, N = 2, learned ω".
  func name(of curve: [Setting]) -> String {
    guard let setting = curve.first else { return "" }
    var name = setting.family.inWords
    if case .unrolled(let depth, let step) = setting.family {
      if axis == .depth {
        name = "unrolled, N \(depth.isMultiple(of: 2) ? "even" : "odd")"
        name += step == .learned ? ", learned ω" : ", \(Self.stepLabel(step))"
      }
      if axis == .omega { name = "unrolled, N = \(depth)" }
    }
    return dataNames.count == 1 ? name : "\(setting.data.name): \(name)"
  }

  /// The data models of the sweep, in order.
  var dataNames: [String] {
    var names: [String] = []
    for curve in sweep.curves {
      if let name = curve.first?.data.name, !names.contains(name) { names.append(name) }
    }
    return names
  }

  static func stepLabel(_ step: StepRule) -> String {
    switch step {
    case .learned: "learned ω"
    case .fixed(let omega): "ω = \(formatted(omega, significantDigits: 6))"
    }
  }

  /// The positions along the axis: those of the longest curve, or all depths of both parities.
  var positions: [Double] {
    if axis == .depth {
      return Set(sweep.curves.joined().compactMap { axis.value(in: $0) }).sorted()
    }
    let longest = sweep.curves.max { $0.count < $1.count } ?? []
    return longest.compactMap { axis.value(in: $0) }
  }

  /// The curves at a handful of points, one row a curve, and whether any infimum is not attained.
  func summaryTable(significantDigits: Int = 6) -> (table: Table, hasUnattained: Bool) {
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
    for (number, curve) in sweep.curves.enumerated() {
      let cells = picks.map { position -> Cell in
        // A reference without the parameter is the same everywhere.
        let match = curve.firstIndex { axis.value(in: $0) == position }
        guard let index = match ?? (curve.count == 1 ? 0 : nil) else { return .empty }
        let row = computed?[number][index] ?? evaluator.row(curve[index])
        let value = quantity.value(in: row)
        let text =
          value.isNaN ? "0/0" : formatted(value, significantDigits: significantDigits)
        guard row.optimum.attainment != .attained else { return .text(text) }
        hasUnattained = true
        return .text(text + "*")
      }
      table.append([.text(name(of: curve))] + cells)
    }
    return (table, hasUnattained)
  }

  /// The ends of a grid and some points between, near round numbers where there are many.
  private static func roundPositions(_ positions: [Double]) -> [Double] {
    guard positions.count > 7, let first = positions.first, let last = positions.last else {
      return positions
    }
    let isIncreasing = zip(positions, positions.dropFirst()).allSatisfy(<)
    guard isIncreasing, last <= 1000 * max(first, 1) else {
      return (0...6).map { positions[(positions.count - 1) * $0 / 6] }
    }
    // The smallest of 1, 2, 5, 10, … that takes at most 7 steps.
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

  /// The note below a summary with starred numbers.
  static let unattainedNote = "* an infimum that no R (and ω) attains"

  /// The summary for a terminal.
  func summary() -> String {
    let (table, hasUnattained) = summaryTable()
    let note = hasUnattained ? "\(Self.unattainedNote)\n" : ""
    return "\(title) (\(constants))\n\n\(table.text())\(note)"
  }

  /// The summary as a LaTeX table.
  ///
  /// - Parameter command: The command that makes it.
  /// - Returns: The source.
  func latex(command: String) -> String {
    let (table, hasUnattained) = summaryTable()
    return table.latex(
      comments: ["\(title) (\(constants))", command],
      footnote: hasUnattained ? Self.unattainedNote : nil)
  }

  /// The summary as a Markdown page.
  ///
  /// - Parameters:
  ///   - command: The command that makes it.
  ///   - figure: The name of the figure beside it, if there is one.
  /// - Returns: The page.
  func markdown(command: String, figure: String?) -> String {
    let (table, hasUnattained) = summaryTable()
    var parts = ["# \(title)", "\(constants)."]
    if let figure { parts.append("![\(title)](\(figure))") }
    parts.append(table.markdown().trimmingLineEnds)
    if hasUnattained { parts.append("\\" + Self.unattainedNote) }
    parts.append("```sh\n\(command)\n```")
    return parts.joined(separator: "\n\n") + "\n"
  }
}

extension String {
  /// The text without line feeds at its end.
  fileprivate var trimmingLineEnds: String {
    var text = self[...]
    while text.last == "\n" { text.removeLast() }
    return String(text)
  }
}
