// What learning has found, in tables, words and curves.

import Files
import Libc
import Learning
import LinearAlgebra
import Optimization
import Report
import Studies
import ToyModel

/// The end of a run of learning beside the theory.
struct LearningSummary: Sendable {
  let setting: Setting
  let plan: LearningPlan
  let state: LearningState
  let theory: OptimalRisk
  /// How much more than the best linear risk the theory promises, without the difference of two risks.
  private let theoryExcess: Double
  /// The number of the best start.
  let best: Int
  /// The end of the best start.
  let iterate: Iterate
  /// What the best start has learned.
  let denoiser: LearnedDenoiser
  private let seconds: Double

  /// Reads off a result; nil where no start has a finite risk.
  init?(_ result: LearningTask.Result) {
    let plan = result.task.plan
    let state = result.state.givenOut(by: plan)
    guard let best = state.best, let iterate = state.runs[best].iterate else { return nil }
    self.plan = plan
    self.state = state
    setting = result.task.setting
    seconds = result.seconds
    self.best = best
    self.iterate = iterate
    theory = OptimalRisk(
      spectrum: plan.problem.spectrum, noiseVariance: plan.problem.noiseVariance,
      rows: plan.problem.rows, family: plan.family.theory)
    theoryExcess = theory.excess(
      over: OptimalRisk(
        spectrum: plan.problem.spectrum, noiseVariance: plan.problem.noiseVariance,
        rows: plan.problem.rows, family: .linear),
      noiseVariance: plan.problem.noiseVariance)
    denoiser = LearnedDenoiser(iterate.point, of: plan.objective)
  }

  /// risk/theory − 1 for an excess over the best linear risk; nil where the theory's risk is 0.
  ///
  /// From the excesses: the difference of two risks that nearly agree would be rounding.
  func relativeGap(excess: Double) -> Double? {
    theory.risk.total > 0 ? (excess - theoryExcess) / theory.risk.total : nil
  }

  /// The relative gap of the best start.
  var relativeGap: Double? { relativeGap(excess: plan.excess(iterate.value)) }

  /// The relative gap that the 16 digits of R and of a learned ω may cost.
  private var roundingGap: Double {
    guard theory.risk.total > 0 else { return 0 }
    return plan.problem.roundingExcess(
      denoiser, of: plan.family, isScaled: plan.isPreconditioned) / theory.risk.total
  }

  /// Why the relative gap is no better than it is, where rounding decides; nil elsewhere.
  ///
  /// The scaled variables of bilevel learning and even depths keep the digits that the risk needs; what is
  /// learned in R itself does not.
  var roundingNote: String? { plan.isPreconditioned ? nil : note(on: "R") }

  /// Why a file with R has another risk, where rounding decides; nil elsewhere.
  var savedRoundingNote: String? { note(on: "R, in the coordinates of the signal,") }

  private func note(on subject: String) -> String? {
    let gap = roundingGap
    guard gap > Self.visibleGap else { return nil }
    return "\(subject) has 16 digits, which leave a relative gap of the order of "
      + formatted(gap, significantDigits: 1)
  }

  /// Smaller gaps are not worth a word.
  private static let visibleGap = 1e-12

  /// The best R, k × n, in the coordinates of the signal; in the eigenbasis of C, by descending
  /// eigenvalue, where a list of eigenvalues is all that is known.
  ///
  /// - Throws: ``CommandError`` of status failure where C has no decomposition.
  func regularizer() throws(CommandError) -> Matrix {
    let r = denoiser.regularizer
    var full = Matrix(repeating: 0, rows: r.rows, columns: setting.n)
    full.addLeadingColumns(r)
    switch setting.data {
    case .file(let data): return try fromEigenbasis(full, data)
    case .constant, .independent:
      return setting.data.model(n: setting.n, mu: setting.mu, theta: setting.theta)
        .signalCoordinates(full)
    }
  }

  /// R for data of the user's own, learned in the eigenbasis with the deviating directions first.
  private func fromEigenbasis(
    _ r: Matrix, _ data: MeasuredData
  ) throws(CommandError) -> Matrix {
    let eigenvalues = data.spectrum.groups.flatMap { group in
      Array(repeating: group.eigenvalue, count: group.multiplicity)
    }
    let problem = plan.problem
    let isReduced = problem.deviations.count < problem.dimension
    let alike = eigenvalues.indices.filter { isReduced && eigenvalues[$0] == problem.shift }
    let order =
      eigenvalues.indices.filter { !isReduced || eigenvalues[$0] != problem.shift } + alike
    var sorted = r
    for (column, place) in order.enumerated() {
      for row in 0..<r.rows { sorted[row, place] = r[row, column] }
    }
    guard let vectors = data.vectors else { return sorted }
    var result = sorted
    result.setProduct(sorted, .plain, vectors, .transposed)
    return result
  }

  // MARK: Tables

  /// The lowest risk that was learned.
  var risk: Double { plan.risk(iterate.value) }

  /// The risks at which the starts have ended, ascending.
  var risks: [Double] { state.runs.compactMap { $0.iterate?.value }.sorted().map(plan.risk) }

  /// The median of ``risks``.
  var medianRisk: Double {
    let risks = risks
    guard !risks.isEmpty else { return .nan }
    return 0.5 * (risks[(risks.count - 1) / 2] + risks[risks.count / 2])
  }

  /// The share of starts that end within 1e-4 of the optimal risk, or at it up to rounding.
  var share: Double {
    let tolerance = max(1e-4 * theory.risk.total, plan.problem.riskFloor)
    let reached = state.runs.count { run in
      guard let value = run.iterate?.value else { return false }
      return plan.excess(value) - theoryExcess <= tolerance
    }
    return Double(reached) / Double(state.runs.count)
  }

  /// The settings and the results, one row a summary.
  ///
  /// - Parameters:
  ///   - summaries: What was learned.
  ///   - hasSeconds: Whether to tell the time, which differs from run to run.
  /// - Returns: The table of `learn`.
  static func table(_ summaries: [LearningSummary], hasSeconds: Bool) -> Table {
    var table = Table(columns: columns(hasSeconds: hasSeconds))
    for summary in summaries {
      table.append(
        summary.cells(hasSeconds: hasSeconds),
        note: summary.note)
    }
    return table
  }

  /// What a reader of a row has to know; nil for nothing.
  private var note: String? {
    let gap =
      theory.risk.total > 0 ? roundingNote : "the theory's risk is 0"
    let notes = [gap.map { "relative_gap: \($0)" }, precisionNote].compactMap { $0 }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  /// What double precision leaves open of measured data; nil where that is nothing.
  private var precisionNote: String? {
    guard case .file(let data) = setting.data else { return nil }
    return data.precisionNote(theory)
  }

  /// The columns of the table of `learn`.
  static func columns(hasSeconds: Bool) -> [String] {
    Setting.columns + [
      "seed", "starts", "method", "risk", "theory_risk", "relative_gap", "omega", "stop_reason",
      "evaluations", "gradient_norm",
    ] + (hasSeconds ? ["seconds"] : []) + ["init", "share_at_optimum", "median_risk"]
  }

  /// The cells below ``columns(hasSeconds:)``.
  func cells(hasSeconds: Bool) -> [Cell] {
    let evaluations = state.runs.reduce(0) { $0 + ($1.iterate?.evaluations ?? 0) }
    let result: [Cell] = [
      .integer(Int(plan.seed)), .integer(state.runs.count), .text(plan.method.rawValue),
      .number(risk), .number(theory.risk.total),
      relativeGap.map { .number($0) } ?? .empty,
      denoiser.stepSize.map { .number($0) } ?? .empty,
      .text(state.runs[best].stopReason.inWords), .integer(evaluations),
      .number(plan.unit * norm(iterate.gradient)),
    ]
    return setting.cells + result + (hasSeconds ? [.number(seconds)] : []) + [
      .text(plan.start.rawValue), .number(share), .number(medianRisk),
    ]
  }

  /// Every iteration of every start.
  var traceTable: Table {
    var table = Table(columns: [
      "start", "iteration", "evaluations", "risk", "relative_gap", "gradient_norm", "omega",
    ])
    for (index, run) in state.runs.enumerated() {
      for point in run.trace {
        table.append([
          .integer(index), .integer(point.iteration), .integer(point.evaluations),
          .number(plan.risk(point.value)),
          relativeGap(excess: plan.excess(point.value)).map { .number($0) } ?? .empty,
          .number(plan.unit * point.gradientNorm), point.stepSize.map { .number($0) } ?? .empty,
        ])
      }
    }
    return table
  }

  private var basinTable: Table {
    var table = Table(columns: ["risk", "relative_gap", "curvature", "starts", "share"])
    let finished = state.runs.count { $0.iterate != nil }
    // Their curvatures take hundreds of evaluations; nobody waits for them after Ctrl-C.
    for basin in Interruption.hasOccurred ? [] : state.minima(of: plan) {
      table.append([
        .number(plan.linearRisk + basin.excess),
        relativeGap(excess: basin.excess).map { .number($0) } ?? .empty,
        .number(basin.curvature), .integer(basin.count),
        .text("\(100 * basin.count / max(finished, 1)) %"),
      ])
    }
    return table
  }

  /// The learned eigenvalues of T; on a terminal the largest of them.
  private func modeTable(isWhole: Bool) -> Table {
    var table = Table(columns: ["gain", "multiplicity", "s", "ω(1+s)", "iteration"])
    for mode in denoiser.modes.prefix(isWhole ? .max : 20) {
      table.append([
        .number(mode.gain), .integer(mode.multiplicity), .number(mode.penalty),
        mode.relativeStep.map { .number($0) } ?? .empty,
        .text(mode.isUnstable ? "diverges, stopped after N steps" : ""),
      ])
    }
    return table
  }

  /// The optimal eigenvalues of T; on a terminal the largest of them.
  private func optimalTable(isWhole: Bool) -> Table {
    var table = Table(columns: ["gain", "multiplicity", "forced"])
    let lines = theory.eigenvalues.sorted { $0.gain.value > $1.gain.value }
    for line in lines.prefix(isWhole ? .max : 20) {
      table.append([
        .number(line.gain.value), .integer(line.multiplicity), .text(line.isForced ? "yes" : ""),
      ])
    }
    return table
  }

  // MARK: Words

  private var facts: [(String, String)] {
    let number = { (value: Double) in formatted(value, significantDigits: 10) }
    var facts = [
      ("setting", setting.inWords), ("family", setting.family.inWords),
      (
        "learned by",
        "\(plan.method.rawValue), \(plan.start.rawValue) start, \(state.runs.count) starts"
      ),
      ("learned risk", number(risk)),
      ("theory", "\(number(theory.risk.total))   attained: \(theory.attainment.inWords)"),
      (
        "relative gap",
        relativeGap.map { formatted($0, significantDigits: 3) } ?? "undefined (0/0)"
      ),
    ]
    if let stepSize = denoiser.stepSize {
      let optimal = theory.stepSize.map { $0 > 0 ? number($0) : "→ 0" } ?? ""
      facts.append(("step size ω", "\(number(stepSize))   theory: \(optimal)"))
    }
    facts.append(("stopped by", state.runs[best].stopReason.inWords))
    if let roundingNote { facts.append(("rounding", roundingNote)) }
    if let precisionNote { facts.append(("note", precisionNote)) }
    if case .unrolled(1, _) = setting.family {
      facts.append(("note", "at depth 1 the denoiser is ωI: R has no influence"))
    }
    return facts
  }

  /// What is told of a run where nothing may be left out.
  private var details: [(String, String)] {
    [
      ("seed", "\(plan.seed)"),
      ("evaluations", "\(state.runs.reduce(0) { $0 + ($1.iterate?.evaluations ?? 0) })"),
      ("gradient norm", formatted(norm(iterate.gradient), significantDigits: 3)),
      ("at the optimum", "\(formatted(100 * share, significantDigits: 4)) % of the starts"),
    ]
  }

  /// The result for readers.
  func page(command: String) -> ResultPage {
    ResultPage(
      terminal: { text(on: $0) }, text: { _ in text(on: nil) },
      markdown: { table in
        isWhole(table)
          ? markdown(command: command) : chosen(table, command: command)
      },
      latex: { table in
        isWhole(table)
          ? latex(command: command)
          : table.latex(comments: ["Learned against theory", command])
      })
  }

  /// Whether `--columns` has left a table as it is.
  private func isWhole(_ table: Table) -> Bool {
    table.columns == Self.columns(hasSeconds: true)
  }

  private func chosen(_ table: Table, command: String) -> String {
    "# Learned against theory\n\n\(table.markdown())\n```sh\n\(command)\n```\n"
  }

  /// The result as text; on a terminal without long lists.
  private func text(on terminal: Terminal?) -> String {
    let isWhole = terminal == nil
    let facts = facts + (isWhole ? details : [])
    let width = facts.map(\.0.count).max() ?? 0
    let head = facts.map { name, value in
      name + String(repeating: " ", count: width - name.count + 3) + value + "\n"
    }
    let parts = [
      ("basins", basinTable), ("learned eigenvalues of T", modeTable(isWhole: isWhole)),
      ("optimal eigenvalues of T", optimalTable(isWhole: isWhole)),
    ]
    return head.joined()
      + parts.map { "\n\($0)\n\(terminal?.text($1, whole: "-o FILE.txt") ?? $1.text())" }.joined()
  }

  /// The result as LaTeX tables.
  private func latex(command: String) -> String {
    let facts = (facts + details).map { "\($0.0): \($0.1)" }
    return basinTable.latex(comments: ["Learned against theory", command] + facts + ["Basins"])
      + "\n" + modeTable(isWhole: true).latex(comments: ["Learned eigenvalues of T"])
      + "\n" + optimalTable(isWhole: true).latex(comments: ["Optimal eigenvalues of T"])
  }

  /// The result as a page.
  private func markdown(command: String) -> String {
    let lines = (facts + details).map { "- \($0.0): \($0.1)" }.joined(separator: "\n")
    return "# Learned against theory\n\n\(lines)\n\n## Basins\n\n\(basinTable.markdown())"
      + "\n## Learned eigenvalues of T\n\n\(modeTable(isWhole: true).markdown())"
      + "\n## Optimal eigenvalues of T\n\n\(optimalTable(isWhole: true).markdown())"
      + "\n```sh\n\(command)\n```\n"
  }
}

extension StopReason? {
  /// The reason as a name for tables.
  var inWords: String {
    switch self {
    case nil: "interrupted"
    case .gradientNorm: "gradient norm"
    case .targetValue: "target value"
    case .smallDecrease: "small decrease"
    case .lineSearchFailed: "line search at rounding level"
    case .nonFinite(let trials): "no finite risk in \(trials) trials"
    case .iterationLimit: "iteration limit"
    case .interrupted: "interrupted"
    }
  }
}
