// Chebyshev's steps: the filter and its turning points.

import Intervals
import Libc

/// The filter of N gradient steps of Chebyshev's sizes for the interval [1, 1+S] of curvatures.
///
/// ```
/// f(s) = (1 − P(s))/(1+s),   P(s) = T_N(1 − 2s/S)/T_N(1 + 2/S),   ωᵢ = 2/(2 + S − S cos(π(2i−1)/(2N)))
/// ```
/// P is the polynomial of degree N with P = 1 where 1 + s = 0 that is least on [0, S]. The order of the steps does
/// not matter to f. For even N the image is (−∞, c₀] with c₀ = 1 − 1/T_N(1+2/S), which f takes at s = 0 alone; for
/// odd N ≥ 3 it is [min f, ∞).
///
/// Numerics: O(log N) by powers of a matrix in twice the precision; where N²(1+s)/S is small by a series.
public struct ChebyshevFilter: BranchedFilter, Equatable {
  /// N ≥ 1.
  public let depth: Int
  /// S, positive and finite.
  public let interval: Double
  /// T_N(1 + 2/S) and its derivative.
  private let scale: ScaledValues
  /// f(0) = 1 − 1/T_N(1+2/S).
  public let forcedGain: Gain
  /// {c₀} for N = 1, (−∞, c₀] for even N, [min f, ∞) for odd N ≥ 3.
  public let image: FilterImage

  /// Creates the filter.
  ///
  /// - Parameters:
  ///   - depth: N, 1 ≤ N ≤ 2⁵³.
  ///   - interval: S, positive and finite.
  /// - Complexity: O(log N).
  public init(depth: Int, interval: Double) {
    precondition(depth >= 1 && depth <= 1 << 53, "depth \(depth) is not in 1…2⁵³")
    precondition(interval > 0 && interval.isFinite, "the interval \(interval) is not positive")
    self.depth = depth
    self.interval = interval
    scale = Self.scale(depth, interval)
    // f(0) and f do not depend on the image.
    let unbounded = ChebyshevFilter(depth: depth, interval: interval, scale: scale)
    let forced = unbounded.gain(at: 0)
    forcedGain = forced
    if depth == 1 {
      image = FilterImage(lowerBound: forced, upperBound: forced)
    } else if depth.isMultiple(of: 2) {
      image = .atMost(forced)
    } else {
      image = .atLeast(unbounded.leastGain)
    }
  }

  private init(depth: Int, interval: Double, scale: ScaledValues) {
    (self.depth, self.interval, self.scale) = (depth, interval, scale)
    (forcedGain, image) = (.one, .everything)
  }

  /// Whether two filters are the same function: depth and interval agree.
  public static func == (first: ChebyshevFilter, second: ChebyshevFilter) -> Bool {
    first.depth == second.depth && first.interval == second.interval
  }

  /// T_N(x) with its derivatives, of two numbers.
  private static func polynomial(_ depth: Int, at x: DoubleDouble, order: Int) -> ScaledValues {
    LinearMatrix(
      trace: DoubleDouble(2) * x, traceSlope: 2, determinant: DoubleDouble(1), determinantSlope: 0
    ).power(depth, order: order).combined(x, slope: 1)
  }

  /// T_N(1 + 2/S) and its derivative; by the series of ``series(at:)`` where powers of a matrix lose digits.
  private static func scale(_ depth: Int, _ interval: Double) -> ScaledValues {
    let (n, y) = (Double(depth), DoubleDouble(2) / DoubleDouble(interval))
    guard n * n * y.high < 0.05 else {
      return polynomial(depth, at: DoubleDouble(1) + y, order: 1)
    }
    // tₖyᵏ, and the sums of these and of k tₖyᵏ⁻¹.
    var (term, value, slope) = (DoubleDouble(1), DoubleDouble(1), DoubleDouble(0))
    for k in 0..<14 {
      let index = Double(k)
      let squares = DoubleDouble(product: n, n) - DoubleDouble(index * index)
      let factor = term * squares / DoubleDouble((2 * index + 1) * (index + 1))
      slope = slope + DoubleDouble(index + 1) * factor
      term = factor * y
      value = value + term
    }
    return ScaledValues(value: value, slope: slope)
  }

  private var width: DoubleDouble { DoubleDouble(interval) }

  /// P at s, with its derivatives in s.
  private func error(at s: Double, order: Int) -> ScaledValues {
    let x = (width - DoubleDouble(2) * DoubleDouble(s)) / width
    let t = Self.polynomial(depth, at: x, order: order)
    guard order > 0 else {
      return ScaledValues(value: t.value / scale.value, exponent: t.exponent - scale.exponent)
    }
    let slope = DoubleDouble(-2) / width
    return ScaledValues(
      value: t.value / scale.value, slope: slope * t.slope / scale.value,
      curvature: slope * slope * t.curvature / scale.value, exponent: t.exponent - scale.exponent)
  }

  /// f(s) with its complement 1 − f(s) = (s + P)/(1+s).
  public func gain(at s: Double) -> Gain {
    if depth == 1 {
      // ω = 2/(2+S), for every s.
      let sum = DoubleDouble(sum: 2, interval)
      return Gain(
        value: (DoubleDouble(2) / sum).high, defect: (DoubleDouble(interval) / sum).high)
    }
    if isZero(at: s) { return .zero }
    if let series = series(at: s) { return Gain(value: series.value) }
    return error(at: min(s, 1e250), order: 0).gain(at: s)
  }

  /// True at s = 1 + S of even depths, the only zero of f: P is symmetric there to its value 1 at s = −1.
  private func isZero(at s: Double) -> Bool {
    let end = DoubleDouble(sum: 1, interval)
    return depth.isMultiple(of: 2) && s == end.high && end.low == 0
  }

  /// f′(s) = −((1−P)/(1+s) + P′)/(1+s).
  public func derivative(at s: Double) -> Double {
    guard depth > 1 else { return 0 }
    if let series = series(at: s) { return series.slope }
    return error(at: min(s, 1e250), order: 1).derivative(at: s)
  }

  /// f and f′ where they hardly differ from their values for S → ∞; else nil.
  ///
  /// T_N(1−y) = Σ (−1)ᵏ tₖ yᵏ with t₀ = 1 and tₖ₊₁ = tₖ(N²−k²)/((2k+1)(k+1)); with a = −2/S and b = 2s/S,
  /// f = (2/S) Σ_{k≥1} (−1)ᵏ⁺¹ tₖ (aᵏ − bᵏ)/(a − b) / T_N(1−a).
  private func series(at s: Double) -> (value: Double, slope: Double)? {
    let (n, a) = (Double(depth), -2 / interval)
    let b = -a * s
    let size = max(-a, b)
    guard n * n * size < 0.05 else { return nil }
    // (−1)ᵏ tₖ and (aᵏ − bᵏ)/(a − b) with its derivative in b, all in powers of the larger of |a| and b, for none of
    // them to leave the range of Double, and the sums.
    let (first, second) = (a / size, b / size)
    var (term, power) = (-n * n, 1.0)
    var (mean, meanSlope) = (1.0, 0.0)
    var (value, slope) = (-term, 0.0)
    for k in 1..<14 {
      let index = Double(k)
      term *= -size * (n * n - index * index) / ((2 * index + 1) * (index + 1))
      // S_{k+1} = aᵏ + b S_k.
      power *= first
      (mean, meanSlope) = (power + second * mean, mean + second * meanSlope)
      value -= term * mean
      slope -= term * meanSlope
    }
    let factor = -a / scaled(scale.value.high, by: scale.exponent)
    return (factor * value, -first * factor * slope)
  }

  /// ∂f/∂S, and its divided difference with that at 0.
  public func stepDerivatives(at g: Double) -> (value: Double, slope: Double) {
    if depth == 1 {
      let sum = 2 + interval
      return (-2 / (sum * sum), 0)
    }
    return valueAndDifference(at: g, of: sensitivity)
  }

  /// ∂f/∂S = (sP′ − PY)/(S(1+s)) with Y = (2/S) T_N′/T_N at 1 + 2/S, and its derivative in s.
  private func sensitivity(at s: Double) -> (value: Double, slope: Double) {
    let p = error(at: s, order: 2)
    let (u, x) = (DoubleDouble(sum: 1, s), DoubleDouble(s))
    let y = DoubleDouble(2) / width * scale.slope / scale.value
    let first = x * p.slope - p.value * y
    let firstSlope = p.slope + x * p.curvature - p.slope * y
    let value = first / (width * u)
    let slope = (firstSlope - first / u) / (width * u)
    return (scaled(value.high, by: p.exponent), scaled(slope.high, by: p.exponent))
  }

  /// 1 − P + (1+s)P′.
  private func balance(_ s: Double) -> Double {
    error(at: s, order: 1).balance(DoubleDouble(sum: 1, s))
  }

  /// The minimum of odd depths from 3 on.
  ///
  /// The maxima of P are all equal, so that the minima of f near them fall: the last one is the least. For large N its
  /// distance from S may be less than an ulp of S.
  private var leastGain: Gain {
    let (found, end) = (gain(at: lastMinimum ?? 0), gain(at: interval))
    return found.value <= end.value ? found : end
  }

  /// The place of that minimum.
  ///
  /// It lies beyond the last maximum of P, at s = S cos²(φ/2) with Nφ = π, and 1 − P + (1+s)P′ falls from before it on,
  /// from the last zero of P″, at Nφ ≈ 4.5: Nφ = 1.2π is a start where P′ is clearly positive.
  private var lastMinimum: Double? {
    let sine = sin(0.6 * .pi / Double(depth))
    return lastStationaryPoint(from: interval - interval * sine * sine, rises: false, of: balance)
  }

  /// For odd N that of the least value, without a list of the others; for even N, whose end is f(0), none.
  public func turningPoint(at end: Gain) -> TurningPoint? {
    guard depth > 2, !depth.isMultiple(of: 2), let s = lastMinimum else { return nil }
    return turningPoint(at: s)
  }

  private func turningPoint(at s: Double) -> TurningPoint {
    // f″ = −P″/(1+s) where f′ = 0.
    let p = error(at: s, order: 2)
    return TurningPoint(
      location: s, gain: gain(at: s),
      curvature: -scaled(p.curvature.high / (1 + s), by: p.exponent))
  }

  /// The extremes of f at s > 0, up to N − 2.
  ///
  /// - Complexity: O(N log N).
  public var turningPoints: [TurningPoint] {
    guard depth > 2 else { return [] }
    let zeros = (0..<depth).map { index -> PolynomialZero in
      let sine = sin(0.25 * .pi * Double(2 * index + 1) / Double(depth))
      return PolynomialZero(location: interval * sine * sine)
    }
    return stationaryPoints(
      zeros: zeros, isEven: depth.isMultiple(of: 2), values: { error(at: $0, order: $1) },
      balance: balance
    ).filter { $0 > 0 }.map { turningPoint(at: $0) }
  }

  /// N = 2: with D = T₂(1+2/S), f = 8(1 + S − s)/(S²D).
  public var linearPart: LinearPart? {
    guard depth == 2 else { return nil }
    // S²D = S² + 8S + 8.
    let (size, total) = (interval, interval * (interval + 8) + 8)
    let growth = 2 * size + 8
    return LinearPart(
      forcedGain: forcedGain,
      forcedSlope: 8 * (total - (1 + size) * growth) / (total * total), square: 8 / total,
      squareSlope: -8 * growth / (total * total))
  }
}
