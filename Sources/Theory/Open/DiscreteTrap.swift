// Descent by discrete steps before the wall, and where it ends: the experiment of the open questions about it.

import Evidence
import Learning
import Optimization
import ToyModel

/// The question of whether finite steps of a method, at odd depths with a fixed ω ≤ 1, can end below R_trap.
enum DiscreteTrap {
  /// Draws N = 3 or 5, ω, σ and n = k ≤ 4 eigenvalues γ.
  ///
  /// - Parameters:
  ///   - draws: The random numbers.
  ///   - rates: The range of learning rates, kept as ``Parameter/weight``; nil for a method whose rate is fixed.
  /// - Returns: A parameter point.
  static func point(
    _ draws: inout Sampler, rates: ClosedRange<Double>? = nil
  ) -> ParameterPoint {
    let n = draws.integer(1...4)
    var values: [Parameter: Double] = [
      .depth: draws.element([3.0, 5]), .omega: draws.uniform(0.2...1), .k: Double(n),
      .sigma: draws.logarithmic(0.2...1),
    ]
    if let rates { values[.weight] = draws.logarithmic(rates) }
    return ParameterPoint(values, eigenvalues: draws.eigenvalues(n, in: 0.05...5))
  }

  /// Whether a parameter point is one of these; k < n is allowed too.
  static func contains(_ point: ParameterPoint, rates: ClosedRange<Double>? = nil) -> Bool {
    [3, 5].contains(point.depth) && point[.omega] >= 0.2 && point[.omega] <= 1
      && point[.sigma] > 0 && (1...point.n).contains(point.k)
      && rates?.contains(point[.weight]) != false
  }

  /// Runs a method for 2000 steps and compares its end with R_trap.
  ///
  /// - Parameters:
  ///   - point: The parameter point.
  ///   - method: The method.
  ///   - trapRisk: R_trap.
  ///   - margin: The margin of the search, to which the case is added.
  ///   - norm: ‖R‖² of the start, from random numbers and the wall s*.
  /// - Returns: The finding; nil if the end is not below R_trap, or no finite start was drawn.
  static func violation(
    _ point: ParameterPoint, by method: some Minimizer, trapRisk: TrapFormula,
    margin: inout SearchMargin, startingAt norm: (inout Sampler, _ wall: Double) -> Double
  ) -> String? {
    let family = LearnedRisk.Family.unrolled(
      depth: point.depth, stepSize: point[.omega], isStepLearned: false)
    let problem = LearningProblem(
      spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: point.k,
      isReducible: false)
    var risk = LearnedRisk(problem, family: family)
    var draws = point.sampler()
    let wall = UnrolledFilter(depth: point.depth, stepSize: point[.omega]).turningPoint
    let start = TrapFlow.start(point, norm(&draws, wall), &draws)
    guard
      let first = Iterate(start: risk.variables(start, stepSize: family.stepSize), of: &risk)
    else { return nil }
    let result = minimize(
      &risk, from: first, by: method, until: StoppingRule(iterationLimit: 2000))
    let end = problem.linearRisk + result.iterate.value
    let expected = trapRisk(point.spectrum, point.noiseVariance, point.k, family.theory)
    margin.add(end / expected - 1)
    return end < expected * (1 - 1e-6) ? "it ends at \(end), below R_trap = \(expected)" : nil
  }
}
