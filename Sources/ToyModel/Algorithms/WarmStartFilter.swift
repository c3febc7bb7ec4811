// Gradient descent from a multiple of the data.

import Intervals
import Libc

/// The filter of N gradient steps of size ω from z⁰ = ax.
///
/// ```
/// f(s) = (1 − P(u))/u,   P(u) = (1 − au)(1 − ωu)ᴺ,   u = 1 + s
/// ```
/// The start is as good as a first step of size a from 0, so that a > 0 exchanges the parities: the image of an even N
/// is [min f, ∞) and that of an odd N (−∞, max f]. From z⁰ = x, a = 1, f(0) = 1 for every N and ω: nothing is gained
/// over the exact solution.
///
/// Numerics: O(log N), in twice the precision.
public struct WarmStartFilter: BranchedFilter, Equatable {
  /// N ≥ 1.
  public let depth: Int
  /// ω, positive and finite.
  public let stepSize: Double
  /// a.
  public let start: Double
  /// f(0) = 1 − (1−a)(1−ω)ᴺ.
  public let forcedGain: Gain
  /// (−∞, max f] or [min f, ∞).
  public let image: FilterImage
  /// The extremes of f at s > 0, at most two.
  public let turningPoints: [TurningPoint]

  /// Creates the filter.
  ///
  /// - Parameters:
  ///   - depth: N, 1 ≤ N ≤ 2⁵³.
  ///   - stepSize: ω, positive and finite.
  ///   - start: a, finite and not 0; for a = 0 see ``UnrolledFilter``.
  /// - Complexity: O(log N).
  public init(depth: Int, stepSize: Double, start: Double) {
    precondition(depth >= 1 && depth <= 1 << 53, "depth \(depth) is not in 1…2⁵³")
    precondition(stepSize > 0 && stepSize.isFinite, "step size \(stepSize) is not positive")
    precondition(start != 0 && start.isFinite, "the start \(start) is 0 or not finite")
    (self.depth, self.stepSize, self.start) = (depth, stepSize, start)
    let error = Error(depth: depth, stepSize: stepSize, start: start)
    let forced = error.gain(at: 0)
    forcedGain = forced
    let points = error.stationaryPoints.map { s in
      TurningPoint(
        location: s, gain: error.gain(at: s),
        curvature: -error.values(at: 1 + s, order: 2).derivative(of: 2) / (1 + s))
    }
    turningPoints = points
    let gains = points.map(\.gain)
    image =
      error.isEven
      ? .atMost(gains.reduce(forced) { $1.difference(to: $0) > 0 ? $1 : $0 })
      : .atLeast(gains.reduce(forced) { $1.difference(to: $0) < 0 ? $1 : $0 })
  }

  private var error: Error { Error(depth: depth, stepSize: stepSize, start: start) }

  /// f(s), with its complement 1 − f(s) = (s + P)/(1+s).
  public func gain(at s: Double) -> Gain { error.gain(at: s) }

  /// f′(s) = −((1−P)/u + P′)/u.
  public func derivative(at s: Double) -> Double { error.derivative(at: s) }

  /// ∂f/∂ω = N(1−au)qᴺ⁻¹ with q = 1 − ωu, and its divided difference with that at 0.
  public func stepDerivatives(at g: Double) -> (value: Double, slope: Double) {
    let (value, atZero) = (error.sensitivity(at: g).value, error.sensitivity(at: 0).value)
    return (
      value,
      dividedDifference(to: g, difference: value - atZero, scale: max(abs(value), abs(atZero))) {
        error.sensitivity(at: $0).slope
      }
    )
  }

  /// Those in ω, and for number 1 those in a: ∂f/∂a = qᴺ.
  public func derivatives(at g: Double, inNumber index: Int) -> (value: Double, slope: Double) {
    guard index == 1 else { return index == 0 ? stepDerivatives(at: g) : (0, 0) }
    func rest(_ g: Double) -> Double { pow(1 - stepSize * (1 + g), Double(depth)) }
    let (value, atZero) = (rest(g), rest(0))
    return (
      value,
      dividedDifference(
        to: g, difference: value - atZero, scale: max(abs(value), abs(atZero))
      ) { -Double(depth) * stepSize * pow(1 - stepSize * (1 + $0), Double(depth - 1)) }
    )
  }

  /// N = 1: ω + a − aωu.
  public var linearPart: LinearPart? {
    guard depth == 1 else { return nil }
    return LinearPart(
      forcedGain: forcedGain, forcedSlope: 1 - start, square: start * stepSize, squareSlope: start)
  }
}

/// P and what follows from it.
private struct Error {
  let depth: Int
  let stepSize: Double
  let start: Double

  /// True where f tends to −∞: the degree of P is even, or a < 0 and it is odd.
  var isEven: Bool { (depth + 1).isMultiple(of: 2) == (start > 0) }

  /// 1 − au.
  private func first(_ u: DoubleDouble) -> DoubleDouble {
    DoubleDouble(1) - DoubleDouble(start) * u
  }

  /// q = 1 − ωu.
  private func factor(_ u: DoubleDouble) -> DoubleDouble {
    DoubleDouble(1) - DoubleDouble(stepSize) * u
  }

  /// qᵐ with its exponent, for m ≥ 0.
  private func power(_ q: DoubleDouble, _ exponent: Int) -> (DoubleDouble, Double) {
    guard exponent > 0 else { return (DoubleDouble(exponent == 0 ? 1 : 0), 0) }
    guard q.high != 0 else { return (DoubleDouble(0), 0) }
    let shift = Double(q.high.exponent)
    var (result, total) = (DoubleDouble(1), 0.0)
    var (base, size) = (q.scaled(by: -shift), shift)
    var remaining = exponent
    while remaining > 0 {
      if remaining & 1 == 1 {
        result = result * base
        total += size
        let excess = Double(result.high.exponent)
        (result, total) = (result.scaled(by: -excess), total + excess)
      }
      base = base * base
      size *= 2
      let excess = Double(base.high.exponent)
      (base, size) = (base.scaled(by: -excess), size + excess)
      remaining >>= 1
    }
    return (result, total)
  }

  /// P and its derivatives in u.
  func values(at u: Double, order: Int) -> ScaledValues {
    values(at: DoubleDouble(u), order: order)
  }

  func values(at u: DoubleDouble, order: Int) -> ScaledValues {
    let (n, omega) = (Double(depth), DoubleDouble(stepSize))
    let (a, q) = (first(u), factor(u))
    // All in units of q^(N−2), or of q^(N−1) or qᴺ where that is all there is.
    let least = max(depth - 2, 0)
    let (unit, exponent) = power(q, least)
    let one = depth >= 2 ? q : DoubleDouble(1)
    let two = one * q
    var result = ScaledValues(value: a * two * unit, exponent: exponent)
    let slope = DoubleDouble(-n) * omega
    if order > 0 {
      result.slope = (DoubleDouble(-start) * two + slope * a * one) * unit
    }
    if order > 1 {
      let second = depth >= 2 ? DoubleDouble(n * (n - 1)) * omega * omega * a : DoubleDouble(0)
      result.curvature =
        (DoubleDouble(-2 * start) * slope * one + second) * unit
    }
    return result
  }

  func gain(at s: Double) -> Gain {
    let u = DoubleDouble(sum: 1, s)
    let p = values(at: u, order: 0)
    guard p.exponent < 900 else {
      let value = -scaled((p.value / u).high, by: p.exponent)
      return Gain(value: value, defect: -value)
    }
    let power = p.value.scaled(by: p.exponent)
    if abs(1 - power.high) < 1e-8 {
      // Nearly nothing has happened: a qᴺ + (1 − qᴺ)/u without a difference from 1.
      let y = DoubleDouble(stepSize) * u
      let (rest, complement) = complementaryPower(ofOneMinus: y, exponent: depth)
      return Gain(value: start * rest + complement / u.high)
    }
    return Gain(
      value: ((DoubleDouble(1) - power) / u).high, defect: ((DoubleDouble(s) + power) / u).high)
  }

  func derivative(at s: Double) -> Double {
    let u = DoubleDouble(sum: 1, s)
    let p = values(at: u, order: 1).moderate
    let sum = (p.one - p.value) / u + p.slope
    return -scaled((sum / u).high, by: p.exponent)
  }

  func sensitivity(at s: Double) -> (value: Double, slope: Double) {
    let u = DoubleDouble(sum: 1, s)
    let (a, q, n) = (first(u), factor(u), Double(depth))
    let (unit, exponent) = power(q, max(depth - 2, 0))
    let one = depth >= 2 ? q : DoubleDouble(1)
    let value = DoubleDouble(n) * a * one * unit
    let rest = depth >= 2 ? DoubleDouble((n - 1) * stepSize) * a : DoubleDouble(0)
    let slope = DoubleDouble(-n) * (DoubleDouble(start) * one + rest) * unit
    return (scaled(value.high, by: exponent), scaled(slope.high, by: exponent))
  }

  var stationaryPoints: [Double] {
    guard depth > 1 else { return [] }
    var zeros = [
      PolynomialZero(location: 1 / stepSize, order: depth), PolynomialZero(location: 1 / start),
    ].sorted { $0.location < $1.location }
    if zeros[0].location == zeros[1].location {
      zeros = [PolynomialZero(location: zeros[0].location, order: depth + 1)]
    }
    func balance(_ u: Double) -> Double {
      let p = values(at: u, order: 1).moderate
      let sum = p.one - p.value + DoubleDouble(u) * p.slope
      return scaled(sum.high, by: min(p.exponent, 900))
    }
    return ToyModel.stationaryPoints(
      zeros: zeros, values: { values(at: $0, order: $1) }, balance: balance
    ).map { $0 - 1 }.filter { $0 > 0 }
  }
}
