// Quadratic reconstruction on a periodic grid.

import LabKit
import LinearAlgebra

/// Φ(Au) = (AᵀA + αL)⁻¹AᵀAu, the minimum of ½‖Av − Au‖² + ½α‖∇v‖².
struct Tikhonov: Sendable {
  /// AᵀA.
  private let normal: Matrix
  private let factors: CholeskyFactorization

  /// A reconstruction.
  ///
  /// - Parameters:
  ///   - normal: AᵀA, n² × n².
  ///   - size: n.
  ///   - penalty: α > 0.
  /// - Throws: ``LabError/failed(_:)`` if A does not see constant fields.
  init(normal: Matrix, size: Int, penalty: Double) throws(LabError) {
    self.normal = normal
    var system = normal
    let gradient = StencilMap(height: size, width: size, boundary: .periodic)
    add(penalty, Matrix(of: gradient).gram().elements, to: &system)
    factors = try positiveDefinite(system, "AᵀA + αL")
  }

  /// Inpainting: A keeps the pixels of a mask.
  init(mask: [Bool], size: Int, penalty: Double) throws(LabError) {
    try self.init(
      normal: Matrix(diagonal: mask.map { $0 ? 1 : 0 }), size: size, penalty: penalty)
  }

  /// Φ(Au).
  func reconstruction(_ field: [Double]) -> [Double] {
    var solution = normal.applied(to: field)
    factors.solve(&solution)
    return solution
  }

  /// The largest entry of Φ(A(g·u)) − g·Φ(Au).
  func violation(_ field: [Double], _ permutation: [Int]) -> Double {
    let moved = reconstruction(permutation.map { field[$0] })
    let own = reconstruction(field)
    return maximumDistance(moved, permutation.map { own[$0] })
  }

  /// The norm of the map u ↦ Φ(A(g·u)) − g·Φ(Au), the largest singular value of TP − PT for the matrix T of Φ∘A.
  ///
  /// - Parameter permutation: The motion g of n² pixels.
  /// - Returns: The norm.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  /// - Complexity: O(n⁶).
  func commutatorNorm(_ permutation: [Int]) throws(LabError) -> Double {
    var map = normal
    factors.solve(&map)
    var commutator = map
    for y in permutation.indices {
      for x in permutation.indices {
        commutator[x, y] = map[permutation[x], permutation[y]] - map[x, y]
      }
    }
    let squares = try factorized(SymmetricEigen.values(of: commutator.gram()))
    return max(squares.last ?? 0, 0).squareRoot()
  }
}
