// The error polynomial of steps at one point, however large it is there.

import Intervals

/// A polynomial P and its first two derivatives at a point, in units of powers of 2.
struct ScaledValues {
  var value: DoubleDouble
  var slope: DoubleDouble
  var curvature: DoubleDouble
  /// The exponent of the unit of P; 0 where all three vanish.
  var exponent: Double
  /// The exponent of the unit of the variable with respect to which P is differentiated.
  private(set) var unit: Double

  /// Creates the numbers times 2^exponent, with an adjusted exponent if they are far from 1.
  init(
    value: DoubleDouble, slope: DoubleDouble = DoubleDouble(0),
    curvature: DoubleDouble = DoubleDouble(0), exponent: Double = 0, unit: Double = 0
  ) {
    self.unit = unit
    (self.value, self.slope, self.curvature) = (value, slope, curvature)
    self.exponent = exponent
    let largest = max(abs(value.high), abs(slope.high), abs(curvature.high))
    guard largest > 0 else {
      self.exponent = 0
      return
    }
    guard largest < 0x1p-60 || largest > 0x1p60 else { return }
    let size = Double(largest.exponent)
    self = scaled(by: -size)
    self.exponent = exponent + size
  }

  /// The three numbers times a power of 2, with the same exponent.
  private func scaled(by power: Double) -> ScaledValues {
    var result = self
    result.value = value.scaled(by: power)
    result.slope = slope.scaled(by: power)
    result.curvature = curvature.scaled(by: power)
    return result
  }

  /// The same numbers with exponent 0, unless they are huge.
  private var moderate: ScaledValues {
    guard exponent <= 200 else { return self }
    var result = scaled(by: exponent)
    result.exponent = 0
    return result
  }

  /// 1 in these units; 0 if they are huge.
  private var one: DoubleDouble { DoubleDouble(exponent == 0 ? 1 : 0) }

  /// True if 1 is negligible compared with P.
  var isHuge: Bool { value.high != 0 && exponent + Double(value.high.exponent) >= 900 }

  /// The value or a derivative, for finding zeros: its sign is kept even if it is tiny or huge.
  func derivative(of order: Int) -> Double {
    let number = order == 0 ? value : order == 1 ? slope : curvature
    return signed(number.high, by: exponent - Double(order) * unit)
  }

  /// f = (1 − P)/u with its complement 1 − f = (s + P)/u, u = 1 + s.
  func gain(at s: Double) -> Gain {
    let u = DoubleDouble(sum: 1, s)
    guard !isHuge else {
      let value = -ToyModel.scaled((value / u).high, by: exponent)
      return Gain(value: value, defect: s / u.high - value)
    }
    let power = exponent == 0 ? value : value.scaled(by: exponent)
    return Gain(
      value: (DoubleDouble(1) - power).quotient(by: u),
      defect: (DoubleDouble(s) + power).quotient(by: u))
  }

  /// f′ = −((1 − P)/u + cP′)/u, u = 1 + s.
  ///
  /// - Parameters:
  ///   - s: s.
  ///   - factor: c, the rate at which the variable of P grows with s.
  /// - Returns: f′.
  func derivative(at s: Double, factor: Double = 1) -> Double {
    let (u, p) = (DoubleDouble(sum: 1, s).scaled(by: -unit), moderate)
    let sum = (p.one - p.value) / u + DoubleDouble(factor) * p.slope
    return -ToyModel.scaled((sum / u).high, by: p.exponent - 2 * unit)
  }

  /// f″ = −P″/u where f′ = 0, u = 1 + s being the variable.
  func turningCurvature(at s: Double) -> Double {
    -ToyModel.scaled(curvature.high / (1 + s), by: exponent - 2 * unit)
  }

  /// h = 1 − P + uP′, which vanishes where (1 − P)/u turns; its sign is kept even if it is tiny or huge.
  func balance(_ u: DoubleDouble) -> Double {
    let p = moderate
    let u = u.scaled(by: -unit)
    // In units of a large u, because u times P′ might be beyond the range of Double.
    let size = u.high > 1 ? Double(u.high.exponent) : 0
    let sum = (p.one - p.value).scaled(by: -size) + u.scaled(by: -size) * p.slope
    return signed(sum.high, by: p.exponent + size)
  }

  /// x·2ᵉ, clamped between 2⁻¹⁰⁰⁰ and 2¹⁰⁰⁰ in magnitude, so that its sign survives.
  private func signed(_ x: Double, by exponent: Double) -> Double {
    guard x != 0 else { return 0 }
    let size = Double(x.exponent)
    return ToyModel.scaled(x, by: max(-1000, min(1000, size + exponent)) - size)
  }
}

/// A factor 1 − cu of such a polynomial with its derivative, in units of powers of 2: cu may be beyond the range of
/// Double.
struct LinearFactor {
  let value: DoubleDouble
  let slope: DoubleDouble
  /// The exponent of the unit of the factor; 0 unless it is huge.
  let exponent: Double

  /// Evaluates 1 − cu.
  ///
  /// - Parameters:
  ///   - c: c.
  ///   - u: u.
  ///   - unit: The exponent of the unit of u in the derivative, see ``unit(of:)``.
  init(_ c: Double, at u: DoubleDouble, unit: Double) {
    if abs(c * u.high) < 0x1p100 {
      (slope, exponent) = (DoubleDouble(ToyModel.scaled(-c, by: unit)), 0)
      value = DoubleDouble(1) - DoubleDouble(c) * u
      return
    }
    let (exponentOfC, exponentOfU) = (Double(c.exponent), Double(u.high.exponent))
    exponent = exponentOfC + exponentOfU
    value =
      DoubleDouble(ToyModel.scaled(1, by: -exponent))
      - DoubleDouble(ToyModel.scaled(c, by: -exponentOfC)) * u.scaled(by: -exponentOfU)
    slope = DoubleDouble(ToyModel.scaled(-c, by: unit - exponent))
  }

  /// The exponent of a unit of u in which derivatives are about as large as values; 0 unless u is huge.
  static func unit(of u: DoubleDouble) -> Double {
    abs(u.high) < 0x1p60 ? 0 : Double(u.high.exponent)
  }
}

extension DoubleDouble {
  /// The number times a power of 2.
  func scaled(by exponent: Double) -> DoubleDouble {
    DoubleDouble(ToyModel.scaled(high, by: exponent), ToyModel.scaled(low, by: exponent))
  }

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
