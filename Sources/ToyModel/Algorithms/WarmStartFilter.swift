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
    let points = error.stationaryPoints.map { error.turningPoint(at: $0) }
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
    valueAndDifference(at: g, of: error.sensitivity)
  }

  /// Those in ω, and for number 1 those in a: ∂f/∂a = qᴺ.
  public func derivatives(at g: Double, inNumber index: Int) -> (value: Double, slope: Double) {
    guard index == 1 else { return index == 0 ? stepDerivatives(at: g) : (0, 0) }
    return valueAndDifference(at: g) { s in
      let (q, count) = (1 - stepSize * (1 + s), Double(depth))
      return (pow(q, count), -count * stepSize * pow(q, count - 1))
    }
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
  func values(at u: DoubleDouble, order: Int) -> ScaledValues {
    let (n, size) = (Double(depth), LinearFactor.unit(of: u))
    let a = LinearFactor(start, at: u, unit: size)
    let q = LinearFactor(stepSize, at: u, unit: size)
    // All in units of q^(N−2), or of q^(N−1) or qᴺ where that is all there is.
    let (unit, exponent) = power(q.value, max(depth - 2, 0))
    let one = depth >= 2 ? q.value : DoubleDouble(1)
    let two = one * q.value
    let value = a.value * two * unit
    var (slope, curvature) = (DoubleDouble(0), DoubleDouble(0))
    let change = DoubleDouble(n) * q.slope
    if order > 0 { slope = (a.slope * two + change * a.value * one) * unit }
    if order > 1 {
      let second = depth >= 2 ? DoubleDouble(n - 1) * q.slope * change * a.value : DoubleDouble(0)
      curvature = (DoubleDouble(2) * a.slope * change * one + second) * unit
    }
    return ScaledValues(
      value: value, slope: slope, curvature: curvature,
      exponent: exponent + a.exponent + n * q.exponent, unit: size)
  }

  func gain(at s: Double) -> Gain {
    let u = DoubleDouble(sum: 1, s)
    let p = values(at: u, order: 0)
    guard !p.isHuge else { return p.gain(at: s) }
    if abs(1 - p.value.scaled(by: p.exponent).high) < 1e-8 {
      // Nearly nothing has happened: a qᴺ + (1 − qᴺ)/u without a difference from 1.
      let y = DoubleDouble(stepSize) * u
      let (rest, complement) = complementaryPower(ofOneMinus: y, exponent: depth)
      return Gain(value: start * rest + complement / u.high)
    }
    return p.gain(at: s)
  }

  /// The extremum at an s where f′ = 0.
  func turningPoint(at s: Double) -> TurningPoint {
    let p = values(at: DoubleDouble(1 + s), order: 2)
    let (found, atZero) = (gain(at: s), Gain(value: stepSize))
    // Near the zero 1/ω of P, where f = ω, possibly no double is as close to the extremum as that.
    let isNext = abs(stepSize * (1 + s) - 1) < 0x1p-40
    let isMinimum = p.derivative(of: 2) < 0
    let isBeyond = isMinimum ? atZero.value < found.value : atZero.value > found.value
    return TurningPoint(
      location: s, gain: isNext && isBeyond ? atZero : found, curvature: p.turningCurvature(at: s))
  }

  func derivative(at s: Double) -> Double {
    values(at: DoubleDouble(sum: 1, s), order: 1).derivative(at: s)
  }

  func sensitivity(at s: Double) -> (value: Double, slope: Double) {
    let u = DoubleDouble(sum: 1, s)
    let (n, size) = (Double(depth), LinearFactor.unit(of: u))
    let a = LinearFactor(start, at: u, unit: size)
    let q = LinearFactor(stepSize, at: u, unit: size)
    let (unit, exponent) = power(q.value, max(depth - 2, 0))
    let one = depth >= 2 ? q.value : DoubleDouble(1)
    let value = DoubleDouble(n) * a.value * one * unit
    let rest = depth >= 2 ? DoubleDouble(n - 1) * q.slope * a.value : DoubleDouble(0)
    let slope = DoubleDouble(n) * (a.slope * one + rest) * unit
    let total = exponent + a.exponent + (n - 1) * q.exponent
    return (scaled(value.high, by: total), scaled(slope.high, by: total - size))
  }

  var stationaryPoints: [Double] {
    guard depth > 1 else { return [] }
    var zeros = [
      PolynomialZero(location: 1 / stepSize, order: depth), PolynomialZero(location: 1 / start),
    ].filter { $0.isReached }.sorted { $0.location < $1.location }
    guard let last = zeros.last else { return [] }
    if zeros.count == 2, zeros[0].location == last.location {
      zeros = [PolynomialZero(location: last.location, order: depth + 1)]
    }
    let positive = zeros.filter { $0.location > 0 }.reduce(0) { $0 + $1.order }
    return ToyModel.stationaryPoints(
      zeros: zeros, isEven: positive.isMultiple(of: 2),
      values: { values(at: DoubleDouble($0), order: $1) },
      balance: { values(at: DoubleDouble($0), order: 1).balance(DoubleDouble($0)) }
    ).map { $0 - 1 }.filter { $0 > 0 }
  }
}
