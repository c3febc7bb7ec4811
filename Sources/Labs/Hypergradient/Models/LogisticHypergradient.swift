// A gradient of the lab, as a program would call it; the benchmark times it.

package import LabKit
package import LinearAlgebra

/// Logistic regression with a penalty ½ Σ e^{λ_k} z_k² and F = ½‖z − t‖².
package struct LogisticHypergradient: Sendable {
  private let problem: BilevelProblem<Level, Level>

  /// States the problem.
  ///
  /// - Parameters:
  ///   - design: X, n × d.
  ///   - classes: y, n numbers ±1.
  ///   - target: t, d numbers.
  /// - Throws: ``LabError/failed(_:)`` where an eigenvalue does not converge.
  package init(design: Matrix, classes: [Double], target: [Double]) throws(LabError) {
    let d = design.columns
    let lower = Level(
      loss: .logistic(try LogisticLoss(design: design, classes: classes)),
      coupling: .squares(Array(0..<d)), parameterCount: d)
    problem = BilevelProblem(lower: lower, upper: try .distance(to: target, parameterCount: d))
  }

  /// ∇h by implicit differentiation at z*, from Newton's method and a factorization.
  ///
  /// - Parameter lambda: λ, d numbers.
  /// - Returns: d numbers.
  /// - Throws: ``LabError/failed(_:)`` where the Hessian is not positive definite.
  package func implicit(_ lambda: [Double]) throws(LabError) -> [Double] {
    try problem.rootVJP(at: problem.lower.minimizer(lambda), lambda).gradient
  }

  /// g² by back-propagation through steps of size 1/L from 0.
  ///
  /// - Parameters:
  ///   - lambda: λ, d numbers.
  ///   - steps: N ≥ 0.
  /// - Returns: d numbers.
  package func unrolled(_ lambda: [Double], steps: Int) -> [Double] {
    let lower = problem.lower
    let layer = DescentStep(lower, stepSize: 1 / lower.largestCurvature(lambda))
    let unrolled = Unrolled(layer, stepCount: steps)
    let tape = unrolled.run(
      from: [Double](repeating: 0, count: lower.stateCount), weights: lambda)
    var slope = tape.state
    problem.upper.gradient(tape.state, lambda, into: &slope)
    return unrolled.pullBack(slope, tape).weights
  }
}
