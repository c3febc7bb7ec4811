// The learned step of odd depths on any spectrum, between certain bounds.

import Intervals
import ToyModel

/// Encloses the minimum over ω of the best risk at odd depth, for m ≥ 1 forced directions of which not
/// all have γ = 0.
///
/// ``OddStepSearch`` proves that the forced directions are a window of neighbours that begins or ends at
/// an end of a group, and that the risk of a window has a derivative in ω that changes its sign once.
/// Here the sign change is enclosed, for every window whose lower bound does not exclude it.
struct CertifiedWindowSearch {
  private let noiseVariance: Interval
  private let forcedCount: Int
  private let minimum: CertifiedOddMinimum
  /// By ascending eigenvalue.
  private let groups: [CertifiedSpectrum.Group]
  private let gains: [CertifiedGain]
  /// Directions before each group, and all of them.
  private let counts: [Int]
  /// Σγ and Σt* of the directions before each group, and Σt* of those from each group on.
  private let before: (signals: [Interval], gains: [Interval])
  private let gainsFrom: [Interval]

  init(
    spectrum: CertifiedSpectrum, noiseVariance: Interval, forcedCount: Int,
    minimum: CertifiedOddMinimum
  ) {
    self.noiseVariance = noiseVariance
    self.forcedCount = forcedCount
    self.minimum = minimum
    groups = spectrum.groups.reversed()
    gains = groups.map {
      .wiener(eigenvalue: $0.eigenvalue, noiseVariance: noiseVariance)
    }
    var counts = [0]
    for group in groups { counts.append(counts[counts.count - 1] + group.multiplicity) }
    self.counts = counts
    let signals = groups.map { Interval($0.multiplicity) * $0.eigenvalue }
    let parts = zip(groups, gains).map { Interval($0.multiplicity) * $1.value }
    func sums(_ terms: some Sequence<Interval>) -> [Interval] {
      terms.reduce(into: [.zero]) { $0.append($0[$0.count - 1] + $1) }
    }
    before = (sums(signals), sums(parts))
    gainsFrom = sums(parts.reversed()).reversed()
  }

  /// The infimum: the least of all windows, with everything that is true of the windows that may be it.
  func best() -> CertifiedRisk {
    let last = counts[counts.count - 1] - forcedCount
    let starts = Set(
      counts.filter { $0 <= last }
        + counts.compactMap { $0 >= forcedCount ? $0 - forcedCount : nil })
    let windows = starts.sorted().map { window(from: $0) }
      .sorted { $0.bound.lowerBound < $1.bound.lowerBound }
    // The windows that may be the best, and the risk of the best.
    var candidates: [Candidate] = []
    var others: [Interval] = []
    var risk: Interval?
    for window in windows {
      if let risk, risk.isBelow(window.bound) {
        others.append(window.bound)
        continue
      }
      let candidate = solve(window)
      let least = risk?.minimum(candidate.risk) ?? candidate.risk
      risk = least
      candidates.append(candidate)
      others += candidates.filter { least.isBelow($0.risk) }.map(\.risk)
      candidates.removeAll { least.isBelow($0.risk) }
    }
    return merged(candidates, risk: risk ?? .line, others: others)
  }

  /// The bounds that hold for every window that may be the best.
  private func merged(
    _ candidates: [Candidate], risk: Interval, others: [Interval]
  ) -> CertifiedRisk {
    func hull(_ part: (Candidate) -> Interval) -> Interval {
      candidates.dropFirst().reduce(part(candidates[0])) { $0.hull(part($1)) }
    }
    let isUnique =
      haveCommonNumber(candidates.map(\.stepSize)) && haveCommonNumber(candidates.map(\.bias))
      && haveCommonNumber(candidates.map(\.variance))
    let next = others.map(\.lowerBound).min()
    let excess = next.map { ((Interval($0) - risk) / risk).lowerBound } ?? .infinity
    return CertifiedRisk(
      risk: risk, bias: hull(\.bias), variance: hull(\.variance), stepSize: hull(\.stepSize),
      eigenvalues: eigenvalues(of: candidates), isChoiceUnique: isUnique,
      margin: isUnique ? max(excess, 0) : 0)
  }

  /// The gains of all windows, by descending eigenvalue of C.
  private func eigenvalues(of candidates: [Candidate]) -> [CertifiedEigenvalue] {
    let steps = candidates.map { gains(at: $0.stepSize) }
    var eigenvalues: [CertifiedEigenvalue] = []
    for (index, group) in groups.enumerated().reversed() {
      let counts = candidates.map { forcedCount(of: index, by: $0.window) }
      let forced = hull(steps.map(\.forced))
      let free = hull(steps.map { gains[index].maximum($0.least) })
      let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
      for (gain, count, isForced) in [
        (forced, least, Bool?.some(true)), (forced.hull(free), most - least, nil),
        (free, group.multiplicity - most, false),
      ] where count > 0 {
        eigenvalues.append(
          CertifiedEigenvalue(
            dataEigenvalue: group.eigenvalue, wiener: gains[index], gain: gain,
            multiplicity: count, isForced: isForced))
      }
    }
    return eigenvalues
  }

  private func hull(_ gains: [CertifiedGain]) -> CertifiedGain {
    gains.dropFirst().reduce(gains[0]) { $0.hull($1) }
  }

  /// The best of one window.
  private struct Candidate {
    let window: Window
    let stepSize: Interval
    let bias: Interval
    let variance: Interval

    var risk: Interval { bias + variance }
  }

  /// The directions start..<start + m in ascending order of γ.
  private struct Window {
    let start: Int
    /// A lower bound: the risk with the window at its own best c₀ and free directions at their Wiener gains.
    let bound: Interval
  }

  /// The group of a direction; the last group for the end of the list.
  private func group(of direction: Int) -> Int {
    var (low, high) = (0, groups.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if counts[middle + 1] > direction { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// A window with its bound, from sums over all directions before its ends.
  private func window(from start: Int) -> Window {
    let end = start + forcedCount
    let (first, last) = (group(of: start), group(of: end))
    let lead = Interval(start - counts[first])
    let rest = Interval(counts[last + 1] - end)
    let signal =
      (before.signals[last + 1] - rest * groups[last].eigenvalue)
      - (before.signals[first] + lead * groups[first].eigenvalue)
    let free =
      before.gains[first] + lead * gains[first].value + rest * gains[last].value
      + gainsFrom[last + 1]
    let count = Interval(forcedCount)
    let mean = CertifiedGain.wiener(
      eigenvalue: signal.maximum(.zero), noiseVariance: count * noiseVariance)
    return Window(
      start: start, bound: 0.5 * noiseVariance * (count * mean.value + free))
  }

  /// The number of directions of a group that a window forces.
  private func forcedCount(of group: Int, by window: Window) -> Int {
    max(
      0,
      min(window.start + forcedCount, counts[group + 1]) - max(window.start, counts[group]))
  }

  /// The minimum over ω with one window forced.
  private func solve(_ window: Window) -> Candidate {
    let (lowest, highest) = (
      group(of: window.start), group(of: window.start + forcedCount - 1)
    )
    let signal = (lowest...highest).reduce(Interval.zero) {
      $0 + Interval(forcedCount(of: $1, by: window)) * groups[$1].eigenvalue
    }
    let meanGain = CertifiedGain.wiener(
      eigenvalue: signal, noiseVariance: Interval(forcedCount) * noiseVariance)
    let forced = Forced(
      window: window, signal: signal, meanGain: meanGain, below: 0..<lowest + 1)
    // ω at which c₀ is the mean gain of the window; beyond, the risk only grows.
    let target = Gain(
      value: meanGain.value.upperBound, defect: max(meanGain.defect.lowerBound, 0))
    let last = StepLearner.stepSize(forcing: target, depth: minimum.depth)
    let end = min(last * (1 + 0x1p-40), 1)
    let guess = approximateRoot(of: { slope(forced, Interval($0)).middle }, upTo: end)
    let stepSize = certifiedRoot(near: guess, in: 0...end) { slope(forced, $0) }
    return candidate(window, stepSize)
  }

  /// A window with the sums that the derivative of its risk needs.
  private struct Forced {
    let window: Window
    /// Σ_W γ.
    let signal: Interval
    /// Σ_W γ/Σ_W (γ+σ²).
    let meanGain: CertifiedGain
    /// The groups up to the first of the window, which c may clip.
    let below: Range<Int>
  }

  /// A double near the sign change of an increasing function on (0, end].
  private func approximateRoot(of function: (Double) -> Double, upTo end: Double) -> Double {
    guard function(end) > 0 else { return end }
    var low = end
    while low > .leastNormalMagnitude && function(low) > 0 { low *= 0.5 }
    var high = min(2 * low, end)
    for _ in 0..<60 {
      let middle = low + 0.5 * (high - low)
      guard middle > low, middle < high else { break }
      if function(middle) > 0 { high = middle } else { low = middle }
    }
    return low
  }

  /// c₀ and c at a step size up to 1.
  private func gains(at stepSize: Interval) -> (forced: CertifiedGain, least: CertifiedGain) {
    (
      CertifiedFilter.forcedGain(depth: minimum.depth, stepSize: stepSize),
      CertifiedGain(value: stepSize * minimum.value)
    )
  }

  /// The derivative of the risk of a window in ω:
  /// −Σ_W (γ+σ²)(t̄ − c₀) N(1−ω)^(N−1) + p Σ_{free} (γ+σ²) max(pω − t*, 0).
  private func slope(_ forcedPart: Forced, _ stepSize: Interval) -> Interval {
    let (forced, least) = gains(at: stepSize)
    var excess = Interval.zero
    for index in forcedPart.below {
      guard !least.value.isBelow(gains[index].value) else { break }
      let count =
        groups[index].multiplicity - forcedCount(of: index, by: forcedPart.window)
      let clipped = (groups[index].eigenvalue + noiseVariance) * least.difference(to: gains[index])
      excess = excess + Interval(count) * clipped.maximum(.zero)
    }
    let weight = forcedPart.signal + Interval(forcedCount) * noiseVariance
    let shortfall = forcedPart.meanGain.difference(to: forced)
    let rate = Interval(minimum.depth) * (1 - stepSize).power(minimum.depth - 1)
    return minimum.value * excess - weight * shortfall * rate
  }

  private func candidate(_ window: Window, _ stepSize: Interval) -> Candidate {
    let (forced, least) = gains(at: stepSize)
    var (bias, variance) = (Interval.zero, Interval.zero)
    for (index, group) in groups.enumerated() {
      let count = forcedCount(of: index, by: window)
      let free = gains[index].maximum(least)
      for (gain, count) in [(forced, count), (free, group.multiplicity - count)] where count > 0 {
        bias = bias + 0.5 * Interval(count) * group.eigenvalue * gain.defect.squared
        variance = variance + 0.5 * Interval(count) * noiseVariance * gain.value.squared
      }
    }
    return Candidate(window: window, stepSize: stepSize, bias: bias, variance: variance)
  }
}
