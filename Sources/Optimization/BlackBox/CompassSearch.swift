// A local search without derivatives for few variables.

/// Compass search: steps along the coordinates and along the last successful direction, halved where none helps.
///
/// For functions that are continuous and have kinks; it finds local minima to about the square root of the rounding of
/// their values. Every value it returns is one of the function, and so an upper bound of the infimum.
///
/// - SeeAlso: T. G. Kolda, R. M. Lewis and V. Torczon, Optimization by direct search, SIAM Review 45 (2003).
public struct CompassSearch: Sendable, Equatable {
  /// The steps at the start, one for each variable, above 0.
  public let steps: [Double]
  /// The fraction of the first steps at which the search ends.
  public let tolerance: Double

  /// Creates a search.
  ///
  /// - Parameters:
  ///   - steps: The steps at the start, above 0.
  ///   - tolerance: The fraction of these at which the search ends, above 0.
  public init(steps: [Double], tolerance: Double = 1e-8) {
    (self.steps, self.tolerance) = (steps, tolerance)
  }

  /// Minimises a function over a box.
  ///
  /// - Parameters:
  ///   - start: The first point, moved into the box.
  ///   - box: The bounds of each variable, which may be infinite.
  ///   - function: The function; NaN counts as ∞.
  /// - Returns: The best point and its value.
  /// - Precondition: There are as many bounds and steps as variables.
  /// - Complexity: Typically a few hundred evaluations for each variable.
  public func minimize(
    from start: [Double], within box: [ClosedRange<Double>], _ function: ([Double]) -> Double
  ) -> (point: [Double], value: Double) {
    precondition(
      start.count == box.count && start.count == steps.count,
      "\(start.count) variables, \(box.count) bounds, \(steps.count) steps")
    func clamped(_ point: [Double]) -> [Double] {
      zip(point, box).map { min(max($0, $1.lowerBound), $1.upperBound) }
    }
    var point = clamped(start)
    var value = function(point)
    if value.isNaN { value = .infinity }
    var scale = 1.0
    while scale > tolerance {
      let base = point
      for index in point.indices {
        for sign in [1.0, -1] {
          var trial = point
          trial[index] += sign * scale * steps[index]
          trial = clamped(trial)
          let found = function(trial)
          if found < value {
            (point, value) = (trial, found)
            break
          }
        }
      }
      guard point != base else {
        scale *= 0.5
        continue
      }
      // The same move once more, as in the pattern search of Hooke and Jeeves.
      let trial = clamped(zip(point, base).map { 2 * $0 - $1 })
      let found = function(trial)
      if found < value { (point, value) = (trial, found) }
    }
    return (point, value)
  }
}
