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
  /// H at z*, on the support.
  let hessian: Matrix
  /// min over entries off the support of 1 − |∂ℓ|/e^λ, and min |z_k| on it; nil for smooth levels.
  let margins: (dual: Double, primal: Double)?
  /// The status of the gradient.
  let status: TruthStatus
  private let eigen: Deferred<Result<SymmetricEigen, FactorizationError>>

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
    let state = try State(whole, at: lambda)
    let (solution, hessian) = (state.solution, state.hessian)
    self.lambda = lambda
    self.solution = solution
    support = state.support
    problem = state.problem
    self.hessian = hessian
    value = whole.upper.value(solution, lambda)
    var direct = [Double](repeating: 0, count: lambda.count)
    whole.upper.directGradient(solution, lambda, into: &direct)
    directGradient = direct
    let eigen = Deferred { Result { () throws(FactorizationError) in try SymmetricEigen(hessian) } }
    self.eigen = eigen
    var errors = (inner: 0.0, gradient: 0.0)
    if let factor = state.factor {
      let implicit = try problem.rootVJP(
        at: state.z, lambda, by: .factorized(factor), hessian: hessian)
      gradient = implicit.gradient
      residual = implicit.relativeResidual
      let certificate = Certificate(
        problem: problem, z: state.z, lambda: lambda, hessian: hessian, implicit: implicit)
      errors =
        certificate.quickNorms(factor).map(certificate.errors) ?? (.infinity, .infinity)
      if !(errors.gradient <= tolerance * norm(gradient)) {
        // Eigenvalues take longer and bound the errors more tightly.
        errors = certificate.errors(
          certificate.tightNorms(Self.curvature(eigen.value, of: hessian)))
      }
    } else {
      gradient = direct
      residual = 0
    }
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

  /// z* with the linear system there.
  private struct State {
    /// z*, d numbers.
    let solution: [Double]
    /// The entries that are not 0, for the Lasso.
    let support: [Int]?
    /// The problem on the support.
    let problem: BilevelProblem<Level, Level>
    /// z* on the support.
    let z: [Double]
    /// H on the support.
    let hessian: Matrix
    /// The factorization of H; nil where the support is empty.
    let factor: CholeskyFactorization?

    init(_ whole: BilevelProblem<Level, Level>, at lambda: [Double]) throws(LabError) {
      guard whole.lower.hasKinks else {
        let minimum = try whole.lower.smoothMinimum(lambda)
        (solution, support, problem) = (minimum.z, nil, whole)
        (z, hessian) = (minimum.z, minimum.hessian)
        factor = z.isEmpty ? nil : minimum.factor
        return
      }
      solution = try whole.lower.minimizer(lambda)
      let support = nonzeroEntries(of: solution)
      self.support = support
      problem = try whole.restricted(to: support)
      z = support.map { [solution] in solution[$0] }
      hessian = problem.lower.hessian(z, lambda)
      factor = try z.isEmpty ? nil : Level.factorized(hessian)
    }
  }

  /// The eigenvalues and eigenvectors of H; the first use computes them.
  ///
  /// - Returns: The decomposition.
  /// - Throws: ``LabError/failed(_:)`` where they do not converge.
  func spectrum() throws(LabError) -> SymmetricEigen {
    do throws(FactorizationError) {
      return try eigen.value.get()
    } catch {
      throw .failed("the eigenvalues of the Hessian of \(hessian.rows) variables: no convergence")
    }
  }

  /// The extreme eigenvalues of H at z*, on the support; the first use computes them.
  var curvature: Curvature { Self.curvature(eigen.value, of: hessian) }

  private static func curvature(
    _ eigen: Result<SymmetricEigen, FactorizationError>, of hessian: Matrix
  ) -> Curvature {
    guard case .success(let eigen) = eigen else { return .bounds(of: hessian) }
    return Curvature(lower: max(0, eigen.values.first ?? 0), upper: max(0, eigen.values.last ?? 0))
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
