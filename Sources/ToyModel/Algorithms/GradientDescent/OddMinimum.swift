// The constant c_{N,ω} of odd depths, which has no closed form but solves a benign equation.

import Intervals
import Libc
import Optimization

/// The minimum of p(q) = Σ_{j<N} qʲ over the real line, for odd N ≥ 3.
///
/// The minimiser is q* = −x with x ∈ [½, 1) the root of N x^(N−1) (1+x) = 1 + x^N, and the minimum
/// is p(q*) = (1+x^N)/(1+x), between ½ and ¾. With step size ω the smallest reachable eigenvalue is
/// c_{N,ω} = ω p(q*) for ω ≤ 1 + x.
public struct OddMinimum: Sendable, Equatable {
  /// The depth N, odd and at least 3.
  public let depth: Int
  /// x = −q*, in [½, 1).
  public let location: Double
  /// p(q*), to 1 ulp.
  public var value: Double { preciseValue.high }
  /// p(q*) to twice the precision, for 1 − ωp(q*) near zero.
  let preciseValue: DoubleDouble
  /// x to twice the precision.
  private let preciseLocation: DoubleDouble

  /// Finds the minimum for one depth.
  ///
  /// The equation is solved for ℓ = −log x, so that x near 1 keeps its digits, and two Newton steps
  /// double the precision: an error δ of x changes p only by O(Nδ²), but 1 − ωp can be smaller still.
  ///
  /// - Precondition: N is odd and at least 3.
  /// - Complexity: O(log N), about a microsecond.
  public init(depth: Int) {
    precondition(depth >= 3 && !depth.isMultiple(of: 2), "no interior minimum at depth \(depth)")
    self.depth = depth
    let n = Double(depth)
    if depth == 3 {
      location = 0.5
    } else {
      // log of the two sides of the equation; decreasing in ℓ, positive at 0, negative at log 2.
      let root = findRoot(lower: 0, upper: log(2)) { l in
        log(n) - (n - 1) * l + log1p(exp(-l)) - log1p(exp(-n * l))
      }
      location = exp(-root.location)
    }
    var x = DoubleDouble(location)
    let one = DoubleDouble(1)
    for _ in 0..<2 {
      let power = x.power(depth - 1)
      let residual = DoubleDouble(n) * power * (one + x) - one - power * x
      let slope = n * (n - 1) * power.high / x.high * (1 + x.high)
      x = x - DoubleDouble(residual.high / slope, residual.low / slope)
    }
    preciseLocation = x
    preciseValue = (one + x.power(depth)) / (one + x)
  }

  /// The largest step size ω = 1 + x for which the minimum of p is reached by some s ≥ 0.
  public var largestInteriorStep: Double { 1 + location }

  /// Where the filter turns, s = (1 + x)/ω − 1; negative where the minimum of p is out of reach.
  func turningPoint(stepSize: Double) -> Double {
    let gap = DoubleDouble(1) + preciseLocation - DoubleDouble(stepSize)
    return (gap.high + gap.low) / stepSize
  }

  /// ω p(q*) with its complement, accurate even where one of them nearly vanishes.
  func gain(stepSize: Double) -> Gain {
    let product = DoubleDouble(product: stepSize, preciseValue.high)
    let precise = DoubleDouble(product.high, product.low + stepSize * preciseValue.low)
    let defect = DoubleDouble(1) - precise
    return Gain(value: precise.high + precise.low, defect: defect.high + defect.low)
  }

  /// The bounds of the talk: ω(½ + 1/(N+1)) ≤ c_{N,ω} ≤ ω(½ + (1/N)(1+½log N)/(2−(log N)/N)).
  ///
  /// They bound ω p(q*), and so c_{N,ω} for ω ≤ 1 + x; for larger steps c_{N,ω} = f(0) may exceed
  /// the upper one, as N = 3, ω = 1.9 shows.
  ///
  /// - Parameters:
  ///   - depth: N, odd and at least 3.
  ///   - stepSize: ω > 0.
  /// - Returns: The two bounds, dimensionless.
  public static func slideBounds(
    depth: Int, stepSize: Double
  ) -> (lower: Double, upper: Double) {
    let n = Double(depth)
    let lower = 0.5 + 1 / (n + 1)
    let upper = 0.5 + (1 + 0.5 * log(n)) / (n * (2 - log(n) / n))
    return (stepSize * lower, stepSize * upper)
  }
}
