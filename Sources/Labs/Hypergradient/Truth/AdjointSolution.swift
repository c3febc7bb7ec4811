// The gradient by implicit differentiation where H is factorized already.

import LabKit
import LinearAlgebra

/// The solution v of Hv = ∂_zF by a factorization of H with one step of refinement, and the gradient ∂_λF − Cᵀv.
struct AdjointSolution: Sendable {
  /// ∂_zF, d numbers.
  let right: [Double]
  /// v, d numbers.
  let vector: [Double]
  /// ‖Hv − ∂_zF‖.
  let residual: Double
  /// ∂_λF − Cᵀv, p numbers.
  let gradient: [Double]

  /// Solves the system at a point.
  ///
  /// - Parameters:
  ///   - problem: The problem, restricted to the support for the Lasso.
  ///   - z: z*, d numbers.
  ///   - lambda: λ, p numbers.
  ///   - hessian: H there, d × d.
  ///   - factor: Its factorization.
  ///   - directGradient: ∂_λF, p numbers.
  init(
    _ problem: BilevelProblem<Level, Level>, _ z: [Double], _ lambda: [Double], _ hessian: Matrix,
    _ factor: CholeskyFactorization, directGradient: [Double]
  ) {
    var right = [Double](repeating: 0, count: z.count)
    problem.upper.gradient(z, lambda, into: &right)
    var (v, defect) = (right, right)
    factor.solve(&v)
    hessian.apply(v, into: &defect)
    for k in defect.indices { defect[k] = right[k] - defect[k] }
    factor.solve(&defect)
    add(1, defect, to: &v)
    hessian.apply(v, into: &defect)
    residual = distance(defect, right)
    var implicit = directGradient
    problem.lower.mixedAdjointProduct(z, lambda, v, into: &implicit)
    gradient = zip(directGradient, implicit).map { $0 - $1 }
    (self.right, vector) = (right, v)
  }

  /// The residual relative to ‖∂_zF‖; 0 where both are 0.
  var relativeResidual: Double { residual == 0 ? 0 : residual / norm(right) }
}
