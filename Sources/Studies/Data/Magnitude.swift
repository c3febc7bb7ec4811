// How large numbers may be.

/// The sizes of μ, θ, σ and of entries of data whose squares neither overflow nor lose digits.
package enum Magnitude {
  /// The largest magnitude; the smallest that is not 0 is its inverse.
  package static let limit = 1e100
}
