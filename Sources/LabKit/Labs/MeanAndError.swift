// The mean of draws, and how sure it is.

/// The mean of independent draws x₁ … x_p, and its standard error √(Σ(xᵢ − x̄)²/(p(p − 1))).
///
/// - Parameter values: At least two draws.
/// - Returns: Both, in the unit of the draws.
/// - Complexity: O(p).
package func meanAndStandardError(_ values: [Double]) -> (mean: Double, error: Double) {
  let count = Double(values.count)
  precondition(count >= 2, "the standard error of \(values.count) numbers does not exist")
  let mean = values.reduce(0, +) / count
  let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (mean, (square / (count - 1) / count).squareRoot())
}
