// Searches of both parameters of the quadratic regulariser, for programs that time them.

package import LinearAlgebra
import Optimization

/// The problem of pairs of signals with the quadratic regulariser.
package struct DenoiserSearch: Sendable {
  private let problem: DenoisingProblem

  /// Creates the problem.
  ///
  /// - Parameters:
  ///   - noisy: Signals, one per row.
  ///   - clean: As many clean ones.
  ///   - penalty: β.
  package init(noisy: Matrix, clean: Matrix, penalty: Double) {
    func rows(_ matrix: Matrix) -> [[Double]] {
      (0..<matrix.rows).map { row in (0..<matrix.columns).map { matrix[row, $0] } }
    }
    problem = DenoisingProblem(
      clean: rows(clean), noisy: rows(noisy), regularizer: .quadratic, penalty: penalty)
  }

  /// f(θ) where the trust region with dynamic accuracy has come to a value, and the iterations until then.
  ///
  /// - Parameter target: The value of f to reach.
  /// - Returns: Iterations and f.
  package func trustRegion(to target: Double) -> (iterations: Int, value: Double) {
    var inexact = InexactDenoising(problem)
    let result = DynamicAccuracySearch().minimize(
      &inexact, from: problem.regularizer.start
    ) { problem.value($0.state.point) > target }
    return (result.iterations, problem.value(result.end.point))
  }

  /// θ of L-BFGS-B with exact lower levels.
  package func quasiNewton() -> [Double] {
    var objective = ReducedObjective(problem)
    return LBFGSB(history: 10, projectedGradient: 1e-8).minimize(
      &objective, in: BoxConstraint(-3, 3), from: problem.regularizer.start
    ).point
  }
}
