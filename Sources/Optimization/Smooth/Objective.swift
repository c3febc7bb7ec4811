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
}
