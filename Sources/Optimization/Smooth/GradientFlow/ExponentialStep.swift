// Steps of the flow that are exact where it is linear.

import LinearAlgebra

/// A step of order 3 of ẋ = −∇f(x) by exponentials of the Hessian H at x, with an error estimate of order 2.
///
/// ```
/// u = x − hφ₁(−hH)∇f(x)
/// x⁺ = u + 2hφ₃(−hH) d,   d = ∇f(x) + H(u − x) − ∇f(u)
/// ```
/// Where f is quadratic d vanishes, and u is exact for any h. The second term is the estimate of the error.
/// Products of functions of H with a vector are those of its projection onto the Krylov space of the
/// vector, which is kept for shorter steps from the same point.
///
/// - SeeAlso: M. Hochbruck, A. Ostermann and J. Schweitzer, Exponential Rosenbrock-type methods, SIAM J.
///   Numer. Anal. 47 (2009), the scheme exprb32.
struct ExponentialStep {
  private let iterate: Iterate
  private var space: KrylovSpace

  /// Prepares steps from an iterate; no evaluation.
  init(at iterate: Iterate) {
    self.iterate = iterate
    space = KrylovSpace(iterate.gradient, at: iterate.point)
  }

  /// A step, shorter than asked for where the Krylov space does not hold a longer one.
  ///
  /// - Parameters:
  ///   - step: h > 0.
  ///   - error: The error that is allowed.
  ///   - evaluations: Counts the evaluations.
  ///   - objective: f.
  /// - Returns: The step; nil where f or its gradient is not finite.
  mutating func trial(
    step: Double, error: Double, _ evaluations: inout Int, _ objective: inout some Objective
  ) -> FlowStep? {
    guard
      let first = space.product(.first, step: step, error: 0.1 * error, &evaluations, &objective)
    else { return nil }
    let h = first.step
    var middle = iterate.point
    add(-h, first.vector, to: &middle)
    let trial = Trial(at: middle, of: &objective)
    evaluations += 1
    guard trial.isFinite else { return nil }
    // d: the part of the change of the gradient that is not linear.
    var rest = iterate.gradient
    add(-h, first.image, to: &rest)
    add(-1, trial.gradient, to: &rest)
    let bound = h / 3 * norm(rest)
    if space.leastEigenvalue >= 0, bound <= 0.01 * error {
      return FlowStep(
        trial: trial, length: h, error: bound, errorOrder: 3,
        largestCurvature: space.largestEigenvalue)
    }
    var remainder = KrylovSpace(rest, at: iterate.point)
    guard
      let second = remainder.product(
        .third, step: h, isFixed: true, error: 0.1 * error, &evaluations, &objective)
    else { return nil }
    var point = middle
    add(2 * h, second.vector, to: &point)
    let corrected = Trial(at: point, of: &objective)
    evaluations += 1
    return FlowStep(
      trial: corrected, length: h, error: 2 * h * norm(second.vector), errorOrder: 3,
      largestCurvature: space.largestEigenvalue)
  }
}
