// Derivatives by differences, for comparison with exact ones.

/// The central difference (f(x + he) − f(x − he))/2h along an axis e.
///
/// - Parameters:
///   - index: The number of the axis.
///   - point: x.
///   - step: h > 0.
///   - function: f.
/// - Returns: The difference, with an error of O(h²) and rounding of O(1/h).
/// - Throws: Any error of f.
/// - Complexity: Two values of f.
package func centralDifference<Failure: Error>(
  along index: Int, at point: [Double], step: Double = 1e-5,
  of function: ([Double]) throws(Failure) -> Double
) throws(Failure) -> Double {
  var (above, below) = (point, point)
  above[index] += step
  below[index] -= step
  return (try function(above) - function(below)) / (2 * step)
}

/// The central differences along all axes: the gradient up to O(h²) and rounding.
///
/// - Parameters:
///   - point: x, n numbers.
///   - step: h > 0.
///   - function: f.
/// - Returns: n numbers.
/// - Throws: Any error of f.
/// - Complexity: 2n values of f.
package func centralDifferences<Failure: Error>(
  at point: [Double], step: Double = 1e-5, of function: ([Double]) throws(Failure) -> Double
) throws(Failure) -> [Double] {
  var differences: [Double] = []
  for index in point.indices {
    differences.append(
      try centralDifference(along: index, at: point, step: step, of: function))
  }
  return differences
}
