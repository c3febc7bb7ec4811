// The lower level solved by N steps of gradient descent.

import Intervals
import Libc

/// The filter of N gradient steps z ← z − ω((I+RᵀR)z − x) from z = 0.
///
/// ```
/// f(s) = ω Σ_{j<N} qʲ = (1 − qᴺ)/(1+s),   q = 1 − ω(1+s)
/// ```
/// For even N it decreases from c₀ = 1 − (1−ω)ᴺ to −∞. For odd N ≥ 3 it falls from c₀ to c_{N,ω}
/// and then rises to +∞. For N = 1 it is the constant ω: R has no influence.
///
/// Numerics: O(1) for every depth, to a few ulp for any N up to 2⁵³; values beyond the range of
/// Double are ±∞, never NaN.
public struct UnrolledFilter: BranchedFilter, Equatable {
  /// The number of steps N, from 1 to 2⁵³.
  public let depth: Int
  /// The step size ω, positive and finite.
  public let stepSize: Double
  /// The forced eigenvalue c₀ = f(0) = 1 − (1−ω)ᴺ.
  public let forcedGain: Gain
  /// {ω} for N = 1, (−∞, c₀] for even N, [c_{N,ω}, ∞) for odd N ≥ 3.
  public let image: FilterImage
  /// The s where f is smallest for odd N ≥ 3 and ω ≤ 1 + x; 0 otherwise.
  public let turningPoint: Double
  /// The part of a step size, such as w/(1+w), that ω as a double does not hold.
  private let stepSizeTail: Double

  /// Creates the filter of N steps of size ω.
  ///
  /// - Parameters:
  ///   - depth: N, 1 ≤ N ≤ 2⁵³.
  ///   - stepSize: ω, positive and finite.
  /// - Complexity: O(log N).
  public init(depth: Int, stepSize: Double) {
    self.init(depth: depth, stepSize: stepSize, minimum: nil)
  }

  /// Creates the filter of a depth with its minimum, if that is known already.
  init(depth: Int, stepSize: Double, tail: Double = 0, minimum: OddMinimum?) {
    precondition(depth >= 1 && depth <= 1 << 53, "depth \(depth) is not in 1…2⁵³")
    precondition(stepSize > 0 && stepSize.isFinite, "step size \(stepSize) is not positive")
    self.depth = depth
    self.stepSize = stepSize
    stepSizeTail = tail
    let (power, complement) = complementaryPower(
      ofOneMinus: DoubleDouble(stepSize, tail), exponent: depth)
    let forced = Gain(value: complement, defect: power)
    forcedGain = forced
    if depth == 1 {
      image = FilterImage(lowerBound: forced, upperBound: forced)
      turningPoint = 0
    } else if depth.isMultiple(of: 2) {
      image = .atMost(forced)
      turningPoint = 0
    } else {
      let minimum = minimum ?? OddMinimum(depth: depth)
      let turning = minimum.turningPoint(stepSize: stepSize)
      image = .atLeast(turning >= 0 ? minimum.gain(stepSize: stepSize) : forced)
      turningPoint = max(turning, 0)
    }
  }

  /// ω(1+s).
  private func argument(at s: Double) -> DoubleDouble {
    let product = scaledArgument(stepSize, at: s)
    return stepSizeTail == 0 || !product.high.isFinite
      ? product : product + DoubleDouble(stepSizeTail * (1 + s))
  }

  /// f(s) with its defect 1 − f(s) = (s + qᴺ)/(1+s).
  public func gain(at s: Double) -> Gain {
    let scale = 1 + s
    let y = argument(at: s)
    let (power, complement) = complementaryPower(ofOneMinus: y, exponent: depth)
    guard power.isFinite else {
      // qᴺ overflows before f ≈ −qᴺ/(1+s) does: divide first.
      let value = signedPower(y, exponent: depth - 1, first: (y.high - 1) / scale, second: 1)
      return Gain(value: value, defect: -value)
    }
    let defect = s + power
    // Behind the turning point of odd depths f passes through 1, where s and q^N cancel.
    guard abs(defect) >= 0.5 * s || power >= 0 else {
      let precise = DoubleDouble(s) + (DoubleDouble(1) - y).power(depth)
      return Gain(value: complement / scale, defect: (precise.high + precise.low) / scale)
    }
    return Gain(value: complement / scale, defect: defect / scale)
  }

  /// f′(s) = −(1 − q^(N−1) (1 + (N−1) ω(1+s)))/(1+s)².
  ///
  /// For 0 < q the bracket is −expm1(φ) with φ = (N−1)(log(1−y) + y) + (log(1+z) − z), y = ω(1+s),
  /// z = (N−1)y: both terms are negative, so that nothing cancels however small y is. For q ≤ 0 and
  /// even N all terms are positive; for odd N the two cancel at the turning point, where the
  /// derivative is zero, and are accurate relative to the larger of them.
  public func derivative(at s: Double) -> Double {
    guard depth > 1 else { return 0 }
    let y = argument(at: s)
    let steps = Double(depth - 1)
    let scale = 1 + s
    let bracket: Double
    if y.high < 1 {
      bracket = -expm1(
        steps * logOnePlusMinusArgument(-y.high) + logOnePlusMinusArgument(steps * y.high))
    } else {
      let power = complementaryPower(ofOneMinus: y, exponent: depth - 1).power
      let product = power == 0 ? 0 : power * (1 + steps * y.high)
      guard product.isFinite else {
        return signedPower(
          y, exponent: depth - 2, first: (y.high - 1) / scale, second: (1 + steps * y.high) / scale)
      }
      bracket = 1 - product
    }
    return -bracket / scale / scale
  }

  /// ±first·second·|q|ᵉ for q < −1, negative for even N, finite wherever the result is.
  ///
  /// Factors and power may each be far outside the range of Double, so the power is applied in
  /// three parts; their exponents are integers, because pow of a rounded exponent loses digits.
  private func signedPower(
    _ y: DoubleDouble, exponent: Int, first: Double, second: Double
  ) -> Double {
    let magnitude = y - DoubleDouble(1)
    let correction = log1p(magnitude.low / magnitude.high)
    let parts = (0..<3).map { index in
      let part = Double((exponent + index) / 3)
      return pow(magnitude.high, part) * exp(part * correction)
    }
    let result = (first * parts[2]) * (second * parts[1] * parts[0])
    return depth.isMultiple(of: 2) ? -result : result
  }

  /// The minimum of odd depths, if some s > 0 reaches it.
  public var turningPoints: [TurningPoint] {
    guard turningPoint > 0 else { return [] }
    return [
      TurningPoint(location: turningPoint, gain: image.lowerBound, curvature: turningCurvature)
    ]
  }

  /// f″ = ω³ (N−1) p(q*) / (x(1+x)) at the turning point q* = −x of odd depths, else 0.
  ///
  /// It follows from f″ = ω³p″(q) with p″(−x) = N(N−1)x^(N−2)/(1+x), where the equation of x eliminates all
  /// differences: the factors are positive, and the result is accurate to a few ulp for any depth.
  public var turningCurvature: Double {
    guard turningPoint > 0 else { return 0 }
    let minimum = OddMinimum(depth: depth)
    let x = minimum.location
    return stepSize * stepSize * stepSize
      * (Double(depth - 1) * minimum.value / (x * (1 + x)))
  }
}
