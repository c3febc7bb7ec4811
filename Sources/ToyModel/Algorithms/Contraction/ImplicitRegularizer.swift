// Forward–backward splitting with a proximal step on the regularizer.

import Intervals
import Libc

/// z⁺ = prox(z − w(z−x)) with the proximal map (I + wRᵀR)⁻¹ of w·½‖Rz‖²: ρ = (1−w)/(1+ws).
///
/// For w ≤ 1 there is no parity. For w > 1 ρ is negative, and for even N f may rise first.
struct ImplicitRegularizerStep: ContractionStep {
  static let name = "implicit-regularizer"
  static let title = "implicit regulariser"
  static let parameter = AlgorithmParameter.stepSize(
    "the size w of a forward-backward step", learnedUpperBound: 1)

  let parameter: Double

  static func parameter(forcedLogarithm logarithm: Double, depth: Int) -> Double {
    -expm1(-logarithm / Double(depth))
  }

  func factor(at s: Double) -> (factor: DoubleDouble, complement: DoubleDouble) {
    let s = min(s, 1e200)
    let scale = DoubleDouble(1) + DoubleDouble(product: parameter, s)
    return (DoubleDouble(sum: 1, -parameter) / scale, scaledArgument(parameter, at: s) / scale)
  }

  func growth(at s: Double) -> (value: Double, complement: Double) { (1, 0) }

  /// Nρᴺ⁻¹a² and −N(N+1)wρᴺ⁻¹a³ with a = 1/(1+ws).
  func sensitivity(
    at s: Double, depth: Int, power: (Int) -> Double
  ) -> (value: Double, slope: Double) {
    let (count, a) = (Double(depth), 1 / (1 + parameter * s))
    let value = count * power(depth - 1) * a * a
    return (value, -(count + 1) * parameter * a * value)
  }
}
