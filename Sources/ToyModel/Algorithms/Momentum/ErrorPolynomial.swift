// The polynomial that momentum leaves of an error: stable values for any N, and where (1 − P)/v turns.

import Intervals
import Libc
import Optimization

/// The point at which the gradient of a step with momentum is taken.
public enum MomentumRule: Sendable, Hashable {
  /// At z: P⁺ = (1+β−v)P − βP⁻.
  case heavyBall
  /// At z + β(z − z⁻): P⁺ = (1−v)((1+β)P − βP⁻).
  case nesterov
}

/// P_N(v) with P_0 = P_{−1} = 1 and the recurrence of a ``MomentumRule``: the factor that N steps leave of an
/// error.
///
/// All its zeros are real, for every β ≥ 0.
struct ErrorPolynomial {
  let rule: MomentumRule
  /// N.
  let depth: Int
  /// β; 0 in place of numbers so small that their powers underflow, which no value of P shows.
  let momentum: Double

  init(rule: MomentumRule, depth: Int, momentum: Double) {
    (self.rule, self.depth) = (rule, depth)
    self.momentum = momentum < 0x1p-900 ? 0 : momentum
  }

  var isEven: Bool { depth.isMultiple(of: 2) }

  /// Evaluates P and its derivatives up to an order.
  ///
  /// The steps are powers of [1+β−v, −β; 1, 0], for Nesterov of [(1+β)q, −βq; 1, 0] with q = 1 − v.
  func values(at v: DoubleDouble, order: Int) -> ScaledValues {
    let q = DoubleDouble(1) - v
    let matrix =
      switch rule {
      case .heavyBall:
        LinearMatrix(
          trace: DoubleDouble(sum: 1, momentum) - v, traceSlope: -1,
          determinant: DoubleDouble(momentum), determinantSlope: 0)
      case .nesterov:
        LinearMatrix(
          trace: DoubleDouble(sum: 1, momentum) * q, traceSlope: -(1 + momentum),
          determinant: DoubleDouble(momentum) * q, determinantSlope: -momentum)
      }
    return matrix.power(depth, order: order).combined(q, slope: -1)
  }

  /// (1 − P(v))/v and its derivative where 1 − P may be small, or β > 1 and v far from all oscillations, without
  /// subtracting from 1; else nil.
  ///
  /// - Parameters:
  ///   - argument: v.
  ///   - hasSlope: False where the derivative is not needed; it then is 0.
  /// - Returns: The value and its derivative.
  func small(
    _ argument: DoubleDouble, hasSlope: Bool = true
  ) -> (value: DoubleDouble, slope: DoubleDouble)? {
    let (v, q) = (argument.high, (DoubleDouble(1) - argument).high)
    guard v * Double(depth) < 0x1p-10 || isMonotone(v, q) else { return nil }
    let sum = StepSum(self, argument, hasSlope: hasSlope)
    let (value, slope) = (sum.value, sum.slope)
    if value.high.isFinite, slope.high.isFinite {
      // Far below 1 P has its digits from powers of the step; for β > 1 it never stays there.
      let left = DoubleDouble(1) - argument * value
      return momentum > 1 || abs(left.high) > 0x1p-10 ? (value, slope) : nil
    }
    // 1 − P grows like vβᴺ⁺¹/(β−1)², of which powers of the step leave too little where v is tiny.
    let excess = momentum - 1
    guard excess > 0, v * momentum < 1e-14 * excess * excess else { return nil }
    return (DoubleDouble(.infinity), DoubleDouble(-.infinity))
  }

  /// True for β > 1 if the larger eigenvalue of a step is so far above the other one that z and d only grow, perhaps
  /// with alternating signs, without cancellation.
  private func isMonotone(_ v: Double, _ q: Double) -> Bool {
    guard momentum > 1 else { return false }
    let count = 0x1p10 * Double(depth)
    switch rule {
    case .heavyBall:
      let root = momentum.squareRoot() - 1
      return v * count < root * root
    // The zeros lie where (1+β)²q < 4β.
    case .nesterov: return 4 * count < (1 + momentum) * abs(q)
    }
  }

  /// The v between which all simple zeros of P are.
  private var zeroRange: ClosedRange<Double> {
    let root = momentum.squareRoot()
    switch rule {
    case .heavyBall: return (1 - root) * (1 - root)...(1 + root) * (1 + root)
    case .nesterov:
      let ratio = (1 - momentum) / (1 + momentum)
      return ratio * ratio...1
    }
  }

  /// True where neighbouring zeros of P are so far apart that doubles separate them, and all that lies between, well:
  /// the closest ones, at the ends of their range, are (π/N)²/√β of v apart, and (2π/N)²/β for Nesterov.
  var isResolved: Bool {
    let n = Double(depth)
    return n * n * max(1, rule == .heavyBall ? momentum.squareRoot() : momentum) <= 1e10
  }

  /// True where P and vP′ are so small between all zeros that 1 − P + vP′ has no zero there.
  ///
  /// With the product d of the eigenvalues of a step, |P| ≤ M = d^(N/2)(N + 1 + √d N) there; d is β, and at most
  /// (2β/(1+β))² for Nesterov. By Markov's inequality |P′| ≤ 2N²M over the length of the range.
  var isQuiet: Bool {
    guard momentum > 0 else { return true }
    guard momentum < 1 else { return false }
    let (n, range) = (Double(depth), zeroRange)
    let base = rule == .heavyBall ? momentum.squareRoot() : 2 * momentum / (1 + momentum)
    let bound = exp(n * log(base)) * (n + 1 + base * n)
    let length = range.upperBound - range.lowerBound
    return bound * (1 + range.upperBound * 2 * n * n / length) < 1
  }

  /// The zeros v > 0 of 1 − P + vP′, ascending.
  var stationaryPoints: [Double] {
    guard depth > 2 else { return [] }
    let end = zeroRange.upperBound
    if isQuiet {
      return isEven
        ? [] : [lastStationaryPoint(from: end, rises: false, of: balance)].compactMap { $0 }
    }
    var marks = signChanges
    // P(0) = 1, which the powers of a step cannot tell from a small part of βᴺ.
    func value(_ v: Double) -> Double {
      v == 0 ? 1 : values(at: DoubleDouble(v), order: 0).derivative(of: 0)
    }
    // For large β the first zero lies before all of them.
    if value(marks[0]) < 0 { marks.insert(0, at: 0) }
    var zeros = zip(marks, marks.dropFirst()).compactMap { lower, upper in
      zero(from: lower, to: upper, of: value)
    }.map { PolynomialZero(location: $0) }
    if rule == .nesterov { zeros.append(PolynomialZero(location: 1, order: (depth + 1) / 2)) }
    return ToyModel.stationaryPoints(
      zeros: zeros, isEven: isEven, values: { values(at: DoubleDouble($0), order: $1) },
      balance: balance)
  }

  /// Points between which P changes its sign once.
  var signChanges: [Double] {
    let (n, range) = (Double(depth), zeroRange)
    let length = range.upperBound - range.lowerBound
    switch rule {
    case .heavyBall:
      // At θ = jπ/N in v = (1−√β)² + 4√β sin²(θ/2).
      return (0...depth).map { index in
        let sine = sin(0.5 * .pi * Double(index) / n)
        return range.lowerBound + length * sine * sine
      }
    case .nesterov:
      // At the positive x = cos(jπ/N) in 1 − v = (1 − v₀)x²; x = 0 is a zero of order N/2.
      var result = (0..<(depth + 1) / 2).map { index in
        let sine = sin(.pi * Double(index) / n)
        return range.lowerBound + length * sine * sine
      }
      if isEven {
        let cosine = 1e-3 * sin(.pi / n)
        result.append(1 - length * cosine * cosine)
      }
      return result
    }
  }

  /// 1 − P + vP′.
  private func balance(_ v: Double) -> Double {
    values(at: DoubleDouble(v), order: 1).balance(DoubleDouble(v))
  }
}

/// A zero of a polynomial with its order.
struct PolynomialZero {
  let location: Double
  var order = 1

  /// False for a zero so large that it does not affect P within the range of Double.
  var isReached: Bool { abs(location) < 0x1p1000 }
}

/// The zeros of h = 1 − P + uP′ from the first zero of P″ on, for a polynomial P all of whose zeros are real: the places
/// where (1 − P)/u turns.
///
/// By Rolle's theorem the zeros of P′ and P″ are real too and interlace with those of P. Since h′ = uP″, h is
/// monotone between neighbouring zeros of P″ and has one zero there at most: all are found, none is searched for.
///
/// - Parameters:
///   - zeros: All zeros of P, ascending.
///   - isEven: True where P tends to +∞, false where it tends to −∞.
///   - values: P and its derivatives up to an order at a point.
///   - balance: h.
/// - Returns: The zeros, ascending.
func stationaryPoints(
  zeros: [PolynomialZero], isEven: Bool,
  values: (_ v: Double, _ order: Int) -> ScaledValues, balance: (Double) -> Double
) -> [Double] {
  var zeros = zeros
  for order in 1...2 {
    let degree = Double(zeros.reduce(0) { $0 + $1.order })
    var next = zeros.filter { $0.order > 1 }.map {
      PolynomialZero(location: $0.location, order: $0.order - 1)
    }
    for (lower, upper) in zip(zeros, zeros.dropFirst()) {
      // The zero of the derivative is at least the part 1/degree of the gap away from either end.
      let margin = 0.5 * (upper.location - lower.location) / degree
      if let found = zero(
        from: lower.location + margin, to: upper.location - margin,
        of: { values($0, order).derivative(of: order) })
      {
        next.append(PolynomialZero(location: found))
      }
    }
    zeros = next.sorted { $0.location < $1.location }
  }
  guard let last = zeros.last?.location else { return [] }
  var result = zip(zeros, zeros.dropFirst()).compactMap { lower, upper in
    zero(from: lower.location, to: upper.location, of: balance)
  }
  if let end = lastStationaryPoint(from: last, rises: isEven, of: balance) { result.append(end) }
  return result
}

/// The zero of h beyond the last zero of P″, where h is monotone.
///
/// - Parameters:
///   - start: The last zero of P″.
///   - rises: Whether h tends to +∞, as P does, whose degree is at least 2; otherwise to −∞.
///   - balance: h.
/// - Returns: The zero; nil if there is none within the range of Double.
func lastStationaryPoint(
  from start: Double, rises: Bool, of balance: (Double) -> Double
) -> Double? {
  let isNegative = balance(start) < 0
  guard rises == isNegative else { return nil }
  var end = 2 * max(start, 1)
  while (balance(end) < 0) == isNegative {
    end *= 2
    guard end.isFinite else { return nil }
  }
  return zero(from: start, to: end, of: balance)
}

private func zero(
  from lower: Double, to upper: Double, of function: (Double) -> Double
) -> Double? {
  let (first, last) = (function(lower), function(upper))
  guard first != 0, last != 0 else { return first == 0 ? lower : upper }
  guard (first < 0) != (last < 0) else { return nil }
  return findRoot(lower: lower, upper: upper, of: function).location
}

/// f(s) = (1 − P(v))/(1+s) with v = ω(1+s).
extension ErrorPolynomial {
  /// f(s).
  func gain(at s: Double, stepSize: Double) -> Gain {
    guard depth > 1 else { return Gain(value: stepSize) }
    let v = scaledArgument(stepSize, at: s)
    if let small = small(v, hasSlope: false) {
      let value = small.value.high
      guard (stepSize * value).isFinite else {
        return Gain(value: stepSize * value, defect: -stepSize * value)
      }
      let product = DoubleDouble(stepSize) * small.value
      return Gain(value: product.high, defect: (DoubleDouble(1) - product).high)
    }
    guard v.high.isFinite else {
      let value = isEven ? -Double.infinity : .infinity
      return Gain(value: value, defect: -value)
    }
    return values(at: v, order: 0).gain(at: s)
  }

  /// f′(s) = −((1−P)/(1+s) + ωP′(v))/(1+s).
  func derivative(at s: Double, stepSize: Double) -> Double {
    guard depth > 1 else { return 0 }
    let v = scaledArgument(stepSize, at: s)
    if let small = small(v) { return stepSize * stepSize * small.slope.high }
    return values(at: v, order: 1).derivative(at: s, factor: stepSize)
  }
}

/// (1 − P(v))/v and its derivative in v, in twice the precision and without subtracting from 1.
///
/// Without its constant part a step is I + D with the trace τ = β − 1 − v, for Nesterov (β − 1) − v − βv, and the
/// determinant v of D. The sum S_m of its first m powers is xI + yD, where D² = τD − vI gives with u = x + τy
/// ```
/// m → 2m:  S² D + 2S,   2x − vy(x+u), 2y + u² − vy²      m → m + 1:  1 + x − vy, y + u
/// ```
/// and (1 − P)/v = x + (β−v)y, for Nesterov x + (β−v−βv)y.
private struct StepSum {
  private(set) var value: DoubleDouble
  /// 0 where it is not asked for.
  private(set) var slope = DoubleDouble(0)

  init(_ polynomial: ErrorPolynomial, _ argument: DoubleDouble, hasSlope: Bool) {
    let (depth, momentum) = (polynomial.depth, polynomial.momentum)
    // The trace and β − v or β − v − βv fall with v at this rate.
    let factor =
      polynomial.rule == .heavyBall ? DoubleDouble(1) : DoubleDouble(sum: 1, momentum)
    let (rate, lost) = (UnnormalizedPair(factor), factor * argument)
    let v = UnnormalizedPair(argument)
    let trace = UnnormalizedPair(DoubleDouble(sum: momentum, -1) - lost)
    let end = UnnormalizedPair(DoubleDouble(momentum) - lost)
    let zero = UnnormalizedPair(0)
    var (x, y, x1, y1) = (zero, zero, zero, zero)
    for bit in stride(from: Int.bitWidth - depth.leadingZeroBitCount - 1, through: 0, by: -1) {
      let u = (x + trace * y).normalized
      let part = (v * y).normalized
      if hasSlope {
        let u1 = (x1 + trace * y1 - y * rate).normalized
        let part1 = (y + v * y1).normalized
        let sum = (x + u).normalized
        (x1, y1) = (
          (x1.times(2) - (part1 * sum + part * (x1 + u1))).normalized,
          (y1.times(2) + (u * u1).times(2) - (part1 * y + part * y1)).normalized
        )
      }
      (x, y) = (
        (x.times(2) - part * (x + u)).normalized, (y.times(2) + (u * u - part * y)).normalized
      )
      guard depth >> bit & 1 == 1 else { continue }
      if hasSlope {
        let u1 = x1 + trace * y1 - y * rate
        (x1, y1) = ((x1 - (y + v * y1)).normalized, (y1 + u1).normalized)
      }
      (x, y) = (
        (UnnormalizedPair(1) + x - v * y).normalized, (y + (x + trace * y)).normalized
      )
    }
    value = (x + end * y).doubleDouble
    if hasSlope { slope = (x1 + end * y1 - y * rate).doubleDouble }
  }
}
