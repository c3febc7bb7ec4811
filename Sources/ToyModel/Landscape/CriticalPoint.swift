// One critical point of a landscape, and the basin around it if it is a minimum.

/// A point where the derivative of the risk E(r) vanishes.
public struct CriticalPoint: Sendable, Equatable {
  /// The kind of a critical point.
  ///
  /// None is an inflection point: E′ changes its sign at every one, or E is constant.
  public enum Kind: String, Sendable, CaseIterable {
    /// A minimum with the lowest risk that this filter has.
    case minimum
    /// A minimum with a higher risk: gradient descent that ends there misses the best denoiser.
    case localMinimum = "local-minimum"
    /// A maximum at r > 0, between two minima.
    case barrier
    /// A maximum at r = 0, between a minimum and its mirror image.
    case maximum
    /// Every r: R has no influence on the risk.
    case flat

    /// True for the minima of lowest risk and for the local ones.
    public var isMinimum: Bool { self == .minimum || self == .localMinimum }
  }

  /// r ≥ 0; −r is a critical point of the same kind.
  public let location: Double
  /// Whether the risk has a minimum or a maximum at the point, and of which sort.
  public let kind: Kind
  /// t = f(r²), the denoiser at the point.
  public let gain: Gain
  /// E(r).
  public let risk: Double
  /// E(r) minus the infimum of E over r.
  public let excess: Double
  /// E″(r); exactly 0 where ``order`` is above 2.
  public let curvature: Double
  /// The order of E − E(r) in the distance from r: 2, or 4 or 8 where E″ = 0; nil if flat.
  public let order: Int?
  /// The basin around a minimum; nil for other kinds.
  public let basin: Basin?
}

/// The basin of attraction of a minimum: the r from which descent leads to it.
public struct Basin: Sendable, Equatable {
  /// The next maximum below, −∞ if there is none; negative for the minimum r = 0, whose basin is
  /// symmetric.
  public let lower: Double
  /// The next maximum above, ∞ if there is none.
  public let upper: Double
  /// The rise of E from the minimum to the lower of the two, or to the limit of E for r → ∞ where
  /// there is no maximum above; ∞ where E is unbounded on both sides.
  public let barrier: Double
  /// Where E is half a barrier above the minimum, on the way down in r.
  public let halfLower: Double
  /// Where E is half a barrier above the minimum, on the way up in r.
  public let halfUpper: Double

  /// The length of the basin, the distance of the maxima on both sides; ∞ where one is missing.
  public var width: Double { upper - lower }
  /// The length of the interval around the minimum where E is at most half a barrier above it.
  public var halfWidth: Double { halfUpper - halfLower }
}
