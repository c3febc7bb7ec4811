// Twice the precision of Double: for the few places where a difference near zero is the answer, and for
// the ends of intervals.

/// An unevaluated sum high + low of two doubles, about 106 significant bits.
///
/// Only what the closed forms need: sums, products, quotients and powers, by the error-free
/// transformations twoSum and twoProduct.
///
/// Relative errors, without overflow and underflow: at most 3·2⁻¹⁰⁶ of a sum, 5·2⁻¹⁰⁶ of a product and
/// 15·2⁻¹⁰⁶ of a quotient, up to terms of 2⁻¹⁵⁰.
///
/// - SeeAlso: T. Ogita, S. M. Rump and S. Oishi, Accurate sum and dot product, SIAM J. Sci. Comput. 26 (2005),
///   for the transformations; M. Joldes, J.-M. Muller and V. Popescu, Tight and rigorous error bounds for
///   basic building blocks of double-word arithmetic, ACM Trans. Math. Software 44 (2017), for the bounds.
@frozen public struct DoubleDouble: Sendable, Equatable {
  /// The value rounded to the nearest double; ±∞ beyond their range, NaN for no number.
  public var high: Double
  /// The remainder that `high` misses, at most half an ulp of it.
  public var low: Double

  /// Creates high + low as it is.
  ///
  /// - Precondition: |low| is at most half an ulp of `high`.
  @inlinable public init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// a + b without error (twoSum); infinite sums carry no low part.
  @inlinable public init(sum a: Double, _ b: Double) {
    high = a + b
    let tail = high - a
    low = high.isFinite ? (a - (high - tail)) + (b - tail) : 0
  }

  /// a·b without error (twoProduct), unless the error underflows.
  @inlinable public init(product a: Double, _ b: Double) {
    high = a * b
    low = high.isFinite ? (-high).addingProduct(a, b) : 0
  }

  /// Renormalizes high + low, where |high| ≥ |low|.
  @inlinable init(renormalizing high: Double, _ low: Double) {
    self.high = high + low
    self.low = self.high.isFinite ? low - (self.high - high) : 0
  }

  /// a + b.
  @inline(__always) @inlinable public static func + (a: DoubleDouble, b: DoubleDouble)
    -> DoubleDouble
  {
    let s = DoubleDouble(sum: a.high, b.high)
    let t = DoubleDouble(sum: a.low, b.low)
    let u = DoubleDouble(renormalizing: s.high, s.low + t.high)
    return DoubleDouble(renormalizing: u.high, u.low + t.low)
  }

  /// −a, without error.
  @inlinable public static prefix func - (a: DoubleDouble) -> DoubleDouble {
    DoubleDouble(-a.high, -a.low)
  }

  /// a − b.
  @inlinable public static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + -b }

  /// a·b.
  @inline(__always) @inlinable public static func * (a: DoubleDouble, b: DoubleDouble)
    -> DoubleDouble
  {
    let p = DoubleDouble(product: a.high, b.high)
    return DoubleDouble(renormalizing: p.high, p.low + (a.high * b.low + a.low * b.high))
  }

  /// a/b.
  @inlinable public static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let quotient = a.high / b.high
    let remainder = a - b * DoubleDouble(quotient)
    return DoubleDouble(renormalizing: quotient, remainder.high / b.high)
  }

  /// The power aᴺ by repeated squaring, to about N·2⁻¹⁰⁴ relative.
  ///
  /// - Parameter exponent: N ≥ 0.
  /// - Returns: aᴺ.
  /// - Complexity: O(log N).
  @inlinable public func power(_ exponent: Int) -> DoubleDouble {
    precondition(exponent >= 0, "the power with exponent \(exponent) of a number")
    var result = DoubleDouble(1)
    var base = self
    var remaining = exponent
    while remaining > 0 {
      if remaining & 1 == 1 { result = result * base }
      base = base * base
      remaining >>= 1
    }
    return result
  }
}
