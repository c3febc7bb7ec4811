// Conjugate gradients as they are written in textbooks.

package import LinearAlgebra

package enum ConjugateGradients {
  /// z after N steps for Az = x from z = 0; fewer where the residual is 0.
  ///
  /// - Parameters:
  ///   - a: A, symmetric and positive definite, n × n.
  ///   - x: The right side, of n numbers.
  ///   - steps: N ≥ 0.
  /// - Returns: z, of n numbers.
  /// - Complexity: O(Nn²).
  package static func solution(_ a: Matrix, _ x: [Double], steps: Int) -> [Double] {
    var z = Array(repeating: 0.0, count: x.count)
    var residual = x
    var direction = x
    var square = product(residual, residual)
    // A residual that consists of rounding errors has no direction.
    let negligible = 1e-30 * square
    for _ in 0..<steps where square > negligible {
      let image = applied(a, to: direction)
      let length = square / product(direction, image)
      for index in z.indices {
        z[index] += length * direction[index]
        residual[index] -= length * image[index]
      }
      let next = product(residual, residual)
      for index in z.indices {
        direction[index] = residual[index] + next / square * direction[index]
      }
      square = next
    }
    return z
  }

  /// Σ aᵢbᵢ.
  package static func product(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Av.
  package static func applied(_ a: Matrix, to v: [Double]) -> [Double] {
    (0..<a.rows).map { row in
      v.indices.reduce(0) { $0 + a[row, $1] * v[$1] }
    }
  }
}
