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

  /// The most steps that are listed one by one, beside a start, which is one more.
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
    let points = Self.stationaryPoints(effective).map { s in
      TurningPoint(
        location: s, gain: Self.run(steps, at: s).gain,
        // f″ = −P″/u where f′ = 0.
        curvature: -Self.error(effective, at: 1 + s, order: 2).curvature.high / (1 + s))
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

  /// Which end of the line the image reaches: the sign of the leading coefficient of f, which is that of
  /// (−1)^(N−1) Π ωⱼ, over the steps that are not 0.
  public static func parity(_ steps: [Double]) -> Parity {
    let effective = steps.filter { $0 != 0 }
    guard effective.count > 1 else { return .none }
    let negative = effective.count { $0 < 0 }
    return (effective.count + negative).isMultiple(of: 2) ? .even : .odd
  }

  /// What sizes that are not positive do to the parity, which is a theorem on positive ones.
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

  /// The steps at one s, with the derivative of z.
  private static func run(_ steps: [Double], at s: Double) -> (gain: Gain, derivative: Double) {
    let u = DoubleDouble(sum: 1, s)
    var (z, slope) = (DoubleDouble(0), DoubleDouble(0))
    for step in steps {
      let step = DoubleDouble(step)
      slope = slope - step * (z + u * slope)
      z = z + step * (DoubleDouble(1) - u * z)
    }
    guard z.high.isFinite else {
      // Beyond the range of Double the sign is that of the product of −ωⱼu.
      let isPositive = parity(steps) == .odd
      let value = isPositive ? Double.infinity : -.infinity
      return (Gain(value: value, defect: -value), value)
    }
    return (
      Gain(value: z.high, defect: (DoubleDouble(1) - z).high),
      slope.high.isFinite ? slope.high : parity(steps) == .odd ? .infinity : -.infinity
    )
  }

  /// f(s) with its complement.
  public func gain(at s: Double) -> Gain { Self.run(steps, at: s).gain }

  /// f′(s).
  public func derivative(at s: Double) -> Double { Self.run(steps, at: s).derivative }

  /// P and its derivatives in u.
  private static func error(_ steps: [Double], at u: Double, order: Int) -> ScaledValues {
    var (p, p1, p2) = (DoubleDouble(1), DoubleDouble(0), DoubleDouble(0))
    let u = DoubleDouble(u)
    for step in steps {
      let slope = DoubleDouble(-step)
      let factor = DoubleDouble(1) + slope * u
      if order > 1 { p2 = p2 * factor + DoubleDouble(2) * (p1 * slope) }
      if order > 0 { p1 = p1 * factor + p * slope }
      p = p * factor
    }
    return ScaledValues(value: p, slope: p1, curvature: p2, exponent: 0)
  }

  /// The s > 0 at which f turns.
  ///
  /// The zeros 1/ωⱼ of P are real, of both signs; beyond the last zero of P″ there may be one more.
  private static func stationaryPoints(_ steps: [Double]) -> [Double] {
    guard steps.count > 2 else { return [] }
    var zeros: [PolynomialZero] = []
    for location in steps.map({ 1 / $0 }).sorted() {
      if zeros.last?.location == location {
        zeros[zeros.count - 1].order += 1
      } else {
        zeros.append(PolynomialZero(location: location))
      }
    }
    func balance(_ u: Double) -> Double {
      let p = error(steps, at: u, order: 1)
      return ((DoubleDouble(1) - p.value) + DoubleDouble(u) * p.slope).high
    }
    return ToyModel.stationaryPoints(
      zeros: zeros, values: { error(steps, at: $0, order: $1) }, balance: balance
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
