// Filters whose landscape can be listed completely.

/// A filter whose landscape can be listed completely.
///
/// Conforming filters are constant, or strictly monotone on [0, turningPoint] and on
/// [turningPoint, ∞) with f′ ≠ 0 inside both; a turning point above 0 is a minimum of f.
public protocol LandscapeFilter: SpectralFilter {
  /// The second derivative f″ at the turning point; 0 where there is none above 0.
  var turningCurvature: Double { get }
}

extension BilevelFilter: LandscapeFilter {
  /// 0: the filter does not turn.
  public var turningCurvature: Double { 0 }
}

extension UnrolledFilter: LandscapeFilter {
  /// f″ = ω³ (N−1) p(q*) / (x(1+x)) at the turning point q* = −x of odd depths, else 0.
  ///
  /// It follows from f″ = ω³p″(q) with p″(−x) = N(N−1)x^(N−2)/(1+x), where the equation of x eliminates all
  /// differences: the factors are positive, and the result is accurate to a few ulp for any depth.
  public var turningCurvature: Double {
    guard turningPoint > 0 else { return 0 }
    let minimum = OddMinimum(depth: depth)
    let x = minimum.location
    return stepSize * stepSize * stepSize
      * (Double(depth - 1) * minimum.value / (x * (1 + x)))
  }
}
