// The spectral radius of a matrix without symmetry.

import CLAPACKE
import Libc

/// The spectral radius of A: the largest magnitude of an eigenvalue, complex ones included.
///
/// Powers Aᵏ tend to 0, and z⁺ = Az + b to a fixed point from any start, exactly if it is below 1. By LAPACK's dgeev, whose
/// eigenvalues have the errors of those of a matrix within a few units of rounding of A.
///
/// - Parameter matrix: A, n × n with finite entries; its storage is reused.
/// - Returns: The radius; 0 for n = 0.
/// - Throws: ``FactorizationError/noConvergence(unconverged:)``.
/// - Complexity: About 10n³ flops.
/// - SeeAlso: ``SymmetricEigen`` for symmetric matrices.
public func spectralRadius(of matrix: consuming Matrix) throws(FactorizationError) -> Double {
  precondition(
    matrix.isSquare, "eigenvalues of a \(matrix.rows) × \(matrix.columns) matrix do not exist")
  var matrix = matrix
  let n = matrix.rows
  guard n > 0 else { return 0 }
  var (real, imaginary) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
  var work = [Double](repeating: 0, count: 34 * n)
  let none = CChar(78 /* N */)
  let info = LAPACKE_dgeev_work(
    LAPACK_COL_MAJOR, none, none, Int32(n), &matrix.elements, Int32(n), &real, &imaginary, nil, 1,
    nil, 1, &work, Int32(work.count))
  precondition(info >= 0, "dgeev refused argument \(-info)")
  guard info == 0 else { throw .noConvergence(unconverged: Int(info)) }
  return maximumNorm(zip(real, imaginary).map { hypot($0, $1) })
}
