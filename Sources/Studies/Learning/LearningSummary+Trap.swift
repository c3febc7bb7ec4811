// Whether learning has ended in the trap.

import Learning
import ToyModel

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
