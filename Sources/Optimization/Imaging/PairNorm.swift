// The norms of the two differences of a pixel, and their dual balls.

/// A norm of pairs (vᵢ, vₙ₊ᵢ) of 2n numbers, added up over the pairs.
public enum PairNorm: String, Sendable, Equatable, CaseIterable {
  /// |a| + |b|, so that pairs do not matter: the l1 norm of any number of entries.
  case anisotropic
  /// (a² + b²)^½.
  case isotropic

  /// The sum of the norms.
  ///
  /// - Parameter values: 2n numbers; any number of them for the l1 norm.
  /// - Returns: Σ |(vᵢ, vₙ₊ᵢ)|.
  public func sum(_ values: [Double]) -> Double {
    switch self {
    case .anisotropic: return values.reduce(0) { $0 + abs($1) }
    case .isotropic:
      let n = values.count / 2
      return (0..<n).reduce(0) { $0 + length(values[$1], values[n + $1]) }
    }
  }

  /// The norm of one pair.
  @inline(__always)
  func length(_ a: Double, _ b: Double) -> Double {
    self == .anisotropic ? abs(a) + abs(b) : (a * a + b * b).squareRoot()
  }

  /// The dual norm: the largest magnitude of an entry, or the largest Euclidean norm of a pair.
  ///
  /// - Parameter values: As for ``sum(_:)``.
  /// - Returns: max |(vᵢ, vₙ₊ᵢ)|*.
  public func dualNorm(_ values: [Double]) -> Double {
    switch self {
    case .anisotropic: return values.reduce(0) { max($0, abs($1)) }
    case .isotropic:
      let n = values.count / 2
      return (0..<n).reduce(0) {
        max($0, values[$1] * values[$1] + values[n + $1] * values[n + $1])
      }.squareRoot()
    }
  }

  /// The point of the dual ball nearest to a pair.
  ///
  /// - Parameters:
  ///   - a: The first number.
  ///   - b: The second number.
  ///   - radius: The radius λ ≥ 0.
  /// - Returns: Both numbers cut off at ±λ, or the pair shortened to the length λ.
  @inline(__always)
  func projected(_ a: Double, _ b: Double, _ radius: Double) -> (Double, Double) {
    switch self {
    case .anisotropic:
      return (max(-radius, min(radius, a)), max(-radius, min(radius, b)))
    case .isotropic:
      let square = a * a + b * b
      guard square > radius * radius else { return (a, b) }
      let factor = radius / square.squareRoot()
      return (factor * a, factor * b)
    }
  }
}
