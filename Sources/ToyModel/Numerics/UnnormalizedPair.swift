// Sums of two doubles that are normalized only once in several operations.

import Intervals

/// A sum high + low of two doubles that may overlap: twice the precision of Double at a third of the time of
/// ``DoubleDouble``.
///
/// This is the pair arithmetic of Lange and Rump: the high part is the plain operation on the high parts, the low part
/// collects its error and the low parts. As long as the low part remains tiny compared with the high one, as it does
/// for a few operations after ``normalized``, errors are a few 2⁻¹⁰⁴ of the terms, as with ``DoubleDouble``. Overflow is
/// not detected.
///
/// - SeeAlso: M. Lange and S. M. Rump, Faithfully rounded floating-point computations, ACM Trans. Math. Software 46
///   (2020).
struct UnnormalizedPair {
  let high: Double
  let low: Double

  @inline(__always) init(_ high: Double, _ low: Double = 0) { (self.high, self.low) = (high, low) }

  @inline(__always) init(_ value: DoubleDouble) { self.init(value.high, value.low) }

  @inline(__always) static func + (a: UnnormalizedPair, b: UnnormalizedPair) -> UnnormalizedPair {
    let sum = a.high + b.high
    let tail = sum - a.high
    return UnnormalizedPair(sum, ((a.high - (sum - tail)) + (b.high - tail)) + (a.low + b.low))
  }

  @inline(__always) static prefix func - (a: UnnormalizedPair) -> UnnormalizedPair {
    UnnormalizedPair(-a.high, -a.low)
  }

  @inline(__always) static func - (a: UnnormalizedPair, b: UnnormalizedPair) -> UnnormalizedPair {
    a + -b
  }

  @inline(__always) static func * (a: UnnormalizedPair, b: UnnormalizedPair) -> UnnormalizedPair {
    let product = a.high * b.high
    let error = (-product).addingProduct(a.high, b.high)
    return UnnormalizedPair(product, error + (a.high * b.low + a.low * b.high))
  }

  /// The product with a double.
  @inline(__always) static func * (a: UnnormalizedPair, b: Double) -> UnnormalizedPair {
    let product = a.high * b
    return UnnormalizedPair(product, (-product).addingProduct(a.high, b) + a.low * b)
  }

  /// The same number with a low part of at most half an ulp of the high one.
  @inline(__always) var normalized: UnnormalizedPair {
    let sum = high + low
    return UnnormalizedPair(sum, low - (sum - high))
  }

  /// The same number times a power of 2, 2ᵉ for −1000 ≤ e ≤ 1000.
  @inline(__always) func times(_ power: Double) -> UnnormalizedPair {
    UnnormalizedPair(high * power, low * power)
  }

  /// The same number as a normalized sum.
  @inline(__always) var doubleDouble: DoubleDouble {
    let result = normalized
    return DoubleDouble(result.high, result.low)
  }
}
