// The quadratic problem with K steps of gradient descent in place of the lower level, in closed form.

import Libc
import LinearAlgebra
import Optimization

/// f_K(θ) = Σ ‖u_K(θ) − u‖² + βκ² for K steps of size 2/(L + μ) from 0 with the quadratic regulariser.
///
/// In the cosine basis u_K multiplies the coefficient of b by (1 − (1 − sh)^K)/h, h = 1 + c + ad_k, s = 2/(L + μ).
package struct TruncatedRisk: Objective, Sendable {
  private let problem: DenoisingProblem
  private let depth: Int
  private let eigenvalues: [Double]
  /// Coefficients of clean and noisy signals.
  private let clean: [[Double]]
  private let noisy: [[Double]]

  /// Creates the function.
  ///
  /// - Parameters:
  ///   - problem: A problem with the quadratic regulariser, of signals of one length.
  ///   - depth: K ≥ 1.
  package init(_ problem: DenoisingProblem, depth: Int) {
    precondition(problem.regularizer == .quadratic, "the filter of another regulariser")
    let basis = CosineBasis(problem.clean[0].count)
    self.problem = problem
    self.depth = depth
    eigenvalues = basis.eigenvalues
    clean = problem.clean.map(basis.analysis)
    noisy = problem.noisy.map(basis.analysis)
  }

  package var dimension: Int { 2 }

  package func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    let (a, c) = (powerOfTen(point[0]), powerOfTen(point[1]))
    let step = 2 / (2 + 2 * c + 4 * a)
    let condition = problem.regularizer.condition(point)
    var value = problem.penalty * condition * condition
    gradient = problem.regularizer.conditionGradient(point).map {
      2 * problem.penalty * condition * $0
    }
    let scale = log(10.0)
    // The derivatives of h and s with respect to θ₁ and θ₂.
    let stepSlopes = [-step * step * 2 * a * scale, -step * step * c * scale]
    for (k, eigenvalue) in eigenvalues.enumerated() {
      let h = 1 + c + a * eigenvalue
      let slopes = [a * eigenvalue * scale, c * scale]
      let ratio = 1 - step * h
      let power = pow(ratio, Double(depth - 1))
      let filter = (1 - power * ratio) / h
      let derivatives = (0..<2).map { index in
        let change = stepSlopes[index] * h + step * slopes[index]
        return (Double(depth) * power * change - filter * slopes[index]) / h
      }
      for (signal, target) in zip(noisy, clean) {
        let error = filter * signal[k] - target[k]
        value += error * error
        for index in 0..<2 { gradient[index] += 2 * error * signal[k] * derivatives[index] }
      }
    }
    return value
  }
}
