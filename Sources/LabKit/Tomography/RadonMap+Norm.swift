// An upper bound on the norm of line integrals, by positive vectors.

import LinearAlgebra

extension RadonMap {
  /// An upper bound on ‖A‖₂, and the number of products with A and Aᵀ that it took.
  ///
  /// No entry of A is negative, so that for every v > 0
  /// ```
  /// ‖Av‖²/‖v‖² ≤ ‖A‖² ≤ max_i (AᵀAv)_i/v_i.
  /// ```
  /// The vectors are those of power iteration from v = (1, …, 1), whose entries stay positive wherever a line meets the pixel.
  ///
  /// - Parameters:
  ///   - tolerance: The iteration stops when the bounds on ‖A‖ differ by this fraction.
  ///   - iterationLimit: The largest number of iterations; the bound is then less sharp.
  /// - Returns: The bound, which is 0 only for A = 0, and the number of products.
  /// - Complexity: Two products in each of some ten iterations.
  /// - SeeAlso: R. S. Varga, Matrix Iterative Analysis (2000), theorem 2.9.
  package func normBound(
    tolerance: Double = 1e-3, iterationLimit: Int = 200
  ) -> (upper: Double, products: Int) {
    var direction = [Double](repeating: 1, count: columns)
    var image = [Double](repeating: 0, count: rows)
    var back = direction
    let rounding = 4 * Double(rows + columns) * Double.ulpOfOne
    var (lower, upper) = (0.0, Double.infinity)
    var products = 0
    for _ in 0..<max(iterationLimit, 1) {
      apply(direction, into: &image)
      applyAdjoint(image, into: &back)
      products += 2
      lower = max(lower, norm(image) / norm(direction))
      let ratio = zip(back, direction).reduce(0) { worst, pair in
        pair.1 > 0 ? max(worst, pair.0 / pair.1) : worst
      }
      upper = min(upper, ratio.squareRoot() * (1 + rounding))
      let largest = maximumNorm(back)
      guard largest > 0, upper > lower * (1 + tolerance) else { break }
      for index in back.indices { direction[index] = back[index] / largest }
    }
    return (upper, products)
  }
}
