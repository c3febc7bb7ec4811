// Why two numbers that should agree may differ, and by how much.

package import Testing

/// The reason for a difference between two computations of one number, relative to a scale.
package enum Tolerance {
  /// A 30-digit reference: the accuracy that the closed forms promise.
  case golden
  /// That many floating-point operations, each off by at most 2⁻⁵³.
  case roundoff(operations: Int)
  /// An iteration, or a rule of discretization, that stops at this relative error.
  case iterative(Double)
  /// A mean over samples; the scale is its standard error.
  case statistical(standardErrors: Double)

  /// The largest difference in units of the scale.
  package var factor: Double {
    switch self {
    case .golden: 1e-13
    case .roundoff(let operations): Double(operations) * 0x1p-53
    case .iterative(let relative): relative
    case .statistical(let standardErrors): standardErrors
    }
  }
}

/// Expects two numbers to agree within a tolerance, relative to `scale` (default: the expectation).
package func expectClose(
  _ actual: Double, _ expected: Double, _ tolerance: Tolerance, scale: Double? = nil,
  _ inputs: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  let scale = scale ?? abs(expected)
  let isClose = actual == expected || abs(actual - expected) <= tolerance.factor * scale
  #expect(
    isClose,
    """
    \(inputs()): \(actual) instead of \(expected), \
    off by \(abs(actual - expected) / scale) of the scale \(scale) where \(tolerance) is allowed
    """,
    sourceLocation: sourceLocation)
}

/// Expects a ≤ b, with a tolerance relative to b.
package func expectAtMost(
  _ smaller: Double, _ larger: Double, _ tolerance: Tolerance,
  _ inputs: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  let holds = smaller <= larger + tolerance.factor * abs(larger)
  #expect(
    holds, "\(inputs()): \(smaller) exceeds \(larger) by more than \(tolerance)",
    sourceLocation: sourceLocation)
}
