// The results of learning, as tables.

import Files
import Learning
import LinearAlgebra
import Optimization
package import Report
import ToyModel

extension LearningSummary {
  /// The settings and the results, one row per summary.
  ///
  /// - Parameters:
  ///   - summaries: The results.
  ///   - hasSeconds: Whether to include the time, which differs from run to run.
  /// - Returns: The table of `learn`.
  package static func table(_ summaries: [LearningSummary], hasSeconds: Bool) -> Table {
    let hasBracket = summaries.contains { !$0.hasSpectrum }
    var table = Table(columns: columns(hasSeconds: hasSeconds, hasBracket: hasBracket))
    for summary in summaries {
      let theory = summary.theory
      let upper = Cell.number(theory.risk.total)
      let bracket = [theory.isExact ? upper : .number(theory.lowerBound), upper]
      table.append(
        summary.cells(hasSeconds: hasSeconds) + (hasBracket ? bracket : []), note: summary.note)
    }
    return table
  }

  /// A note that the reader of a row needs; nil if there is none.
  private var note: String? {
    let gap =
      !theory.isExact
      ? "only bounds on the best risk are known"
      : theory.risk.total > 0 ? roundingNote : "the theory's risk is 0"
    let notes = [trapNote, gap.map { "relative_gap: \($0)" }, precisionNote].compactMap { $0 }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  /// A note on the accuracy of measured data in double precision; nil if not needed.
  var precisionNote: String? {
    setting.data.precisionNote(theory)
  }

  /// The columns of the table of `learn`.
  ///
  /// - Parameters:
  ///   - hasSeconds: Whether to include the time.
  ///   - hasBracket: Whether only bounds on some best risk are known.
  /// - Returns: The names, in the order of the cells.
  package static func columns(hasSeconds: Bool, hasBracket: Bool = false) -> [String] {
    Setting.columns + [
      "seed", "starts", "method", "risk", "theory_risk", "relative_gap", "omega", "stop_reason",
      "evaluations", "gradient_norm",
    ] + (hasSeconds ? ["seconds"] : []) + ["init", "share_at_optimum", "median_risk"]
      + DenoiserFamily.detailColumns + ["trap_risk"]
      + (hasBracket ? ["risk_lower", "risk_upper"] : [])
  }

  /// The cells below ``columns(hasSeconds:)``.
  package func cells(hasSeconds: Bool) -> [Cell] {
    let evaluations = state.runs.reduce(0) { $0 + ($1.iterate?.evaluations ?? 0) }
    let result: [Cell] = [
      .integer(Int(plan.seed)), .integer(state.runs.count), .text(plan.method.rawValue),
      .number(risk), theory.isExact ? .number(theory.risk.total) : .empty,
      relativeGap.map { .number($0) } ?? .empty,
      setting.family.algorithm.hasStepSize
        ? denoiser.stepSize.map { .number($0) } ?? .empty : .empty,
      .text(state.runs[best].stopReason.inWords), .integer(evaluations),
      .number(plan.unit * norm(iterate.gradient)),
    ]
    let details = setting.family.detailCells(numbers: plan.family.all(denoiser.numbers))
    return setting.cells + result + (hasSeconds ? [.number(seconds)] : []) + [
      .text(plan.start.rawValue), theory.isExact ? .number(share) : .empty, .number(medianRisk),
    ] + details + [trapRisk.map { .number($0) } ?? .empty]
  }

  /// Every iteration of every start, with the numbers learned besides R.
  ///
  /// For gradient flow also the time, the wall s*, and the eigenvalues of RᵀR by descending size.
  package var traceTable: Table {
    let isFlow = plan.method == .flow
    let flowColumns =
      ["time", "wall"] + (1...setting.k).map { "eigenvalue_\($0)" }
    var table = Table(
      columns: [
        "start", "iteration", "evaluations", "risk", "relative_gap", "gradient_norm", "omega",
      ] + plan.family.furtherNames + (isFlow ? flowColumns : []))
    for (index, run) in state.runs.enumerated() {
      for point in run.trace {
        var cells: [Cell] = [
          .integer(index), .integer(point.iteration), .integer(point.evaluations),
          .number(plan.risk(point.value)),
          relativeGap(excess: plan.excess(point.value)).map { .number($0) } ?? .empty,
          .number(plan.unit * point.gradientNorm),
          plan.family.stepSize(point.numbers).map { .number($0) } ?? .empty,
        ]
        cells += point.numbers.suffix(plan.family.furtherNames.count).map { .number($0) }
        if let flow = point.flow {
          cells += [
            .number(flow.time), wall(point.numbers).map { .number($0) } ?? .empty,
          ]
          cells += flow.penalties.reversed().map { .number($0) }
        }
        table.append(cells)
      }
    }
    return table
  }

  var basinTable: Table {
    var table = Table(columns: ["risk", "relative_gap", "curvature", "starts", "share"])
    let finished = state.runs.count { $0.iterate != nil }
    // Their curvatures take hundreds of evaluations, too many to wait for after Ctrl-C.
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

  /// The learned eigenvalues of T; on a terminal only the largest.
  func modeTable(isWhole: Bool) -> Table {
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

  /// The optimal eigenvalues of T; on a terminal only the largest.
  func optimalTable(isWhole: Bool) -> Table {
    var table = Table(columns: ["gain", "multiplicity", "forced"])
    let lines = theory.eigenvalues.sorted { $0.gain.value > $1.gain.value }
    for line in lines.prefix(isWhole ? .max : 20) {
      table.append([
        .number(line.gain.value), .integer(line.multiplicity), .text(line.isForced ? "yes" : ""),
      ])
    }
    return table
  }
}

extension StopReason? {
  /// The stop reason as a name for tables.
  package var inWords: String {
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
