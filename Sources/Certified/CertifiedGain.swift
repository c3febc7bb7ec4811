// One eigenvalue of a denoiser, enclosed.

public import Intervals

/// An eigenvalue t of a denoiser and its defect 1 − t, each known to lie in an interval.
///
/// The counterpart of ``/ToyModel/Gain``: both numbers keep their relative width where the other is near 1.
public struct CertifiedGain: Sendable, Equatable {
  /// An enclosure of t.
  public let value: Interval
  /// An enclosure of 1 − t.
  public let defect: Interval

  /// Creates an enclosure of t and 1 − t from one of each.
  public init(value: Interval, defect: Interval) {
    self.value = value
    self.defect = defect
  }

  /// Creates an enclosure from an enclosure of t alone.
  public init(value: Interval) {
    self.init(value: value, defect: 1 - value)
  }

  /// t = 0.
  public static let zero = CertifiedGain(value: .zero, defect: .one)
  /// t = 1.
  public static let one = CertifiedGain(value: .one, defect: .zero)

  /// The Wiener gain γ/(γ+σ²); 1 for γ = σ² = 0.
  ///
  /// - Parameters:
  ///   - eigenvalue: An enclosure of γ ≥ 0.
  ///   - noiseVariance: An enclosure of σ² ≥ 0.
  /// - Returns: γ/(γ+σ²) with its defect σ²/(γ+σ²).
  public static func wiener(eigenvalue: Interval, noiseVariance: Interval) -> CertifiedGain {
    if noiseVariance.isZero { return .one }
    guard eigenvalue.lower != eigenvalue.upper else {
      let total = eigenvalue + noiseVariance
      return CertifiedGain(value: eigenvalue / total, defect: noiseVariance / total)
    }
    // The gain increases with γ, which stands in it twice.
    return wiener(eigenvalue: Interval(eigenvalue.lower), noiseVariance: noiseVariance)
      .hull(wiener(eigenvalue: Interval(eigenvalue.upper), noiseVariance: noiseVariance))
  }

  /// An enclosure of t − s for another gain s, from values and from defects.
  public func difference(to other: CertifiedGain) -> Interval {
    let (byValue, byDefect) = (value - other.value, other.defect - defect)
    return byValue.intersection(byDefect) ?? byValue
  }

  /// The larger of two gains: encloses max(t, u) and 1 − max(t, u).
  public func maximum(_ other: CertifiedGain) -> CertifiedGain {
    CertifiedGain(
      value: value.maximum(other.value), defect: defect.minimum(other.defect))
  }

  /// The smaller of two gains: encloses min(t, u) and 1 − min(t, u).
  public func minimum(_ other: CertifiedGain) -> CertifiedGain {
    CertifiedGain(
      value: value.minimum(other.value), defect: defect.maximum(other.defect))
  }

  /// The smallest enclosure of every gain that lies in one of two.
  public func hull(_ other: CertifiedGain) -> CertifiedGain {
    CertifiedGain(value: value.hull(other.value), defect: defect.hull(other.defect))
  }
}
