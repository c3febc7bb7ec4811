// The true gradient of h(λ) = F(z*(λ), λ) with a bound on its error.

import LabKit
import Libc
import LinearAlgebra

/// The status of the gradient of h at a point.
enum TruthStatus: String, Sendable {
  /// The bound on the error is small enough.
  case certified
  /// The bound on the error is too large to judge other gradients.
  case notCertified = "not certified"
  /// The Lasso is at a change of its support, or too close to one to tell: h has no gradient there.
  case kink
}

/// The gradient of h by implicit differentiation at z*, with an a posteriori bound on its distance from ∇h.
///
/// However z and v were computed, the residuals ‖∂_zG‖ and ‖Hv − ∂_zF‖ bound their distances from z* and v*, by the
/// strong convexity of G; for the logistic loss by the Newton–Kantorovich theorem. Rounding of the residuals is
/// accounted for to first order. For the Lasso, support and signs are proved first, by strict complementarity.
struct Truth: Sendable {
  /// λ, p numbers.
  let lambda: [Double]
  /// z*, d numbers.
  let solution: [Double]
  /// The entries of z* that are not 0, for the Lasso; nil for smooth levels.
  let support: [Int]?
  /// The problem, restricted to the support for the Lasso.
  let problem: BilevelProblem<Level, Level>
  /// h(λ).
  let value: Double
  /// ∇h(λ), p numbers.
  let gradient: [Double]
  /// Its part ∂_λF, p numbers.
  let directGradient: [Double]
  /// A bound on ‖computed ∇h − ∇h‖.
  let bound: Double
  /// A bound on ‖z − z*‖.
  let innerBound: Double
  /// ‖Hv − ∂_zF‖ over ‖∂_zF‖.
  let residual: Double
  /// The extreme eigenvalues of H at z*, on the support.
  let curvature: Curvature
  /// min over entries off the support of 1 − |∂ℓ|/e^λ, and min |z_k| on it; nil for smooth levels.
  let margins: (dual: Double, primal: Double)?
  /// The status of the gradient.
  let status: TruthStatus

  /// The bound relative to ‖∇h‖; 0 where both are 0.
  var relativeBound: Double { bound == 0 ? 0 : bound / norm(gradient) }

  /// The largest dual margin that counts as a kink.
  private static let dualMargin = 1e-7
  /// The largest primal margin that counts as a kink, as a multiple of the bound on ‖z − z*‖.
  private static let primalMargin = 1e3

  /// Computes and certifies the gradient.
  ///
  /// - Parameters:
  ///   - whole: The problem.
  ///   - lambda: λ, p numbers.
  ///   - tolerance: The bound on the relative error up to which the gradient counts as certified.
  /// - Throws: ``LabError/failed(_:)`` where z* is not unique.
  init(
    _ whole: BilevelProblem<Level, Level>, at lambda: [Double], tolerance: Double
  ) throws(LabError) {
    let solution = try whole.lower.minimizer(lambda)
    let isLasso = whole.lower.hasKinks
    let support = isLasso ? nonzeroEntries(of: solution) : nil
    let problem =
      try support.map { (support) throws(LabError) in
        try whole.restricted(to: support)
      } ?? whole
    let z = support.map { $0.map { solution[$0] } } ?? solution
    self.lambda = lambda
    self.solution = solution
    self.support = support
    self.problem = problem
    value = whole.upper.value(solution, lambda)
    var direct = [Double](repeating: 0, count: lambda.count)
    whole.upper.directGradient(solution, lambda, into: &direct)
    directGradient = direct
    let hessian = problem.lower.hessian(z, lambda)
    curvature = try Curvature(of: hessian)
    let implicit = try z.isEmpty ? nil : problem.rootVJP(at: z, lambda, by: .direct)
    gradient = implicit?.gradient ?? direct
    residual = implicit?.relativeResidual ?? 0
    let errors = Self.errors(problem, z, lambda, hessian, curvature, implicit)
    innerBound = errors.inner
    bound = errors.gradient
    margins = support.map { Self.margins(whole.lower, solution, lambda, $0) }
    if let margins,
      !(margins.dual > Self.dualMargin && margins.primal > Self.primalMargin * errors.inner)
    {
      status = .kink
    } else {
      status = errors.gradient <= tolerance * norm(gradient) ? .certified : .notCertified
    }
  }

  /// Bounds on ‖z − z*‖ and on the error of the gradient; +∞ where H may be singular.
  private static func errors(
    _ problem: BilevelProblem<Level, Level>, _ z: [Double], _ lambda: [Double], _ hessian: Matrix,
    _ curvature: Curvature, _ implicit: RootVJP?
  ) -> (inner: Double, gradient: Double) {
    guard let implicit else { return (0, 0) }
    let (lower, upper) = (problem.lower, problem.upper)
    let d = Double(z.count)
    var mu = curvature.lower - 4 * d * Level.unit * curvature.upper
    if case .quadratic(let form) = lower.loss {
      mu -= lower.roundingFactor * form.magnitudes.frobeniusNorm
    }
    // A lower bound on H everywhere.
    let global = lower.curvature(lambda).lower
    if case .logistic = lower.loss { mu = max(mu, global) }
    guard mu > 0 else { return (.infinity, .infinity) }
    var slope = [Double](repeating: 0, count: z.count)
    lower.gradient(z, lambda, into: &slope)
    let defect = norm(slope) + lower.gradientRounding(z, lambda)
    var inner = defect / mu
    let lipschitz = lower.hessianLipschitz
    if lipschitz > 0 {
      let kantorovich = lipschitz * inner / mu
      inner =
        kantorovich <= 0.5
        ? 2 * inner / (1 + max(0, 1 - 2 * kantorovich).squareRoot()) : defect / global
    }
    let v = norm(implicit.adjoint)
    var right = [Double](repeating: 0, count: z.count)
    upper.gradient(z, lambda, into: &right)
    let system =
      implicit.residual + lower.productRounding(hessian, implicit.adjoint)
      + lower.roundingFactor * norm(right) + upper.gradientRounding(z, lambda)
    let least = if case .logistic = lower.loss { global } else { 0.0 }
    let curvatureAtSolution = max(mu - lipschitz * inner, least)
    let adjoint =
      (system + upper.curvature(lambda).upper * inner + lipschitz * inner * v) / curvatureAtSolution
    let mixed = lower.mixedNorm(z, lambda, within: inner)
    return (
      inner,
      upper.directChange(z, lambda, within: inner) + lower.mixedLipschitz(lambda) * inner * v
        + mixed * adjoint + 4 * (d + 2) * Level.unit * (mixed * v + norm(implicit.gradient))
    )
  }

  /// The margins by which the Lasso avoids a change of its support.
  private static func margins(
    _ lower: Level, _ z: [Double], _ lambda: [Double], _ support: [Int]
  ) -> (dual: Double, primal: Double) {
    guard let owners = lower.coupling?.owners else { return (.infinity, .infinity) }
    var slope = z
    Level(loss: lower.loss, coupling: nil, parameterCount: lower.parameterCount)
      .gradient(z, lambda, into: &slope)
    var dual = Double.infinity
    for k in z.indices where z[k] == 0 {
      dual = min(dual, 1 - abs(slope[k]) / exp(lambda[owners[k]]))
    }
    return (dual, support.map { abs(z[$0]) }.min() ?? .infinity)
  }
}
