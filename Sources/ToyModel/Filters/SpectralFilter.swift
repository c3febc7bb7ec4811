// The protocols of lower levels: scalar functions of the eigenvalues of RᵀR.

/// A scalar function f on [0, ∞) with its derivative.
public protocol ScalarFilter: Sendable {
  /// f(s) for s ≥ 0, with its defect 1 − f(s).
  func gain(at s: Double) -> Gain
  /// The derivative f′(s).
  func derivative(at s: Double) -> Double
}

extension ScalarFilter {
  /// f(s), for s ≥ 0.
  public func value(at s: Double) -> Double { gain(at: s).value }
}

/// A denoiser T = f(RᵀR), given by its scalar filter f on [0, ∞).
///
/// R ∈ ℝᵏˣⁿ has at most k nonzero singular values, so T has the *forced* eigenvalue f(0) at least
/// n − k times, and its other eigenvalues may be anything in the image of f. Expressivity
/// sets and optimal risks depend on nothing else.
public protocol SpectralFilter: ScalarFilter {
  /// The forced eigenvalue f(0).
  var forcedGain: Gain { get }
  /// The image f([0, ∞)).
  var image: FilterImage { get }
}

/// A filter whose monotone branches are known, so that every equation f(s) = t can be solved and every
/// landscape can be listed completely.
///
/// f is constant, or strictly monotone between neighbouring turning points, from 0 to the first and from the
/// last to ∞. To study another algorithm, conform to this protocol and write an `AlgorithmEntry`.
public protocol BranchedFilter: DifferentiableFilter {
  /// The points s > 0 at which f turns, ascending; none for a monotone filter.
  var turningPoints: [TurningPoint] { get }
  /// The turning point whose value is nearest to the finite end of the image; by default one of all of them.
  ///
  /// - Parameter end: The end.
  /// - Returns: The point; nil for a monotone filter.
  func turningPoint(at end: Gain) -> TurningPoint?
}

extension BranchedFilter {
  /// The nearest of all turning points.
  public func turningPoint(at end: Gain) -> TurningPoint? {
    turningPoints.min { abs($0.gain.difference(to: end)) < abs($1.gain.difference(to: end)) }
  }

  /// The s beyond which f is monotone: the last turning point, 0 for a monotone filter.
  public var lastTurningPoint: Double { turningPoints.last?.location ?? 0 }
}

/// A point at which a filter turns.
public struct TurningPoint: Sendable, Equatable {
  /// s > 0.
  public let location: Double
  /// f(s).
  public let gain: Gain
  /// f″(s): positive at a minimum of f, negative at a maximum.
  public let curvature: Double

  /// Creates a turning point from s > 0, f(s) and f″(s) ≠ 0.
  public init(location: Double, gain: Gain, curvature: Double) {
    self.location = location
    self.gain = gain
    self.curvature = curvature
  }
}
