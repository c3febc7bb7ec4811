// The end of cold iterations, which have no certificate to stop by.

import LinearAlgebra

/// The rule that an image stands still: 50 iterations change no pixel by more than rounding.
struct Standstill {
  /// The number of iterations between two images that are compared.
  static let span = 50

  private var image: [Double]
  private var iteration = 0

  /// Starts with the first image, before any iteration.
  init(_ image: [Double]) { self.image = image }

  /// Whether the image stands still; false while fewer than ``span`` iterations have passed since the last comparison.
  ///
  /// - Parameters:
  ///   - next: The image.
  ///   - iterations: The number of completed iterations.
  /// - Returns: Whether no pixel differs from that of the last comparison by more than eight units of rounding of the largest one.
  mutating func holds(_ next: [Double], after iterations: Int) -> Bool {
    guard iterations - iteration >= Self.span else { return false }
    let isStill = maximumDistance(image, next) <= 8 * .ulpOfOne * maximumNorm(next)
    (image, iteration) = (next, iterations)
    return isStill
  }
}
