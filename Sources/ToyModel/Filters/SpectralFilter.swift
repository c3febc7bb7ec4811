// The protocol of lower levels: a scalar function of the eigenvalues of RᵀR.

/// A denoiser T = f(RᵀR), given by its scalar filter f on [0, ∞).
///
/// R ∈ ℝᵏˣⁿ has at most k nonzero singular values, so T has the *forced* eigenvalue f(0) at least
/// n − k times, and its other eigenvalues may be anything in the image of f. Expressivity
/// sets and optimal risks depend on nothing else. To study another algorithm, conform to this protocol.
public protocol SpectralFilter: Sendable {
  /// The eigenvalue f(s) of T where RᵀR has the eigenvalue s ≥ 0, with its defect 1 − f(s).
  func gain(at s: Double) -> Gain
  /// The derivative f′(s).
  func derivative(at s: Double) -> Double
  /// The forced eigenvalue f(0).
  var forcedGain: Gain { get }
  /// The image f([0, ∞)).
  var image: FilterImage { get }
  /// The point where f turns: it is monotone on [0, turningPoint] and on [turningPoint, ∞).
  ///
  /// 0 for a monotone filter.
  var turningPoint: Double { get }
}

extension SpectralFilter {
  /// The eigenvalue f(s) of T, for s ≥ 0.
  public func value(at s: Double) -> Double { gain(at: s).value }
}
