// The constant of odd depths, enclosed.

public import Intervals
import ToyModel

/// Enclosures of the minimum of p(q) = Σ_{j<N} qʲ over the real line, for odd N ≥ 3.
///
/// The counterpart of ``/ToyModel/OddMinimum``: x is enclosed between two numbers at which
/// N x^(N−1) (1+x) − 1 − x^N has certainly different signs.
public struct CertifiedOddMinimum: Sendable {
  /// The depth N, odd and at least 3.
  public let depth: Int
  /// x = −q*, in [½, 1).
  public let location: Interval
  /// p(q*) = (1+x^N)/(1+x).
  public let value: Interval

  /// Encloses the minimum for one depth.
  ///
  /// - Precondition: N is odd and at least 3.
  /// - Complexity: O(log N) for each of about 60 evaluations.
  public init(depth: Int) {
    self.init(depth: depth, near: OddMinimum(depth: depth).location)
  }

  /// Encloses the minimum from a guess, whose error costs time but not certainty.
  init(depth: Int, near guess: Double) {
    precondition(depth >= 3 && !depth.isMultiple(of: 2), "no interior minimum at depth \(depth)")
    self.depth = depth
    location = certifiedRoot(near: guess, in: 0.5...1) { x in
      let power = x.power(depth - 1)
      return Interval(depth) * power * (1 + x) - 1 - power * x
    }
    value = (1 + location.power(depth)) / (1 + location)
  }

  /// The reachable eigenvalues [c_{N,ω}, ∞), by their least one.
  ///
  /// - Parameter stepSize: ω > 0.
  /// - Returns: ω p(q*) for ω ≤ 1 + x, else c₀; the hull of both where that is undecided.
  public func least(stepSize: Interval) -> CertifiedGain {
    let interior = CertifiedGain(value: stepSize * value)
    let limit = 1 + location
    if stepSize.isBelow(limit) { return interior }
    let forced = CertifiedFilter.forcedGain(depth: depth, stepSize: stepSize)
    return limit.isBelow(stepSize) ? forced : interior.hull(forced)
  }
}

/// An enclosure of the point where an increasing function changes its sign.
///
/// - Parameters:
///   - guess: The expected root.
///   - range: A range that contains the root for certain.
///   - function: An enclosure of the function, increasing.
/// - Returns: An interval at whose ends the function has certainly different signs, or that ends at an
///   end of the range; as narrow as the enclosures of the function allow.
func certifiedRoot(
  near guess: Double, in range: ClosedRange<Double>, of function: (Interval) -> Interval
) -> Interval {
  var lower = Interval(range.lowerBound)
  var upper = Interval(range.upperBound)
  // From the guess outwards, until the signs are certain.
  var step = max(abs(guess) * 0x1p-52, 0x1p-1000)
  while step < range.upperBound - range.lowerBound {
    let (left, right) = (guess - step, guess + step)
    let isLeft = left <= range.lowerBound || function(Interval(left)).isNegative
    let isRight = right >= range.upperBound || function(Interval(right)).isPositive
    if isLeft { lower = Interval(max(left, range.lowerBound)) }
    if isRight { upper = Interval(min(right, range.upperBound)) }
    if isLeft && isRight { break }
    step *= 4
  }
  // Then inwards, in double-double steps, until the sign is no longer certain.
  var (left, right): (Interval?, Interval?)
  for _ in 0..<60 {
    let middle = Interval((0.5 * (Interval(lower.lower) + Interval(upper.upper))).lower)
    guard lower.isBelow(middle), middle.isBelow(upper) else { return lower.hull(upper) }
    let sign = function(middle)
    if sign.isNegative {
      lower = middle
    } else if sign.isPositive {
      upper = middle
    } else {
      (left, right) = (middle, middle)
      break
    }
  }
  // If a parameter is an interval, the sign is uncertain on a whole interval as well.
  guard var left, var right else { return lower.hull(upper) }
  for _ in 0..<60 where lower.isBelow(left) {
    let middle = Interval((0.5 * (lower + left)).lower)
    guard lower.isBelow(middle), middle.isBelow(left) else { break }
    if function(middle).isNegative { lower = middle } else { left = middle }
    if isClose(lower, left) { break }
  }
  for _ in 0..<60 where right.isBelow(upper) {
    let middle = Interval((0.5 * (right + upper)).lower)
    guard right.isBelow(middle), middle.isBelow(upper) else { break }
    if function(middle).isPositive { upper = middle } else { right = middle }
    if isClose(right, upper) { break }
  }
  return lower.hull(upper)
}

/// Whether two single numbers agree to about 2⁻⁹⁰.
private func isClose(_ a: Interval, _ b: Interval) -> Bool {
  (b - a).magnitude.upperBound <= 0x1p-90 * b.magnitude.lowerBound
}
