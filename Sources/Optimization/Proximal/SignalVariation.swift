// Total variation of a signal as a function with a proximal operator.

/// The function g(x) = λ Σ|xᵢ₊₁ − xᵢ| of a signal, whose proximal operator is a taut string.
public struct SignalVariation: ProximableFunction, Equatable {
  /// λ ≥ 0.
  public let weight: Double

  /// Creates the function.
  ///
  /// - Parameter weight: λ ≥ 0, finite.
  public init(weight: Double) {
    precondition(weight >= 0 && weight.isFinite, "a weight of \(weight)")
    self.weight = weight
  }

  /// λ Σ|xᵢ₊₁ − xᵢ|.
  public func value(_ x: UnsafeBufferPointer<Double>) -> Double {
    var sum = 0.0
    for index in x.indices.dropFirst() { sum += abs(x[index] - x[index - 1]) }
    return weight * sum
  }

  /// 0 where the sums y₁ + … + yᵢ are at most λ and the sum of all is 0; ∞ elsewhere.
  public func conjugate(_ y: UnsafeBufferPointer<Double>) -> Double {
    let limit = weight * (1 + feasibilityTolerance)
    var (sum, size) = (0.0, 0.0)
    for entry in y {
      sum += entry
      size += abs(entry)
      guard abs(sum) <= limit else { return .infinity }
    }
    return abs(sum) <= feasibilityTolerance * size ? 0 : .infinity
  }

  /// Total variation denoising with the weight τλ; O(n).
  public func prox(_ x: UnsafeMutableBufferPointer<Double>, step: Double) {
    let result = totalVariationDenoised(Array(x), weight: step * weight)
    for index in x.indices { x[index] = result[index] }
  }
}
