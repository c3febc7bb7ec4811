// The l1 norm, with one weight or with one weight per coordinate.

/// Soft thresholding: sign(x)·max(|x| − λ, 0).
///
/// - Parameters:
///   - x: A number.
///   - threshold: λ ≥ 0.
/// - Returns: The point of the real line nearest to 0 within λ of x.
@inlinable public func softThreshold(_ x: Double, _ threshold: Double) -> Double {
  x > threshold ? x - threshold : x < -threshold ? x + threshold : 0
}

/// Soft thresholding of four numbers; NaN becomes 0, as for a single number.
///
/// - Parameters:
///   - x: The numbers.
///   - threshold: λ ≥ 0.
/// - Returns: sign(x)·max(|x| − λ, 0) of each.
@inlinable @inline(__always)
package func softThreshold(_ x: SIMD4<Double>, _ threshold: Double) -> SIMD4<Double> {
  SIMD4<Double>.zero
    .replacing(with: x - threshold, where: x .> threshold)
    .replacing(with: x + threshold, where: x .< -threshold)
}

/// The norm g(x) = λ‖x‖₁, whose proximal operator is soft thresholding.
public struct L1Norm: ProximableFunction, Equatable {
  /// λ ≥ 0.
  public let weight: Double

  /// Creates the function.
  ///
  /// - Parameter weight: λ ≥ 0, finite.
  public init(weight: Double) {
    precondition(weight >= 0 && weight.isFinite, "a weight of \(weight)")
    self.weight = weight
  }

  /// λ Σ|xᵢ|.
  public func value(_ x: UnsafeBufferPointer<Double>) -> Double {
    var sum = 0.0
    for entry in x { sum += abs(entry) }
    return weight * sum
  }

  /// 0 where |yᵢ| ≤ λ for all i.
  public func conjugate(_ y: UnsafeBufferPointer<Double>) -> Double {
    indicator(largestMagnitude(y), atMost: weight)
  }

  /// Soft thresholding with τλ.
  public func prox(_ x: UnsafeMutableBufferPointer<Double>, step: Double) {
    let threshold = step * weight
    for i in x.indices { x[i] = softThreshold(x[i], threshold) }
  }
}

/// The norm g(x) = Σ λᵢ|xᵢ|.
public struct WeightedL1Norm: ProximableFunction, Equatable {
  /// λᵢ ≥ 0.
  public let weights: [Double]

  /// Creates the function.
  ///
  /// - Parameter weights: n finite numbers λᵢ ≥ 0.
  public init(weights: [Double]) {
    precondition(weights.allSatisfy { $0 >= 0 && $0.isFinite }, "weights \(weights)")
    self.weights = weights
  }

  /// Σ λᵢ|xᵢ|.
  public func value(_ x: UnsafeBufferPointer<Double>) -> Double {
    checkCount(weights.count, coordinates: x.count, "weights")
    var sum = 0.0
    for i in x.indices { sum += weights[i] * abs(x[i]) }
    return sum
  }

  /// 0 where |yᵢ| ≤ λᵢ for all i.
  public func conjugate(_ y: UnsafeBufferPointer<Double>) -> Double {
    checkCount(weights.count, coordinates: y.count, "weights")
    return y.indices.allSatisfy { indicator(abs(y[$0]), atMost: weights[$0]) == 0 } ? 0 : .infinity
  }

  /// Soft thresholding with τλᵢ.
  public func prox(_ x: UnsafeMutableBufferPointer<Double>, step: Double) {
    checkCount(weights.count, coordinates: x.count, "weights")
    weights.withUnsafeBufferPointer { weights in
      for i in x.indices { x[i] = softThreshold(x[i], step * weights[i]) }
    }
  }
}

/// max |xᵢ|; 0 for an empty buffer.
func largestMagnitude(_ x: UnsafeBufferPointer<Double>) -> Double {
  var largest = 0.0
  for entry in x { largest = max(largest, abs(entry)) }
  return largest
}

/// ‖x‖₂ of a buffer.
func euclideanNorm(_ x: UnsafeBufferPointer<Double>) -> Double {
  let largest = largestMagnitude(x)
  guard largest > 0, largest.isFinite else { return largest }
  // Scaled if squares overflow or underflow.
  let unit = largest > 1e150 || largest < 1e-130 ? largest : 1
  var sum = 0.0
  for entry in x { sum += entry / unit * (entry / unit) }
  return unit * sum.squareRoot()
}
