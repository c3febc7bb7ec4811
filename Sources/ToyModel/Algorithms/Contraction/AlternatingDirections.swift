// The alternating direction method of multipliers.

import Intervals
import Libc

/// The alternating direction method of multipliers (ADMM), also called Douglas–Rachford splitting.
///
/// The proximal
/// map of the data term first, from z = u = 0; the output is that of the regularizer. w is the step of the proximal
/// maps, and the penalty 1/w.
///
/// ```
/// v = (x + (z − u)/w)/(1 + 1/w),   z⁺ = (I + wRᵀR)⁻¹(v + u),   u⁺ = u + v − z⁺
/// factor  (1 + w²s)/((1+w)(1+ws)),   1 − factor = w(1+s)/((1+w)(1+ws))
/// ```
struct AlternatingDirectionsStep: ContractionStep {
  static let name = "admm"
  static let title = "ADMM"
  static let parameter = AlgorithmParameter.stepSize(
    "the proximal step ρ of ADMM, the inverse of its penalty")

  let parameter: Double

  static func parameter(forcedLogarithm logarithm: Double, depth: Int) -> Double {
    expm1(logarithm / Double(depth))
  }

  func factor(at s: Double) -> (factor: DoubleDouble, complement: DoubleDouble) {
    let (w, s) = (parameter, min(s, 1e200))
    let scaled = DoubleDouble(product: w, s)
    // In units of 1 + w, which may be huge.
    let sum = DoubleDouble(sum: 1, w)
    let scale = DoubleDouble(1) + scaled
    let square = DoubleDouble(w) * scaled
    guard square.high.isFinite else {
      let share = DoubleDouble(w) / sum
      return (share, DoubleDouble(1) / sum)
    }
    return (
      ((DoubleDouble(1) + square) / sum) / scale, (scaledArgument(w, at: s) / sum) / scale
    )
  }

  func growth(at s: Double) -> (value: Double, complement: Double) {
    let (w, s) = (parameter, min(s, 1e200))
    let scale = 1 / (1 + w * (w * s))
    return ((1 - w) * (1 + w) * scale, w * w * (1 + s) * scale)
  }

  /// Nρᴺ⁻¹(1 − w²s)b² with b = 1/((1+w)(1+ws)), and its derivative by the product rule.
  func sensitivity(
    at s: Double, depth: Int, power: (Int) -> Double
  ) -> (value: Double, slope: Double) {
    let (count, w) = (Double(depth), parameter)
    let scale = 1 + w * s
    let b = 1 / ((1 + w) * scale)
    let rest = DoubleDouble(1) - DoubleDouble(w) * DoubleDouble(product: w, s)
    let (first, second) = (rest.high * b * b, -w * w * b * b)
    let lower = power(depth - 1)
    var slope = lower * (second - 2 * w / scale * first)
    if depth > 1 {
      let factorSlope = -w * (1 - w) / ((1 + w) * scale * scale)
      slope += (count - 1) * power(depth - 2) * factorSlope * first
    }
    return (count * lower * first, count * slope)
  }
}
