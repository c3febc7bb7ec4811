// What learning has found, in tables, words and curves.

import Glibc
import Learning
import LinearAlgebra
import Optimization
import Report
import ToyModel

/// The end of a run of learning beside the theory.
struct LearningSummary: Sendable {
  let setting: Setting
  let plan: LearningPlan
  let state: LearningState
  let theory: OptimalRisk
  /// The number of the best start.
  let best: Int
  /// The end of the best start.
  let iterate: Iterate
  /// What the best start has learned.
  let denoiser: LearnedDenoiser
  private let seconds: Double

  /// Reads off a result; nil where no start has a finite risk.
  init?(_ result: LearningTask.Result) {
    let (plan, state) = (result.task.plan, result.state)
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
    denoiser = LearnedDenoiser(iterate.point, of: plan.objective)
  }

  /// risk/theory − 1; nil where the theory's risk is 0.
  func relativeGap(_ risk: Double) -> Double? {
    theory.risk.total > 0 ? (risk - theory.risk.total) / theory.risk.total : nil
  }

  /// The best R, k × n, in the coordinates of the signal; in the eigenbasis of C, by descending
  /// eigenvalue, where a list of eigenvalues is all that is known.
  ///
  /// - Throws: ``CommandError`` of status failure where C has no decomposition.
  func regularizer() throws(CommandError) -> Matrix {
    let r = denoiser.regularizer
    var full = Matrix(repeating: 0, rows: r.rows, columns: setting.n)
    full.addLeadingColumns(r)
    if case .file(let data) = setting.data {
      return try fromEigenbasis(full, data)
    }
    // The Householder reflection that takes the first coordinate axis to 𝟏/√n.
    let n = setting.n
    guard n > 1 else { return full }
    let entry = 1 / Double(n).squareRoot()
    var normal = [Double](repeating: entry, count: n)
    normal[0] -= 1
    let scale = 2 / dot(normal, normal)
    for row in 0..<full.rows {
      var product = 0.0
      for column in 0..<n { product += full[row, column] * normal[column] }
      for column in 0..<n { full[row, column] -= scale * product * normal[column] }
    }
    return full
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
    guard let secondMoment = data.secondMoment else { return sorted }
    let basis = try PrincipalBasis(measuring: secondMoment)
    var result = sorted
    result.setProduct(sorted, .plain, basis.vectors, .transposed)
    return result
  }

  // MARK: Tables

  /// The lowest risk that was learned.
  var risk: Double { iterate.value }

  /// The share of starts that end within 1e-4 of the optimal risk, or at it but for rounding.
  var share: Double {
    let tolerance = max(1e-4 * theory.risk.total, plan.problem.riskFloor)
    let reached = state.runs.count { run in
      guard let value = run.iterate?.value else { return false }
      return value - theory.risk.total <= tolerance
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
        note: summary.theory.risk.total > 0 ? nil : "relative_gap: the theory's risk is 0")
    }
    return table
  }

  /// The columns of the table of `learn`.
  static func columns(hasSeconds: Bool) -> [String] {
    Setting.columns + [
      "seed", "starts", "method", "risk", "theory_risk", "relative_gap", "omega", "stop_reason",
      "evaluations", "gradient_norm",
    ] + (hasSeconds ? ["seconds"] : []) + ["init", "share_at_optimum"]
  }

  /// The cells below ``columns(hasSeconds:)``.
  func cells(hasSeconds: Bool) -> [Cell] {
    let evaluations = state.runs.reduce(0) { $0 + ($1.iterate?.evaluations ?? 0) }
    let result: [Cell] = [
      .integer(Int(plan.seed)), .integer(state.runs.count), .text(plan.method.rawValue),
      .number(iterate.value), .number(theory.risk.total),
      relativeGap(iterate.value).map { .number($0) } ?? .empty,
      denoiser.stepSize.map { .number($0) } ?? .empty,
      .text(state.runs[best].stopReason.inWords), .integer(evaluations),
      .number(norm(iterate.gradient)),
    ]
    return setting.cells + result + (hasSeconds ? [.number(seconds)] : []) + [
      .text(plan.start.rawValue), .number(share),
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
          .number(point.value), relativeGap(point.value).map { .number($0) } ?? .empty,
          .number(point.gradientNorm), point.stepSize.map { .number($0) } ?? .empty,
        ])
      }
    }
    return table
  }

  private var basinTable: Table {
    var table = Table(columns: ["risk", "relative_gap", "curvature", "starts", "share"])
    let finished = state.runs.count { $0.iterate != nil }
    for basin in state.basins(of: plan) {
      table.append([
        .number(basin.value), relativeGap(basin.value).map { .number($0) } ?? .empty,
        .number(basin.curvature), .integer(basin.count),
        .text("\(100 * basin.count / max(finished, 1)) %"),
      ])
    }
    return table
  }

  private var modeTable: Table {
    var table = Table(columns: ["gain", "multiplicity", "s", "ω(1+s)", "iteration"])
    for mode in denoiser.modes.prefix(20) {
      table.append([
        .number(mode.gain), .integer(mode.multiplicity), .number(mode.penalty),
        mode.relativeStep.map { .number($0) } ?? .empty,
        .text(mode.isUnstable ? "diverges, stopped after N steps" : ""),
      ])
    }
    return table
  }

  private var optimalTable: Table {
    var table = Table(columns: ["gain", "multiplicity", "forced"])
    let lines = theory.eigenvalues.sorted { $0.gain.value > $1.gain.value }
    for line in lines.prefix(20) {
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
      ("learned risk", number(iterate.value)),
      ("theory", "\(number(theory.risk.total))   attained: \(theory.attainment.inWords)"),
      (
        "relative gap",
        relativeGap(iterate.value).map { formatted($0, significantDigits: 3) } ?? "undefined (0/0)"
      ),
    ]
    if let stepSize = denoiser.stepSize {
      let optimal = theory.stepSize.map { $0 > 0 ? number($0) : "→ 0" } ?? ""
      facts.append(("step size ω", "\(number(stepSize))   theory: \(optimal)"))
    }
    facts.append(("stopped by", state.runs[best].stopReason.inWords))
    if case .unrolled(1, _) = setting.family {
      facts.append(("note", "at depth 1 the denoiser is ωI: R has no influence"))
    }
    return facts
  }

  /// The result for a terminal.
  func text() -> String {
    let width = facts.map(\.0.count).max() ?? 0
    let head = facts.map { name, value in
      name + String(repeating: " ", count: width - name.count + 3) + value + "\n"
    }
    return head.joined() + "\nbasins\n" + basinTable.text() + "\nlearned eigenvalues of T\n"
      + modeTable.text() + "\noptimal eigenvalues of T\n" + optimalTable.text()
  }

  /// The result as LaTeX tables.
  func latex(command: String) -> String {
    let facts = facts.map { "\($0.0): \($0.1)" }
    return basinTable.latex(comments: ["Learned against theory", command] + facts + ["Basins"])
      + "\n" + modeTable.latex(comments: ["Learned eigenvalues of T"])
      + "\n" + optimalTable.latex(comments: ["Optimal eigenvalues of T"])
  }

  /// The result as a page.
  func markdown(command: String) -> String {
    let lines = facts.map { "- \($0.0): \($0.1)" }.joined(separator: "\n")
    return "# Learned against theory\n\n\(lines)\n\n## Basins\n\n\(basinTable.markdown())"
      + "\n## Learned eigenvalues of T\n\n\(modeTable.markdown())"
      + "\n## Optimal eigenvalues of T\n\n\(optimalTable.markdown())\n```sh\n\(command)\n```\n"
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
    case .iterationLimit: "iteration limit"
    case .interrupted: "interrupted"
    }
  }
}
