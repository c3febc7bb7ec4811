// The polynomial that momentum leaves of an error: stable values for any N, and where (1 − P)/v turns.

import Intervals
import Libc
import Optimization

/// P_N(v) with P_{j+1} = (1+β−v)P_j − βP_{j−1}, P_0 = P_{−1} = 1: the factor that N steps leave of an error.
struct ErrorPolynomial {
  /// N.
  let depth: Int
  /// β.
  let momentum: Double

  var isEven: Bool { depth.isMultiple(of: 2) }

  /// P, P′ and P″ at a point, in units of a power of 2.
  struct Values {
    var value = DoubleDouble(0)
    var slope = DoubleDouble(0)
    var curvature = DoubleDouble(0)
    /// The exponent of the power of 2.
    var exponent = 0.0

    /// The same with exponent 0, unless the numbers are huge.
    var moderate: Values {
      guard exponent <= 200 else { return self }
      return Values(
        value: value.scaled(by: exponent), slope: slope.scaled(by: exponent),
        curvature: curvature.scaled(by: exponent), exponent: 0)
    }

    /// 1 in these units; 0 where they are huge.
    var one: DoubleDouble { DoubleDouble(exponent == 0 ? 1 : 0) }
  }

  /// Evaluates P and its derivatives up to an order.
  ///
  /// The steps are powers of A = [1−v, β; −v, β], and A² = (1+β−v)A − βI. So Aᵐ = aI + bA, with
  /// ```
  /// m → 2m:  a² − βb², b(2a + (1+β−v)b)      m → m + 1:  −βb, a + (1+β−v)b
  /// ```
  /// and the derivatives in v follow by the product rule. Everything is in units of σᵐ with σ above |1+β−v| and
  /// √β, and rescaled at every doubling, so that nothing overflows.
  func values(at v: DoubleDouble, order: Int) -> Values {
    let size = max(1, v.high, momentum.squareRoot(), momentum)
    let unit = size.exponent + 1
    let trace = (DoubleDouble(sum: 1, momentum) - v).scaled(by: Double(-unit))
    let beta = DoubleDouble(scaled(scaled(momentum, by: Double(-unit)), by: Double(-unit)))
    let first = (DoubleDouble(1) - v).scaled(by: Double(-unit))
    let one = DoubleDouble(scaled(1, by: Double(-unit)))
    let two = DoubleDouble(2)
    var (a, b) = (DoubleDouble(1), DoubleDouble(0))
    var (a1, b1, a2, b2) = (b, b, b, b)
    var exponent = 0.0
    for bit in stride(from: Int.bitWidth - depth.leadingZeroBitCount - 1, through: 0, by: -1) {
      let sum = two * a + trace * b
      let sum1 = two * a1 + trace * b1 - one * b
      if order > 1 {
        (a2, b2) = (
          two * (a1 * a1 + a * a2 - beta * (b1 * b1 + b * b2)),
          b2 * sum + two * (b1 * sum1) + b * (two * a2 + trace * b2 - two * (one * b1))
        )
      }
      if order > 0 { (a1, b1) = (two * (a * a1 - beta * (b * b1)), b1 * sum + b * sum1) }
      (a, b) = (a * a - beta * (b * b), b * sum)
      exponent *= 2
      if depth >> bit & 1 == 1 {
        if order > 1 { (a2, b2) = (-(beta * b2), a2 + trace * b2 - two * (one * b1)) }
        if order > 0 { (a1, b1) = (-(beta * b1), a1 + trace * b1 - one * b) }
        (a, b) = (-(beta * b), a + trace * b)
      }
      let largest = max(abs(a.high), abs(b.high))
      guard largest > 0, largest < 0x1p-60 || largest > 0x1p60 else { continue }
      let shift = Double(largest.exponent)
      exponent += shift
      (a, b) = (a.scaled(by: -shift), b.scaled(by: -shift))
      (a1, b1) = (a1.scaled(by: -shift), b1.scaled(by: -shift))
      (a2, b2) = (a2.scaled(by: -shift), b2.scaled(by: -shift))
    }
    // Without momentum P vanishes at v = 1 with all that it is made of.
    guard a.high != 0 || b.high != 0 else { return Values() }
    var result = Values(exponent: exponent + Double(unit) * Double(depth))
    result.value = a + first * b
    if order > 0 { result.slope = a1 + first * b1 - one * b }
    if order > 1 { result.curvature = a2 + first * b2 - two * (one * b1) }
    return result
  }

  /// (1 − P(v))/v and its derivative where 1 − P is small, without subtracting from 1; else nil.
  ///
  /// In z and its last change d a step is the map I + D with D = [−v, β, 1; −v, β−1, 1]; two maps in a row
  /// have D₁ + D₂ + D₂D₁.
  func small(_ v: Double) -> (value: Double, slope: Double)? {
    guard v * Double(depth) < 0x1p-10 else { return nil }
    let step = AffineStep(
      value: (SIMD3(-v, momentum, 1), SIMD3(-v, momentum - 1, 1)),
      slope: (SIMD3(-1, 0, 0), SIMD3(-1, 0, 0)))
    var power = AffineStep(value: (.zero, .zero), slope: (.zero, .zero))
    for bit in stride(from: Int.bitWidth - depth.leadingZeroBitCount - 1, through: 0, by: -1) {
      power = power.followed(by: power)
      if depth >> bit & 1 == 1 { power = power.followed(by: step) }
    }
    let result = (power.value.0[2], power.slope.0[2])
    return v * result.0 < 0x1p-10 && v * result.0 > -0x1p-10 ? result : nil
  }

  /// True where P and vP′ are so small between (1−√β)² and (1+√β)², where all zeros of P are, that
  /// 1 − P + vP′ has no zero there.
  ///
  /// There |P| ≤ M = β^(N/2)(N + 1 + √β N), and by Markov's inequality |P′| ≤ N²M/(2√β).
  var isQuiet: Bool {
    guard momentum > 0 else { return true }
    let (n, root) = (Double(depth), momentum.squareRoot())
    let bound = exp(0.5 * n * log(momentum)) * (n + 1 + root * n)
    return momentum < 1 && bound * (1 + (1 + root) * (1 + root) * n * n / (2 * root)) < 1
  }

  /// The zeros v > 0 of 1 − P + vP′, ascending.
  var stationaryPoints: [Double] {
    guard depth > 2 else { return [] }
    let root = momentum.squareRoot()
    let end = (1 + root) * (1 + root)
    if isQuiet { return isEven ? [] : [lastStationaryPoint(from: end)].compactMap { $0 } }
    // P changes its sign between the points with θ = jπ/N in v = (1−√β)² + 4√β sin²(θ/2).
    var marks = (0...depth).map { index in
      let sine = sin(0.5 * .pi * Double(index) / Double(depth))
      return (1 - root) * (1 - root) + 4 * root * sine * sine
    }
    // For large β the first zero lies before all of them.
    if values(at: DoubleDouble(marks[0]), order: 0).value.high < 0 { marks.insert(0, at: 0) }
    marks = zip(marks, marks.dropFirst()).compactMap { zero(of: 0, from: $0, to: $1) }
    for order in 1...2 {
      marks = zip(marks, marks.dropFirst()).compactMap { zero(of: order, from: $0, to: $1) }
    }
    var result = zip(marks, marks.dropFirst()).compactMap { lower, upper in
      zero(from: lower, to: upper, of: balance)
    }
    if let last = lastStationaryPoint(from: marks[marks.count - 1]) { result.append(last) }
    return result
  }

  /// 1 − P + vP′.
  private func balance(_ v: Double) -> Double {
    let p = values(at: DoubleDouble(v), order: 1).moderate
    let sum = p.one - p.value + DoubleDouble(v) * p.slope
    return scaled(sum.high, by: min(p.exponent, 900))
  }

  /// The zero beyond the last one of P″, where the balance is monotone; nil where there is none.
  private func lastStationaryPoint(from start: Double) -> Double? {
    let isNegative = balance(start) < 0
    // It tends to +∞ for even and to −∞ for odd N.
    guard isNegative == isEven else { return nil }
    var end = 2 * start
    while (balance(end) < 0) == isNegative { end *= 2 }
    return zero(from: start, to: end, of: balance)
  }

  /// A zero of P, P′ or P″ between points where it changes its sign.
  private func zero(of order: Int, from lower: Double, to upper: Double) -> Double? {
    zero(from: lower, to: upper) { v in
      let p = values(at: DoubleDouble(v), order: order)
      let number = order == 0 ? p.value : order == 1 ? p.slope : p.curvature
      return scaled(number.high, by: min(p.exponent, 900))
    }
  }

  private func zero(
    from lower: Double, to upper: Double, of function: (Double) -> Double
  ) -> Double? {
    let (first, last) = (function(lower), function(upper))
    guard first != 0, last != 0 else { return first == 0 ? lower : upper }
    guard (first < 0) != (last < 0) else { return nil }
    return findRoot(lower: lower, upper: upper, of: function).location
  }
}

/// f(s) = (1 − P(v))/(1+s) with v = ω(1+s).
extension ErrorPolynomial {
  /// f(s).
  func gain(at s: Double, stepSize: Double) -> Gain {
    guard depth > 1 else { return Gain(value: stepSize) }
    let v = scaledArgument(stepSize, at: s)
    if let small = small(v.high) { return Gain(value: stepSize * small.value) }
    guard v.high.isFinite else {
      let value = isEven ? -Double.infinity : .infinity
      return Gain(value: value, defect: -value)
    }
    let scale = DoubleDouble(sum: 1, s)
    let p = values(at: v, order: 0)
    guard p.exponent < 900 else {
      let value = -scaled((p.value / scale).high, by: p.exponent)
      return Gain(value: value, defect: -value)
    }
    let power = p.value.scaled(by: p.exponent)
    return Gain(
      value: ((DoubleDouble(1) - power) / scale).high,
      defect: ((DoubleDouble(s) + power) / scale).high)
  }

  /// f′(s) = −((1−P)/(1+s) + ωP′(v))/(1+s).
  func derivative(at s: Double, stepSize: Double) -> Double {
    guard depth > 1 else { return 0 }
    let v = scaledArgument(stepSize, at: s)
    if let small = small(v.high) { return stepSize * stepSize * small.slope }
    let scale = DoubleDouble(sum: 1, s)
    let p = values(at: v, order: 1).moderate
    let sum = (p.one - p.value) / scale + DoubleDouble(stepSize) * p.slope
    return -scaled((sum / scale).high, by: p.exponent)
  }
}

/// The affine map w ↦ w + Dw̃, w̃ = (w, 1), of two numbers, and its derivative in a parameter.
private struct AffineStep {
  /// The rows of D.
  let value: (SIMD3<Double>, SIMD3<Double>)
  /// The rows of the derivative of D.
  let slope: (SIMD3<Double>, SIMD3<Double>)

  /// This map, then another.
  func followed(by next: AffineStep) -> AffineStep {
    func product(
      _ row: SIMD3<Double>, _ rows: (SIMD3<Double>, SIMD3<Double>)
    ) -> SIMD3<Double> { row[0] * rows.0 + row[1] * rows.1 }
    return AffineStep(
      value: (
        value.0 + next.value.0 + product(next.value.0, value),
        value.1 + next.value.1 + product(next.value.1, value)
      ),
      slope: (
        slope.0 + next.slope.0 + product(next.slope.0, value) + product(next.value.0, slope),
        slope.1 + next.slope.1 + product(next.slope.1, value) + product(next.value.1, slope)
      ))
  }
}

extension DoubleDouble {
  /// The number times a power of 2.
  func scaled(by exponent: Double) -> DoubleDouble {
    DoubleDouble(ToyModel.scaled(high, by: exponent), ToyModel.scaled(low, by: exponent))
  }
}
