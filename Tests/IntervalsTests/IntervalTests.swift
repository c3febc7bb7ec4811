// Every operation against exact rational arithmetic.

import Testing

@testable import Intervals

/// A dyadic number m·2ᵉ with a mantissa of 127 bits: exact sums and products of short doubles.
private struct Exact: Comparable {
  let mantissa: Int128
  let exponent: Int

  init(_ value: Double) {
    guard value != 0 else {
      self.init(0, 0)
      return
    }
    let exponent = Int(value.exponent) - 52
    self.init(
      Int128(value.significand * 0x1p52) * (value < 0 ? -1 : 1), exponent)
  }

  init(_ mantissa: Int128, _ exponent: Int) {
    var (m, e) = (mantissa, exponent)
    while m != 0 && m & 1 == 0 {
      m >>= 1
      e += 1
    }
    self.mantissa = m
    self.exponent = m == 0 ? 0 : e
  }

  static func * (a: Exact, b: Exact) -> Exact {
    Exact(a.mantissa * b.mantissa, a.exponent + b.exponent)
  }

  static func + (a: Exact, b: Exact) -> Exact {
    if a.mantissa == 0 { return b }
    if b.mantissa == 0 { return a }
    let e = min(a.exponent, b.exponent)
    return Exact((a.mantissa << (a.exponent - e)) + (b.mantissa << (b.exponent - e)), e)
  }

  static func - (a: Exact, b: Exact) -> Exact { a + Exact(-b.mantissa, b.exponent) }

  static func < (a: Exact, b: Exact) -> Bool { (b - a).mantissa > 0 }
}

extension Exact {
  /// Whether the number lies in an interval, whose ends have up to 106 bits.
  func isIn(_ interval: Interval) -> Bool {
    let lower = Exact(interval.lower.high) + Exact(interval.lower.low)
    let upper = Exact(interval.upper.high) + Exact(interval.upper.low)
    return !(self < lower) && !(upper < self)
  }
}

/// Short doubles, so that three of them multiply exactly in 127 bits.
private func shortDouble(_ generator: inout some RandomNumberGenerator) -> Double {
  let mantissa = Double(Int.random(in: -(1 << 20)...(1 << 20), using: &generator))
  return mantissa
    * Double(sign: .plus, exponent: Int.random(in: -24 ... -16, using: &generator), significand: 1)
}

private struct Fixed: RandomNumberGenerator {
  var state: UInt64 = 88_172_645_463_325_252
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

@Suite("Intervals")
struct IntervalTests {
  @Test("sums, differences and products contain the exact result")
  func arithmetic() {
    var generator = Fixed()
    for _ in 0..<20_000 {
      let (a, b, c) = (
        shortDouble(&generator), shortDouble(&generator), shortDouble(&generator)
      )
      let (x, y, z) = (Exact(a), Exact(b), Exact(c))
      let (i, j, k) = (Interval(a), Interval(b), Interval(c))
      #expect((x * y + z).isIn(i * j + k))
      #expect((x * y * z).isIn(i * j * k))
      #expect(((x - y) * z).isIn((i - j) * k))
      #expect((x * x).isIn(i.squared))
      #expect((x * x * x).isIn(i.power(3)))
      #expect((i * j + k).relativeWidth < 0x1p-97 || x * y + z < Exact(1e-20))
    }
  }

  @Test("a quotient times its divisor contains the dividend, and is narrow")
  func quotients() {
    var generator = Fixed()
    for _ in 0..<20_000 {
      let (a, b) = (shortDouble(&generator), shortDouble(&generator))
      guard a != 0, b != 0 else { continue }
      let quotient = Interval(a) / Interval(b)
      #expect(Exact(a).isIn(quotient * Interval(b)))
      #expect(quotient.relativeWidth < 0x1p-97)
      // One unit in the 103rd bit away is outside.
      #expect(!(quotient * Interval(b) * (1 + Interval(0x1p-90))).contains(a))
    }
  }

  @Test("operations on wide intervals contain those on their points")
  func inclusion() {
    var generator = Fixed()
    for _ in 0..<5000 {
      let ends = (0..<4).map { _ in shortDouble(&generator) }
      let (x, y) = (Interval(ends[0], ends[1]), Interval(ends[2], ends[3]))
      for (a, b) in [(ends[0], ends[2]), (ends[1], ends[3]), (x.middle, y.middle)] {
        let (i, j) = (Interval(a), Interval(b))
        #expect((x + y).contains(i + j) && (x - y).contains(i - j))
        #expect((x * y).contains(i * j))
        #expect((x / y).contains(i / j))
        #expect(x.squared.contains(i.squared) && x.power(3).contains(i.power(3)))
        #expect(x.power(4).contains(i.power(4)) && x.magnitude.contains(i.magnitude))
        #expect(x.minimum(y).contains(i.minimum(j)) && x.maximum(y).contains(i.maximum(j)))
      }
    }
  }

  @Test("signs, zeros and infinities")
  func edges() {
    #expect(Interval(-1, 2).squared == Interval(0, 4))
    #expect(Interval(-3, 2).power(3) == Interval(-27, 8))
    #expect(Interval(1, 2) / Interval(-1, 1) == .line)
    #expect(Interval(0.0) * .line == .zero)
    #expect((Interval(1e300) * Interval(1e300)).upperBound == .infinity)
    #expect((Interval(1e300) * Interval(1e300)).lowerBound == .greatestFiniteMagnitude)
    #expect((Interval(1e-300) * Interval(1e-300)).lowerBound == 0)
    #expect((Interval(1e-300) * Interval(1e-300)).upperBound > 0)
    #expect((Interval(-1e-300) * Interval(1e-300)).upperBound == 0)
    #expect((Interval(-1e-300) * Interval(1e-300)).lowerBound < 0)
    #expect((Interval(1e-200) / Interval(1e200)).contains(0))
    #expect((Interval(1e-290) / Interval(1e-295)).contains(Interval(1e5)))
    #expect((Interval(1e-290) / Interval(1e-295)).relativeWidth < 1e-14)
    #expect(Interval(.nan) == .line)
    #expect(Interval.line + Interval(1.0) == .line && -Interval.line == .line)
    #expect((1 - Interval(0.9)).contains(1 - 0.9) && (1 - Interval(0.9)).width == 0)
    #expect(Interval((1 << 53) + 1).lower == DoubleDouble(0x1p53, 1))
  }

  @Test("bounds as doubles lie outside the ends")
  func bounds() {
    let third = Interval(1.0) / Interval(3.0)
    #expect(third.lowerBound == 1.0 / 3 && third.upperBound == (1.0 / 3).nextUp)
    #expect(-third.upperBound == (-third).lowerBound)
    #expect(third.width > 0 && third.width < 1e-29)
    #expect(Interval(0, 1).relativeWidth == .infinity && Interval(0.0).relativeWidth == 0)
  }

  /// 40 digits as two doubles, from mpmath: log 2, log 10, log 1001, log 1e-300.
  @Test(
    "logarithms contain the value to 32 digits",
    arguments: [
      (2, 0.6931471805599453, 2.3190468138462996e-17),
      (10, 2.302585092994046, -2.1707562233822494e-16),
      (1001, 6.90875477931522, 1.6736394835204341e-16),
      (1e-300, -690.7755278982137, -2.3670096176709832e-14),
    ])
  func logarithms(x: Double, high: Double, low: Double) {
    let result = Interval(x).logarithm
    // The two doubles carry 32 digits of the logarithm.
    let value = Interval(DoubleDouble(high, low))
    #expect(!(value + 1e-31 * abs(high) * Interval(-1, 1)).isDisjoint(from: result))
    #expect((result - value).magnitude.upperBound < 1e-28 * abs(high))
    #expect(result.relativeWidth < 1e-27)
    #expect(Interval(1.0).logarithm.contains(0) && Interval(0, 1).logarithm == .line)
  }

  @Test("a statement is proved, refuted at a point, or left open")
  func proofs() {
    let square = Box([-1...1, 0...2])
    // x² + y − xy + 0.3 > 0 there; the naive enclosure needs pieces.
    let proof = prove(
      on: square, nonnegative: { $0[0].squared + $0[1] - $0[0] * $0[1] + Interval(0.3) })
    guard case .proved(let pieces) = proof else {
      Issue.record("not proved: \(proof)")
      return
    }
    #expect(pieces > 1)
    let wrong = prove(on: square, nonnegative: { $0[0].squared + $0[1] - 0.01 })
    guard case .refuted(let piece) = wrong else {
      Issue.record("not refuted: \(wrong)")
      return
    }
    #expect((piece.center[0].squared + piece.center[1] - 0.01).isNegative)
    // x = x everywhere, but two independent x differ.
    guard case .undecided = prove(on: square, limit: 1000, nonnegative: { $0[0] - $0[0] }) else {
      Issue.record("a difference of dependent numbers was decided")
      return
    }
  }

  @Test("the ends as doubles are rounded outwards, and no further than to the next double")
  func outwards() {
    for high in [1, -1, 0x1p-1000, 1e300, -1e-300, 3] as [Double] {
      for low in [0, high.ulp * 0x1p-20, -high.ulp * 0x1p-20] {
        let interval = Interval(DoubleDouble(high, low))
        #expect(interval.lowerBound == (low < 0 ? high.nextDown : high))
        #expect(interval.upperBound == (low > 0 ? high.nextUp : high))
      }
    }
    let third = Interval.one / 3
    #expect(third.lowerBound.nextUp == third.upperBound)
    #expect(third.lowerBound == 1.0 / 3 && third.upperBound == (1.0 / 3).nextUp)
    let tenth = Interval.one / 10
    #expect(tenth.lowerBound == 0.1.nextDown && tenth.upperBound == 0.1)
  }

  @Test("products of more than 106 bits lie between the ends, which rounding moves apart")
  func longProducts() {
    var generator = Fixed()
    for _ in 0..<2000 {
      let factors = (0..<3).map { _ in Double(Int.random(in: 1...(1 << 38), using: &generator)) }
      let product = Exact(factors[0]) * Exact(factors[1]) * Exact(factors[2])
      let enclosure = Interval(factors[0]) * Interval(factors[1]) * Interval(factors[2])
      #expect(product.isIn(enclosure))
      #expect(enclosure.relativeWidth < 0x1p-97)
    }
  }

  @Test("the ends of a quotient times the divisor, without rounding, lie around the dividend")
  func quotientEnds() {
    var generator = Fixed()
    for _ in 0..<2000 {
      let (a, b) = (
        Double(Int.random(in: 1...(1 << 30), using: &generator)),
        Double(Int.random(in: 3...(1 << 10), using: &generator))
      )
      let quotient = Interval(a) / Interval(b)
      for (end, isLower) in [(quotient.lower, true), (quotient.upper, false)] {
        // So many digits fit the exact numbers.
        guard abs(end.low) > 0x1p-60 * end.high else { continue }
        let product = (Exact(end.high) + Exact(end.low)) * Exact(b)
        #expect(isLower ? product < Exact(a) : Exact(a) < product)
      }
    }
  }
}
