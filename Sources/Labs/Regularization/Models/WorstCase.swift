// Worst-case errors of filters on sets of smooth solutions.

import Libc

/// Values of the parameter of a filter g, with its suprema on the singular values s_j ≤ 1, descending: u = g(s)·s⁻¹·b for each value of a parameter.
///
/// For u = s^ν w with ‖w‖ ≤ 1 and noise of norm at most δ, the worst error is at most the bias sup |1 − g| s^ν plus δ times the
/// amplification sup |g|/s.
struct WorstCase: Sendable {
  /// The values of its parameter.
  let values: [Double]
  /// The amplification for every value, and the bound stated for it.
  let noise: [(supremum: Double, bound: Double)]
  /// The bias for every ν and value, and the bound stated for it; infinite where none is stated.
  let bias: [[(supremum: Double, bound: Double)]]

  /// Computes the suprema.
  ///
  /// - Parameters:
  ///   - values: The values of its parameter.
  ///   - s: The singular values.
  ///   - exponents: The list of ν.
  ///   - gain: 1 − g and g at a singular value, called for all of them in their order.
  ///   - noiseBound: The bound of the amplification.
  ///   - biasBound: The bound of the bias for ν.
  init(
    _ values: [Double], _ s: [Double], _ exponents: [Double],
    gain: (_ value: Double, _ s: Double) -> (defect: Double, gain: Double),
    noiseBound: (_ value: Double) -> Double, biasBound: (_ value: Double, _ nu: Double) -> Double
  ) {
    let powers = exponents.map { nu in s.map { pow($0, nu) } }
    var noise: [(supremum: Double, bound: Double)] = []
    var bias = exponents.map { _ in [(supremum: Double, bound: Double)]() }
    var defects = [Double](repeating: 0, count: s.count)
    for value in values {
      var largest = 0.0
      for (index, s) in s.enumerated() {
        let (defect, gain) = gain(value, s)
        defects[index] = abs(defect)
        largest = max(largest, abs(gain) / s)
      }
      noise.append((largest, noiseBound(value)))
      for (row, powers) in powers.enumerated() {
        var largest = 0.0
        for (index, power) in powers.enumerated() { largest = max(largest, defects[index] * power) }
        bias[row].append((largest, biasBound(value, exponents[row])))
      }
    }
    (self.values, self.noise, self.bias) = (values, noise, bias)
  }

  /// The largest ratio of a supremum to its bound.
  var largestRatio: Double {
    let ratios = (noise + bias.flatMap { $0 }).map { $0.bound > 0 ? $0.supremum / $0.bound : 0 }
    return ratios.max() ?? 0
  }
}

extension WorstCase {
  /// Tikhonov's filter s²/(s² + λ) for 200 λ from 10⁻⁹ to 1.
  static func tikhonov(_ s: [Double], _ exponents: [Double]) -> WorstCase {
    WorstCase(
      (0..<200).map { pow(10, -9 + 9 * Double($0) / 199) }, s, exponents,
      gain: { lambda, s in (lambda / (s * s + lambda), s * s / (s * s + lambda)) },
      noiseBound: { 0.5 / $0.squareRoot() },
      biasBound: { lambda, nu in
        nu > 2
          ? .infinity : pow(nu / 2, nu / 2) * pow(1 - nu / 2, 1 - nu / 2) * pow(lambda, nu / 2)
      })
  }

  /// Landweber's filter 1 − (1 − s²)^K for up to 400 K from 1 to 10⁷.
  static func landweber(_ s: [Double], _ exponents: [Double]) -> WorstCase {
    let counts = Set((0..<400).map { pow(10, 7 * Double($0) / 399).rounded(.down) }).sorted()
    let logarithms = s.map { log1p(-$0 * $0) }
    // The gains are asked for in the order of s.
    var index = 0
    return WorstCase(
      counts, s, exponents,
      gain: { count, _ in
        let exponent = count * logarithms[index]
        index = (index + 1) % logarithms.count
        return (exp(exponent), -expm1(exponent))
      },
      noiseBound: { $0.squareRoot() },
      biasBound: { count, nu in pow(nu / (nu + 2 * count), nu / 2) })
  }

  /// The cut-off, which keeps s ≥ α, for 400 α from 10⁻³·⁶ to 1.
  static func cutoff(_ s: [Double], _ exponents: [Double]) -> WorstCase {
    WorstCase(
      (0..<400).map { pow(10, -3.6 + 3.6 * Double($0) / 399) }, s, exponents,
      gain: { threshold, s in s >= threshold ? (0, 1) : (1, 0) },
      noiseBound: { 1 / $0 }, biasBound: { threshold, nu in pow(threshold, nu) })
  }
}
