// The function that is 0 everywhere.

/// The function g = 0, whose proximal operator changes nothing.
public struct ZeroFunction: ProximableFunction, Equatable {
  /// Creates g = 0, for problems without a second term.
  public init() {}

  /// g(x) = 0 for every x.
  public func value(_ x: UnsafeBufferPointer<Double>) -> Double { 0 }

  /// 0 at 0, ∞ elsewhere.
  public func conjugate(_ y: UnsafeBufferPointer<Double>) -> Double {
    indicator(largestMagnitude(y), atMost: 0)
  }

  /// prox_τg(x) = x: leaves x as it is.
  public func prox(_ x: UnsafeMutableBufferPointer<Double>, step: Double) {}
}
