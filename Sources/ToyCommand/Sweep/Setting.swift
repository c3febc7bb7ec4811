// One point of parameter space, and what is legal there.

import ToyModel

/// Everything that determines one optimal risk.
struct Setting: Sendable, Equatable {
  var data: DataChoice
  var n: Int
  var mu: Double
  var theta: Double
  var sigma: Double
  var k: Int
  var family: DenoiserFamily

  /// The largest magnitude of μ, θ and σ; the smallest that is not 0 is its inverse.
  static let magnitudeLimit = 1e100

  /// Refuses illegal values, with the option, the value and the legal range.
  ///
  /// Depths and step sizes are checked where families are read.
  ///
  /// - Throws: ``CommandError`` of status usage.
  func validate() throws(CommandError) {
    if n < 1 || n > 1 << 53 {
      throw .usage("--n \(n): the dimension is between 1 and 2⁵³")
    }
    if k < 1 { throw .usage("--k \(k): R has at least 1 row") }
    if k > n { throw .usage("--k \(k) exceeds --n \(n): R has k ≤ n rows") }
    try Self.validateMagnitude(mu, "--mu", "μ is a mean")
    try Self.validateMagnitude(theta, "--theta", "θ is a standard deviation", isNonnegative: true)
    try Self.validateMagnitude(sigma, "--sigma", "σ is a standard deviation", isNonnegative: true)
  }

  private static func validateMagnitude(
    _ value: Double, _ option: String, _ meaning: String, isNonnegative: Bool = false
  ) throws(CommandError) {
    if isNonnegative && value < 0 {
      throw .usage("\(option) \(value): \(meaning), 0 or more")
    }
    // The square must neither overflow nor lose digits to underflow.
    guard value == 0 || (1 / magnitudeLimit...magnitudeLimit).contains(abs(value)) else {
      throw .usage(
        "\(option) \(value): \(meaning), 0 or of magnitude \(1 / magnitudeLimit) to \(magnitudeLimit)"
      )
    }
  }
}
