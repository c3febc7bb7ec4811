// Numbers known to lie between two others.

/// A closed interval of real numbers, with ends of twice the precision of Double.
///
/// Every operation returns an interval that contains all results for all numbers of its operands: the
/// ends are computed in double-double arithmetic and moved outwards by more than its error bounds. An
/// end that leaves the range of Double becomes ±∞, and what is undefined for some numbers (a quotient
/// by an interval with 0) becomes the whole line, never NaN. Doubles are taken as exact, and sums,
/// differences and products of two doubles stay exact.
///
/// Cost: 10 to 50 ns an operation; intervals of single numbers keep a relative width of about 2⁻⁹⁹ per
/// operation.
///
/// - SeeAlso: ``DoubleDouble`` for the arithmetic of the ends; ``prove(on:limit:nonnegative:)`` for statements
///   about all points of a ``Box``.
@frozen public struct Interval: Sendable, Equatable {
  /// The lower end, at most the upper one; may be −∞.
  public let lower: DoubleDouble
  /// The upper end; may be ∞.
  public let upper: DoubleDouble

  /// Ends as they are.
  @inlinable init(ends lower: DoubleDouble, _ upper: DoubleDouble) {
    self.lower = lower
    self.upper = upper
  }

  /// The interval of one double; the whole line for NaN.
  @inlinable public init(_ value: Double) {
    guard !value.isNaN else {
      self = .line
      return
    }
    self.init(ends: DoubleDouble(value), DoubleDouble(value))
  }

  /// The interval of one whole number.
  ///
  /// - Precondition: |value| ≤ 2⁶².
  @inlinable public init(_ value: Int) {
    let high = Double(value)
    // The remainder is exact: it is smaller than the spacing of doubles at `high`.
    self.init(
      ends: DoubleDouble(sum: high, Double(value - Int(high))),
      DoubleDouble(sum: high, Double(value - Int(high))))
  }

  /// The interval between two doubles, in either order.
  @inlinable public init(_ first: Double, _ second: Double) {
    self = Interval(first).hull(Interval(second))
  }

  /// The interval [a, a] of one double-double number.
  @inlinable public init(_ value: DoubleDouble) {
    self.init(ends: value, value)
  }

  /// (−∞, ∞).
  @inlinable public static var line: Interval {
    Interval(ends: DoubleDouble(-.infinity), DoubleDouble(.infinity))
  }

  /// [0, 0].
  @inlinable public static var zero: Interval { Interval(0.0) }
  /// [1, 1].
  @inlinable public static var one: Interval { Interval(1.0) }
}

// MARK: What is known of the number

extension Interval {
  /// The largest double at or below the lower end.
  @inlinable public var lowerBound: Double {
    lower.low < 0 && lower.high.isFinite ? lower.high.nextDown : lower.high
  }

  /// The smallest double at or above the upper end.
  @inlinable public var upperBound: Double {
    upper.low > 0 && upper.high.isFinite ? upper.high.nextUp : upper.high
  }

  /// A double within the interval, or nearest to it; finite.
  @inlinable public var middle: Double {
    let (low, high) = (lowerBound, upperBound)
    if !low.isFinite { return high.isFinite ? min(high, 0) : 0 }
    guard high.isFinite else { return max(low, 0) }
    return 0.5 * low + 0.5 * high
  }

  /// The length, rounded up; ∞ for unbounded intervals.
  @inlinable public var width: Double {
    (Interval(upper) - Interval(lower)).upperBound
  }

  /// The length over the smallest magnitude in the interval, rounded up.
  ///
  /// 0 for a single number, ∞ for an interval of more that contains 0.
  @inlinable public var relativeWidth: Double {
    if lower == upper { return 0 }
    let least = magnitude.lowerBound
    return least > 0 ? (Interval(width) / Interval(least)).upperBound : .infinity
  }

  /// True where all numbers are above 0.
  @inlinable public var isPositive: Bool { lower.high > 0 }
  /// True where all numbers are below 0.
  @inlinable public var isNegative: Bool { upper.high < 0 }
  /// True where no number is below 0.
  @inlinable public var isNonnegative: Bool { lower.high >= 0 }
  /// True where no number is above 0.
  @inlinable public var isNonpositive: Bool { upper.high <= 0 }
  /// True where both ends are finite, so that the interval is bounded.
  @inlinable public var isFinite: Bool { lower.high.isFinite && upper.high.isFinite }
  /// True for the interval [0, 0].
  @inlinable public var isZero: Bool { lower.high == 0 && upper.high == 0 }

  /// True where a double lies in the interval.
  @inlinable public func contains(_ value: Double) -> Bool {
    lower <= DoubleDouble(value) && DoubleDouble(value) <= upper
  }

  /// True where all numbers of the other interval lie in this one.
  @inlinable public func contains(_ other: Interval) -> Bool {
    lower <= other.lower && other.upper <= upper
  }

  /// True where every number here is below every number there.
  @inlinable public func isBelow(_ other: Interval) -> Bool { upper < other.lower }

  /// True where no number is common to both.
  @inlinable public func isDisjoint(from other: Interval) -> Bool {
    isBelow(other) || other.isBelow(self)
  }

  /// The smallest interval that contains both, and what lies between them.
  @inlinable public func hull(_ other: Interval) -> Interval {
    Interval(
      ends: lower <= other.lower ? lower : other.lower,
      upper >= other.upper ? upper : other.upper)
  }

  /// The intersection with another interval; nil if it is empty.
  @inlinable public func intersection(_ other: Interval) -> Interval? {
    guard !isDisjoint(from: other) else { return nil }
    return Interval(
      ends: lower >= other.lower ? lower : other.lower,
      upper <= other.upper ? upper : other.upper)
  }

  /// The interval {|a| : a in this one}, without rounding.
  @inlinable public var magnitude: Interval {
    if isNonnegative { return self }
    if isNonpositive { return -self }
    return Interval(ends: DoubleDouble(0), -lower >= upper ? -lower : upper)
  }

  /// The smaller of two numbers, one from each interval.
  @inlinable public func minimum(_ other: Interval) -> Interval {
    Interval(
      ends: lower <= other.lower ? lower : other.lower,
      upper <= other.upper ? upper : other.upper)
  }

  /// The larger of two numbers, one from each interval.
  @inlinable public func maximum(_ other: Interval) -> Interval {
    Interval(
      ends: lower >= other.lower ? lower : other.lower,
      upper >= other.upper ? upper : other.upper)
  }
}

// MARK: Arithmetic

extension Interval {
  /// a + b.
  @inlinable public static func + (a: Interval, b: Interval) -> Interval {
    Interval(ends: .sum(a.lower, b.lower, .down), .sum(a.upper, b.upper, .up))
  }

  /// −a, without error.
  @inlinable public static prefix func - (a: Interval) -> Interval {
    Interval(ends: -a.upper, -a.lower)
  }

  /// a − b, for independent a and b.
  @inlinable public static func - (a: Interval, b: Interval) -> Interval {
    Interval(ends: .sum(a.lower, -b.upper, .down), .sum(a.upper, -b.lower, .up))
  }

  /// a·b, for independent a and b; 0·∞ = 0.
  @inlinable public static func * (a: Interval, b: Interval) -> Interval {
    if a.isNonnegative {
      if b.isNonnegative {
        return Interval(ends: .product(a.lower, b.lower, .down), .product(a.upper, b.upper, .up))
      }
      return Interval(
        ends: .product(a.upper, b.lower, .down),
        .product(b.isNonpositive ? a.lower : a.upper, b.upper, .up))
    }
    if a.isNonpositive { return -(-a * b) }
    if b.isNonnegative || b.isNonpositive { return b * a }
    let (least, other) = (
      DoubleDouble.product(a.lower, b.upper, .down), DoubleDouble.product(a.upper, b.lower, .down)
    )
    let (most, another) = (
      DoubleDouble.product(a.lower, b.lower, .up), DoubleDouble.product(a.upper, b.upper, .up)
    )
    return Interval(
      ends: least <= other ? least : other, most >= another ? most : another)
  }

  /// The quotient; the whole line where the divisor may be 0.
  @inlinable public static func / (a: Interval, b: Interval) -> Interval {
    guard b.isPositive else { return b.isNegative ? -a / -b : .line }
    if a.isZero { return .zero }
    return Interval(
      ends: .quotient(a.lower, a.lower.high >= 0 ? b.upper : b.lower, .down),
      .quotient(a.upper, a.upper.high >= 0 ? b.lower : b.upper, .up))
  }

  /// a·b for an exact a.
  @inlinable public static func * (a: Double, b: Interval) -> Interval { Interval(a) * b }
  /// a + b for an exact a.
  @inlinable public static func + (a: Double, b: Interval) -> Interval { Interval(a) + b }
  /// a − b for an exact a.
  @inlinable public static func - (a: Double, b: Interval) -> Interval { Interval(a) - b }
  /// a − b for an exact b.
  @inlinable public static func - (a: Interval, b: Double) -> Interval { a - Interval(b) }
  /// a/b for an exact b.
  @inlinable public static func / (a: Interval, b: Double) -> Interval { a / Interval(b) }

  /// The squares of all numbers, never below 0.
  @inlinable public var squared: Interval {
    let size = magnitude
    return size * size
  }

  /// The power aᴺ, without the loss that N dependent factors would bring.
  ///
  /// - Parameter exponent: N ≥ 0.
  /// - Returns: The powers of all numbers of the interval.
  /// - Complexity: O(log N).
  @inlinable public func power(_ exponent: Int) -> Interval {
    precondition(exponent >= 0, "the power with exponent \(exponent) of an interval")
    guard exponent > 0 else { return .one }
    if isNonnegative {
      return Interval(
        ends: Interval(lower).repeated(exponent).lower,
        Interval(upper).repeated(exponent).upper)
    }
    if isNonpositive {
      let result = (-self).power(exponent)
      return exponent.isMultiple(of: 2) ? result : -result
    }
    if exponent.isMultiple(of: 2) { return magnitude.power(exponent) }
    return Interval(
      ends: Interval(lower).power(exponent).lower,
      Interval(upper).power(exponent).upper)
  }

  /// aᴺ of a single number a ≥ 0 by repeated squaring.
  @inlinable func repeated(_ exponent: Int) -> Interval {
    var result = Interval.one
    var base = self
    var remaining = exponent
    while true {
      if remaining & 1 == 1 { result = result * base }
      remaining >>= 1
      guard remaining > 0 else { return result }
      base = base * base
    }
  }
}
