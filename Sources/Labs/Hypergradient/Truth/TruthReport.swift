// The report on the certified gradients.

import Evidence
import LabKit
import LinearAlgebra
import Report

/// The certified gradients of a problem at all its points.
struct TruthReport {
  let problem: HypergradientProblem
  let truths: [Truth]

  /// Certifies the gradient at every point.
  ///
  /// - Parameters:
  ///   - problem: The problem with its points.
  ///   - tolerance: The bound on the relative error up to which a gradient counts as certified.
  /// - Throws: ``LabError/failed(_:)`` where z* is not unique.
  init(_ problem: HypergradientProblem, tolerance: Double) throws(LabError) {
    self.problem = problem
    truths = try problem.points.map { (point) throws(LabError) in
      try Truth(problem.levels, at: point, tolerance: tolerance)
    }
  }

  /// Adds tables, warnings, claims and the gradients themselves to an outcome.
  func report(to study: inout LabStudy) throws(LabError) {
    study.warnings += problem.warnings
    let comparisons = try truths.map { (truth) throws(LabError) in
      truth.status == .kink || !norm(truth.gradient).isFinite
        ? nil : try Differences(problem.levels, truth, seed: study.settings.seed)
    }
    decide(comparisons, &study)
    try decideBound(&study)
    study.tables.append(truthTable(comparisons))
    study.tables.append(gradientTable)
    for (index, truth) in truths.enumerated() { warn(truth, index, &study) }
    if let obstacle = truths.enumerated().lazy.compactMap({ obstacle($1, $0) }).first {
      study.missingProduct = obstacle
      return
    }
    let p = problem.levels.lower.parameterCount
    study.product = LabArray(
      "gradient", shape: problem.isTable ? [truths.count, p] : [p], truths.flatMap(\.gradient))
  }

  private func decide(_ comparisons: [Differences?], _ study: inout LabStudy) {
    let truth = truths[0]
    let defects = productDefects(
      of: problem.levels.lower, at: truth.solution, truth.lambda, seed: study.settings.seed)
    study.decide(
      ProblemClaims.products, "the larger of the two defects", predicted: 0,
      computed: max(defects.mixed, defects.hessian), .rounding(1e-13))
    let upper = problem.levels.lower.largestCurvature(truth.lambda)
    // With 1/L the image of a direction may cancel down to its rounding, where ρH is nearly I.
    let layer = DescentStep(problem.levels.lower, stepSize: upper > 0 ? 0.5 / upper : 1)
    study.decide(
      ProblemClaims.step, predicted: 0,
      computed: adjointDefect(
        of: layer, at: truth.solution, weights: truth.lambda, seed: study.settings.seed),
      .rounding(1e-13))
    // A gradient that is not certified is no claim.
    let ratios = zip(truths, comparisons).compactMap { truth, comparison in
      truth.status == .certified
        ? comparison.map { $0.error / max($0.uncertainty, 1e-300) } : nil
    }
    guard let worst = ratios.max() else { return }
    study.decide(
      ProblemClaims.differences, "difference in units of its uncertainty", predicted: 1,
      computed: worst, .atMost(rounding: 0))
  }

  private func decideBound(_ study: inout LabStudy) throws(LabError) {
    var worst: Double?
    for truth in truths where truth.status == .certified {
      let z = truth.support.map { $0.map { truth.solution[$0] } } ?? truth.solution
      guard !z.isEmpty else { continue }
      let other = try truth.problem.rootVJP(
        at: z, truth.lambda, by: .conjugateGradient(tolerance: 1e-12))
      let mixed = truth.problem.lower.mixedNorm(z, truth.lambda, within: 0)
      let allowed = 2 * truth.bound + 2 * mixed * other.residual / truth.curvature.lower
      worst = max(worst ?? 0, distance(other.gradient, truth.gradient) / max(allowed, 1e-300))
    }
    guard let worst else { return }
    study.decide(
      ProblemClaims.bound, "difference relative to what is allowed", predicted: 1, computed: worst,
      .atMost(rounding: 0))
  }

  private func truthTable(_ comparisons: [Differences?]) -> NamedTable {
    var table = Table(columns: [
      "point", "status", "value", "gradient_norm", "bound", "relative_bound", "differences",
      "inner_bound", "system_residual", "smallest_eigenvalue", "largest_eigenvalue", "condition",
      "support_size", "dual_margin", "primal_margin",
    ])
    for (index, truth) in truths.enumerated() {
      let length = norm(truth.gradient)
      let isKink = truth.status == .kink
      func shown(_ number: Double?) -> Cell {
        number.map { $0.isFinite ? .number($0) : .empty } ?? .empty
      }
      table.append([
        .integer(index + 1), .text(truth.status.rawValue), .number(truth.value),
        isKink ? .empty : .number(length), isKink ? .empty : shown(truth.bound),
        isKink ? .empty : shown(truth.relativeBound),
        shown(comparisons[index].map { length > 0 ? $0.error / length : $0.error }),
        shown(truth.innerBound), .number(truth.residual), .number(truth.curvature.lower),
        .number(truth.curvature.upper), shown(truth.curvature.condition),
        truth.support.map { .integer($0.count) } ?? .empty, shown(truth.margins?.dual),
        shown(truth.margins?.primal),
      ])
    }
    return NamedTable("truth", "gradients with their certificates: \(problem.summary)", table)
  }

  private var gradientTable: NamedTable {
    var table = Table(columns: ["point", "parameter", "lambda", "gradient", "direct", "implicit"])
    for (index, truth) in truths.enumerated() where truth.status != .kink {
      for k in truth.lambda.indices {
        table.append([
          .integer(index + 1), .integer(k + 1), .number(truth.lambda[k]),
          .number(truth.gradient[k]), .number(truth.directGradient[k]),
          .number(truth.gradient[k] - truth.directGradient[k]),
        ])
      }
    }
    return NamedTable("gradient", "the gradient of h, entry by entry", table)
  }

  private func prefix(_ index: Int) -> String { truths.count > 1 ? "point \(index + 1): " : "" }

  private func text(_ number: Double) -> String { formatted(number, significantDigits: 3) }

  /// The reason why the gradient at a point is not certified; nil where it is.
  private func obstacle(_ truth: Truth, _ index: Int) -> String? {
    switch truth.status {
    case .certified: return nil
    case .notCertified:
      let length = norm(truth.gradient)
      let reason =
        if !length.isFinite {
          "h or its gradient overflows; scale the problem"
        } else if !truth.bound.isFinite {
          "the error has no bound, as the linear system is singular within rounding"
        } else {
          """
          the bound \(text(truth.bound)) of the error exceeds \
          \(HypergradientParameters.tolerance.option) times ‖∇h‖ = \(text(length))
          """
        }
      return "\(prefix(index))NOT CERTIFIED: \(reason)"
    case .kink:
      return """
        \(prefix(index))KINK: h has no gradient where the support of the Lasso changes; the margins are \
        \(text(truth.margins?.dual ?? 0)) (dual) and \(text(truth.margins?.primal ?? 0)) (primal)
        """
    }
  }

  private func warn(_ truth: Truth, _ index: Int, _ study: inout LabStudy) {
    let prefix = prefix(index)
    if let obstacle = obstacle(truth, index) { study.warnings.append(obstacle) }
    if truth.support?.isEmpty == true {
      study.warnings.append("\(prefix)λ ≥ λ_max: z* = 0, and h does not change near λ")
    }
    if truth.curvature.condition > 1e8 {
      study.warnings.append(
        "\(prefix)the linear system has condition number \(text(truth.curvature.condition))")
    }
  }
}
