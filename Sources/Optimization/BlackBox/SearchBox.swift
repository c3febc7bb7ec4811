// The box in which parameters are searched, and the points that plain searches try.

public import LinearAlgebra

/// A point at which a function was evaluated.
public struct EvaluatedPoint: Sendable, Equatable {
  /// x, p numbers.
  public let point: [Double]
  /// f(x), finite.
  public let value: Double

  /// Creates an evaluation.
  ///
  /// - Parameters:
  ///   - point: x, p numbers.
  ///   - value: f(x), finite.
  public init(_ point: [Double], value: Double) {
    self.point = point
    self.value = value
  }
}

/// A box lᵢ ≤ xᵢ ≤ uᵢ with finite bounds.
public struct SearchBox: Sendable, Equatable {
  /// l, p numbers.
  public let lower: [Double]
  /// u, p numbers, each above that of l.
  public let upper: [Double]

  /// Creates a box.
  ///
  /// - Parameters:
  ///   - lower: l, at least one number.
  ///   - upper: u, as many numbers, each above that of l.
  public init(lower: [Double], upper: [Double]) {
    precondition(
      lower.count == upper.count && !lower.isEmpty,
      "\(lower.count) lower and \(upper.count) upper bounds")
    precondition(
      zip(lower, upper).allSatisfy { $0 < $1 && ($1 - $0).isFinite }, "bounds \(lower), \(upper)")
    self.lower = lower
    self.upper = upper
  }

  /// Creates a cube.
  ///
  /// - Parameters:
  ///   - range: The range of every variable, of positive length.
  ///   - dimension: p ≥ 1.
  public init(_ range: ClosedRange<Double>, dimension: Int) {
    self.init(
      lower: [Double](repeating: range.lowerBound, count: dimension),
      upper: [Double](repeating: range.upperBound, count: dimension))
  }

  /// p.
  public var dimension: Int { lower.count }

  /// u − l, p positive numbers.
  public var widths: [Double] { zip(upper, lower).map { $0 - $1 } }

  /// The nearest point of the box.
  public func clipped(_ point: [Double]) -> [Double] {
    point.indices.map { min(max(point[$0], lower[$0]), upper[$0]) }
  }

  /// A point of the grid of k points per axis, which are the middles of k equal parts.
  ///
  /// - Parameters:
  ///   - index: From 0 to kᵖ − 1; the first variable changes fastest.
  ///   - count: k ≥ 1.
  /// - Returns: The point.
  public func gridPoint(_ index: Int, pointsPerAxis count: Int) -> [Double] {
    var rest = index
    return zip(lower, widths).map { lower, width in
      let place = rest % count
      rest /= count
      return lower + (Double(place) + 0.5) * width / Double(count)
    }
  }

  /// A point drawn uniformly, which takes p uniform numbers.
  public func randomPoint(_ generator: inout CounterGenerator) -> [Double] {
    zip(lower, widths).map { $0 + $1 * generator.uniform() }
  }
}
