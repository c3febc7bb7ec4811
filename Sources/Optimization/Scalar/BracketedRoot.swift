// The zero of a scalar function between two points where its signs differ.

/// A zero of a continuous function, with the end of the search for it.
public struct BracketedRoot: Sendable, Equatable {
  /// The reason why the search for a zero stopped.
  public enum StopReason: Sendable, Equatable {
    /// The function is exactly zero at the location.
    case exactZero
    /// The bracket is as narrow as the tolerance asks.
    case bracketWidth(Double)
    /// The iteration limit was reached; the location is the best seen.
    case iterationLimit
  }

  /// The point x where the function vanishes, to the tolerance asked for.
  public let location: Double
  /// The number of evaluations of f, the two at the ends of the bracket included.
  public let evaluations: Int
  /// The reason why this is the location, with the width of the last bracket.
  public let stopReason: StopReason
}

/// Finds a zero of f in the bracket [lower, upper], on whose ends f has different signs.
///
/// Each step is an inverse quadratic interpolation where that is safe and a bisection where it is
/// not. Infinite values of f are allowed:
/// they carry a sign, which is all that a bisection needs.
///
/// - Parameters:
///   - lower: One end of the bracket, finite.
///   - upper: The other end, finite.
///   - relativeTolerance: The bracket is narrowed to this fraction of the root, at least 2⁻⁵².
///   - iterationLimit: The largest number of steps; bisection alone needs about 60 for a factor of 2⁵³.
///   - f: The function.
/// - Returns: The root, or the end of the bracket with the smaller |f| when the signs agree and one
///   of the two values is zero.
/// - Precondition: f(lower) and f(upper) differ in sign or one of them is zero.
/// - Complexity: Typically 8 to 15 evaluations for a smooth function.
/// - SeeAlso: T. R. Chandrupatla, A new hybrid quadratic/bisection algorithm for finding the zero of a
///   nonlinear function without using derivatives, Adv. Eng. Software 28 (1997).
public func findRoot(
  lower: Double, upper: Double, relativeTolerance: Double = 0x1p-52, iterationLimit: Int = 2000,
  of f: (Double) -> Double
) -> BracketedRoot {
  var (a, b) = (upper, lower)
  var (fa, fb) = (f(a), f(b))
  var evaluations = 2
  precondition(
    fa == 0 || fb == 0 || (fa < 0) != (fb < 0),
    "no sign change between \(lower), where f = \(fb), and \(upper), where f = \(fa)")
  var (c, fc) = (a, fa)
  var fraction = 0.5
  for _ in 0..<iterationLimit {
    let (best, fBest) = abs(fa) < abs(fb) ? (a, fa) : (b, fb)
    if fBest == 0 {
      return BracketedRoot(location: best, evaluations: evaluations, stopReason: .exactZero)
    }
    let width = abs(b - a)
    let tolerance = max(relativeTolerance, 0x1p-52) * abs(best) + .leastNormalMagnitude
    if width <= 2 * tolerance {
      return BracketedRoot(
        location: best, evaluations: evaluations, stopReason: .bracketWidth(width))
    }
    // Never closer to an end than the tolerance, so that every step shrinks the bracket; measured
    // from the nearer end, so that a root close to 0 keeps its digits.
    let margin = tolerance / width
    let x =
      fraction <= 0.5
      ? a + max(fraction, margin) * (b - a) : b - max(1 - fraction, margin) * (b - a)
    let fx = f(x)
    evaluations += 1
    if (fx < 0) == (fa < 0) {
      (c, fc) = (a, fa)
    } else {
      (c, fc, b, fb) = (b, fb, a, fa)
    }
    (a, fa) = (x, fx)
    fraction = interpolationFraction(a: (a, fa), b: (b, fb), c: (c, fc))
  }
  return BracketedRoot(
    location: abs(fa) < abs(fb) ? a : b, evaluations: evaluations, stopReason: .iterationLimit)
}

/// Where to look next, as a fraction of the way from a to b: ½ unless interpolation is safe.
private func interpolationFraction(
  a: (x: Double, f: Double), b: (x: Double, f: Double), c: (x: Double, f: Double)
) -> Double {
  let xi = (a.x - b.x) / (c.x - b.x)
  let phi = (a.f - b.f) / (c.f - b.f)
  // Chandrupatla's criterion: the inverse quadratic through the three points is monotone.
  guard phi * phi < xi, (1 - phi) * (1 - phi) < 1 - xi else { return 0.5 }
  let viaB = a.f / (b.f - a.f) * (c.f / (b.f - c.f))
  let viaC = (c.x - a.x) / (b.x - a.x) * (a.f / (c.f - a.f)) * (b.f / (c.f - b.f))
  let fraction = viaB + viaC
  return fraction.isFinite ? fraction : 0.5
}
