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
  }

  /// The infimum: the least of all windows, with everything that is true of the windows that may be it.
  func best() -> CertifiedRisk {
    let last = counts[counts.count - 1] - forcedCount
    let starts = Set(
      counts.filter { $0 <= last }
        + counts.compactMap { $0 >= forcedCount ? $0 - forcedCount : nil })
    let windows = starts.sorted().map { Window(start: $0, in: self) }
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
      let counts = candidates.map { $0.window.forced[index] }
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
    /// The number of forced directions of each group.
    let forced: [Int]
    /// Σ_W γ.
    let signal: Interval
    /// Σ_W γ/Σ_W (γ+σ²).
    let meanGain: CertifiedGain
    /// The risk with the window at its own best c₀ and free directions at their Wiener gains.
    let bound: Interval
    /// The groups below the window, which c may clip.
    let below: Range<Int>

    init(start: Int, in search: CertifiedWindowSearch) {
      let end = start + search.forcedCount
      let counts = search.counts
      forced = search.groups.indices.map {
        max(0, min(end, counts[$0 + 1]) - max(start, counts[$0]))
      }
      var (signal, free) = (Interval.zero, Interval.zero)
      for (index, group) in search.groups.enumerated() {
        signal = signal + Interval(forced[index]) * group.eigenvalue
        free = free + Interval(group.multiplicity - forced[index]) * search.gains[index].value
      }
      self.signal = signal
      let count = Interval(search.forcedCount)
      meanGain = .wiener(eigenvalue: signal, noiseVariance: count * search.noiseVariance)
      bound = 0.5 * search.noiseVariance * (count * meanGain.value + free)
      below = 0..<(search.groups.indices.first { counts[$0 + 1] > start } ?? 0) + 1
    }
  }

  /// The minimum over ω with one window forced.
  private func solve(_ window: Window) -> Candidate {
    // ω at which c₀ is the mean gain of the window; beyond, the risk only grows.
    let target = Gain(
      value: window.meanGain.value.upperBound, defect: max(window.meanGain.defect.lowerBound, 0))
    let last = StepLearner.stepSize(forcing: target, depth: minimum.depth)
    let end = min(last * (1 + 0x1p-40), 1)
    let guess = approximateRoot(of: { slope(window, Interval($0)).middle }, upTo: end)
    let stepSize = certifiedRoot(near: guess, in: 0...end) { slope(window, $0) }
    return candidate(window, stepSize)
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
  private func slope(_ window: Window, _ stepSize: Interval) -> Interval {
    let (forced, least) = gains(at: stepSize)
    var excess = Interval.zero
    for index in window.below {
      guard !least.value.isBelow(gains[index].value) else { break }
      let count = groups[index].multiplicity - window.forced[index]
      let clipped = (groups[index].eigenvalue + noiseVariance) * least.difference(to: gains[index])
      excess = excess + Interval(count) * clipped.maximum(.zero)
    }
    let weight = window.signal + Interval(forcedCount) * noiseVariance
    let shortfall = window.meanGain.difference(to: forced)
    let rate = Interval(minimum.depth) * (1 - stepSize).power(minimum.depth - 1)
    return minimum.value * excess - weight * shortfall * rate
  }

  private func candidate(_ window: Window, _ stepSize: Interval) -> Candidate {
    let (forced, least) = gains(at: stepSize)
    var (bias, variance) = (Interval.zero, Interval.zero)
    for (index, group) in groups.enumerated() {
      let count = window.forced[index]
      let free = gains[index].maximum(least)
      for (gain, count) in [(forced, count), (free, group.multiplicity - count)] where count > 0 {
        bias = bias + 0.5 * Interval(count) * group.eigenvalue * gain.defect.squared
        variance = variance + 0.5 * Interval(count) * noiseVariance * gain.value.squared
      }
    }
    return Candidate(window: window, stepSize: stepSize, bias: bias, variance: variance)
  }
}
