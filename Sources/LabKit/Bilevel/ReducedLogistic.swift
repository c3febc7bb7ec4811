// Logistic regression with penalties as a function of the penalties, solved exactly.

import Libc
import LinearAlgebra
package import Optimization

/// h(λ) = F(z*(λ)): the mean logistic loss on validation data at the minimiser z* of that on training data plus
/// ½ Σ e^{λₖ}zₖ².
///
/// Numerics: z* by Newton's method up to rounding, from the last z* or from 0, whichever is better, and ∇h by one
/// Cholesky factorization.
package struct ReducedLogistic: Objective, Sendable {
  /// The loss on training data, with n samples of d features.
  package let training: LogisticLoss
  /// The loss on validation data.
  package let validation: LogisticLoss
  /// Whether all features have the same λ.
  package let isShared: Bool
  /// The z* that was found last, where Newton's method begins; d numbers.
  package var state: [Double]

  package init(training: LogisticLoss, validation: LogisticLoss, isShared: Bool) {
    precondition(training.design.columns == validation.design.columns)
    self.training = training
    self.validation = validation
    self.isShared = isShared
    state = [Double](repeating: 0, count: training.design.columns)
  }

  /// The number of penalties.
  package var dimension: Int { isShared ? 1 : training.design.columns }

  /// e^{λₖ} for every feature.
  private func weights(_ lambda: [Double]) -> [Double] {
    isShared
      ? [Double](repeating: exp(lambda[0]), count: state.count) : lambda.map { exp($0) }
  }

  /// z*(λ), which also becomes ``state``.
  ///
  /// - Parameter lambda: λ, one number for each penalty.
  /// - Returns: The result of Newton's method.
  package mutating func solve(_ lambda: [Double]) -> Newton.Result {
    var objective = PenalizedLogistic(loss: training, weights: weights(lambda))
    let rounding = .ulpOfOne / 4 * norm(training.meanMagnitudes)
    // From a z that has diverged Newton's method would not come back.
    let zero = [Double](repeating: 0, count: state.count)
    var slope = zero
    let isUseful =
      objective.evaluate(at: state, gradient: &slope)
      <= objective.evaluate(at: zero, gradient: &slope)
    let result = Newton(gradientNorm: rounding).minimize(
      &objective, from: isUseful ? state : zero)
    state = result.point
    return result
  }

  /// ∇h(λ) at a given z in place of z*.
  ///
  /// - Parameters:
  ///   - lambda: λ.
  ///   - z: d numbers.
  ///   - slope: ∂_zF(z), d numbers.
  /// - Returns: −e^λ z ∘ H⁻¹∂_zF; nil if H is not positive definite in floating-point numbers.
  private func gradient(_ lambda: [Double], _ z: [Double], _ slope: [Double]) -> [Double]? {
    let weights = weights(lambda)
    var hessian = training.hessian(z)
    hessian.addDiagonal(weights)
    guard let factor = CholeskyFactorization(hessian) else { return nil }
    var direction = slope
    factor.solve(&direction)
    let parts = z.indices.map { -weights[$0] * z[$0] * direction[$0] }
    return isShared ? [parts.reduce(0, +)] : parts
  }

  /// h(λ) and ∇h(λ); NaN where the lower level has no solution in floating-point numbers.
  package mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    let z = solve(point).point
    var slope = [Double](repeating: 0, count: z.count)
    let (value, _) = validation.evaluate(z, addingGradientTo: &slope)
    guard let found = self.gradient(point, z, slope) else { return .nan }
    gradient = found
    return value
  }
}

/// The lower level at fixed penalties.
private struct PenalizedLogistic: TwiceDifferentiable {
  let loss: LogisticLoss
  let weights: [Double]
  /// Where it was evaluated last, and the weights of the Hessian there, which cost nothing more.
  private var last: (point: [Double], weights: [Double]) = ([], [])

  init(loss: LogisticLoss, weights: [Double]) {
    self.loss = loss
    self.weights = weights
  }

  var dimension: Int { weights.count }

  mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    var penalty = 0.0
    for k in point.indices {
      gradient[k] = weights[k] * point[k]
      penalty += 0.5 * weights[k] * point[k] * point[k]
    }
    let (value, curvatures) = loss.evaluate(point, addingGradientTo: &gradient)
    last = (point, curvatures)
    return value + penalty
  }

  func evaluateHessian(at point: [Double], into hessian: inout Matrix) {
    hessian = loss.hessian(weights: point == last.point ? last.weights : loss.weights(point))
    hessian.addDiagonal(weights)
  }
}
