// The constructive half of the expressivity theorem: an R for every T in the set.

public import LinearAlgebra

/// A regularizer R with T = f(RᵀR).
public struct Realization: Sendable {
  /// R, k × n: row i is √sᵢ vᵢᵀ for an eigenpair (tᵢ, vᵢ) of T with f(sᵢ) = tᵢ.
  public let regularizer: Matrix
  /// ‖f(RᵀR) − T‖_F, evaluated at the R that is returned.
  public let residual: Double
  /// ‖f(RᵀR) − T‖_F/‖T‖_F; infinite if T = 0 is not met exactly.
  ///
  /// Near rounding level for moderate depths; larger where f is so steep that rounding R changes T, and for
  /// T near 0, where f has a zero whose neighbourhood no double resolves.
  public let relativeResidual: Double
}

/// The reason why there is no realization.
public enum RealizationError: Error, Sendable {
  /// T is not in the set; the membership names the conditions and the nearest member.
  case notInSet(Membership)
  /// T is in the set, but the s that belongs to this eigenvalue exceeds the range of Double.
  case notRepresentable(eigenvalue: Double)
  /// LAPACK did not converge.
  case factorization(FactorizationError)
}

extension BranchedFilter {
  /// Finds R ∈ ℝᵏˣⁿ with T = f(RᵀR).
  ///
  /// Diagonalises T = V diag(t) Vᵀ, sets sᵢ = 0 on n − k directions with tᵢ = f(0), solves
  /// f(sᵢ) = tᵢ on the others, and returns R = diag(√sᵢ)Vᵀ.
  ///
  /// - Parameters:
  ///   - matrix: T, n × n with finite entries.
  ///   - rows: k, 1 ≤ k ≤ n.
  ///   - branch: For odd depths, which of two solutions to prefer.
  ///   - tolerance: The difference that counts as equal, as in ``ExpressivitySet/membership(of:tolerance:)``.
  /// - Returns: R and how well it reproduces T.
  /// - Throws: ``RealizationError``.
  /// - Complexity: O(n³).
  public func realize(
    _ matrix: Matrix, rows: Int, branch: FilterBranch = .near, tolerance: Double = 1e-10
  ) throws(RealizationError) -> Realization {
    let set = ExpressivitySet(filter: self, dimension: matrix.rows, rows: rows)
    let membership: Membership
    do {
      membership = try set.membership(of: matrix, tolerance: tolerance)
    } catch {
      throw .factorization(error)
    }
    guard membership.isMember else { throw .notInSet(membership) }
    var regularizer = Matrix(repeating: 0, rows: rows, columns: matrix.rows)
    var row = 0
    for (index, (gain, isForced)) in membership.nearestGains.enumerated() where !isForced {
      guard let s = inverse(gain, branch: branch) else {
        throw .notRepresentable(eigenvalue: gain.value)
      }
      for column in 0..<matrix.rows {
        regularizer[row, column] = s.squareRoot() * membership.eigenvectors[column, index]
      }
      row += 1
    }
    do {
      let residual = try map(regularizer: regularizer).subtracting(matrix).frobeniusNorm
      let norm = matrix.frobeniusNorm
      return Realization(
        regularizer: regularizer, residual: residual,
        relativeResidual: residual == 0 ? 0 : residual / norm)
    } catch {
      throw .factorization(error)
    }
  }

  /// The denoiser T = f(RᵀR) of a regularizer.
  ///
  /// - Parameter regularizer: R, k × n.
  /// - Returns: T, n × n, symmetric.
  /// - Throws: `LinearAlgebra.FactorizationError`.
  /// - Complexity: O(n³).
  public func map(regularizer: Matrix) throws(FactorizationError) -> Matrix {
    let eigen = try SymmetricEigen(regularizer.gram())
    // Rounding may leave the zero eigenvalues of RᵀR slightly negative.
    let gains = eigen.values.map { value(at: max($0, 0)) }
    return ExpressivitySet.compose(gains: gains, vectors: eigen.vectors)
  }
}
