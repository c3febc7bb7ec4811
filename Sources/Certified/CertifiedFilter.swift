// Enclosures of the filters: f(s) and f(0) as intervals.

public import Intervals

/// Enclosures of the filters of ``/ToyModel/BilevelFilter`` and ``/ToyModel/UnrolledFilter``.
///
/// They share no arithmetic with those: powers are products, and 1 − q^N comes from the geometric sum
/// where that has terms of one sign.
public enum CertifiedFilter {
  /// f(s) = 1/(1+s) with its defect s/(1+s).
  ///
  /// - Parameter s: s ≥ 0.
  /// - Returns: An enclosure for all s of the interval.
  public static func bilevel(at s: Interval) -> CertifiedGain {
    let scale = 1 + s
    return CertifiedGain(value: .one / scale, defect: s / scale)
  }

  /// f(s) = ω Σ_{j<N} qʲ with q = 1 − ω(1+s), and its defect (s + q^N)/(1+s).
  ///
  /// - Parameters:
  ///   - s: s ≥ 0.
  ///   - depth: N ≥ 1.
  ///   - stepSize: ω > 0.
  /// - Returns: An enclosure for all s and ω of the intervals.
  /// - Complexity: O(log N).
  public static func unrolled(at s: Interval, depth: Int, stepSize: Interval) -> CertifiedGain {
    let scale = 1 + s
    let q = 1 - stepSize * scale
    let (sum, power) = geometricSum(q, count: depth)
    let value = stepSize * sum
    let defect = (s + power) / scale
    return CertifiedGain(value: value, defect: defect.intersection(1 - value) ?? defect)
  }

  /// c₀ = f(0) = 1 − (1−ω)^N.
  public static func forcedGain(depth: Int, stepSize: Interval) -> CertifiedGain {
    let (sum, power) = geometricSum(1 - stepSize, count: depth)
    let value = stepSize * sum
    return CertifiedGain(
      value: value.intersection(1 - power) ?? value,
      defect: power.intersection(1 - value) ?? power)
  }

  /// Σ_{j<N} qʲ and q^N.
  ///
  /// For q ≥ 0 all terms are positive and the sum increases with q; for q < 0 it is (1 − q^N)/(1 − q)
  /// with 1 − q > 1.
  ///
  /// - Parameters:
  ///   - q: Any numbers.
  ///   - count: N ≥ 1.
  /// - Returns: Enclosures of both for all q of the interval.
  /// - Complexity: O(log N).
  public static func geometricSum(_ q: Interval, count: Int) -> (sum: Interval, power: Interval) {
    guard count > 1 else { return (.one, q) }
    let power = q.power(count)
    guard !q.isNonnegative else {
      return (
        doubledSum(Interval(q.lower), count: count).hull(
          doubledSum(Interval(q.upper), count: count)),
        power
      )
    }
    guard !q.isNegative else { return ((1 - power) / (1 - q), power) }
    // Across 0: each part separately.
    let below = Interval(q.lower).hull(.zero)
    let above = Interval.zero.hull(Interval(q.upper))
    let left = (1 - below.power(count)) / (1 - below)
    return (left.hull(geometricSum(above, count: count).sum), power)
  }

  /// The sum for one q ≥ 0, by S_{2m} = S_m(1 + q^m) and S_{m+1} = 1 + qS_m.
  private static func doubledSum(_ q: Interval, count: Int) -> Interval {
    var (sum, power) = (Interval.zero, Interval.one)
    for bit in stride(from: Int.bitWidth - count.leadingZeroBitCount - 1, through: 0, by: -1) {
      sum = sum * (1 + power)
      power = power * power
      if count >> bit & 1 == 1 {
        sum = 1 + q * sum
        power = power * q
      }
    }
    return sum
  }
}
