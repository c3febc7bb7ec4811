// What families of denoisers of one number can do at best.

import Libc
import Optimization

/// A family of denoisers, learned on a law.
public enum ScalarAlgorithm: String, Sendable, CaseIterable {
  /// f(x) = cx.
  case linear
  /// ST_λ, the exact solution of min ½(z−x)² + λ|z|; learning λ is bilevel learning.
  case bilevel
  /// c·ST_λ: the exact solution with an output gain.
  case gain
  /// N steps of ISTA with one step size: c·ST_λ with c = 1 − (1−ω)ᴺ.
  case ista
  /// ISTA from z⁰ = x with ω ≤ 1: ST with a smaller threshold, the bilevel family again.
  case warmStart = "warm-start"
  /// ISTA from z⁰ = ax with a learned a ≥ 0 and ω ≤ 1: every gain at every depth.
  case learnedStart = "learned-start"
  /// Two steps with momentum β: gains up to (2+β)²/4.
  case heavyBall = "heavy-ball"
  /// ISTA with a step in (0, 1] and a threshold for every layer: sums of N soft thresholds.
  case untied
  /// N subgradient steps.
  case subgradient
  /// N steps of the method of Chambolle and Pock.
  case chambollePock = "chambolle-pock"
  /// E[y given x].
  case posteriorMean = "posterior-mean"

  /// The legal depths; nil for families without steps.
  public var depths: ClosedRange<Int>? {
    switch self {
    case .linear, .bilevel, .gain, .posteriorMean: nil
    case .ista, .warmStart, .learnedStart: 1...1_000_000
    case .heavyBall: 1...2
    case .untied: 1...6
    case .subgradient, .chambollePock: 1...20
    }
  }

  /// Whether the risk is that of a search, and so an upper bound of the infimum, rather than a closed form.
  ///
  /// - Parameter depth: N; ignored by families without steps.
  /// - Returns: True for a search.
  public func isSearched(depth: Int) -> Bool {
    switch self {
    case .untied: depth > 1
    case .subgradient, .chambollePock: depth > 2
    default: false
    }
  }
}

/// The best member of a family, as found.
public struct ScalarOptimum: Sendable, Equatable {
  /// E ½(f(x) − y)².
  public let risk: Double
  /// f; nil for the posterior mean, which is no piecewise affine function.
  public let map: OddMap?
  /// λ, or nil where there is not one threshold.
  public let threshold: Double?
  /// c where f = c·ST_λ, for the linear family with λ = 0.
  public let gain: Double?
  /// ω for ISTA.
  public let stepSize: Double?
}

/// A law at a noise level with what is shared by all families.
public struct ScalarModel: Sendable {
  /// The law of y.
  public let prior: any ScalarPrior
  /// σ² > 0.
  public let noiseVariance: Double
  /// The best soft thresholds.
  public let optimum: SoftThresholdOptimum

  /// Finds the best soft thresholds.
  ///
  /// - Parameters:
  ///   - prior: The law of y.
  ///   - noiseVariance: σ² > 0.
  public init(_ prior: any ScalarPrior, noiseVariance: Double) {
    (self.prior, self.noiseVariance) = (prior, noiseVariance)
    optimum = SoftThresholdOptimum(prior, noiseVariance: noiseVariance)
  }

  /// The best risk with c ≤ 1, where gradient flow of tied ISTA from ω < 1 remains: for N ≥ 2 it never crosses ω = 1.
  public var trappedFit: SoftThresholdFit { best(gainUpTo: 1) }

  /// The best c·ST_λ with c at most a number of at least 1.
  public func best(gainUpTo largest: Double) -> SoftThresholdFit {
    if optimum.joint.gain <= largest { return optimum.joint }
    return SoftThresholdOptimum(prior, noiseVariance: noiseVariance, largestGain: largest).joint
  }

  /// c·ST_λ with a given threshold on a law, with its risk.
  ///
  /// - Parameters:
  ///   - prior: The law of y.
  ///   - threshold: λ ≥ 0.
  ///   - gain: c; nil for the best one.
  ///   - noiseVariance: σ² > 0.
  /// - Returns: The denoiser with its risk.
  public static func fit(
    _ prior: any ScalarPrior, threshold: Double, gain: Double?, noiseVariance: Double
  ) -> SoftThresholdFit {
    SoftThresholdFit(prior, threshold: threshold, gain: gain, noiseVariance: noiseVariance)
  }

  /// The best c·ST_λ with a given c > 0.
  public func best(gain: Double) -> SoftThresholdFit {
    SoftThresholdOptimum.best(prior, gain: gain, noiseVariance: noiseVariance)
  }

  /// The least risk of any denoiser.
  public var bayesRisk: Double { prior.bayesRisk(noiseVariance: noiseVariance) }

  /// The best member of a family.
  ///
  /// - Parameters:
  ///   - algorithm: The family.
  ///   - depth: N, legal for the family; ignored by families without steps.
  ///   - momentum: β ≥ 0 of heavy ball.
  ///   - bayesRisk: The least risk of any denoiser, if it is known already.
  /// - Returns: The member; exact unless ``ScalarAlgorithm/isSearched(depth:)``.
  /// - Precondition: The depth is legal.
  public func best(
    _ algorithm: ScalarAlgorithm, depth: Int = 1, momentum: Double = 0.5, bayesRisk: Double? = nil
  ) -> ScalarOptimum {
    precondition(
      algorithm.depths?.contains(depth) ?? true, "depth \(depth) of \(algorithm.rawValue)")
    switch algorithm {
    case .linear: return linear
    case .bilevel, .warmStart: return optimum(optimum.bilevel)
    case .gain, .learnedStart: return optimum(optimum.joint)
    case .ista:
      let fit =
        depth == 1 ? optimum.joint : best(gainUpTo: depth.isMultiple(of: 2) ? 1 : 2)
      return optimum(fit, stepSize: Self.stepSize(gain: fit.gain, depth: depth))
    case .heavyBall:
      guard depth > 1 else { return optimum(optimum.joint, stepSize: optimum.joint.gain) }
      let fit = best(gainUpTo: 0.25 * (2 + momentum) * (2 + momentum))
      // c = ω(2+β−ω), the smaller root.
      let half = 0.5 * (2 + momentum)
      let root = max(0, half * half - fit.gain).squareRoot()
      return optimum(fit, stepSize: fit.gain / (half + root))
    case .untied: return untied(depth)
    case .subgradient: return subgradient(depth)
    case .chambollePock: return chambollePock(depth)
    case .posteriorMean:
      return ScalarOptimum(
        risk: bayesRisk ?? self.bayesRisk, map: nil, threshold: nil, gain: nil, stepSize: nil)
    }
  }

  /// c = 1 − (1−ω)ᴺ of N tied steps.
  ///
  /// - Parameters:
  ///   - stepSize: ω, in (0, 2].
  ///   - depth: N ≥ 1.
  /// - Returns: c, from 0 to 2, without cancellation for small ω.
  public static func gain(stepSize: Double, depth: Int) -> Double {
    guard stepSize < 1 else { return 1 - pow(1 - stepSize, Double(depth)) }
    return -expm1(Double(depth) * log1p(-stepSize))
  }

  /// A step size ω in (0, 2] with c = 1 − (1−ω)ᴺ, for N = 1 any.
  ///
  /// - Parameters:
  ///   - gain: c ≥ 0, at most 1 for even N and at most 2 for odd N ≥ 3.
  ///   - depth: N ≥ 1.
  /// - Returns: ω; for even N the smaller of the two.
  static func stepSize(gain: Double, depth: Int) -> Double {
    guard depth > 1 else { return gain }
    return gain < 1
      ? -expm1(log1p(-gain) / Double(depth)) : 1 + pow(gain - 1, 1 / Double(depth))
  }

  private func optimum(_ fit: SoftThresholdFit, stepSize: Double? = nil) -> ScalarOptimum {
    ScalarOptimum(
      risk: fit.risk, map: OddMap(slope: 0, terms: [(fit.gain, fit.threshold)]),
      threshold: fit.threshold, gain: fit.gain, stepSize: stepSize)
  }

  private var linear: ScalarOptimum {
    let gain = Gain.wiener(eigenvalue: prior.energy, noiseVariance: noiseVariance).value
    return ScalarOptimum(
      risk: prior.linearRisk(noiseVariance: noiseVariance), map: .linear(gain), threshold: 0,
      gain: gain, stepSize: nil)
  }

  private func risk(_ map: OddMap) -> Double { map.risk(prior, noiseVariance: noiseVariance) }

  // MARK: Searches

  /// The unit of thresholds.
  private var unit: Double { noiseVariance.squareRoot() }

  /// One step is linear; two steps are ax − j·sign x with a ≤ 1 and j ≥ 0; more are searched over ω and λ.
  private func subgradient(_ depth: Int) -> ScalarOptimum {
    if depth == 1 { return linear }
    if depth == 2 {
      let tail = prior.tail(beyond: 0, noiseVariance: noiseVariance)
      // E[x sign x] and E[y sign x].
      let (first, product) = (
        tail.meanExcess, tail.meanExcess - noiseVariance * tail.hazard
      )
      let total = prior.energy + noiseVariance
      let slope = (prior.energy - first * product) / (total - first * first)
      let jump = slope * first - product
      guard slope <= 1, jump >= 0 else {
        // On an edge of the set: a = 1, or no jump at all.
        let edge = OddMap(slope: 1, terms: [], jump: min(0, product - first))
        let (edgeRisk, best) = (risk(edge), linear)
        return jump < 0 || best.risk <= edgeRisk ? best : member(edge, edgeRisk)
      }
      let map = OddMap(slope: slope, terms: [], jump: -jump)
      return member(map, risk(map))
    }
    var starts: [[Double]] = []
    for omega in [0.2, 0.5, 0.8, 1.1, 1.5] {
      for threshold in [0.02, 0.1, 0.3, 0.8] { starts.append([omega, threshold]) }
    }
    return searched(starts: starts, box: [1e-6...2, 0...100], steps: [0.1, 0.1]) { point in
      ScalarIteration.subgradient(stepSize: point[0]).map(
        depth: depth, threshold: point[1] * unit)
    }
  }

  /// One step is linear; two steps are gx − β·clip(x, μ) with g ≤ 1 and β ≥ 0, a least squares problem for each μ; more
  /// are searched.
  private func chambollePock(_ depth: Int) -> ScalarOptimum {
    if depth == 1 { return linear }
    if depth == 2 {
      let grid = (0...60).map { unit * pow(10, -2 + Double($0) / 15) }
      let fits = grid.map { twoSteps($0) }
      let index = fits.indices.min { fits[$0].risk < fits[$1].risk } ?? 0
      let (low, high) = (grid[max(index - 1, 0)], grid[min(index + 1, 60)])
      let found = CompassSearch(steps: [0.25 * (high - low)], tolerance: 1e-9).minimize(
        from: [grid[index]], within: [low...high]
      ) { twoSteps($0[0]).risk }
      let best = twoSteps(found.point[0])
      return best.risk < linear.risk ? best : linear
    }
    var starts: [[Double]] = []
    for tau in [-1.0, 0.5, 2] {
      for sigma in [-1.0, 0.5, 2] {
        for threshold in [0.3, 1, 2] { starts.append([tau, sigma, threshold]) }
      }
    }
    return searched(starts: starts, box: [-8...12, -8...12, 0...100], steps: [0.5, 0.5, 0.3]) {
      ScalarIteration.chambollePock(primalStep: exp($0[0]), dualStep: exp($0[1])).map(
        depth: depth, threshold: $0[2] * unit)
    }
  }

  /// The best gx − β·clip(x, μ) with 0 ≤ g ≤ 1 and β ≥ 0, as (g−β)x + βST_μ(x).
  private func twoSteps(_ threshold: Double) -> ScalarOptimum {
    let tail = prior.tail(beyond: threshold, noiseVariance: noiseVariance)
    let total = prior.energy + noiseVariance
    // E x², E[x·clip], E clip², and the products with y, all by S = x − clip.
    let (first, second) = (tail.firstMoment, tail.secondMoment)
    let cross = total - second - threshold * first
    let square = total - second - 2 * threshold * first
    let product = prior.energy - second - threshold * first + noiseVariance * tail.probability
    let determinant = total * square - cross * cross
    var slope = (prior.energy * square - product * cross) / determinant
    var weight = (prior.energy * cross - product * total) / determinant
    if slope > 1 { (slope, weight) = (1, (cross - product) / square) }
    if !(weight >= 0) {
      (slope, weight) = (min(1, prior.energy / total), 0)
    }
    let map = OddMap(slope: slope - weight, terms: [(weight, threshold)])
    return ScalarOptimum(
      risk: risk(map), map: map, threshold: threshold, gain: nil, stepSize: nil)
  }

  private func member(_ map: OddMap, _ risk: Double) -> ScalarOptimum {
    ScalarOptimum(risk: risk, map: map, threshold: nil, gain: nil, stepSize: nil)
  }

  /// The best of compass searches from the four best of many starts.
  private func searched(
    starts: [[Double]], box: [ClosedRange<Double>], steps: [Double],
    _ map: ([Double]) -> OddMap
  ) -> ScalarOptimum {
    let ranked = starts.map { ($0, risk(map($0))) }.sorted { $0.1 < $1.1 }
    let search = CompassSearch(steps: steps, tolerance: 1e-6)
    let found = ranked.prefix(4).map { start, _ in
      search.minimize(from: start, within: box) { risk(map($0)) }
    }
    guard let best = found.min(by: { $0.value < $1.value }) else { return linear }
    return member(map(best.point), best.value)
  }

  /// Sums of N soft thresholds with κⱼ ≥ 0 and Σκⱼ ≤ 1, each found from the best sum of one term fewer.
  private func untied(_ depth: Int) -> ScalarOptimum {
    let first = trappedFit
    var layers: (steps: [Double], thresholds: [Double]) = (
      [first.gain], [first.threshold / unit]
    )
    var risk = first.risk
    for count in 1..<max(depth, 1) {
      var objective = UntiedObjective(model: self, unit: unit, dimension: 2 * (count + 1))
      let (base, known) = (layers, layers.thresholds.sorted())
      let candidates =
        [0, 0.5 * known[0], known[known.count - 1] * 1.5 + 0.5, known[known.count - 1] * 3 + 1]
        + zip(known, known.dropFirst()).map { 0.5 * ($0 + $1) }
      for candidate in candidates {
        for share in [0.05, 0.4] {
          let start = base.steps + [share] + base.thresholds + [candidate]
          let box = BoxConstraint(
            lower: Array(repeating: 0, count: 2 * (count + 1)),
            upper: Array(repeating: 1, count: count + 1)
              + Array(repeating: 1e3, count: count + 1))
          let result = LBFGSB(
            projectedGradient: 1e-12, relativeDecrease: 1e-13, iterationLimit: 150
          ).minimize(&objective, in: box, from: start)
          if result.value < risk {
            risk = result.value
            layers = (
              Array(result.point.prefix(count + 1)), Array(result.point.suffix(count + 1))
            )
          }
        }
      }
      // A layer without effect, if none helps.
      if layers.steps.count == count {
        layers = (layers.steps + [0], layers.thresholds + [0])
      }
    }
    let map = OddMap(
      slope: 0,
      terms: zip(UntiedObjective.gains(layers.steps), layers.thresholds).map { ($0, unit * $1) })
    return member(map, self.risk(map))
  }
}

/// The risk of Σ κⱼST_{λⱼ}, κⱼ = ωⱼ Π_{i>j} (1−ωᵢ), in ω and λ/σ.
private struct UntiedObjective: Objective {
  let model: ScalarModel
  let unit: Double
  let dimension: Int

  /// κ for ω.
  static func gains(_ steps: [Double]) -> [Double] {
    var rest = 1.0
    return steps.reversed().map { step -> Double in
      defer { rest *= 1 - step }
      return step * rest
    }.reversed()
  }

  mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    let count = dimension / 2
    let steps = Array(point.prefix(count))
    let gains = Self.gains(steps)
    let thresholds = point.suffix(count).map { unit * $0 }
    let variance = model.noiseVariance
    let tails = thresholds.map { model.prior.tail(beyond: $0, noiseVariance: variance) }
    var products = Array(repeating: 0.0, count: count)
    var slopes = products
    for j in 0..<count {
      let (tail, threshold) = (tails[j], thresholds[j])
      // E[yS], and E[y sign x; |x| > λ].
      var product =
        -(tail.secondMoment + threshold * tail.firstMoment - variance * tail.probability)
      var slope = -(tail.firstMoment + threshold * tail.probability - variance * tail.density)
      for i in 0..<count {
        let isOuter = thresholds[i] <= threshold
        let (outer, distance) = (isOuter ? tail : tails[i], abs(threshold - thresholds[i]))
        product += gains[i] * (outer.secondMoment + distance * outer.firstMoment)
        slope +=
          gains[i]
          * (isOuter ? tail.firstMoment + distance * tail.probability : tails[i].firstMoment)
      }
      products[j] = product
      slopes[j] = -gains[j] * slope
    }
    // Back through κⱼ = ωⱼ Π_{i>j} (1−ωᵢ).
    var rest = 1.0
    for j in (0..<count).reversed() {
      let below = (0..<j).reduce(0) { sum, i in
        let between = steps[(i + 1)..<j].reduce(1) { $0 * (1 - $1) }
        return sum + products[i] * steps[i] * between
      }
      gradient[j] = rest * (products[j] - below)
      rest *= 1 - steps[j]
      gradient[count + j] = unit * slopes[j]
    }
    return OddMap(slope: 0, terms: Array(zip(gains, thresholds)).map { ($0, $1) })
      .risk(model.prior, noiseVariance: variance)
  }
}
