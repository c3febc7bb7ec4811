// The range of legal magnitudes.

/// The magnitudes of μ, θ, σ and of data entries whose squares neither overflow nor lose digits.
package enum Magnitude {
  /// The largest magnitude; the smallest that is not 0 is its inverse.
  package static let limit = 1e100
}
