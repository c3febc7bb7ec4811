// The function that is 0 everywhere.

/// The function g = 0, whose proximal operator changes nothing.
public struct ZeroFunction: ProximableFunction, Equatable {
  /// Creates the function.
  public init() {}

  /// 0.
  public func value(_ x: UnsafeBufferPointer<Double>) -> Double { 0 }

  /// 0 at 0, ∞ elsewhere.
  public func conjugate(_ y: UnsafeBufferPointer<Double>) -> Double {
    indicator(largestMagnitude(y), atMost: 0)
  }

  /// x itself.
  public func prox(_ x: UnsafeMutableBufferPointer<Double>, step: Double) {}
}
