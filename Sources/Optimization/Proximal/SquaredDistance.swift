// The squared distance from a point.

/// The function g(x) = ½a‖x − c‖₂².
public struct SquaredDistance: ProximableFunction, Equatable {
  /// a > 0.
  public let weight: Double
  /// c, or nil for 0.
  public let center: [Double]?

  /// Creates the function.
  ///
  /// - Parameters:
  ///   - weight: a > 0, finite.
  ///   - center: c, n numbers; nil for 0.
  public init(weight: Double = 1, center: [Double]? = nil) {
    precondition(weight > 0 && weight.isFinite, "a weight of \(weight)")
    self.weight = weight
    self.center = center
  }

  /// ½a‖x − c‖².
  public func value(_ x: UnsafeBufferPointer<Double>) -> Double {
    if let center { checkCount(center.count, coordinates: x.count, "coordinates of a centre") }
    var sum = 0.0
    for i in x.indices {
      let difference = x[i] - (center?[i] ?? 0)
      sum += difference * difference
    }
    return 0.5 * weight * sum
  }

  /// ‖y‖²/(2a) + ⟨c, y⟩.
  public func conjugate(_ y: UnsafeBufferPointer<Double>) -> Double {
    if let center { checkCount(center.count, coordinates: y.count, "coordinates of a centre") }
    var (square, product) = (0.0, 0.0)
    for i in y.indices {
      square += y[i] * y[i]
      product += y[i] * (center?[i] ?? 0)
    }
    return square / (2 * weight) + product
  }

  /// The mean (x + τac)/(1 + τa).
  public func prox(_ x: UnsafeMutableBufferPointer<Double>, step: Double) {
    let share = step * weight
    guard let center else {
      for i in x.indices { x[i] /= 1 + share }
      return
    }
    checkCount(center.count, coordinates: x.count, "coordinates of a centre")
    center.withUnsafeBufferPointer { center in
      for i in x.indices { x[i] = (x[i] + share * center[i]) / (1 + share) }
    }
  }
}
