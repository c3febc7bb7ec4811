// Bounds on the errors of a computed z* and of the gradient there.

import LabKit
import LinearAlgebra

/// What bounds the distances of z and of a gradient from z* and ∇h, once the curvature of both levels is bounded.
struct Certificate {
  let problem: BilevelProblem<Level, Level>
  /// z, d numbers.
  let z: [Double]
  let lambda: [Double]
  /// H at z.
  let hessian: Matrix
  /// v and the gradient.
  let implicit: RootVJP

  /// Bounds on the curvature of both levels.
  struct Norms {
    /// A lower bound on the eigenvalues of H at z.
    let least: Double
    /// An upper bound on those of ∂²F/∂z² everywhere.
    let upper: Double
    /// A Lipschitz constant of H.
    let lipschitz: Double
  }

  /// Norms that take one more factorization.
  ///
  /// - Parameter factor: The factorization of H.
  /// - Returns: The norms; nil where no bound is near the smallest eigenvalue.
  func quickNorms(_ factor: CholeskyFactorization) -> Norms? {
    let proven = provenCurvature(of: hessian, factor, from: implicit.adjoint)
    guard let least = proven.map({ $0 - hessianRounding }) else { return nil }
    return Norms(
      least: max(least, globalCurvature), upper: problem.upper.curvatureBound(lambda),
      lipschitz: problem.lower.hessianLipschitz(isTight: false))
  }

  /// Norms from the eigenvalues of all matrices.
  ///
  /// - Parameter curvature: The eigenvalues of H, up to rounding.
  /// - Returns: The norms.
  func tightNorms(_ curvature: Curvature) -> Norms {
    let rounding = 4 * Double(z.count) * Level.unit * curvature.upper
    return Norms(
      least: max(curvature.lower - rounding - hessianRounding, globalCurvature),
      upper: problem.upper.curvature(lambda).upper,
      lipschitz: problem.lower.hessianLipschitz(isTight: true))
  }

  /// A bound on the rounding errors of H.
  private var hessianRounding: Double {
    switch problem.lower.loss {
    case .quadratic(let form): problem.lower.roundingFactor * form.magnitudes.norm
    case .logistic: problem.lower.roundingFactor * hessian.trace
    }
  }

  /// A lower bound on H for all z that no rounding can spoil: the penalty, where the loss is convex by its form.
  private var globalCurvature: Double {
    if case .quadratic(let form) = problem.lower.loss, !form.hasSamples { return 0 }
    return problem.lower.coupling?.curvature(lambda)?.min() ?? 0
  }

  /// Bounds on ‖z − z*‖ and on the error of the gradient; +∞ where H may be singular.
  func errors(_ norms: Norms) -> (inner: Double, gradient: Double) {
    let (lower, upper) = (problem.lower, problem.upper)
    let (mu, lipschitz) = (norms.least, norms.lipschitz)
    guard mu > 0 else { return (.infinity, .infinity) }
    var slope = [Double](repeating: 0, count: z.count)
    lower.gradient(z, lambda, into: &slope)
    let defect = norm(slope) + lower.gradientRounding(z, lambda)
    var inner = defect / mu
    if lipschitz > 0 {
      let kantorovich = lipschitz * inner / mu
      inner =
        kantorovich <= 0.5
        ? 2 * inner / (1 + max(0, 1 - 2 * kantorovich).squareRoot()) : defect / globalCurvature
    }
    let v = norm(implicit.adjoint)
    let system =
      implicit.residual + lower.productRounding(hessian, implicit.adjoint)
      + lower.roundingFactor * norm(implicit.rightHandSide) + upper.gradientRounding(z, lambda)
    let curvatureAtSolution = max(mu - lipschitz * inner, globalCurvature)
    let change = (system + norms.upper * inner + lipschitz * inner * v) / curvatureAtSolution
    let mixed = lower.mixedNorm(z, lambda, within: inner)
    let rounding = 4 * Double(z.count + 2) * Level.unit
    return (
      inner,
      upper.directChange(z, lambda, within: inner) + lower.mixedLipschitz(lambda) * inner * v
        + mixed * change + rounding * (mixed * v + norm(implicit.gradient))
    )
  }
}
