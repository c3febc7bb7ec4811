// The results of learning, beside the theory.

import Files
package import Learning
import Libc
package import LinearAlgebra
package import Optimization
import Report
package import ToyModel

/// The result of learning one task, beside the theory.
package struct LearningSummary: Sendable {
  package let setting: Setting
  package let plan: LearningPlan
  package let state: LearningState
  package let theory: OptimalRisk
  /// The risk that flow reaches from small R; nil if it is not known.
  package let trap: TrapRisk?
  /// The excess of the theory's optimum over the best linear risk, computed without a difference of risks.
  private let theoryExcess: Double
  /// The index of the best start.
  package let best: Int
  /// The final iterate of the best start.
  package let iterate: Iterate
  /// The denoiser learned by the best start.
  package let denoiser: LearnedDenoiser
  /// The time taken, in seconds.
  let seconds: Double

  /// Creates a summary; nil if no start has a finite risk.
  package init?(_ result: LearningTask.Result) {
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
    trap = TrapRisk(
      spectrum: plan.problem.spectrum, noiseVariance: plan.problem.noiseVariance,
      rows: plan.problem.rows, family: plan.family.theory)
    theoryExcess = theory.excess(
      over: OptimalRisk(
        spectrum: plan.problem.spectrum, noiseVariance: plan.problem.noiseVariance,
        rows: plan.problem.rows, family: .linear),
      noiseVariance: plan.problem.noiseVariance)
    denoiser = LearnedDenoiser(iterate.point, of: plan.objective)
  }

  /// Whether T = f(RᵀR), so that its eigenvalues follow from those of one RᵀR.
  package var hasSpectrum: Bool { setting.family.algorithm.isSpectral }

  /// risk/theory − 1 for an excess over the best linear risk; nil if the theory's risk is 0.
  ///
  /// Computed from the excesses: the difference of two nearly equal risks would be rounding error.
  package func relativeGap(excess: Double) -> Double? {
    theory.risk.total > 0 && theory.isExact ? (excess - theoryExcess) / theory.risk.total : nil
  }

  /// The risk relative to the best one, less 1, and where only bounds on that are known relative to the lower bound.
  func gapToBound(excess: Double) -> Double? {
    guard !theory.isExact else { return relativeGap(excess: excess) }
    return (plan.linearRisk + excess - theory.lowerBound) / theory.lowerBound
  }

  /// The relative gap of the best start.
  package var relativeGap: Double? { relativeGap(excess: plan.excess(iterate.value)) }

  /// The relative gap that the limitation of R and a learned ω to 16 digits may cause.
  private var roundingGap: Double {
    guard theory.risk.total > 0, hasSpectrum else { return 0 }
    return plan.problem.roundingExcess(
      denoiser, of: plan.family, isScaled: plan.isPreconditioned) / theory.risk.total
  }

  /// The reason why the relative gap is no smaller, if rounding limits it; nil otherwise.
  ///
  /// The scaled variables of bilevel learning and even depths keep the digits that the risk needs; learning
  /// in R itself does not.
  package var roundingNote: String? { plan.isPreconditioned ? nil : note(on: "R") }

  /// The reason why a saved R has a different risk, if rounding is the cause; nil otherwise.
  package var savedRoundingNote: String? { note(on: "R, in the coordinates of the signal,") }

  private func note(on subject: String) -> String? {
    let gap = roundingGap
    guard gap > Self.visibleGap else { return nil }
    return "\(subject) has 16 digits, which leave a relative gap of the order of "
      + formatted(gap, significantDigits: 1)
  }

  /// The smallest gap that is worth mentioning.
  private static let visibleGap = 1e-12

  /// True if ``regularizer()`` is in the eigenbasis of C, since only its eigenvalues are known.
  package var isInEigenbasis: Bool {
    if case .unknown = setting.data.basis { true } else { false }
  }

  /// The best R, k × n, in the coordinates of the signal, or in the eigenbasis of C, by descending
  /// eigenvalue, if only eigenvalues are known.
  ///
  /// It was learned in the eigenbasis, with the deviating directions first.
  package func regularizer() -> Matrix {
    let r = denoiser.regularizer
    var full = Matrix(repeating: 0, rows: r.rows, columns: setting.n)
    full.addLeadingColumns(r)
    let eigenvalues = setting.data.spectrum.groups.flatMap { group in
      Array(repeating: group.eigenvalue, count: group.multiplicity)
    }
    let problem = plan.problem
    let isReduced = problem.deviations.count < problem.dimension
    let alike = eigenvalues.indices.filter { isReduced && eigenvalues[$0] == problem.shift }
    let order =
      eigenvalues.indices.filter { !isReduced || eigenvalues[$0] != problem.shift } + alike
    var sorted = full
    for (column, target) in order.enumerated() {
      for row in 0..<r.rows { sorted[row, target] = full[row, column] }
    }
    return setting.data.signalCoordinates(sorted)
  }

  /// The lowest learned risk.
  package var risk: Double { plan.risk(iterate.value) }

  /// The final risks of the starts, ascending.
  package var risks: [Double] {
    state.runs.compactMap { $0.iterate?.value }.sorted().map(plan.risk)
  }

  /// The median of ``risks``.
  package var medianRisk: Double {
    let risks = risks
    guard !risks.isEmpty else { return .nan }
    return 0.5 * (risks[(risks.count - 1) / 2] + risks[risks.count / 2])
  }

  /// The share of starts that end within 1e-4 of the optimal risk, or at it up to rounding.
  package var share: Double {
    let tolerance = max(1e-4 * theory.risk.total, plan.problem.riskFloor)
    let reached = state.runs.count { run in
      guard let value = run.iterate?.value else { return false }
      return plan.excess(value) - theoryExcess <= tolerance
    }
    return Double(reached) / Double(state.runs.count)
  }
}

extension LearningSummary {
  /// R_trap, the best risk before the first turning point of the filter; nil where it is not known.
  package var trapRisk: Double? { trap?.optimum.risk.total }

  /// The remark on a run that ended at R_trap, to 1e-8, where that exceeds the optimum; nil elsewhere.
  package var trapNote: String? {
    guard let trap, trap.wall != nil, theory.risk.total > 0 else { return nil }
    let trapped = trap.optimum.risk.total
    let price = trap.optimum.excess(over: theory, noiseVariance: plan.problem.noiseVariance)
    // A price that no run can be told from is none.
    guard price > 1e-7 * theory.risk.total, abs(risk - trapped) <= 1e-8 * trapped else {
      return nil
    }
    return "trapped: this is R_trap"
  }

  /// s*, the wall for given values of the numbers learned besides R; nil if the filter does not turn.
  func wall(_ learned: [Double]?) -> Double? {
    plan.family.filter(learned).turningPoints.first?.location
  }
}
