// The natural logarithm with a remainder that is bounded.

extension Interval {
  /// The natural logarithms of all numbers; the whole line where not all are above 0 and finite.
  ///
  /// - Complexity: Some 40 operations.
  /// With x = 2ᵉm, m in [¾, 3/2): log x = e log 2 + 2 artanh((m−1)/(m+1)), whose series is cut off
  /// where a geometric series bounds the rest.
  public var logarithm: Interval {
    guard isPositive, isFinite else { return .line }
    return Self.logarithm(of: lower).hull(Self.logarithm(of: upper))
  }

  private static func logarithm(of x: DoubleDouble) -> Interval {
    var exponent = x.high.exponent
    if x.high.significand >= 1.5 { exponent += 1 }
    let (half, rest) = (exponent / 2, exponent - exponent / 2)
    // In two steps, so that neither power of two leaves the range of Double.
    func scaled(_ part: Double) -> Double {
      part * Double(sign: .plus, exponent: -Int(half), significand: 1)
        * Double(sign: .plus, exponent: -Int(rest), significand: 1)
    }
    let m = Interval(DoubleDouble(scaled(x.high), scaled(x.low)))
    return Interval(Int(exponent)) * logarithmOfTwo + 2 * artanh((m - 1) / (1 + m))
  }

  /// log 2 = 2 artanh ⅓.
  private static let logarithmOfTwo = 2 * artanh(.one / 3)

  /// r + r³/3 + r⁵/5 + … for |r| ≤ ⅓.
  private static func artanh(_ r: Interval) -> Interval {
    let square = r.squared
    var sum = Interval.zero
    var power = r
    var odd = 1
    // Every term is less than a ninth of the one before.
    while power.magnitude.upperBound > 0x1p-120 * r.magnitude.upperBound {
      sum = sum + power / Interval(odd)
      power = power * square
      odd += 2
    }
    // The rest is at most power/(1 − r²) ≤ 9/8 of the first term left out.
    let rest = 1.125 * power.magnitude.upperBound
    return sum + Interval(-rest, rest)
  }
}
