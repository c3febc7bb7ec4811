// The proximal point algorithm.

import Intervals
import Libc

/// z⁺ = argmin_u ½‖u−x‖² + ½‖Ru‖² + ‖u−z‖²/(2w): an implicit gradient step, ρ = 1/(1 + w(1+s)).
struct ProximalPointStep: ContractionStep {
  static let name = "proximal-point"
  static let title = "proximal point"
  static let parameter = AlgorithmParameter.stepSize("the size w of a proximal step")

  let parameter: Double

  static func parameter(forcedLogarithm logarithm: Double, depth: Int) -> Double {
    expm1(logarithm / Double(depth))
  }

  func factor(at s: Double) -> (factor: DoubleDouble, complement: DoubleDouble) {
    let step = scaledArgument(parameter, at: min(s, 1e200))
    let sum = DoubleDouble(1) + step
    return (DoubleDouble(1) / sum, step / sum)
  }

  func growth(at s: Double) -> (value: Double, complement: Double) { (1, 0) }

  /// Nρᴺ⁺¹ and −N(N+1)wρᴺ⁺².
  func sensitivity(
    at s: Double, depth: Int, power: (Int) -> Double
  ) -> (value: Double, slope: Double) {
    let count = Double(depth)
    return (
      count * power(depth + 1), -count * (count + 1) * parameter * power(depth + 2)
    )
  }
}
