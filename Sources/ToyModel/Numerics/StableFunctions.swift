// Elementary functions in forms without cancellation.

import Intervals
import Libc

/// log(1+z) − z for z > −1, to a few ulp.
///
/// Near 0 with r = z/(2+z), log(1+z) = 2 artanh r and log(1+z) − z = −rz + 2(r³/3 + r⁵/5 + …);
/// elsewhere the difference is benign. The value is at most 0.
func logOnePlusMinusArgument(_ z: Double) -> Double {
  guard abs(z) < 0.4 else { return log1p(z) - z }
  let r = z / (2 + z)
  let square = r * r
  var power = r * square
  var tail = 0.0
  var odd = 3.0
  while abs(power) > 0x1p-58 * abs(r * z) {
    tail += power / odd
    power *= square
    odd += 2
  }
  return 2 * tail - r * z
}

/// The power qᴺ of q = 1 − y together with 1 − qᴺ, both to a few ulp.
///
/// q may lie anywhere on the real line and N anywhere in 1…2⁵³. Where |q|ᴺ is near 1 its complement
/// comes from expm1 and log1p; elsewhere from the correctly rounded power of q, corrected for the
/// part of q that one double cannot hold. Beyond the range of Double the power is 0 or ±∞, which is
/// the true value rounded, and never NaN.
///
/// - Parameters:
///   - y: 1 − q, in double-double so that no digit of q is lost where y is near 1 or 2.
///   - exponent: N ≥ 1.
/// - Returns: qᴺ and 1 − qᴺ.
func complementaryPower(
  ofOneMinus y: DoubleDouble, exponent: Int
) -> (power: Double, complement: Double) {
  complementaryPower(of: DoubleDouble(1) - y, complement: y, exponent: exponent)
}

/// The power qᴺ of a q whose complement y = 1 − q is known as accurately as q itself.
///
/// - Parameters:
///   - q: The base; no digit of it is lost where it is near 0.
///   - y: 1 − q.
///   - exponent: N ≥ 1.
/// - Returns: qᴺ and 1 − qᴺ, both to a few ulp.
func complementaryPower(
  of q: DoubleDouble, complement y: DoubleDouble, exponent: Int
) -> (power: Double, complement: Double) {
  let count = Double(exponent)
  let isEven = exponent.isMultiple(of: 2)
  if q.high > 0 || isEven {
    // log|q|, from 1 − y or from y − 2 = |q| − 1.
    let z = q.high > 0 ? -y : y - DoubleDouble(2)
    if abs(z.high) < 0.75 {
      let exponentOfE = count * (log1p(z.high) + z.low / (1 + z.high))
      if abs(exponentOfE) < 0.7 {
        let complement = 0 - expm1(exponentOfE)  // −expm1(0) would be −0
        return (1 - complement, complement)
      }
    }
  }
  guard q.high != 0 else { return (0, 1) }
  let correction = exp(count * log1p(q.low / q.high))
  let magnitude = pow(abs(q.high), count) * correction
  let power = q.high < 0 && !isEven ? -magnitude : magnitude
  return (power, 1 - power)
}

/// weight·x², with 0·∞ = 0: a direction that carries no signal costs nothing.
///
/// Multiplied from the left, so that a tiny weight scales a huge x before it is squared.
func weightedSquare(_ weight: Double, _ x: Double) -> Double {
  weight == 0 || x == 0 ? 0 : (weight * x) * x
}

/// x·2ᵉ, rounded once; e may be beyond the range of exponents.
func scaled(_ x: Double, by exponent: Double) -> Double {
  // By a product where 2ᵉ is a double, which takes a tenth of the time.
  if exponent > -1000, exponent < 1000 {
    return x * Double(bitPattern: UInt64(Int(exponent) + 1023) << 52)
  }
  return Double(sign: .plus, exponent: Int(max(-5000, min(5000, exponent))), significand: x)
}

/// ω(1+s), exact up to the rounding of the last of 106 bits.
func scaledArgument(_ stepSize: Double, at s: Double) -> DoubleDouble {
  // For s < 1 as ω + ωs, which leaves every digit of y − 1 and y − 2 where they nearly vanish.
  if s < 1 { return DoubleDouble(stepSize) + DoubleDouble(product: stepSize, s) }
  let sum = DoubleDouble(sum: 1, s)
  let product = DoubleDouble(product: stepSize, sum.high)
  return product.high.isFinite
    ? DoubleDouble(sum: product.high, product.low + stepSize * sum.low) : product
}

/// A function at g, and its divided difference (h(g) − h(0))/g without cancellation.
///
/// - Parameters:
///   - g: The end of the interval, g ≥ 0.
///   - function: h with its derivative.
/// - Returns: h(g) and the divided difference; see ``dividedDifference(to:difference:scale:derivative:)``.
func valueAndDifference(
  at g: Double, of function: (Double) -> (value: Double, slope: Double)
) -> (value: Double, slope: Double) {
  let (value, atZero) = (function(g).value, function(0).value)
  return (
    value,
    dividedDifference(to: g, difference: value - atZero, scale: max(abs(value), abs(atZero))) {
      function($0).slope
    }
  )
}

/// The mean of f′ over [0, g], which is (f(g) − f(0))/g, without cancellation.
///
/// As a quotient where f changes noticeably up to g, else by Gauss's rule of five nodes, exact for f of degree
/// 10.
///
/// - Parameters:
///   - g: The end of the interval, g ≥ 0.
///   - difference: f(g) − f(0).
///   - scale: The size of f, of which rounding errors are a fraction.
///   - derivative: f′.
/// - Returns: The mean.
func dividedDifference(
  to g: Double, difference: Double, scale: Double, derivative: (Double) -> Double
) -> Double {
  if g > 0, abs(difference) > 1e-3 * scale { return difference / g }
  let nodes = [
    (0.5, 64.0 / 225), (0.2307653449471585, 0.2393143352496832),
    (0.7692346550528415, 0.2393143352496832), (0.046910077030668, 0.1184634425280945),
    (0.953089922969332, 0.1184634425280945),
  ]
  return nodes.reduce(0) { $0 + $1.1 * derivative($1.0 * g) }
}
