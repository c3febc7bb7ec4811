// Sums of two doubles that are normalized now and then only.

import Intervals

/// A sum high + low of two doubles that may overlap: twice the precision of Double at a third of the time of
/// ``DoubleDouble``.
///
/// The high part is the plain operation on the high parts, the low part collects its error and the low parts. As long as
/// the low part remains tiny beside the high one, as it does for some operations after ``normalized``, the errors are a
/// few 2⁻¹⁰⁴ of the terms, as those of ``DoubleDouble``. Nothing is checked for overflow.
///
/// - SeeAlso: M. Lange and S. M. Rump, Faithfully rounded floating-point computations, ACM Trans. Math. Software 46
///   (2020).
struct LoosePair {
  let high: Double
  let low: Double

  @inline(__always) init(_ high: Double, _ low: Double = 0) { (self.high, self.low) = (high, low) }

  @inline(__always) init(_ value: DoubleDouble) { self.init(value.high, value.low) }

  @inline(__always) static func + (a: LoosePair, b: LoosePair) -> LoosePair {
    let sum = a.high + b.high
    let tail = sum - a.high
    return LoosePair(sum, ((a.high - (sum - tail)) + (b.high - tail)) + (a.low + b.low))
  }

  @inline(__always) static prefix func - (a: LoosePair) -> LoosePair { LoosePair(-a.high, -a.low) }

  @inline(__always) static func - (a: LoosePair, b: LoosePair) -> LoosePair { a + -b }

  @inline(__always) static func * (a: LoosePair, b: LoosePair) -> LoosePair {
    let product = a.high * b.high
    let error = (-product).addingProduct(a.high, b.high)
    return LoosePair(product, error + (a.high * b.low + a.low * b.high))
  }

  /// The product with a double.
  @inline(__always) static func * (a: LoosePair, b: Double) -> LoosePair {
    let product = a.high * b
    return LoosePair(product, (-product).addingProduct(a.high, b) + a.low * b)
  }

  /// The same number with a low part of at most half an ulp of the high one.
  @inline(__always) var normalized: LoosePair {
    let sum = high + low
    return LoosePair(sum, low - (sum - high))
  }

  /// The same number times a power of 2, 2ᵉ for −1000 ≤ e ≤ 1000.
  @inline(__always) func times(_ power: Double) -> LoosePair {
    LoosePair(high * power, low * power)
  }

  /// The same number, normalized.
  @inline(__always) var exact: DoubleDouble {
    let result = normalized
    return DoubleDouble(result.high, result.low)
  }
}

extension DoubleDouble {
  /// The quotient rounded to a double, up to some 2⁻¹⁰⁰: two divisions of doubles.
  @inline(__always) func quotient(by divisor: DoubleDouble) -> Double {
    let first = high / divisor.high
    guard first.isFinite, abs(first) > 0x1p-900, abs(first) < 0x1p900 else {
      return (self / divisor).high
    }
    let rest = high.addingProduct(-first, divisor.high) + (low - first * divisor.low)
    return first + rest / divisor.high
  }
}
