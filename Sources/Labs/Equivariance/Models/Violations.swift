// Violations of equivariance on a field.

import LinearAlgebra

/// A map of fields, F.
typealias FieldMap = ([Double]) -> [Double]

/// The largest entry of F(g·u) − g·F(u) over some motions.
///
/// - Parameters:
///   - map: F.
///   - field: u.
///   - motions: The permutations of pixels of the motions g.
/// - Returns: The largest magnitude.
func largestViolation(of map: FieldMap, at field: [Double], _ motions: [[Int]]) -> Double {
  let own = map(field)
  return motions.reduce(0) { worst, motion in
    let moved = map(motion.map { field[$0] })
    return max(worst, maximumDistance(moved, motion.map { own[$0] }))
  }
}

extension GridTransform {
  /// The norm of u ↦ k∗(g·u) − g·(k∗u), and the largest ratio of norms that waves and fields attain.
  ///
  /// - Parameters:
  ///   - kernel: k, n × n.
  ///   - element: g.
  ///   - fields: Fields to try beside the wave for which the ratio is largest.
  /// - Returns: The norm by its formula, and the largest ratio found.
  func commutator(
    of kernel: [Double], _ element: GridElement, _ fields: [[Double]] = []
  ) -> (norm: Double, attained: Double) {
    let motion = element.permutation(size)
    let (norm, frequency) = spectrum(kernel).commutatorNorm(element.linearPart.permutation(size))
    let ratios = ([wave(frequency)] + fields).map { field in
      let own = convolved(kernel, field)
      let moved = convolved(kernel, motion.map { field[$0] })
      return distance(moved, motion.map { own[$0] }) / LinearAlgebra.norm(field)
    }
    return (norm, ratios.max() ?? 0)
  }
}
