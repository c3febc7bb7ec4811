// Every method, under one name and one call.

import Optimization
import Testing

/// A method with the settings that a problem asks for.
enum NamedMethod: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case fixed, backtracking, adam, shortMemory, longMemory, flow

  var testDescription: String { rawValue }

  var isQuasiNewton: Bool { self == .shortMemory || self == .longMemory }

  /// True for methods that promise never to go up.
  var isMonotone: Bool { isQuasiNewton || self == .backtracking }

  func minimize(
    _ problem: NamedProblem, from start: Iterate, until rule: StoppingRule,
    watch: (Iterate) -> Bool = { _ in true }
  ) -> (end: Minimization, evaluations: Int) {
    var objective = problem
    let end =
      switch self {
      case .fixed:
        Optimization.minimize(
          &objective, from: start, by: GradientDescent(.fixed(problem.stepSize)), until: rule,
          watch: watch)
      case .backtracking:
        Optimization.minimize(
          &objective, from: start, by: GradientDescent(.backtracking(first: 1)), until: rule,
          watch: watch)
      case .adam:
        Optimization.minimize(&objective, from: start, by: Adam(), until: rule, watch: watch)
      case .flow:
        Optimization.minimize(
          &objective, from: start, by: FlowIntegrator(), until: rule, watch: watch)
      case .shortMemory:
        Optimization.minimize(
          &objective, from: start, by: LBFGS(history: 1), until: rule, watch: watch)
      case .longMemory:
        Optimization.minimize(
          &objective, from: start, by: LBFGS(history: 10), until: rule, watch: watch)
      }
    return (end, objective.evaluations)
  }

  /// The iterates of a run, the first included, and its end.
  func trace(
    _ problem: NamedProblem, until rule: StoppingRule
  ) throws -> (iterates: [Iterate], end: Minimization) {
    var iterates: [Iterate] = []
    let end = minimize(problem, from: try problem.first(), until: rule) {
      iterates.append($0)
      return true
    }.end
    return (iterates, end)
  }
}
