// Indicator functions of convex sets, whose proximal operators are projections.

/// The indicator of the box [lᵢ, uᵢ] in every coordinate.
public struct BoxConstraint: ProximableFunction, Equatable {
  /// lᵢ; one number where it is the same for all coordinates.
  public let lower: [Double]
  /// uᵢ; one number where it is the same for all coordinates.
  public let upper: [Double]

  /// Creates the box with the same bounds in every coordinate.
  ///
  /// - Parameters:
  ///   - lower: l, −∞ for none.
  ///   - upper: u ≥ l, ∞ for none.
  public init(_ lower: Double, _ upper: Double) { self.init(lower: [lower], upper: [upper]) }

  /// Creates the box with its own bounds in each coordinate.
  ///
  /// - Parameters:
  ///   - lower: lᵢ, −∞ for none.
  ///   - upper: uᵢ ≥ lᵢ, ∞ for none.
  public init(lower: [Double], upper: [Double]) {
    precondition(
      lower.count == upper.count, "\(lower.count) lower and \(upper.count) upper bounds")
    precondition(
      zip(lower, upper).allSatisfy { $0 <= $1 && $0 < .infinity && $1 > -.infinity },
      "an empty box: \(lower) to \(upper)")
    self.lower = lower
    self.upper = upper
  }

  /// 0 in the box, ∞ elsewhere.
  public func value(_ x: UnsafeBufferPointer<Double>) -> Double {
    let isInside = x.indices.allSatisfy { i in
      let (low, high) = bounds(i, x.count)
      return indicator(x[i], atMost: high) == 0 && indicator(-x[i], atMost: -low) == 0
    }
    return isInside ? 0 : .infinity
  }

  /// Σ max(lᵢyᵢ, uᵢyᵢ).
  public func conjugate(_ y: UnsafeBufferPointer<Double>) -> Double {
    var sum = 0.0
    for i in y.indices where y[i] != 0 {
      let (low, high) = bounds(i, y.count)
      sum += y[i] > 0 ? high * y[i] : low * y[i]
    }
    return sum
  }

  /// The nearest point of the box, xᵢ ← min(max(xᵢ, lᵢ), uᵢ), for every step; O(n).
  public func prox(_ x: UnsafeMutableBufferPointer<Double>, step: Double) {
    for i in x.indices {
      let (low, high) = bounds(i, x.count)
      x[i] = min(max(x[i], low), high)
    }
  }

  private func bounds(_ index: Int, _ count: Int) -> (Double, Double) {
    guard lower.count != 1 else { return (lower[0], upper[0]) }
    checkCount(lower.count, coordinates: count, "bounds")
    return (lower[index], upper[index])
  }
}

/// The indicator of the ball ‖x‖₂ ≤ r.
public struct L2Ball: ProximableFunction, Equatable {
  /// r ≥ 0.
  public let radius: Double

  /// Creates the function.
  ///
  /// - Parameter radius: r ≥ 0, finite.
  public init(radius: Double) {
    precondition(radius >= 0 && radius.isFinite, "a radius of \(radius)")
    self.radius = radius
  }

  /// 0 in the ball, ∞ elsewhere.
  public func value(_ x: UnsafeBufferPointer<Double>) -> Double {
    indicator(euclideanNorm(x), atMost: radius)
  }

  /// r‖y‖₂.
  public func conjugate(_ y: UnsafeBufferPointer<Double>) -> Double { radius * euclideanNorm(y) }

  /// The nearest point of the ball, x ← x min(1, r/‖x‖₂), for every step; O(n).
  public func prox(_ x: UnsafeMutableBufferPointer<Double>, step: Double) {
    let norm = euclideanNorm(UnsafeBufferPointer(x))
    guard norm > radius else { return }
    for i in x.indices { x[i] *= radius / norm }
  }
}

/// The indicator of the ball ‖x‖₁ ≤ r.
public struct L1Ball: ProximableFunction, Equatable {
  /// r ≥ 0.
  public let radius: Double

  /// Creates the function.
  ///
  /// - Parameter radius: r ≥ 0, finite.
  public init(radius: Double) {
    precondition(radius >= 0 && radius.isFinite, "a radius of \(radius)")
    self.radius = radius
  }

  /// 0 in the ball, ∞ elsewhere.
  public func value(_ x: UnsafeBufferPointer<Double>) -> Double {
    indicator(x.reduce(0) { $0 + abs($1) }, atMost: radius)
  }

  /// r max |yᵢ|.
  public func conjugate(_ y: UnsafeBufferPointer<Double>) -> Double {
    radius * largestMagnitude(y)
  }

  /// The nearest point of the ball: soft thresholding with the θ for which the norm is r, found among the sorted
  /// magnitudes.
  ///
  /// With |x|₍₁₎ ≥ |x|₍₂₎ ≥ … the threshold is θ = (Σ_{i≤ρ} |x|₍ᵢ₎ − r)/ρ for the largest ρ with |x|₍ᵨ₎ > θ.
  ///
  /// - Complexity: O(n log n).
  /// - SeeAlso: J. Duchi, S. Shalev-Shwartz, Y. Singer and T. Chandra, Efficient projections onto the l1-ball,
  ///   ICML 2008.
  public func prox(_ x: UnsafeMutableBufferPointer<Double>, step: Double) {
    let magnitudes = x.map { abs($0) }
    guard magnitudes.reduce(0, +) > radius else { return }
    guard radius > 0 else {
      x.update(repeating: 0)
      return
    }
    var (sum, threshold) = (0.0, 0.0)
    for (index, magnitude) in magnitudes.sorted(by: >).enumerated() {
      sum += magnitude
      let candidate = (sum - radius) / Double(index + 1)
      guard magnitude > candidate else { break }
      threshold = candidate
    }
    for i in x.indices { x[i] = softThreshold(x[i], threshold) }
  }
}
