// Lower bounds on eigenvalues without eigenvalues.

import LabKit
import LinearAlgebra

/// A proven lower bound on the smallest eigenvalue of a symmetric positive definite matrix, close to it.
///
/// A few steps of inverse iteration give a Rayleigh quotient ρ ≥ μ; then H − sI is factorized for a share s of ρ. That
/// Cholesky's method ends proves, however the sums in it are ordered, that no eigenvalue of H − sI is below
/// −γ tr(H)/(1 − γ) with γ = (d + 1)u/(1 − (d + 1)u), u the unit roundoff; the bound subtracts several times that, which
/// covers the rounding of s and of the diagonal.
///
/// - Parameters:
///   - hessian: H, d × d with d ≥ 1.
///   - factor: Its factorization.
///   - start: Where inverse iteration begins, d numbers; one that is rich in the slowest eigenvectors, such as a
///     solution of a system with H, is best.
/// - Returns: The bound; nil where none is near ρ. It may be negative where H is singular within rounding.
/// - Complexity: d³/3 flops for each share, and 2d² for each step.
/// - SeeAlso: S. M. Rump, Verification of positive definiteness, BIT 46 (2006).
func provenCurvature(
  of hessian: Matrix, _ factor: CholeskyFactorization, from start: [Double]
) -> Double? {
  let d = hessian.rows
  let length = norm(start)
  var x = length > 0 && length.isFinite ? start : [Double](repeating: 1, count: d)
  var quotient = Double.infinity
  for _ in 0..<4 {
    scale(&x, by: 1 / norm(x))
    var image = x
    factor.solve(&image)
    quotient = dot(x, image) / dot(image, image)
    x = image
  }
  let rounding = 4 * Double(d + 2) * Level.unit * hessian.trace
  for share in [0.9, 0.6] where quotient > 0 {
    var shifted = hessian
    shifted.addDiagonal([Double](repeating: -share * quotient, count: d))
    if CholeskyFactorization(shifted) != nil { return share * quotient - rounding }
  }
  return nil
}
