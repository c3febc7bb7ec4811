// The best risk of a family with lower and upper bounds that are certain.

public import Intervals

/// An enclosure of the infimum of the risk over all R ∈ ℝᵏˣⁿ, and over ω > 0 where it is learned.
///
/// The counterpart of ``OptimalRisk`` in interval arithmetic: the given numbers are taken as exact, and
/// the infimum lies between the bounds whatever rounding does. Intervals are usually a few ulp of Double
/// wide; what is below their normal range, 2·10⁻³⁰⁸, has absolute bounds. What it rests on is the theory, not its implementation in double precision, which it only asks
/// where to look for roots.
public struct CertifiedRisk: Sendable {
  /// The infimum.
  public let risk: Interval
  /// Its bias; where two choices of forced directions cost the same, of one of them or the hull of both.
  public let bias: Interval
  /// Its variance, likewise.
  public let variance: Interval
  /// ω: the given one, the learned one, or 0 for ω → 0⁺; nil where the family has no step.
  ///
  /// Of several learned ones that of ``OptimalRisk/stepSize``.
  public let stepSize: Interval?
  /// The spectrum of the optimal T, or of its limit, by descending eigenvalue of C.
  ///
  /// Where two choices of forced directions cost the same, one of them.
  public let eigenvalues: [CertifiedEigenvalue]

  /// Encloses the best risk of a family.
  ///
  /// - Parameters:
  ///   - spectrum: Enclosures of the eigenvalues γ of C.
  ///   - noiseVariance: An enclosure of σ² ≥ 0.
  ///   - rows: k, 1 ≤ k ≤ n; of no influence on the linear family.
  ///   - family: The denoisers to minimise over.
  /// - Precondition: 1 ≤ k ≤ n, a fixed ω is positive and finite.
  /// - Complexity: O(d log d) for d groups; for a learned step of odd depth some 100 passes over them
  ///   for every window of forced directions that cannot be excluded.
  public init(
    spectrum: CertifiedSpectrum, noiseVariance: Interval, rows: Int, family: DenoiserFamily
  ) {
    precondition(
      rows >= 1 && rows <= spectrum.dimension, "k = \(rows), n = \(spectrum.dimension)")
    let forcedCount = spectrum.dimension - rows
    switch family {
    case .linear:
      self.init(CertifiedProjection(spectrum, noiseVariance), stepSize: nil)
    case .bilevel:
      self.init(
        CertifiedProjection(
          spectrum, noiseVariance, forcedCount: forcedCount, forced: .one, lower: .zero,
          upper: .one), stepSize: nil)
    case .unrolled(let depth, .fixed(let omega)):
      let stepSize = Interval(omega)
      let forced = CertifiedFilter.forcedGain(depth: depth, stepSize: stepSize)
      let isEven = depth.isMultiple(of: 2)
      let lower =
        depth == 1
        ? forced : isEven ? nil : CertifiedOddMinimum(depth: depth).least(stepSize: stepSize)
      self.init(
        CertifiedProjection(
          spectrum, noiseVariance, forcedCount: forcedCount, forced: forced, lower: lower,
          upper: depth == 1 || isEven ? forced : nil), stepSize: stepSize)
    case .unrolled(let depth, .learned):
      self = CertifiedStepLearner(
        spectrum: spectrum, noiseVariance: noiseVariance, forcedCount: forcedCount, depth: depth
      ).best()
    }
  }

  /// The risk of a projection onto one set.
  init(_ projection: CertifiedProjection, stepSize: Interval?) {
    self.init(
      risk: projection.risk, bias: projection.bias, variance: projection.variance,
      stepSize: stepSize, eigenvalues: projection.eigenvalues)
  }

  init(
    risk: Interval, bias: Interval, variance: Interval, stepSize: Interval?,
    eigenvalues: [CertifiedEigenvalue]
  ) {
    self.eigenvalues = eigenvalues
    self.risk = risk
    self.bias = bias
    self.variance = variance
    self.stepSize = stepSize
  }
}

/// One enclosed eigenvalue of a denoiser that commutes with C; the counterpart of
/// ``DenoiserEigenvalue``.
public struct CertifiedEigenvalue: Sendable {
  /// γ, the eigenvalue of C in this direction.
  public let dataEigenvalue: Interval
  /// The Wiener gain γ/(γ+σ²).
  public let wiener: CertifiedGain
  /// t, the eigenvalue of T.
  public let gain: CertifiedGain
  /// The number of directions that share both.
  public let multiplicity: Int
  /// True where t = f(0) because R has no row left for the direction.
  public let isForced: Bool
}

/// The Wiener gains moved into an expressivity set, with certainty.
///
/// See ``SpectralProjection``: free directions take the nearest gain of the image, and the n − k
/// directions of least regret are forced.
struct CertifiedProjection: Sendable {
  private(set) var risk = Interval.zero
  private(set) var bias = Interval.zero
  private(set) var variance = Interval.zero
  private(set) var eigenvalues: [CertifiedEigenvalue] = []

  /// Projects the Wiener gains.
  ///
  /// - Parameters:
  ///   - spectrum: γ.
  ///   - noiseVariance: σ².
  ///   - forcedCount: m = n − k.
  ///   - forced: f(0).
  ///   - lower: The infimum of the image; nil where there is none.
  ///   - upper: The supremum of the image; nil where there is none.
  init(
    _ spectrum: CertifiedSpectrum, _ noiseVariance: Interval, forcedCount: Int = 0,
    forced: CertifiedGain = .one, lower: CertifiedGain? = nil, upper: CertifiedGain? = nil
  ) {
    let directions = spectrum.groups.map { group in
      Direction(
        group, noiseVariance, forced: forcedCount > 0 ? forced : nil, lower: lower, upper: upper)
    }
    let order = directions.indices.sorted {
      (directions[$0].regret.middle, $0) < (directions[$1].regret.middle, $1)
    }
    // How many of every group are forced.
    var counts = [Int](repeating: 0, count: directions.count)
    var remaining = forcedCount
    var (lastForced, firstFree) = (Interval.zero, Interval?.none)
    for index in order {
      counts[index] = min(remaining, directions[index].multiplicity)
      remaining -= counts[index]
      if counts[index] > 0 { lastForced = lastForced.maximum(directions[index].regret) }
      // The rest of a group that is forced in part costs what its forced part does.
      if counts[index] == 0 {
        firstFree = firstFree?.minimum(directions[index].regret) ?? directions[index].regret
      }
    }
    let isCertain = firstFree.map { lastForced.isBelow($0) || forcedCount == 0 } ?? true
    for (index, direction) in directions.enumerated() {
      // Where the choice is open, everything from none to all of a group that may be on either side.
      let isOpen =
        !isCertain && !direction.regret.isBelow(firstFree ?? .zero)
        && !lastForced.isBelow(direction.regret)
      let most = isOpen ? direction.multiplicity : counts[index]
      let least = isOpen ? 0 : counts[index]
      let costs = [least, most].map { forced in
        let free = Interval(direction.multiplicity - forced)
        return (
          bias: Interval(forced) * direction.forcedBias + free * direction.freeBias,
          variance: Interval(forced) * direction.forcedVariance + free * direction.freeVariance
        )
      }
      bias = bias + costs[0].bias.hull(costs[1].bias)
      variance = variance + costs[0].variance.hull(costs[1].variance)
      let free = direction.multiplicity - counts[index]
      for (gain, count, isForced) in [(forced, counts[index], true), (direction.free, free, false)]
      where count > 0 {
        eigenvalues.append(
          CertifiedEigenvalue(
            dataEigenvalue: spectrum.groups[index].eigenvalue, wiener: direction.target, gain: gain,
            multiplicity: count, isForced: isForced))
      }
    }
    risk = isCertain ? bias + variance : Self.openRisk(directions, forcedCount: forcedCount)
  }

  /// The risk where it is not certain which directions are forced: the sum of the m least regrets lies
  /// between the sums of the m least lower and of the m least upper ends.
  private static func openRisk(_ directions: [Direction], forcedCount: Int) -> Interval {
    func least(_ end: (Interval) -> Interval) -> Interval {
      var remaining = forcedCount
      var sum = Interval.zero
      let ends = directions.map { (cost: end($0.regret), count: $0.multiplicity) }
      for entry in ends.sorted(by: { $0.cost.isBelow($1.cost) }) {
        let count = min(remaining, entry.count)
        sum = sum + Interval(count) * entry.cost
        remaining -= count
      }
      return sum
    }
    let free = directions.reduce(Interval.zero) {
      $0 + Interval($1.multiplicity) * ($1.freeBias + $1.freeVariance)
    }
    return free + least { Interval($0.lower) }.hull(least { Interval($0.upper) })
  }

  /// What a direction of one group costs, free and forced.
  private struct Direction {
    let multiplicity: Int
    let target: CertifiedGain
    let free: CertifiedGain
    let freeBias: Interval
    let freeVariance: Interval
    let forcedBias: Interval
    let forcedVariance: Interval
    let regret: Interval

    init(
      _ group: CertifiedSpectrum.Group, _ noiseVariance: Interval, forced: CertifiedGain?,
      lower: CertifiedGain?, upper: CertifiedGain?
    ) {
      multiplicity = group.multiplicity
      target = .wiener(eigenvalue: group.eigenvalue, noiseVariance: noiseVariance)
      var free = target
      if let lower { free = free.maximum(lower) }
      if let upper { free = free.minimum(upper) }
      self.free = free
      freeBias = 0.5 * group.eigenvalue * free.defect.squared
      freeVariance = 0.5 * noiseVariance * free.value.squared
      guard let forced else {
        (forcedBias, forcedVariance, regret) = (.zero, .zero, .zero)
        return
      }
      forcedBias = 0.5 * group.eigenvalue * forced.defect.squared
      forcedVariance = 0.5 * noiseVariance * forced.value.squared
      let step = forced.difference(to: free)
      let cost =
        0.5 * (group.eigenvalue + noiseVariance) * step
        * (forced.difference(to: target) + free.difference(to: target))
      // The nearest gain costs least: no regret is negative, and that of a direction which is clipped
      // to the forced gain is 0.
      regret = free == forced ? .zero : cost.maximum(.zero)
    }
  }
}
