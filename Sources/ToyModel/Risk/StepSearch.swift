// The best step size of any algorithm, by a search.

import Optimization

/// A search over ω > 0 for the least of the optimal risks, for an algorithm without a closed form of it.
///
/// The risk depends on ω through f(0) and the image of f alone. As a function of ω it is continuous but has many
/// local minima, and these are of two kinds. Where f(0) takes the best common value c* of a window of forced
/// directions and all other Wiener gains are in the image, the risk is L₀ + gap(window), which no filter with
/// these forced directions can beat; such ω are roots, solved for exactly. Elsewhere an end of the image is active,
/// and a scan brackets every minimum, which a golden section then refines.
///
/// The scan has ``pointsPerOscillation`` points for every turn of f(0), evenly spaced in √ω, and a hundred for
/// every decade, and those that the algorithm names. A minimum that is narrower escapes, so the result is an upper
/// bound on the infimum, and exact where it is the floor: the least L₀ + gap over all windows.
///
/// Where directions have their own ω, as with a forward operator, the search runs over that of the directions with the
/// factor 1, and looks at minima only.
struct StepSearch {
  private let algorithm: any PreparedAlgorithm
  private let directions: SearchedDirections
  private let targets: [SpectralProjection.Group]
  /// The largest ω at which the search looks.
  private let limit: Double

  /// The number of scan points per oscillation.
  static let pointsPerOscillation = 24

  /// A search for white noise.
  init(
    algorithm: any PreparedAlgorithm, spectrum: Spectrum, noiseVariance: Double, rows: Int
  ) {
    let count = spectrum.dimension - rows
    self.init(
      algorithm: algorithm,
      SearchedDirections(
        targets: spectrum.groups.map { group in
          SpectralProjection.Group(
            target: .wiener(eigenvalue: group.eigenvalue, noiseVariance: noiseVariance),
            weight: group.eigenvalue + noiseVariance, multiplicity: group.multiplicity)
        }, forcedCount: count,
        commonGains: {
          guard count > 0, noiseVariance > 0 else { return [] }
          return ForcedWindows(spectrum, noiseVariance: noiseVariance, count: count).candidates()
            .sorted { ($0.roughGap, $0.gain.value) < ($1.roughGap, $1.gain.value) }
            .prefix(8).map(\.gain)
        }))
  }

  /// A search for any directions.
  ///
  /// - Parameters:
  ///   - algorithm: The algorithm.
  ///   - directions: The targets with their weights.
  ///   - limit: The largest ω.
  init(
    algorithm: any PreparedAlgorithm, _ directions: SearchedDirections,
    upTo limit: Double = .infinity
  ) {
    self.algorithm = algorithm
    self.directions = directions
    targets = directions.targets
    self.limit = min(limit, algorithm.searchLimit)
  }

  private struct Sample {
    let stepSize: Double
    let reach: FilterReach
    /// The excess over the best linear risk.
    let excess: Double
  }

  /// The best step size found with the denoisers that it makes reachable, or the limit ω → 0⁺ where that is better.
  func best() -> LearnedStep {
    let found = bestStep()
    return LearnedStep(
      stepSize: found.stepSize,
      set: ExpressivitySet(
        dimension: directions.count, rows: directions.count - directions.forcedCount,
        forcedGain: found.reach.forcedGain, image: found.reach.image),
      isAttained: found.isAttained)
  }

  /// The best step size found, or the limit ω → 0⁺ where that is better.
  ///
  /// - Returns: ω of directions with the factor 1 and f(0) and the image there, or 0 and their limit.
  func bestStep() -> (stepSize: Double, reach: FilterReach, isAttained: Bool) {
    let samples = scan()
    var candidates = samples
    for target in directions.commonGains() {
      for (before, after) in zip(samples, samples.dropFirst()) {
        let (first, last) = (
          before.reach.forcedGain.difference(to: target),
          after.reach.forcedGain.difference(to: target)
        )
        guard first.isFinite, last.isFinite, (first < 0) != (last < 0) else { continue }
        let root = findRoot(lower: before.stepSize, upper: after.stepSize) { stepSize in
          algorithm.reach(stepSize: stepSize).forcedGain.difference(to: target)
        }
        candidates.append(sample(root.location))
      }
    }
    let least = candidates.reduce(Double.infinity) { min($0, $1.excess) }
    for index in samples.indices.dropFirst().dropLast() {
      let here = samples[index]
      guard here.excess <= samples[index - 1].excess, here.excess <= samples[index + 1].excess,
        here.excess < samples[index - 1].excess || here.excess < samples[index + 1].excess
      else { continue }
      candidates.append(refined(samples[index - 1].stepSize, samples[index + 1].stepSize))
    }
    let limit = limitReach(samples)
    var groups = targets
    let floor = limit.map { excess($0, at: 0, moving: &groups) } ?? .infinity
    let lowest = min(least, candidates.reduce(Double.infinity) { min($0, $1.excess) })
    let scale = linearRisk
    let good = candidates.filter { $0.excess <= lowest + 1e-14 * (scale + lowest) }
    // The risk may fall down to the least ω of the scan, where it no longer differs from its limit.
    let isAtEnd = good.allSatisfy { $0.stepSize <= 100 * samples[0].stepSize }
    if let limit, floor < lowest - 1e-13 * (scale + lowest) || (isAtEnd && floor <= lowest) {
      return (0, limit, false)
    }
    // If several are equally good, the largest up to 1 is chosen, where there is one.
    let below = good.filter { $0.stepSize <= 1 }.max { $0.stepSize < $1.stepSize }
    let chosen = polished(below ?? good.min { $0.stepSize < $1.stepSize } ?? sample(1))
    return (chosen.stepSize, chosen.reach, true)
  }

  /// ½ Σ wt*(1 − t*), the best linear risk.
  private var linearRisk: Double {
    0.5
      * targets.reduce(0) { sum, group in
        sum + Double(group.multiplicity) * group.weight * group.target.value * group.target.defect
      }
  }

  private func sample(_ stepSize: Double) -> Sample {
    let reach = algorithm.reach(stepSize: stepSize)
    var groups = targets
    return Sample(
      stepSize: stepSize, reach: reach, excess: excess(reach, at: stepSize, moving: &groups))
  }

  /// Projects the targets onto what directions with their own ω can reach.
  @inline(__always)
  private func move(
    _ groups: inout [SpectralProjection.Group], _ reach: FilterReach, at stepSize: Double
  ) {
    directions.move(&groups, reach) { factor in
      stepSize > 0 && factor > 0 ? algorithm.reach(stepSize: stepSize * factor) : nil
    }
  }

  /// ½ Σ w(t − t*)² for the best T; ∞ where it is not a number.
  ///
  /// - Parameters:
  ///   - reach: f(0) and the image at ω, or their limit.
  ///   - stepSize: ω; 0 for the limit.
  ///   - groups: Groups that many calls share.
  /// - Returns: The excess over the best linear risk.
  private func excess(
    _ reach: FilterReach, at stepSize: Double, moving groups: inout [SpectralProjection.Group]
  ) -> Double {
    guard reach.forcedGain.value.isFinite else { return .infinity }
    move(&groups, reach, at: stepSize)
    var sum = CompensatedSum()
    SpectralProjection.forEachPart(of: groups) { index, gain, multiplicity, _ in
      let difference = gain.difference(to: targets[index].target)
      sum += 0.5 * Double(multiplicity) * weightedSquare(targets[index].weight, difference)
    }
    return sum.value.isNaN ? .infinity : sum.value
  }

  // MARK: Where to look

  /// Samples by ascending ω, from where T hardly differs from its limit to where f(0) is far from all gains.
  private func scan() -> [Sample] {
    let smallest = max(
      targets.reduce(1) { $1.target.value > 0 ? min($0, $1.target.value) : $0 }, 1e-250)
    // Where f(0) does not tend to 0, a small ω differs from the limit by little more than itself.
    let named = algorithm.searchPoints.filter { $0 > 0 && $0.isFinite }
    var lower = algorithm.limit == nil ? 1.0 : min(1e-9, named.min() ?? 1)
    while algorithm.limit == nil, lower > 1e-290,
      algorithm.reach(stepSize: lower).forcedGain.value > 1e-2 * smallest
        / Double(max(directions.forcedCount, 1))
        || algorithm.reach(stepSize: lower).forcedGain.value < 0
    {
      lower /= 16
    }
    var upper = 1.0
    func isFar(_ stepSize: Double) -> Bool {
      let value = algorithm.reach(stepSize: stepSize).forcedGain.value
      return !(value > -3 && value < 3)
    }
    let limit = min(0x1p60, self.limit)
    upper = min(upper, limit)
    while upper < limit, !(isFar(upper) && isFar(1.3 * upper) && isFar(1.7 * upper)) {
      upper = min(2 * upper, limit)
    }
    let points = named.filter { $0 > lower }
    upper = min(max(upper, 1.5 * (points.max() ?? 0)), self.limit)
    // The step sizes depend on the data only through the ends.
    func reaches() -> [ReachCache.Sample] {
      var steps = [lower, min(1, upper), upper] + points.filter { $0 <= upper }
      var step = lower
      while step < upper {
        steps.append(step)
        step *= 1.023
      }
      let count = Self.pointsPerOscillation * algorithm.oscillations
      for index in 1..<max(count, 2) {
        let fraction = Double(index) / Double(count)
        steps.append(upper * fraction * fraction)
      }
      steps.sort()
      return steps.map {
        ReachCache.Sample(stepSize: $0, reach: algorithm.reach(stepSize: $0))
      }
    }
    var groups = targets
    return (algorithm.memory?.scan(lower...upper, reaches) ?? reaches()).map { found in
      Sample(
        stepSize: found.stepSize, reach: found.reach,
        excess: excess(found.reach, at: found.stepSize, moving: &groups))
    }
  }

  /// The limit ω → 0⁺: f(0) → 0, and with it the finite end of the image.
  private func limitReach(_ samples: [Sample]) -> FilterReach? {
    if let limit = algorithm.limit { return limit }
    guard let first = samples.first else { return nil }
    let image = first.reach.image
    let limit: FilterImage =
      if image.upperBound.value == .infinity {
        .atLeast(.zero)
      } else if image.lowerBound.value == -.infinity {
        .atMost(.zero)
      } else {
        FilterImage(lowerBound: .zero, upperBound: .zero)
      }
    return FilterReach(forcedGain: .zero, image: limit)
  }

  /// The same minimum, to rounding: golden section finds half of the digits of ω, the slope of the risk all of them.
  private func polished(_ found: Sample) -> Sample {
    for width in [1e-7, 1e-5] {
      let (lower, upper) = (found.stepSize * (1 - width), found.stepSize * (1 + width))
      // If the parameter is a reciprocal step, the filter gives the derivative in the step, which has the opposite sign.
      guard let first = slope(lower), let last = slope(upper),
        (first < 0) != (last < 0)
      else { continue }
      let root = findRoot(lower: lower, upper: upper) { slope($0) ?? .nan }
      let result = sample(root.location)
      let rounding = 1e-15 * (linearRisk + found.excess)
      return result.excess <= found.excess + rounding ? result : found
    }
    return found
  }

  /// The derivative in ω of the excess: f(0) moves with ∂f/∂ω at s = 0, the closed end of the image with that at the
  /// turning point, because f′ = 0 there.
  private func slope(_ stepSize: Double) -> Double? {
    guard !directions.haveFactors, let filter = algorithm.filter(stepSize: stepSize) else {
      return nil
    }
    let reach = algorithm.reach(stepSize: stepSize)
    let end =
      reach.image.lowerBound.value.isFinite ? reach.image.lowerBound : reach.image.upperBound
    let location =
      filter.turningPoint(at: end).flatMap {
        abs($0.gain.difference(to: end)) < abs(reach.forcedGain.difference(to: end))
          ? $0.location : nil
      } ?? 0
    let (forcedSlope, endSlope) = (
      filter.stepDerivatives(at: 0).value, filter.stepDerivatives(at: location).value
    )
    var groups = targets
    move(&groups, reach, at: stepSize)
    var sum = CompensatedSum()
    SpectralProjection.forEachPart(of: groups) { index, gain, multiplicity, isForced in
      let distance = gain.difference(to: targets[index].target)
      sum +=
        Double(multiplicity) * targets[index].weight * distance
        * (isForced ? forcedSlope : endSlope)
    }
    return sum.value.isFinite ? sum.value : nil
  }

  /// The minimum between two neighbours of a sample, by a golden section.
  private func refined(_ lower: Double, _ upper: Double) -> Sample {
    let ratio = 0.5 * (5.0.squareRoot() - 1)
    var (a, b) = (lower, upper)
    var (left, right) = (sample(b - ratio * (b - a)), sample(a + ratio * (b - a)))
    while b - a > 1e-9 * b {
      if left.excess <= right.excess {
        b = right.stepSize
        right = left
        left = sample(b - ratio * (b - a))
      } else {
        a = left.stepSize
        left = right
        right = sample(a + ratio * (b - a))
      }
    }
    return left.excess <= right.excess ? left : right
  }
}

/// The directions among which a step size is searched.
struct SearchedDirections {
  /// The targets t* with their weights w.
  let targets: [SpectralProjection.Group]
  /// m = n − k.
  let forcedCount: Int
  /// The factor of ω in the directions of each group; nil where all are 1.
  let factors: [Double]?
  /// Values of f(0) that may be best, for roots.
  let commonGains: () -> [Gain]

  /// Creates directions; without `factors` all of them have one ω.
  init(
    targets: [SpectralProjection.Group], forcedCount: Int, factors: [Double]? = nil,
    commonGains: @escaping () -> [Gain] = { [] }
  ) {
    (self.targets, self.forcedCount) = (targets, forcedCount)
    (self.factors, self.commonGains) = (factors, commonGains)
  }

  /// n.
  var count: Int { targets.reduce(0) { $0 + $1.multiplicity } }

  /// Whether directions have their own ω.
  var haveFactors: Bool { factors != nil }

  /// Projects groups in place.
  ///
  /// - Parameters:
  ///   - groups: Those of ``targets``.
  ///   - common: f(0) and the image for the factor 1.
  ///   - reach: The same for another factor; nil for the common one.
  @inline(__always)
  func move(
    _ groups: inout [SpectralProjection.Group], _ common: FilterReach,
    reach: (_ factor: Double) -> FilterReach?
  ) {
    guard let factors else {
      return SpectralProjection.move(&groups, forcing: forcedCount) { _ in common }
    }
    var (last, found) = (1.0, common)
    SpectralProjection.move(&groups, forcing: forcedCount) { index in
      let factor = factors[index]
      if factor == 1 { return common }
      if factor == 0 { return .blind }
      if factor != last { (last, found) = (factor, reach(factor) ?? common) }
      return found
    }
  }
}

extension FilterReach {
  /// The gain 0 alone, of directions that are not observed.
  static var blind: FilterReach {
    FilterReach(forcedGain: .zero, image: FilterImage(lowerBound: .zero, upperBound: .zero))
  }
}
