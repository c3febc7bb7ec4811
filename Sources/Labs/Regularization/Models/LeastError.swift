// The least worst-case errors of filters over their parameter.

import Libc

/// A filter of singular values, whose parameter is written as a number t ≥ 1 or t > 0 with which its bias falls and its
/// amplification of noise grows.
enum SpectralFilter: String, CaseIterable, Sendable {
  /// s²/(s² + λ), t = 1/λ.
  case tikhonov
  /// 1 − (1 − s²)^K, t = K.
  case landweber
  /// The largest t singular values.
  case cutoff = "cut-off"
}

/// The least over t of the worst error sup |1 − g| s^ν + δ sup |g|/s.
///
/// Both suprema are over singular values on either side of the only maximum of a function of s, so that they need no sum over
/// all of them. With the bias falling and the noise growing, bias(b) + noise(a) is below all errors of a ≤ t ≤ b: intervals in which
/// that exceeds the least error found are left out, and others halved. What is found is therefore the least error of all t, not of a
/// grid.
struct LeastError: Sendable {
  /// s_1 ≥ s_2 ≥ … > 0, at most 1.
  let singularValues: [Double]

  /// A parameter in its own unit (λ, K, or the least singular value that is kept) and its error.
  struct Optimum: Sendable {
    let parameter: Double
    let error: Double
  }

  /// The relative difference that is allowed between the error found and the least one; 0 for the cut-off.
  static let tolerance = 1e-9

  /// All t that are searched.
  private func range(_ filter: SpectralFilter) -> ClosedRange<Double> {
    switch filter {
    case .tikhonov: 1e-4...1e30
    case .landweber: 1...1e15
    case .cutoff: 1...Double(singularValues.count)
    }
  }

  /// The least worst error.
  ///
  /// - Parameters:
  ///   - filter: The filter.
  ///   - nu: ν > 0.
  ///   - level: δ > 0.
  /// - Returns: The parameter and the error: for 10⁻³⁰ ≤ λ ≤ 10⁴, whole K from 1 to 10¹⁵, or at least one singular value.
  func optimum(_ filter: SpectralFilter, nu: Double, level: Double) -> Optimum {
    struct Place {
      let t: Double
      let bias: Double
      let noise: Double
      var error: Double { bias + noise }
    }
    func place(_ t: Double) -> Place {
      Place(
        t: t, bias: bias(filter, t, nu: nu), noise: level * amplification(filter, t))
    }
    let range = range(filter)
    let (first, last) = (place(range.lowerBound), place(range.upperBound))
    var best = first.error <= last.error ? first : last
    var intervals = [(first, last)]
    while !intervals.isEmpty {
      var halves: [(Place, Place)] = []
      for (a, b) in intervals where b.bias + a.noise < best.error * (1 - Self.tolerance) {
        guard let middle = middle(filter, a.t, b.t) else { continue }
        let new = place(middle)
        if new.error < best.error { best = new }
        halves += [(a, new), (new, b)]
      }
      intervals = halves
    }
    return Optimum(parameter: parameter(filter, best.t), error: best.error)
  }

  /// A t between two others; nil if there is none.
  private func middle(_ filter: SpectralFilter, _ a: Double, _ b: Double) -> Double? {
    let mean = (a * b).squareRoot()
    if filter == .tikhonov { return b > a * (1 + 1e-13) ? mean : nil }
    return b - a > 1 ? min(max(mean.rounded(), a + 1), b - 1) : nil
  }

  private func parameter(_ filter: SpectralFilter, _ t: Double) -> Double {
    switch filter {
    case .tikhonov: 1 / t
    case .landweber: t
    case .cutoff: singularValues[Int(t) - 1]
    }
  }

  /// sup |1 − g| s^ν.
  func bias(_ filter: SpectralFilter, _ t: Double, nu: Double) -> Double {
    switch filter {
    case .tikhonov:
      let lambda = 1 / t
      let peak = nu < 2 ? (lambda * nu / (2 - nu)).squareRoot() : .infinity
      return largest(around: count { $0 >= peak }) { lambda * pow($0, nu) / ($0 * $0 + lambda) }
    case .landweber:
      let peak = (nu / (nu + 2 * t)).squareRoot()
      return largest(around: count { $0 >= peak }) { pow($0, nu) * exp(t * log1p(-$0 * $0)) }
    case .cutoff:
      return Int(t) < singularValues.count ? pow(singularValues[Int(t)], nu) : 0
    }
  }

  /// sup |g|/s.
  func amplification(_ filter: SpectralFilter, _ t: Double) -> Double {
    switch filter {
    case .tikhonov:
      let lambda = 1 / t
      return largest(around: count { $0 * $0 >= lambda }) { $0 / ($0 * $0 + lambda) }
    case .landweber:
      // Where the derivative is not positive.
      let before = count { s in
        let logarithm = log1p(-s * s)
        let power = t == 1 ? 1 : exp((t - 1) * logarithm)
        return 2 * t * s * s * power <= -expm1(t * logarithm)
      }
      return largest(around: before) { -expm1(t * log1p(-$0 * $0)) / $0 }
    case .cutoff: return 1 / singularValues[Int(t) - 1]
    }
  }

  /// The number of singular values, the largest ones, that satisfy a condition.
  private func count(where condition: (Double) -> Bool) -> Int {
    var (low, high) = (0, singularValues.count)
    while low < high {
      let middle = (low + high) / 2
      if condition(singularValues[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The largest value at the singular values beside the end of those that are counted.
  private func largest(around count: Int, _ value: (Double) -> Double) -> Double {
    singularValues[max(count - 2, 0)..<min(count + 2, singularValues.count)].reduce(0) {
      max($0, value($1))
    }
  }
}
