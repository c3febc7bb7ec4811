// Gradient descent with momentum: the filter and its turning points.

import Intervals
import Libc
import Optimization

/// The filter of N gradient steps with momentum from z = z⁻ = 0, by heavy ball or by Nesterov's rule.
///
/// ```
/// heavy ball   z⁺ = z − ω((I+RᵀR)z − x) + β(z − z⁻)           P⁺ = (1+β−v)P − βP⁻
/// Nesterov     y = z + β(z − z⁻),  z⁺ = y − ω((I+RᵀR)y − x)   P⁺ = (1−v)((1+β)P − βP⁻)
/// f(s) = (1 − P_N(v))/(1+s),   v = ω(1+s),   P_0 = P_{−1} = 1
/// ```
/// β = 0 is gradient descent. For even N f tends to −∞, for odd N ≥ 3 to +∞, and between it may turn up to
/// N − 2 times, so that f(0) need not be an end of the image. For N = 1 it is the constant ω.
///
/// Numerics: O(log N). Where (1 − P)/v hardly differs from its value at v = 0 it is built up without subtracting
/// from 1; elsewhere P comes from a doubling in twice the precision. Values beyond the range of Double are ±∞.
public struct MomentumFilter: BranchedFilter {
  /// ω, positive and finite.
  public let stepSize: Double
  /// f(0).
  public let forcedGain: Gain
  /// {ω} for N = 1, (−∞, max f] for even N, [min f, ∞) for odd N ≥ 3.
  public let image: FilterImage
  private let shape: MomentumShape

  /// Creates the filter of N steps of size ω with momentum β.
  ///
  /// - Parameters:
  ///   - rule: The point at which the gradient is taken.
  ///   - depth: N ≥ 1; at most 4096 where f turns often, and fewer for huge β, see ``isListed(_:depth:momentum:)``.
  ///   - stepSize: ω, positive and finite.
  ///   - momentum: β ≥ 0.
  /// - Complexity: O(N log N) for the turning points, a second for 4000 steps; O(log N) where f hardly turns.
  public init(_ rule: MomentumRule, depth: Int, stepSize: Double, momentum: Double) {
    self.init(MomentumShape(rule, depth: depth, momentum: momentum), stepSize: stepSize)
  }

  init(_ shape: MomentumShape, stepSize: Double) {
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
  /// The point at which a step takes the gradient: before or after the momentum is added.
  public var rule: MomentumRule { shape.polynomial.rule }

  /// f(s) with its defect 1 − f(s) = (s + P)/(1+s).
  public func gain(at s: Double) -> Gain {
    shape.polynomial.gain(at: s, stepSize: stepSize)
  }

  /// f′(s) = −((1−P)/(1+s) + ωP′(v))/(1+s).
  public func derivative(at s: Double) -> Double {
    shape.polynomial.derivative(at: s, stepSize: stepSize)
  }

  /// Only f(s), for any N and β, without the turning points, which may be too many to list.
  ///
  /// - Complexity: O(log N).
  public static func gain(
    _ rule: MomentumRule, at s: Double, depth: Int, stepSize: Double, momentum: Double
  ) -> Gain {
    ErrorPolynomial(rule: rule, depth: depth, momentum: momentum).gain(at: s, stepSize: stepSize)
  }

  /// Only f′(s), likewise.
  public static func derivative(
    _ rule: MomentumRule, at s: Double, depth: Int, stepSize: Double, momentum: Double
  ) -> Double {
    ErrorPolynomial(rule: rule, depth: depth, momentum: momentum).derivative(
      at: s, stepSize: stepSize)
  }

  /// True where the turning points are few enough to be listed and far enough apart: f turns up to N − 2 times, unless
  /// N is large and β so far below 1 that it hardly notices.
  public static func isListed(_ rule: MomentumRule, depth: Int, momentum: Double) -> Bool {
    let polynomial = ErrorPolynomial(rule: rule, depth: depth, momentum: momentum)
    return depth <= 2 || polynomial.isQuiet
      || depth <= MomentumShape.depthLimit && polynomial.isResolved
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
      if let small = shape.polynomial.small(v) { return (small.value + v * small.slope).high }
      let p = shape.polynomial.values(at: v, order: 1)
      return -scaled(p.slope.high, by: p.exponent)
    }
    guard depth > 1 else { return (1, 0) }
    let (value, atZero) = (slope(scaledArgument(stepSize, at: g)), slope(DoubleDouble(stepSize)))
    if abs(value - atZero) > 1e-5 * abs(atZero) { return (value, (value - atZero) / g) }
    let p = shape.polynomial.values(at: scaledArgument(stepSize, at: 0.5 * g), order: 2)
    return (value, -stepSize * scaled(p.curvature.high, by: p.exponent))
  }

  /// Those in ω, and for number 1 those in β: the recurrence itself, differentiated in β, and its difference to g = 0
  /// divided by g step by step.
  ///
  /// - Complexity: O(N) for β.
  public func derivatives(at g: Double, inNumber index: Int) -> (value: Double, slope: Double) {
    guard index == 1 else { return index == 0 ? stepDerivatives(at: g) : (0, 0) }
    let isNesterov = rule == .nesterov
    var (now, before) = (Sensitivities(), Sensitivities())
    for _ in 0..<depth {
      // y = z + β(z − z⁻), of which heavy ball takes the gradient at z.
      let ahead = now.extrapolated(from: before, momentum: momentum)
      let base = isNesterov ? ahead : now
      let next = Sensitivities(
        value: ahead.value + stepSize * (1 - (1 + g) * base.value),
        forced: ahead.forced + stepSize * (1 - base.forced),
        slope: ahead.slope - stepSize * ((1 + g) * base.slope + base.forced),
        momentum: ahead.momentum - stepSize * (1 + g) * base.momentum,
        forcedMomentum: ahead.forcedMomentum - stepSize * base.forcedMomentum,
        momentumSlope: ahead.momentumSlope
          - stepSize * ((1 + g) * base.momentumSlope + base.forcedMomentum))
      (before, now) = (now, next)
    }
    return (now.momentum, now.momentumSlope)
  }

  /// N = 2: ω(2+β) − aω² − aω²s with a = 1, and 1+β for Nesterov.
  public var linearPart: LinearPart? {
    guard depth == 2 else { return nil }
    let factor = rule == .heavyBall ? 1 : 1 + momentum
    return LinearPart(
      forcedGain: forcedGain, forcedSlope: 2 + momentum - 2 * factor * stepSize,
      square: factor * stepSize * stepSize, squareSlope: 2 * factor * stepSize)
  }
}

/// An iterate z for x = 1 with its known changes.
private struct Sensitivities {
  /// z at g, and at 0.
  var (value, forced) = (0.0, 0.0)
  /// (z(g) − z(0))/g.
  var slope = 0.0
  /// ∂z/∂β at g, and at 0.
  var (momentum, forcedMomentum) = (0.0, 0.0)
  /// The difference of the two, over g.
  var momentumSlope = 0.0

  /// z + β(z − z⁻) with all its changes.
  func extrapolated(from before: Sensitivities, momentum beta: Double) -> Sensitivities {
    Sensitivities(
      value: value + beta * (value - before.value),
      forced: forced + beta * (forced - before.forced),
      slope: slope + beta * (slope - before.slope),
      momentum: momentum + beta * (momentum - before.momentum) + (value - before.value),
      forcedMomentum: forcedMomentum + beta * (forcedMomentum - before.forcedMomentum)
        + (forced - before.forced),
      momentumSlope: momentumSlope + beta * (momentumSlope - before.momentumSlope)
        + (slope - before.slope))
  }
}

/// The extremes of (1 − P_N(v))/v, which belong to every step size: f(s) = ω(1 − P_N(v))/v with v = ω(1+s).
///
/// At an extreme 1 − P + vP′ vanishes; see ``stationaryPoints(zeros:values:balance:)``.
struct MomentumShape: PreparedAlgorithm {
  struct Extreme {
    /// v.
    let argument: Double
    /// (1 − P(v))/v.
    let value: DoubleDouble
    /// The second derivative of it, −P″(v)/v.
    let curvature: Double

    /// f there, with its complement.
    func gain(stepSize: Double) -> Gain {
      let plain = stepSize * value.high
      guard plain.isFinite else { return Gain(value: plain, defect: -plain) }
      let product = DoubleDouble(stepSize) * value
      let defect = DoubleDouble(1) - product
      return Gain(value: product.high, defect: defect.high)
    }
  }

  /// The largest number of steps with a β for which f may turn N − 2 times.
  static let depthLimit = 4096

  let polynomial: ErrorPolynomial
  /// By ascending v.
  private let extremes: [Extreme]
  /// The extreme of least (odd N) or greatest value from each number on.
  private let outermost: [Int]
  private let known = ReachCache(limit: 1 << 10)

  /// Finds the extremes.
  ///
  /// - Complexity: O(log N) where P is small, for β < 1 and large N; else O(N log N), a second for 4000 steps.
  init(_ rule: MomentumRule, depth: Int, momentum: Double) {
    precondition(depth >= 1 && depth <= 1 << 53, "depth \(depth) is not in 1…2⁵³")
    precondition(momentum >= 0 && momentum.isFinite, "momentum \(momentum) is negative")
    let polynomial = ErrorPolynomial(rule: rule, depth: depth, momentum: momentum)
    precondition(
      MomentumFilter.isListed(rule, depth: depth, momentum: momentum),
      "too many turning points at depth \(depth)")
    self.polynomial = polynomial
    let extremes = polynomial.stationaryPoints.map { v in
      let p = polynomial.values(at: DoubleDouble(v), order: 2)
      let value = DoubleDouble(1) - p.value.scaled(by: p.exponent)
      return Extreme(
        argument: v,
        value: p.isHuge
          ? DoubleDouble(-scaled(p.value.high / v, by: p.exponent)) : value / DoubleDouble(v),
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

  /// For β > 1 P is huge between its zeros, and f(0) = 1 − P(ω) takes every gain close to them alone.
  var searchPoints: [Double] { polynomial.momentum > 1 ? polynomial.signChanges : [] }

  func filter(stepSize: Double) -> (any BranchedFilter)? {
    MomentumFilter(self, stepSize: stepSize)
  }

  /// That of the floor where a theorem names it; else by a search.
  func learnedStep(spectrum: Spectrum, noiseVariance: Double, rows: Int) -> LearnedStep {
    let known =
      polynomial.rule == .heavyBall
      ? JointMomentum.floorStep(
        momentum: polynomial.momentum, depth: polynomial.depth, spectrum: spectrum,
        noiseVariance: noiseVariance, rows: rows) : nil
    return known
      ?? StepSearch(
        algorithm: self, spectrum: spectrum, noiseVariance: noiseVariance, rows: rows
      ).best()
  }

  var memory: ReachCache? { known }

  func reach(stepSize: Double) -> FilterReach {
    known.reach(stepSize) { computedReach(stepSize: stepSize) }
  }

  private func computedReach(stepSize: Double) -> FilterReach {
    let forced = polynomial.gain(at: 0, stepSize: stepSize)
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
}
