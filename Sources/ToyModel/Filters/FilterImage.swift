// The eigenvalues that a filter can produce.

/// The image f([0, ∞)) of a spectral filter: an interval of reachable eigenvalues.
///
/// | family | image |
/// | --- | --- |
/// | bilevel | (0, 1] |
/// | unrolled, N = 1 | {ω} |
/// | unrolled, N even | (−∞, c₀] |
/// | unrolled, N odd ≥ 3 | [c, ∞), c = c_{N,ω} |
public struct FilterImage: Sendable, Equatable {
  /// The infimum, −∞ where there is none.
  public let lowerBound: Gain
  /// The supremum, +∞ where there is none.
  public let upperBound: Gain
  /// False where the infimum is finite and not reached (bilevel, as s → ∞).
  public let includesLowerBound: Bool

  /// Creates the interval between two gains.
  ///
  /// - Precondition: `lowerBound` does not exceed `upperBound`.
  public init(lowerBound: Gain, upperBound: Gain, includesLowerBound: Bool = true) {
    precondition(
      lowerBound.value <= upperBound.value,
      "an image from \(lowerBound.value) to \(upperBound.value)")
    self.lowerBound = lowerBound
    self.upperBound = upperBound
    self.includesLowerBound = includesLowerBound
  }

  /// The whole line, the image of unrestricted linear denoisers.
  public static let everything = atMost(Gain(value: .infinity, defect: -.infinity))

  /// The image (−∞, bound].
  public static func atMost(_ bound: Gain) -> FilterImage {
    FilterImage(lowerBound: Gain(value: -.infinity, defect: .infinity), upperBound: bound)
  }

  /// The image [bound, ∞).
  public static func atLeast(_ bound: Gain) -> FilterImage {
    FilterImage(lowerBound: bound, upperBound: Gain(value: .infinity, defect: -.infinity))
  }

  /// The nearest gain in the closure of the image.
  public func clamp(_ gain: Gain) -> Gain {
    if gain.difference(to: lowerBound) < 0 { return lowerBound }
    if gain.difference(to: upperBound) > 0 { return upperBound }
    return gain
  }

  /// True when the gain is in the image itself, not only in its closure.
  public func contains(_ gain: Gain) -> Bool {
    clamp(gain) == gain && (includesLowerBound || gain != lowerBound)
  }
}
