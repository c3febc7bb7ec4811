// The cosine transform.

import Libc

/// The orthonormal cosine basis of ℝⁿ, that of the DCT-II, which diagonalizes the Laplacian of a row with open ends.
///
/// - Parameter n: The length of signals, at least 1.
/// - Returns: C, n × n: its columns are √(2/n) cos(π(i + ½)j/n) in row i, and 1/√n for j = 0.
/// - Complexity: O(n²).
package func cosineBasis(_ n: Int) -> Matrix {
  precondition(n >= 1, "signals of \(n) samples")
  var basis = Matrix(repeating: 0, rows: n, columns: n)
  for j in 0..<n {
    let scale = (j == 0 ? 1 / Double(n) : 2 / Double(n)).squareRoot()
    for i in 0..<n {
      basis[i, j] = scale * cos(Double.pi * (Double(i) + 0.5) * Double(j) / Double(n))
    }
  }
  return basis
}
