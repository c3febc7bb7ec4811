// Gradient descent with a heavy ball: the entry of the registry, the filter, its turning points.

import Intervals
import Libc
import Optimization

/// N steps z⁺ = z − ω((I+RᵀR)z − x) + β(z − z⁻) from z = z⁻ = 0; see ``HeavyBallFilter``.
struct HeavyBall: AlgorithmEntry {
  let name = "heavy-ball"
  let kind = FamilyKind.unrolled
  let title = "heavy ball"
  let parameters = [
    AlgorithmParameter.stepSize(),
    AlgorithmParameter(
      name: "momentum", symbol: "β", meaning: "the momentum of heavy ball", plural: "momenta",
      range: LegalRange(upperBound: 1e100, includesZero: true), initial: .fixed(0.75),
      canBeLearned: false),
  ]
  let depths: ClosedRange<Int>? = 1...(1 << 53)

  /// As for gradient descent: momentum moves the closed end of the image and never changes which one it is.
  func parity(depth: Int) -> Parity { GradientDescent().parity(depth: depth) }

  func style(depth: Int) -> CurveStyle { GradientDescent().style(depth: depth) }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm {
    HeavyBallShape(depth: depth, momentum: Self.momentum(choices))
  }

  func objection(depth: Int, choices: ParameterChoices) -> String? {
    let momentum = Self.momentum(choices)
    guard depth > HeavyBallShape.depthLimit,
      !ErrorPolynomial(depth: depth, momentum: momentum).isQuiet
    else { return nil }
    return
      "heavy ball with β = \(momentum) turns up to \(depth - 2) times in \(depth) steps: at most "
      + "\(HeavyBallShape.depthLimit) steps, or a smaller β"
  }

  private static func momentum(_ choices: ParameterChoices) -> Double {
    guard let momentum = choices[1]?.value else { preconditionFailure("β is given") }
    return momentum
  }
}

/// The filter of N heavy-ball steps z⁺ = z − ω((I+RᵀR)z − x) + β(z − z⁻) from z = z⁻ = 0.
///
/// ```
/// f(s) = (1 − P_N(v))/(1+s),   v = ω(1+s),   P_{j+1} = (1+β−v)P_j − βP_{j−1},   P_0 = P_{−1} = 1
/// ```
/// β = 0 is gradient descent. For even N f tends to −∞, for odd N ≥ 3 to +∞, and between it may turn up to
/// N − 2 times, so that f(0) need not be an end of the image. For N = 1 it is the constant ω.
///
/// Numerics: O(log N). Where (1 − P)/v hardly differs from its value at v = 0 it is built up without subtracting
/// from 1; elsewhere P comes from a doubling in twice the precision. Values beyond the range of Double are ±∞.
public struct HeavyBallFilter: BranchedFilter {
  /// ω, positive and finite.
  public let stepSize: Double
  /// f(0).
  public let forcedGain: Gain
  /// {ω} for N = 1, (−∞, max f] for even N, [min f, ∞) for odd N ≥ 3.
  public let image: FilterImage
  private let shape: HeavyBallShape

  /// Creates the filter of N steps of size ω with momentum β.
  ///
  /// - Parameters:
  ///   - depth: N ≥ 1; with a β for which f turns often at most ``HeavyBallShape/depthLimit``.
  ///   - stepSize: ω, positive and finite.
  ///   - momentum: β ≥ 0.
  /// - Complexity: That of ``HeavyBallShape``.
  public init(depth: Int, stepSize: Double, momentum: Double) {
    self.init(HeavyBallShape(depth: depth, momentum: momentum), stepSize: stepSize)
  }

  init(_ shape: HeavyBallShape, stepSize: Double) {
    precondition(stepSize > 0 && stepSize.isFinite, "step size \(stepSize) is not positive")
    self.shape = shape
    self.stepSize = stepSize
    let reach = shape.reach(stepSize: stepSize)
    (forcedGain, image) = (reach.forcedGain, reach.image)
  }

  /// N.
  public var depth: Int { shape.polynomial.depth }
  /// β.
  public var momentum: Double { shape.polynomial.momentum }

  /// f(s) with its defect 1 − f(s) = (s + P)/(1+s).
  public func gain(at s: Double) -> Gain { shape.gain(at: s, stepSize: stepSize) }

  /// f′(s) = −((1−P)/(1+s) + ωP′(v))/(1+s).
  public func derivative(at s: Double) -> Double {
    guard depth > 1 else { return 0 }
    let v = scaledArgument(stepSize, at: s)
    if let small = shape.polynomial.small(v.high) { return stepSize * stepSize * small.slope }
    let scale = DoubleDouble(sum: 1, s)
    let p = shape.polynomial.values(at: v, order: 1).moderate
    let sum = (p.one - p.value) / scale + DoubleDouble(stepSize) * p.slope
    return -scaled((sum / scale).high, by: p.exponent)
  }

  /// The extremes of f at s > 0.
  public var turningPoints: [TurningPoint] {
    shape.extremes(beyond: stepSize).map { extreme in
      TurningPoint(
        location: extreme.argument / stepSize - 1, gain: extreme.gain(stepSize: stepSize),
        curvature: stepSize * stepSize * stepSize * extreme.curvature)
    }
  }

  /// ∂f/∂ω = −P′(v), and its divided difference with that at 0.
  public func stepDerivatives(at g: Double) -> (value: Double, slope: Double) {
    func slope(_ v: DoubleDouble) -> Double {
      if let small = shape.polynomial.small(v.high) { return small.value + v.high * small.slope }
      let p = shape.polynomial.values(at: v, order: 1)
      return -scaled(p.slope.high, by: p.exponent)
    }
    guard depth > 1 else { return (1, 0) }
    let (value, atZero) = (slope(scaledArgument(stepSize, at: g)), slope(DoubleDouble(stepSize)))
    if abs(value - atZero) > 1e-5 * abs(atZero) { return (value, (value - atZero) / g) }
    let p = shape.polynomial.values(at: scaledArgument(stepSize, at: 0.5 * g), order: 2)
    return (value, -stepSize * scaled(p.curvature.high, by: p.exponent))
  }

  /// N = 2: ω(2+β) − ω² − ω²s.
  public var linearPart: LinearPart? {
    guard depth == 2 else { return nil }
    return LinearPart(
      forcedGain: forcedGain, forcedSlope: 2 + momentum - 2 * stepSize,
      square: stepSize * stepSize, squareSlope: 2 * stepSize)
  }
}

/// The extremes of (1 − P_N(v))/v, which belong to every step size: f(s) = ω(1 − P_N(v))/v with v = ω(1+s).
///
/// P_N is a polynomial with N real zeros, for every β > 0. By Rolle's theorem so are P′ and P″, whose zeros
/// interlace. At an extreme h = 1 − P + vP′ vanishes; h′ = vP″, so h is monotone between neighbouring zeros of
/// P″ and has one zero there at most: all extremes are found, none is searched for.
struct HeavyBallShape: PreparedAlgorithm {
  struct Extreme {
    /// v.
    let argument: Double
    /// (1 − P(v))/v.
    let value: DoubleDouble
    /// The second derivative of it, −P″(v)/v.
    let curvature: Double

    /// f there, with its complement.
    func gain(stepSize: Double) -> Gain {
      let product = DoubleDouble(stepSize) * value
      let defect = DoubleDouble(1) - product
      return Gain(value: product.high, defect: defect.high)
    }
  }

  /// The most steps with a β for which f may turn N − 2 times.
  static let depthLimit = 4096

  let polynomial: ErrorPolynomial
  /// By ascending v.
  private let extremes: [Extreme]
  /// The extreme of least (odd N) or greatest value from each number on.
  private let outermost: [Int]

  /// Finds the extremes.
  ///
  /// - Complexity: O(log N) where P is small, for β < 1 and large N; else O(N log N), a second for 4000 steps.
  init(depth: Int, momentum: Double) {
    precondition(depth >= 1 && depth <= 1 << 53, "depth \(depth) is not in 1…2⁵³")
    precondition(momentum >= 0 && momentum.isFinite, "momentum \(momentum) is negative")
    let polynomial = ErrorPolynomial(depth: depth, momentum: momentum)
    precondition(
      depth <= Self.depthLimit || polynomial.isQuiet, "too many turning points at depth \(depth)")
    self.polynomial = polynomial
    let extremes = polynomial.stationaryPoints.map { v in
      let p = polynomial.values(at: DoubleDouble(v), order: 2)
      let value = DoubleDouble(1) - p.value.scaled(by: p.exponent)
      return Extreme(
        argument: v, value: value / DoubleDouble(v),
        curvature: -scaled(p.curvature.high / v, by: p.exponent))
    }
    var outermost = Array(extremes.indices)
    for index in extremes.indices.dropLast().reversed() {
      let (here, next) = (extremes[index].value.high, extremes[outermost[index + 1]].value.high)
      if polynomial.isEven ? next > here : next < here { outermost[index] = outermost[index + 1] }
    }
    self.extremes = extremes
    self.outermost = outermost
  }

  /// The extremes at s > 0.
  func extremes(beyond stepSize: Double) -> ArraySlice<Extreme> {
    extremes[first(beyond: stepSize)...]
  }

  private func first(beyond stepSize: Double) -> Int {
    var (low, high) = (0, extremes.count)
    while low < high {
      let middle = (low + high) / 2
      if extremes[middle].argument / stepSize - 1 > 0 { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// P turns up to N times, unless it is small.
  var oscillations: Int { polynomial.isQuiet ? 1 : polynomial.depth }

  func filter(stepSize: Double) -> (any BranchedFilter)? {
    HeavyBallFilter(self, stepSize: stepSize)
  }

  func reach(stepSize: Double) -> FilterReach {
    let forced = gain(at: 0, stepSize: stepSize)
    guard polynomial.depth > 1 else {
      return FilterReach(
        forcedGain: forced, image: FilterImage(lowerBound: forced, upperBound: forced))
    }
    let index = first(beyond: stepSize)
    var end = forced
    if index < extremes.count {
      let extreme = extremes[outermost[index]].gain(stepSize: stepSize)
      let difference = extreme.difference(to: forced)
      if polynomial.isEven ? difference > 0 : difference < 0 { end = extreme }
    }
    return FilterReach(forcedGain: forced, image: polynomial.isEven ? .atMost(end) : .atLeast(end))
  }

  /// f(s).
  func gain(at s: Double, stepSize: Double) -> Gain {
    guard polynomial.depth > 1 else { return Gain(value: stepSize) }
    let v = scaledArgument(stepSize, at: s)
    if let small = polynomial.small(v.high) { return Gain(value: stepSize * small.value) }
    guard v.high.isFinite else {
      let value = polynomial.isEven ? -Double.infinity : .infinity
      return Gain(value: value, defect: -value)
    }
    let scale = DoubleDouble(sum: 1, s)
    let p = polynomial.values(at: v, order: 0)
    guard p.exponent < 900 else {
      let value = -scaled((p.value / scale).high, by: p.exponent)
      return Gain(value: value, defect: -value)
    }
    let power = p.value.scaled(by: p.exponent)
    return Gain(
      value: ((DoubleDouble(1) - power) / scale).high,
      defect: ((DoubleDouble(s) + power) / scale).high)
  }
}

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
  fileprivate func scaled(by exponent: Double) -> DoubleDouble {
    DoubleDouble(ToyModel.scaled(high, by: exponent), ToyModel.scaled(low, by: exponent))
  }
}
