// The quality of images.

import Libc
import LinearAlgebra

/// The peak signal-to-noise ratio of an image whose truth has values from 0 to 1.
///
/// - Parameters:
///   - image: n numbers.
///   - truth: n numbers.
/// - Returns: −10 log₁₀ of the mean square error, in decibels.
func decibels(_ image: [Double], _ truth: [Double]) -> Double {
  let error = distance(image, truth)
  return -10 * log10(error * error / Double(truth.count))
}
