// One eigenvalue of a denoiser, kept so that neither t nor 1 − t loses digits, and intervals of them.

/// An eigenvalue t of a denoiser T together with its defect 1 − t.
///
/// The risk of a direction is ½(γ(1−t)² + σ²t²): at small noise t is within rounding of 1 and the
/// defect carries the answer, at large noise the other way round. Both are stored, each to a few
/// ulp, and no formula subtracts one from 1.
public struct Gain: Sendable, Equatable {
  /// The eigenvalue t, dimensionless; may be ±∞.
  public let value: Double
  /// The defect 1 − t.
  public let defect: Double

  /// Creates a gain from t alone; the defect 1 − t is rounded once.
  public init(value: Double) {
    self.init(value: value, defect: 1 - value)
  }

  /// Creates a gain from t and 1 − t, both as accurate as the caller has them.
  public init(value: Double, defect: Double) {
    self.value = value
    self.defect = defect
  }

  /// t = 0: the direction is erased.
  public static let zero = Gain(value: 0, defect: 1)
  /// t = 1: the direction passes unchanged.
  public static let one = Gain(value: 1, defect: 0)

  /// The Wiener gain t* = γ/(γ+σ²), the best that any linear denoiser can do in a direction.
  ///
  /// For γ = σ² = 0 every gain is optimal, and 1 is returned.
  ///
  /// - Parameters:
  ///   - eigenvalue: γ ≥ 0, an eigenvalue of C.
  ///   - noiseVariance: σ² ≥ 0.
  /// - Returns: γ/(γ+σ²) with its defect σ²/(γ+σ²).
  public static func wiener(eigenvalue: Double, noiseVariance: Double) -> Gain {
    let total = eigenvalue + noiseVariance
    guard total > 0 else { return .one }
    return Gain(value: eigenvalue / total, defect: noiseVariance / total)
  }

  /// The difference t − s to another gain s, from values or from defects, whichever are smaller.
  public func difference(to other: Gain) -> Double {
    if self == other { return 0 }
    return abs(value) + abs(other.value) <= abs(defect) + abs(other.defect)
      ? value - other.value : other.defect - defect
  }
}

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
