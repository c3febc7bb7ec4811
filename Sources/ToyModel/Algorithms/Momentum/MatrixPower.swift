// Powers of the matrix of a step with momentum, with derivatives.

import Intervals

/// A 2×2 matrix A whose trace and determinant are linear in a variable v, up to powers of 2: A² = tA − dI.
struct LinearMatrix {
  /// t, in units of 2^unit.
  var trace: DoubleDouble
  /// dt/dv, in units of 2^unit.
  var traceSlope: DoubleDouble
  /// d, in units of 2^(2·unit).
  var determinant: DoubleDouble
  /// dd/dv, in units of 2^(2·unit).
  var determinantSlope: DoubleDouble
  /// The exponent of the unit, for which all these are about 1.
  let unit: Int

  /// Scales the coefficients to a unit above the size of the eigenvalues of A.
  init(
    trace: DoubleDouble, traceSlope: Double, determinant: DoubleDouble, determinantSlope: Double
  ) {
    let size = max(
      1, abs(trace.high), abs(determinant.high).squareRoot(), abs(traceSlope),
      abs(determinantSlope).squareRoot())
    unit = Int(size.exponent) + 1
    let (single, double) = (Double(-unit), Double(-2 * unit))
    self.trace = trace.scaled(by: single)
    self.traceSlope = DoubleDouble(scaled(traceSlope, by: single))
    self.determinant = determinant.scaled(by: double)
    self.determinantSlope = DoubleDouble(scaled(determinantSlope, by: double))
  }

  /// Aᴺ = aI + bA with the derivatives of a and b in v up to an order.
  ///
  /// ```
  /// m → 2m:  a² − db², b(2a + tb)      m → m + 1:  −db, a + tb
  /// ```
  /// and the derivatives by the product rule. Everything is rescaled at every doubling, so that nothing overflows.
  ///
  /// - Parameters:
  ///   - count: N ≥ 1.
  ///   - order: 0, 1 or 2.
  /// - Returns: a, and b in units of 2^(−unit), all in units of 2^exponent.
  /// - Complexity: O(log N).
  func power(_ count: Int, order: Int) -> MatrixPower {
    if order == 0 { return value(count) }
    let (t, t1, d, d1) = (trace, traceSlope, determinant, determinantSlope)
    let (two, isConstant) = (DoubleDouble(2), determinantSlope.high == 0)
    let zero = DoubleDouble(0)
    var (a, b) = (DoubleDouble(1), zero)
    var (a1, b1, a2, b2) = (zero, zero, zero, zero)
    var exponent = 0.0
    for bit in stride(from: Int.bitWidth - count.leadingZeroBitCount - 1, through: 0, by: -1) {
      let sum = two * a + t * b
      if order > 0 {
        let sum1 = two * a1 + t * b1 + t1 * b
        if order > 1 {
          let sum2 = two * a2 + t * b2 + two * (t1 * b1)
          var next = two * (a1 * a1 + a * a2 - d * (b1 * b1 + b * b2))
          if !isConstant { next = next - two * (two * (d1 * (b * b1))) }
          (a2, b2) = (next, b2 * sum + two * (b1 * sum1) + b * sum2)
        }
        var next = two * (a * a1 - d * (b * b1))
        if !isConstant { next = next - d1 * (b * b) }
        (a1, b1) = (next, b1 * sum + b * sum1)
      }
      (a, b) = (a * a - d * (b * b), b * sum)
      exponent *= 2
      if count >> bit & 1 == 1 {
        if order > 1 {
          (a2, b2) = (-(d * b2) - two * (d1 * b1), a2 + t * b2 + two * (t1 * b1))
        }
        if order > 0 { (a1, b1) = (-(d * b1) - d1 * b, a1 + t * b1 + t1 * b) }
        (a, b) = (-(d * b), a + t * b)
      }
      let largest = max(abs(a.high), abs(b.high))
      guard largest > 0, largest < 0x1p-60 || largest > 0x1p60 else { continue }
      let shift = Double(largest.exponent)
      exponent += shift
      (a, b) = (a.scaled(by: -shift), b.scaled(by: -shift))
      (a1, b1) = (a1.scaled(by: -shift), b1.scaled(by: -shift))
      (a2, b2) = (a2.scaled(by: -shift), b2.scaled(by: -shift))
    }
    return MatrixPower(
      a: (a, a1, a2), b: (b, b1, b2), exponent: exponent + Double(unit) * Double(count), unit: unit,
      order: order)
  }

  /// Aᴺ without derivatives, in a third of the time: normalized once for every doubling.
  private func value(_ count: Int) -> MatrixPower {
    let (t, d) = (UnnormalizedPair(trace), UnnormalizedPair(determinant))
    var (a, b) = (UnnormalizedPair(1), UnnormalizedPair(0))
    var exponent = 0.0
    for bit in stride(from: Int.bitWidth - count.leadingZeroBitCount - 1, through: 0, by: -1) {
      let sum = a.times(2) + t * b
      var (nextA, nextB) = (a * a - d * (b * b), b * sum)
      if count >> bit & 1 == 1 { (nextA, nextB) = (-(d * nextB), nextA + t * nextB) }
      (a, b) = (nextA.normalized, nextB.normalized)
      exponent *= 2
      let largest = max(abs(a.high), abs(b.high))
      guard largest > 0, largest < 0x1p-60 || largest > 0x1p60 else { continue }
      let shift = Double(largest.exponent)
      exponent += shift
      let power = scaled(1, by: -shift)
      (a, b) = (a.times(power), b.times(power))
    }
    let zero = DoubleDouble(0)
    return MatrixPower(
      a: (a.doubleDouble, zero, zero), b: (b.doubleDouble, zero, zero),
      exponent: exponent + Double(unit) * Double(count), unit: unit, order: 0)
  }
}

/// Aᴺ = aI + bA, see ``LinearMatrix/power(_:order:)``.
struct MatrixPower {
  /// a, a′, a″.
  let a: (DoubleDouble, DoubleDouble, DoubleDouble)
  /// b, b′, b″, times 2^unit.
  let b: (DoubleDouble, DoubleDouble, DoubleDouble)
  /// The exponent of the power of 2 that multiplies all of them.
  let exponent: Double
  /// The exponent of the power of 2 that divides b.
  let unit: Int
  /// The number of derivatives that are known, 0 to 2.
  let order: Int

  /// a + xb for an x that is linear in v, with its derivatives.
  func combined(_ x: DoubleDouble, slope: Double) -> ScaledValues {
    let x = x.scaled(by: Double(-unit))
    guard order > 0 else { return ScaledValues(value: a.0 + x * b.0, exponent: exponent) }
    let slope = DoubleDouble(scaled(slope, by: Double(-unit)))
    return ScaledValues(
      value: a.0 + x * b.0, slope: a.1 + x * b.1 + slope * b.0,
      curvature: a.2 + x * b.2 + DoubleDouble(2) * (slope * b.1), exponent: exponent)
  }
}
