// Linear iterations, whose states are known in closed form.

import LabKit
import LinearAlgebra

/// The iteration z⁺ = Kz + Uθ from z₀ = 0, whose N-th state is S_N Uθ with S_N = I + K + … + K^{N−1}.
///
/// Gradient descent on ½⟨z, Hz⟩ − ⟨Bθ, z⟩ with step η has K = I − ηH and U = ηB. Its limit, where there is one, is the fixed
/// point (I − K)⁻¹Uθ, the output of the equilibrium model.
struct LinearIteration: Sendable {
  /// K, d × d.
  let map: Matrix
  /// U, d × q.
  let injection: Matrix

  /// Creates an iteration.
  ///
  /// - Parameters:
  ///   - map: K, d × d.
  ///   - injection: U, d × q.
  init(map: Matrix, injection: Matrix) {
    precondition(
      map.isSquare && injection.rows == map.rows,
      "K is \(map.rows) × \(map.columns), U has \(injection.rows) rows")
    self.map = map
    self.injection = injection
  }

  /// d.
  var stateCount: Int { map.rows }
  /// q.
  var parameterCount: Int { injection.columns }

  /// One step z ← Kz + Uθ.
  ///
  /// - Parameters:
  ///   - z: The state, d numbers.
  ///   - forcing: Uθ, d numbers.
  func advance(_ z: inout [Double], _ forcing: [Double]) {
    var next = map.applied(to: z)
    add(1, forcing, to: &next)
    z = next
  }

  /// The response S_N U of a depth, d × q: z_N = S_N Uθ.
  ///
  /// - Parameter depth: N ≥ 0.
  /// - Returns: The matrix.
  /// - Complexity: 2d²qN flops.
  func response(_ depth: Int) -> Matrix {
    var response = Matrix(repeating: 0, rows: stateCount, columns: parameterCount)
    for _ in 0..<depth {
      var next = injection
      next.setProduct(map, .plain, response, beta: 1)
      response = next
    }
    return response
  }

  /// θ_N, the least-norm minimiser of ½‖z_N(θ) − z̄‖², and the rank of z_N as a function of θ.
  ///
  /// - Parameters:
  ///   - depth: N ≥ 1.
  ///   - target: z̄, d numbers.
  /// - Returns: θ_N, q numbers, and the rank.
  /// - Throws: ``LabError/malformed(_:)`` where the states overflow.
  func trained(_ depth: Int, target: [Double]) throws(LabError) -> (solution: [Double], rank: Int) {
    let response = response(depth)
    guard response.elements.allSatisfy(\.isFinite) else {
      throw .malformed("K and U: the states overflow within \(depth) steps")
    }
    return try factorized(response.leastSquares(target))
  }

  /// The losses ½‖z_N(θ) − z̄‖² for N = 0, …, last.
  func losses(_ theta: [Double], target: [Double], to last: Int) -> [Double] {
    var z = [Double](repeating: 0, count: stateCount)
    let forcing = injection.applied(to: theta)
    var losses = [halfSquare(z, target)]
    for _ in 0..<last {
      advance(&z, forcing)
      losses.append(halfSquare(z, target))
    }
    return losses
  }
}

/// ½‖z − z̄‖².
func halfSquare(_ z: [Double], _ target: [Double]) -> Double {
  zip(z, target).reduce(0) { $0 + 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1) }
}
