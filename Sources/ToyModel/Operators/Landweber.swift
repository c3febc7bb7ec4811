// Landweber's iteration stopped early: bias, variance and the best time to stop.

import Libc
import Optimization

/// The risk of N steps z ← z − ωAᵀ(Az − x) from z = 0 on the data x = Ay + ε, over the time N, an integer or real.
///
/// This is unrolled gradient descent without a regularizer, k = 0. For the right singular vectors of A with singular
/// values aᵢ and the energies γᵢ = vᵢᵀCvᵢ of the signal, with no need that AᵀA and C commute,
/// ```
/// E(N) = ½ Σ [γᵢeᵢ² + σ²(1−eᵢ)²/aᵢ²],   eᵢ = (1 − ωaᵢ²)ᴺ = exp(−λᵢN),   λᵢ = −log(1 − ωaᵢ²)
/// ```
/// The term of direction i falls up to Nᵢ* = log(1 + γᵢaᵢ²/σ²)/λᵢ and rises beyond, so all minima lie between the least
/// and the largest Nᵢ*. E may have several.
///
/// Numerics: 1 − e, λ and the derivative come from expm1 and log1p; risks are sums of positive terms, accurate to a few
/// ulp for singular values of any size.
///
/// - SeeAlso: docs/proofs/operators.md; A. Ali, J. Z. Kolter and R. J. Tibshirani, A continuous-time view of early
///   stopping for least squares, AISTATS 2019.
public struct Landweber: Sendable, Equatable {
  /// The directions in the order in which they were given.
  public let directions: [OperatorDirection]
  /// σ² > 0.
  public let noiseVariance: Double
  /// ω, with 0 < ωaᵢ² < 1 for all aᵢ > 0.
  public let stepSize: Double
  /// The directions with aᵢ > 0, in the form in which they are evaluated.
  private let rates: [Rate]
  /// ½ Σ γᵢ over the directions with aᵢ = 0, which no step reaches.
  private let unseen: Double

  /// A time with the risk at it.
  public struct Stop: Sendable, Equatable {
    /// N ≥ 0.
    public let time: Double
    /// The risk after N steps.
    public let risk: Risk
  }

  /// Creates the iteration.
  ///
  /// - Parameters:
  ///   - directions: The n directions, in any order; at least one.
  ///   - noiseVariance: σ², positive and finite.
  ///   - stepSize: ω; see ``stepLimit(_:)``.
  /// - Precondition: 0 < ω max aᵢ² < 1.
  public init(directions: [OperatorDirection], noiseVariance: Double, stepSize: Double) {
    precondition(!directions.isEmpty, "an operator without directions")
    precondition(noiseVariance > 0 && noiseVariance.isFinite, "σ² = \(noiseVariance)")
    precondition(
      stepSize > 0 && directions.allSatisfy { stepSize * $0.singularValue * $0.singularValue < 1 },
      "ω = \(stepSize) is not in (0, 1/‖A‖²)")
    (self.directions, self.noiseVariance, self.stepSize) = (directions, noiseVariance, stepSize)
    rates = directions.filter { $0.singularValue > 0 }.map {
      Rate($0, stepSize: stepSize, noiseVariance: noiseVariance)
    }
    var sum = CompensatedSum()
    for direction in directions where direction.singularValue == 0 { sum += direction.energy }
    unseen = 0.5 * sum.value
  }

  /// 1/‖A‖², below which step sizes are legal; ∞ for A = 0.
  ///
  /// From there on 1 − ωa² is not positive, and E(N) is not defined for real N.
  ///
  /// - Parameter directions: The directions.
  /// - Returns: 1/max aᵢ².
  public static func stepLimit(_ directions: [OperatorDirection]) -> Double {
    let largest = directions.reduce(0) { max($0, $1.singularValue) }
    return 1 / largest / largest
  }

  // MARK: The risk over N

  /// Bias and variance after N steps.
  ///
  /// - Parameter time: N ≥ 0, real; ∞ for the limit, the least-squares solution.
  /// - Returns: ½ Σ γᵢeᵢ² and ½σ² Σ (1−eᵢ)²/aᵢ².
  /// - Complexity: O(n).
  public func risk(at time: Double) -> Risk {
    precondition(time >= 0, "\(time) steps")
    var (bias, variance) = (CompensatedSum(), CompensatedSum())
    for rate in rates {
      bias += 0.5 * weightedSquare(rate.direction.energy, rate.error(at: time))
      variance += 0.5 * weightedSquare(noiseVariance, rate.amplification(at: time))
    }
    bias += unseen
    return Risk(bias: bias.value, variance: variance.value)
  }

  /// dE/dN = σ² Σ (λᵢ/aᵢ²) eᵢ (1 − exp(λᵢ(Nᵢ* − N))).
  ///
  /// - Parameter time: N ≥ 0.
  /// - Returns: The derivative.
  /// - Complexity: O(n).
  public func slope(at time: Double) -> Double {
    var sum = CompensatedSum()
    for rate in rates { sum += rate.slope(at: time) }
    return noiseVariance * sum.value
  }

  /// An upper bound on the risk after N ≥ 1 steps that stays bounded as singular values tend to 0:
  /// ½ tr C + (σ²/2) Σ min(aᵢ⁻², N²ω²aᵢ²).
  ///
  /// It holds for unrolled gradient descent with any learned R as well, whose best risk is at most that of R = 0; and
  /// it is at most ½ tr C + (σ²/2) min(nωN, N²ω²‖A‖_F²).
  ///
  /// - Parameter depth: N ≥ 1.
  /// - Returns: The bound.
  /// - Complexity: O(n).
  public func upperBound(at depth: Double) -> Double {
    precondition(depth >= 1, "\(depth) steps")
    var sum = CompensatedSum()
    for direction in directions {
      let a = direction.singularValue
      sum += 0.5 * direction.energy
      sum += 0.5 * weightedSquare(noiseVariance, min(1 / a, depth * stepSize * a))
    }
    return sum.value
  }

  // MARK: When to stop

  /// Nᵢ* = log(1 + γᵢaᵢ²/σ²)/λᵢ of every direction with aᵢ > 0, in their order: where its own term is least.
  ///
  /// As aᵢ → 0 it tends to γᵢ/(σ²ω), so that it is finite.
  public var directionTimes: [Double] { rates.map(\.bestTime) }

  /// The interval from min Nᵢ* to max Nᵢ*, in which all minima of E over real N lie; [0, 0] for A = 0.
  ///
  /// The best integer lies between the integers around it.
  public var bracket: ClosedRange<Double> {
    let times = directionTimes
    return (times.min() ?? 0)...(times.max() ?? 0)
  }

  /// The number of sign changes in the coefficients of dE/dN as a sum of exponentials exp(−λᵢN) and exp(−2λᵢN), by
  /// ascending exponent: by Laguerre's form of Descartes' rule at least the number of its zeros with their
  /// multiplicities.
  ///
  /// - Complexity: O(n log n).
  public var criticalPointBound: Int {
    var terms: [(exponent: Double, coefficient: Double)] = []
    for rate in rates {
      terms.append((rate.exponent, rate.weight))
      terms.append((2 * rate.exponent, -rate.weight * (1 + rate.ratio)))
    }
    terms.sort { $0.exponent < $1.exponent }
    var (changes, last, index) = (0, 0.0, 0)
    while index < terms.count {
      // Equal exponents are one term.
      var sum = CompensatedSum()
      let exponent = terms[index].exponent
      while index < terms.count, terms[index].exponent == exponent {
        sum += terms[index].coefficient
        index += 1
      }
      guard sum.value != 0 else { continue }
      if last * sum.value < 0 { changes += 1 }
      last = sum.value
    }
    return changes
  }

  /// All local minima of E over real N ≥ 0, in ascending order.
  ///
  /// No minimum is missed: ``bracket`` is divided until on each piece either the sum of the ranges of the terms of
  /// dE/dN leaves out 0, so that E is monotone, or that of d²E/dN² does, so that dE/dN has at most one zero, which a
  /// change of sign tells. Both ranges are exact for every term, because it is monotone between known points. Where
  /// dE/dN and d²E/dN² vanish together to rounding, a piece of relative width 10⁻¹² is left, and counts as a minimum
  /// where dE/dN changes its sign from − to + across it.
  ///
  /// - Complexity: O(n) for each piece, of which there are some tens for each factor of 10 of the bracket.
  public var localMinima: [Stop] {
    let bracket = bracket
    guard bracket.lowerBound < bracket.upperBound else { return [stop(at: bracket.lowerBound)] }
    var zeros: [Double] = []
    isolate(bracket.lowerBound, bracket.upperBound, into: &zeros)
    // The sign is − before the bracket and + after it.
    return (zeros.isEmpty ? [bracket.upperBound] : zeros).map { stop(at: $0) }
  }

  /// The time at which the risk is least over all real N ≥ 0, the first of several.
  public var best: Stop { Self.least(localMinima) }

  /// The number of steps for which the risk is least, the first of several.
  ///
  /// On each side of a minimum up to the next maximum E is monotone: the best integer is next to a local minimum.
  public var bestInteger: Stop {
    Self.least(
      localMinima.flatMap { [$0.time.rounded(.down), $0.time.rounded(.up)] }.map { stop(at: $0) })
  }

  private static func least(_ stops: [Stop]) -> Stop {
    stops.dropFirst().reduce(stops[0]) { $1.risk.total < $0.risk.total ? $1 : $0 }
  }

  private func stop(at time: Double) -> Stop { Stop(time: time, risk: risk(at: time)) }

  /// Appends the zeros in [lower, upper] where dE/dN changes its sign from − to +.
  private func isolate(_ lower: Double, _ upper: Double, into zeros: inout [Double]) {
    var pieces = [(lower, upper)]
    while let (a, b) = pieces.popLast() {
      let slopes = range(a, b, Rate.slopeRange)
      if slopes.lower > 0 || slopes.upper < 0 { continue }
      let curvatures = range(a, b, Rate.curvatureRange)
      let isMonotone = curvatures.lower > 0 || curvatures.upper < 0
      // Large times are divided by ratios.
      let middle = ((1 + a) * (1 + b)).squareRoot() - 1
      let isNarrow = b - a <= 1e-12 * b || middle <= a || middle >= b
      guard isMonotone || isNarrow else {
        pieces.append((middle, b))
        pieces.append((a, middle))
        continue
      }
      // Zeros count as positive, so that one at an end belongs to a single piece.
      if slope(at: a) < 0, slope(at: b) >= 0 {
        zeros.append(findRoot(lower: a, upper: b) { slope(at: $0) }.location)
      }
    }
  }

  /// The sum of the ranges of the terms on [a, b], widened by rounding.
  private func range(
    _ a: Double, _ b: Double,
    _ term: (Rate) -> (_ a: Double, _ b: Double) -> (lower: Double, upper: Double)
  ) -> (lower: Double, upper: Double) {
    var (lower, upper, size) = (0.0, 0.0, 0.0)
    for rate in rates {
      let part = term(rate)(a, b)
      lower += part.lower
      upper += part.upper
      size += abs(part.lower) + abs(part.upper)
    }
    let error = (Double(rates.count) + 16) * .ulpOfOne * size
    return (lower - error, upper + error)
  }

  // MARK: The prior

  /// The energies for which stopping after N steps is the best linear method of all:
  /// γᵢ = (σ²/aᵢ²)((1 − ωaᵢ²)^{−N} − 1).
  ///
  /// Then Nᵢ* = N in every direction, if AᵀA and C commute: early stopping is Bayes' rule for this prior. As aᵢ → 0 it
  /// tends to σ²ωN, which is returned for aᵢ = 0, where any energy does.
  ///
  /// - Parameters:
  ///   - singularValues: aᵢ ≥ 0.
  ///   - noiseVariance: σ².
  ///   - stepSize: ω, with ωaᵢ² < 1.
  ///   - time: N ≥ 0, real.
  /// - Returns: γᵢ for each aᵢ; ∞ beyond the range of Double.
  public static func prior(
    singularValues: [Double], noiseVariance: Double, stepSize: Double, time: Double
  ) -> [Double] {
    singularValues.map { a in
      let rate = Rate(
        OperatorDirection(singularValue: a, energy: 0), stepSize: stepSize,
        noiseVariance: noiseVariance)
      let exponent = rate.exponent * time
      let growth = exponent == 0 ? 1 : expm1(exponent) / exponent
      return noiseVariance * rate.weight * time * growth
    }
  }
}

/// One direction with a > 0: e = exp(−λN) and what follows from it.
private struct Rate: Sendable, Equatable {
  let direction: OperatorDirection
  /// λ = −log(1 − ωa²).
  let exponent: Double
  /// λ/a², which tends to ω as a → 0.
  let weight: Double
  /// γa²/σ².
  let ratio: Double
  /// N* = log(1 + γa²/σ²)/λ.
  let bestTime: Double

  init(_ direction: OperatorDirection, stepSize: Double, noiseVariance: Double) {
    self.direction = direction
    let a = direction.singularValue
    let x = stepSize * a * a
    weight = stepSize * (x > 1e-300 ? -log1p(-x) / x : 1)
    exponent = weight * a * a
    ratio = direction.observedEnergy / noiseVariance
    let growth = ratio > 1e-300 ? log1p(ratio) / ratio : 1
    bestTime = growth * (direction.energy / noiseVariance) / weight
  }

  /// e.
  func error(at time: Double) -> Double { exp(-exponent * time) }

  /// (1 − e)/a.
  func amplification(at time: Double) -> Double {
    -expm1(-exponent * time) / direction.singularValue
  }

  /// (λ/a²) e (1 − exp(λ(N* − N))), the term of dE/dN without σ².
  func slope(at time: Double) -> Double {
    -weight * error(at: time) * growth(at: time)
  }

  /// exp(λ(N* − N)) − 1 = (1 + γa²/σ²) e − 1; exact in sign around N*.
  private func growth(at time: Double) -> Double { expm1(exponent * (bestTime - time)) }

  /// (λ²/a²) e (2 exp(λ(N* − N)) − 1), the term of d²E/dN² without σ².
  private func curvature(at time: Double) -> Double {
    exponent * weight * error(at: time) * (1 + 2 * growth(at: time))
  }

  /// The least and the largest slope on [a, b]: it rises up to N* + log 2/λ and falls from there on.
  func slopeRange(_ a: Double, _ b: Double) -> (lower: Double, upper: Double) {
    let peak = min(max(bestTime + log(2) / exponent, a), b)
    return (min(slope(at: a), slope(at: b)), slope(at: peak))
  }

  /// The least and the largest curvature on [a, b]: it falls up to N* + 2 log 2/λ and rises from there on.
  func curvatureRange(_ a: Double, _ b: Double) -> (lower: Double, upper: Double) {
    let valley = min(max(bestTime + 2 * log(2) / exponent, a), b)
    return (curvature(at: valley), max(curvature(at: a), curvature(at: b)))
  }
}
