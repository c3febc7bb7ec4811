// The linear solvers of the lab, each for a given number of iterations.

import LabKit

/// A way to solve the linear system, before the number of its iterations is chosen.
enum SolverKind: String, CaseIterable, Sendable {
  case direct, cg
  case normal = "normal-cg"
  case neumann
  case printed = "neumann-printed"
  case jacobianFree = "jacobian-free"
  case lbfgs = "l-bfgs"
  case shine

  /// Whether the number of iterations matters.
  var isIterative: Bool {
    switch self {
    case .direct, .jacobianFree, .shine: false
    case .cg, .normal, .neumann, .printed, .lbfgs: true
    }
  }

  /// The solver.
  ///
  /// - Parameters:
  ///   - iterations: The number of iterations, or of terms of the series.
  ///   - estimate: The inverse estimate of a quasi-Newton method, for SHINE; nil where there is none.
  /// - Returns: The solver; nil for SHINE without an estimate.
  func solver(iterations: Int, estimate: InverseEstimate?) -> AdjointSolver? {
    switch self {
    case .direct: .direct
    case .cg: .conjugateGradient(tolerance: 1e-15, limit: iterations)
    case .normal: .normalConjugateGradient(tolerance: 1e-15, limit: iterations)
    case .neumann: .neumann(terms: iterations)
    case .printed: .printedNeumann(terms: iterations)
    case .jacobianFree: .jacobianFree
    case .lbfgs: .lbfgs(steps: iterations)
    case .shine: estimate.map { .shine($0) }
    }
  }
}
