// Conjugate functions by Moreau's identity.

/// The conjugate g* of a function g with a proximal operator.
public struct ConjugateFunction<Base: ProximableFunction>: ProximableFunction {
  /// g.
  public let base: Base

  /// Creates the conjugate.
  ///
  /// - Parameter base: g.
  public init(_ base: Base) { self.base = base }

  /// g*(x).
  public func value(_ x: UnsafeBufferPointer<Double>) -> Double { base.conjugate(x) }

  /// g**(y) = g(y).
  public func conjugate(_ y: UnsafeBufferPointer<Double>) -> Double { base.value(y) }

  /// Moreau's identity: prox_τg*(x) = x − τ prox_g/τ(x/τ).
  public func prox(_ x: UnsafeMutableBufferPointer<Double>, step: Double) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: x.count) { other in
      other.initialize(repeating: 0)
      for i in x.indices { other[i] = x[i] / step }
      base.prox(other, step: 1 / step)
      for i in x.indices { x[i] -= step * other[i] }
    }
  }
}
