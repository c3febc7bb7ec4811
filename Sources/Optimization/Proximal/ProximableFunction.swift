// Convex functions whose proximal operator has a closed form.

/// A closed convex function g: ℝⁿ → (−∞, ∞] with a cheap proximal operator.
///
/// ```
/// prox_τg(x) = argmin_u g(u) + ‖u − x‖²/(2τ).
/// ```
///
/// - SeeAlso: N. Parikh and S. Boyd, Proximal algorithms, Foundations and Trends in Optimization 1 (2014).
public protocol ProximableFunction: Sendable {
  /// The value g(x).
  ///
  /// - Parameter x: n numbers.
  /// - Returns: g(x), ∞ outside the domain with ``feasibilityTolerance`` for rounding.
  func value(_ x: UnsafeBufferPointer<Double>) -> Double

  /// The conjugate g*(y) = sup_x ⟨x, y⟩ − g(x).
  ///
  /// - Parameter y: n numbers.
  /// - Returns: g*(y), ∞ outside its domain with ``feasibilityTolerance`` for rounding.
  func conjugate(_ y: UnsafeBufferPointer<Double>) -> Double

  /// The proximal step x ← prox_τg(x) in place.
  ///
  /// - Parameters:
  ///   - x: n numbers.
  ///   - step: τ > 0.
  func prox(_ x: UnsafeMutableBufferPointer<Double>, step: Double)
}

/// The relative excess over a bound that counts as rounding where a value would be infinite, 10⁻¹².
public let feasibilityTolerance = 1e-12

extension ProximableFunction {
  /// The value g(x).
  ///
  /// - Parameter x: n numbers.
  /// - Returns: g(x), ∞ outside the domain.
  public func value(_ x: [Double]) -> Double { x.withUnsafeBufferPointer { value($0) } }

  /// The conjugate g*(y).
  ///
  /// - Parameter y: n numbers.
  /// - Returns: g*(y), ∞ outside its domain.
  public func conjugate(_ y: [Double]) -> Double { y.withUnsafeBufferPointer { conjugate($0) } }

  /// The proximal step x ← prox_τg(x) in place.
  ///
  /// - Parameters:
  ///   - x: n numbers.
  ///   - step: τ > 0.
  public func prox(_ x: inout [Double], step: Double) {
    x.withUnsafeMutableBufferPointer { prox($0, step: step) }
  }
}

/// The value of the indicator function of a set described by an inequality.
func indicator(_ value: Double, atMost bound: Double) -> Double {
  value <= bound + feasibilityTolerance * abs(bound) ? 0 : .infinity
}

/// Checks that there is one number for each coordinate.
func checkCount(_ count: Int, coordinates: Int, _ what: String) {
  precondition(count == coordinates, "\(count) \(what) for \(coordinates) coordinates")
}
