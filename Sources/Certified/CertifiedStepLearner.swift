// The learned step between certain bounds.

import Intervals
import ToyModel

/// Encloses the best risk over ω > 0; the counterpart of ``StepLearner``.
struct CertifiedStepLearner {
  let spectrum: CertifiedSpectrum
  let noiseVariance: Interval
  /// m = n − k.
  let forcedCount: Int
  /// N.
  let depth: Int

  /// The infimum over R and ω.
  func best() -> CertifiedRisk {
    // Without noise T = I is best, and R = 0 with ω = 1 gives it.
    if noiseVariance.isZero {
      return risk(forced: .one, lower: nil, upper: nil, stepSize: .one)
        .with(otherSteps: noiselessSteps)
    }
    if depth == 1 { return single() }
    return depth.isMultiple(of: 2) ? even() : odd()
  }

  /// The steps other than 1 at which T is the identity on all directions with signal.
  private var noiselessSteps: EqualSteps {
    if spectrum.trace.isZero { return .all }
    // Only ω = 1 has c₀ = 1; with a filter above c, signal is kept by the rows of R at other steps too.
    let isOdd = depth >= 3 && !depth.isMultiple(of: 2)
    return isOdd && directions { $0.contains(0) } >= forcedCount ? .belowGains : .none
  }

  /// The number of directions with such an eigenvalue.
  private func directions(where isSuch: (Interval) -> Bool) -> Int {
    spectrum.groups.reduce(0) { $0 + (isSuch($1.eigenvalue) ? $1.multiplicity : 0) }
  }

  private func risk(
    forced: CertifiedGain, lower: CertifiedGain?, upper: CertifiedGain?, stepSize: Interval
  ) -> CertifiedRisk {
    CertifiedRisk(
      CertifiedProjection(
        spectrum, noiseVariance, forcedCount: forcedCount, forced: forced, lower: lower,
        upper: upper), stepSize: stepSize)
  }

  /// N = 1: T = ωI with ω = tr C/(tr C + nσ²).
  private func single() -> CertifiedRisk {
    let gain = CertifiedGain.wiener(
      eigenvalue: spectrum.trace,
      noiseVariance: Interval(spectrum.dimension) * noiseVariance)
    return risk(forced: gain, lower: gain, upper: gain, stepSize: gain.value)
  }

  /// N even: c₀ = Σ_top/(Σ_top + mσ²), by 1 − (1−ω)^N = c₀.
  private func even() -> CertifiedRisk {
    guard forcedCount > 0 else {
      return risk(forced: .one, lower: nil, upper: .one, stepSize: .one)
        .with(otherSteps: .aboveGains)
    }
    var top = Interval.zero
    var remaining = forcedCount
    for group in spectrum.groups {
      let count = min(remaining, group.multiplicity)
      top = top + Interval(count) * group.eigenvalue
      remaining -= count
    }
    let gain = CertifiedGain.wiener(
      eigenvalue: top, noiseVariance: Interval(forcedCount) * noiseVariance)
    // The only root of 1 − (1−ω)^N = 0 that is a step size is ω = 2.
    let atZero = Interval(2.0)
    let stepSize = gain.value.isZero ? atZero : evenStep(forcing: gain)
    let result = risk(forced: gain, lower: nil, upper: gain, stepSize: stepSize)
      .with(otherSteps: gain.value.isZero ? EqualSteps.none : .mirrored)
    guard gain.value.contains(0), !gain.value.isZero else { return result }
    return result.with(stepSize: stepSize.hull(atZero), isChoiceUnique: false)
  }

  /// The ω ≤ 1 whose c₀ is given.
  private func evenStep(forcing gain: CertifiedGain) -> Interval {
    let target = Gain(value: gain.value.middle, defect: gain.defect.middle)
    let guess = StepLearner.stepSize(forcing: target, depth: depth)
    return certifiedRoot(near: guess, in: 0...1) { stepSize in
      CertifiedFilter.forcedGain(depth: depth, stepSize: stepSize).difference(to: gain)
    }
  }

  /// N odd from 3 on; see ``StepLearner`` for the three cases.
  private func odd() -> CertifiedRisk {
    if directions(where: \.isZero) >= max(forcedCount, 1) {
      return risk(forced: .zero, lower: .zero, upper: nil, stepSize: .zero)
    }
    // If they all are exactly 0, ω → 0.
    let mayVanish = directions { $0.contains(0) } >= max(forcedCount, 1)
    let result = oddWithSignal()
    guard mayVanish, let stepSize = result.stepSize else { return result }
    return result.with(stepSize: stepSize.hull(.zero), isChoiceUnique: false)
  }

  /// N odd from 3 on, where fewer than m directions have γ = 0.
  private func oddWithSignal() -> CertifiedRisk {
    let minimum = CertifiedOddMinimum(depth: depth)
    guard forcedCount > 0 else {
      let smallest = CertifiedGain.wiener(
        eigenvalue: spectrum.groups[spectrum.groups.count - 1].eigenvalue,
        noiseVariance: noiseVariance)
      return risk(
        forced: .zero, lower: nil, upper: nil,
        stepSize: (smallest.value / minimum.value).minimum(.one)
      ).with(otherSteps: .belowGains)
    }
    return CertifiedWindowSearch(
      spectrum: spectrum, noiseVariance: noiseVariance, forcedCount: forcedCount, minimum: minimum
    ).best()
  }
}
