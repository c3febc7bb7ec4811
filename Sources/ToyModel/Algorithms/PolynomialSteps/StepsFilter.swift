// Gradient steps of different sizes.

import Intervals
import Libc

/// The filter of gradient steps z ← z − ωⱼ((I+RᵀR)z − x) of different sizes from z = 0.
///
/// ```
/// f(s) = (1 − P(u))/u,   P(u) = Π (1 − ωⱼu),   u = 1 + s
/// ```
/// The order of the steps does not matter. The sign of the product of the sizes is the parity: for positive ones the
/// image is (−∞, max f] for even N and [min f, ∞) for odd N ≥ 3, and an odd number of negative sizes exchanges the
/// two. Steps of size 0 do nothing.
///
/// Numerics: the steps themselves in twice the precision, O(N).
public struct StepsFilter: BranchedFilter, Equatable {
  /// ω₁ … ω_N, finite.
  public let steps: [Double]
  /// f(0) = 1 − Π(1−ωⱼ).
  public let forcedGain: Gain
  /// The image of f.
  public let image: FilterImage
  /// The extremes of f at s > 0.
  public let turningPoints: [TurningPoint]

  /// The largest number of steps that are listed one by one, not counting a start.
  public static let limit = 60

  /// Creates the filter.
  ///
  /// - Parameter steps: ω₁ … ω_N, finite; at most ``limit`` of them, and one for a start.
  /// - Complexity: O(N²).
  public init(steps: [Double]) {
    precondition(!steps.isEmpty && steps.count <= Self.limit + 1, "\(steps.count) steps")
    precondition(steps.allSatisfy(\.isFinite), "steps \(steps)")
    self.steps = steps
    let forced = Self.run(steps, at: 0).gain
    forcedGain = forced
    let effective = steps.filter { $0 != 0 }
    let points = Self.stationaryPoints(effective).map { s -> TurningPoint in
      let p = Self.error(effective, at: DoubleDouble(1 + s), order: 2)
      return TurningPoint(
        location: s, gain: Self.run(steps, at: s).gain, curvature: p.turningCurvature(at: s))
    }
    turningPoints = points
    let gains = points.map(\.gain) + [forced]
    let least = gains.reduce(forced) { $1.difference(to: $0) < 0 ? $1 : $0 }
    let greatest = gains.reduce(forced) { $1.difference(to: $0) > 0 ? $1 : $0 }
    switch Self.parity(steps) {
    case .none: image = FilterImage(lowerBound: forced, upperBound: forced)
    case .even: image = .atMost(greatest)
    case .odd: image = .atLeast(least)
    }
  }

  /// The end of the line that the image reaches: the sign of the leading coefficient of f, which is that of
  /// (−1)^(N−1) Π ωⱼ, over the steps that are not 0.
  public static func parity(_ steps: [Double]) -> Parity {
    let effective = steps.filter { $0 != 0 }
    guard effective.count > 1 else { return .none }
    let negative = effective.count { $0 < 0 }
    return (effective.count + negative).isMultiple(of: 2) ? .even : .odd
  }

  /// A note on the parity of sizes that are not positive; the theorem is about positive ones.
  ///
  /// - Parameter steps: ω₁ … ω_N.
  /// - Returns: A sentence; nil where all sizes are positive.
  public static func parityNote(_ steps: [Double]) -> String? {
    let (zero, negative) = (steps.count { $0 == 0 }, steps.count { $0 < 0 })
    var parts: [String] = []
    if zero > 0 {
      parts.append(
        "\(zero) of \(steps.count) sizes \(zero == 1 ? "is" : "are") 0 and \(zero == 1 ? "does" : "do") nothing"
      )
    }
    if negative > 0 {
      let isOdd = !negative.isMultiple(of: 2)
      parts.append(
        "\(negative) of \(steps.count) sizes \(negative == 1 ? "is" : "are") negative: an \(isOdd ? "odd" : "even") "
          + "number of them \(isOdd ? "exchanges" : "keeps") the parities, which are a theorem on positive sizes"
      )
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// The values f and f′ at one s.
  ///
  /// Computed from P where P is not close to 1, because z might grow far above its final value. Where 1 − P would lose
  /// digits, computed by the steps themselves.
  private static func run(_ steps: [Double], at s: Double) -> (gain: Gain, derivative: Double) {
    let u = DoubleDouble(sum: 1, s)
    guard s.isFinite else {
      let value = parity(steps) == .odd ? Double.infinity : -.infinity
      return (Gain(value: value, defect: -value), value)
    }
    let p = error(steps, at: u, order: 1)
    guard !p.isHuge, abs(1 - p.value.scaled(by: p.exponent).high) < 1e-4 else {
      return (p.gain(at: s), p.derivative(at: s))
    }
    var (z, slope) = (DoubleDouble(0), DoubleDouble(0))
    for step in steps {
      let step = DoubleDouble(step)
      slope = slope - step * (z + u * slope)
      z = z + step * (DoubleDouble(1) - u * z)
    }
    return (Gain(value: z.high, defect: (DoubleDouble(1) - z).high), slope.high)
  }

  /// f(s) with its complement.
  public func gain(at s: Double) -> Gain { Self.plain(steps, at: s) ?? Self.run(steps, at: s).gain }

  /// f(s) where nothing is out of the range of Double; nil elsewhere.
  ///
  /// P is evaluated in two chains of products. Where it is close to 1, 1 − P is instead updated step by step: one more
  /// step turns it into (1 − P)(1 − ωu) + ωu.
  private static func plain(_ steps: [Double], at s: Double) -> Gain? {
    let u = DoubleDouble(sum: 1, s)
    guard u.high < 0x1p60 else { return nil }
    var (even, odd) = (UnnormalizedPair(1), UnnormalizedPair(1))
    var (largest, least) = (0.0, 1.0)
    var isEven = true
    for step in steps {
      let factor = UnnormalizedPair(1) - UnnormalizedPair(u) * step
      largest = max(largest, abs(factor.high))
      if isEven { even = (even * factor).normalized } else { odd = (odd * factor).normalized }
      least = min(least, abs(even.high), abs(odd.high))
      isEven.toggle()
    }
    guard largest < 0x1p15, least > 0x1p-400 else { return nil }
    let p = (even * odd).normalized
    if abs(1 - p.high) >= 1e-12 {
      let (power, one) = (p.doubleDouble, DoubleDouble(1))
      return Gain(
        value: (one - power).quotient(by: u), defect: (DoubleDouble(s) + power).quotient(by: u))
    }
    var taken = UnnormalizedPair(0)
    for step in steps {
      let part = UnnormalizedPair(u) * step
      taken = (taken * (UnnormalizedPair(1) - part) + part).normalized
    }
    let value = taken.doubleDouble.quotient(by: u)
    return Gain(value: value, defect: 1 - value)
  }

  /// f′(s).
  public func derivative(at s: Double) -> Double { Self.run(steps, at: s).derivative }

  /// P and its derivatives in u.
  private static func error(_ steps: [Double], at u: DoubleDouble, order: Int) -> ScaledValues {
    let unit = LinearFactor.unit(of: u)
    var p = ScaledValues(value: DoubleDouble(1), unit: unit)
    for step in steps {
      let factor = LinearFactor(step, at: u, unit: unit)
      p = ScaledValues(
        value: p.value * factor.value,
        slope: order > 0 ? p.slope * factor.value + p.value * factor.slope : p.slope,
        curvature: order > 1
          ? p.curvature * factor.value + DoubleDouble(2) * (p.slope * factor.slope) : p.curvature,
        exponent: p.exponent + factor.exponent, unit: unit)
    }
    return p
  }

  /// The s > 0 at which f turns.
  ///
  /// The zeros 1/ωⱼ of P are real, of both signs; beyond the last zero of P″ there may be one more.
  private static func stationaryPoints(_ steps: [Double]) -> [Double] {
    guard steps.count > 2 else { return [] }
    var zeros: [PolynomialZero] = []
    for zero in steps.map({ PolynomialZero(location: 1 / $0) }).filter(\.isReached)
      .sorted(by: { $0.location < $1.location })
    {
      if zeros.last?.location == zero.location {
        zeros[zeros.count - 1].order += 1
      } else {
        zeros.append(zero)
      }
    }
    let positive = zeros.filter { $0.location > 0 }.reduce(0) { $0 + $1.order }
    return ToyModel.stationaryPoints(
      zeros: zeros, isEven: positive.isMultiple(of: 2),
      values: { error(steps, at: DoubleDouble($0), order: $1) },
      balance: { error(steps, at: DoubleDouble($0), order: 1).balance(DoubleDouble($0)) }
    ).map { $0 - 1 }.filter { $0 > 0 }
  }

  /// ∂f/∂ωⱼ = D = Π_{i≠j}(1 − ωᵢu), and (D(g) − D(0))/g, factor by factor without a difference.
  public func derivatives(at g: Double, inNumber index: Int) -> (value: Double, slope: Double) {
    var (value, atZero, slope) = (1.0, 1.0, 0.0)
    for (other, step) in steps.enumerated() where other != index {
      let factor = 1 - step * (1 + g)
      slope = slope * factor - atZero * step
      (value, atZero) = (value * factor, atZero * (1 - step))
    }
    return (value, slope)
  }

  /// For two steps, ω₁ + ω₂ − ω₁ω₂(1+s).
  public var linearPart: LinearPart? {
    guard steps.count == 2 else { return nil }
    return LinearPart(
      forcedGain: forcedGain, forcedSlope: 0, square: steps[0] * steps[1], squareSlope: 0)
  }
}
