// The middle of a list of numbers.

/// The median; the mean of the two middle ones for an even number.
///
/// - Parameter values: At least one number, none of them NaN.
/// - Returns: The median.
/// - Complexity: O(n log n).
package func median(_ values: some Sequence<Double>) -> Double {
  let sorted = values.sorted()
  precondition(!sorted.isEmpty, "the median of no numbers")
  return 0.5 * (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2])
}
