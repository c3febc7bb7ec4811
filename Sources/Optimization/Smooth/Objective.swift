// The functions that first-order methods minimise.

/// A differentiable function on ℝⁿ.
///
/// Evaluation may use a workspace, and is therefore `mutating`; the value must depend on the point alone.
public protocol Objective {
  /// The number n of variables.
  var dimension: Int { get }

  /// Evaluates the function and its gradient.
  ///
  /// - Parameters:
  ///   - point: x, n numbers.
  ///   - gradient: Receives ∇f(x), n numbers; unspecified where the value is not finite.
  /// - Returns: f(x). A value that is not finite rejects the point: no method steps onto it.
  mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double

  /// Evaluates the function alone, where that costs much less than with its gradient.
  ///
  /// A line search asks for the value of a trial first, and for the gradient only at a point that it accepts.
  ///
  /// - Parameter point: x, n numbers.
  /// - Returns: f(x), the number that ``evaluate(at:gradient:)`` returns; nil where it would cost about as much, which is
  ///   the default.
  mutating func cheapValue(at point: [Double]) -> Double?
}

extension Objective {
  /// Nil: the value costs about as much as the gradient.
  ///
  /// - Parameter point: x, n numbers.
  /// - Returns: nil.
  public mutating func cheapValue(at point: [Double]) -> Double? { nil }
}
