// The filter of a parametrisation at a point.

import Libc
import Optimization
import ToyModel

extension DenoisingRisk {
  /// φ at a point, and the derivatives of the learned numbers, or of ℓ, in their variables; nil where a number is not
  /// finite or a positive one is 0.
  func filterAtPoint(
    _ point: [Double]
  ) -> (filter: any DifferentiableFilter, chain: [Double])? {
    let isReparametrized = parametrization == .reparametrized
    if isReparametrized, family.reparametrization == .interval {
      if isWeakSignal { return (SineFilter(amplitude: 1), []) }
      return (maySignsHelp ? SquaredAngularFilter() : AngularFilter(), [])
    }
    if isReparametrized, family.isLearned {
      let odds = natural(point)[point.count - 1]
      guard odds.isFinite else { return nil }
      let forced = Gain(value: 1 / (1 + exp(-odds)), defect: 1 / (1 + exp(odds)))
      guard forced.value > 0 else { return nil }
      return (LinearFilter(forcedGain: forced, forcedSlope: forced.value * forced.defect), [1])
    }
    let numbers = numbers(point)
    for (trained, number) in zip(family.trained, numbers) {
      guard number.isFinite, number > 0 || trained.domain == .real else { return nil }
    }
    let filter = family.filter(numbers)
    guard isReparametrized else {
      return (filter, zip(family.trained, numbers).map { $0.slope(at: $1) })
    }
    if isWeakSignal { return (SineFilter(amplitude: filter.forcedGain.value), []) }
    return (LinearFilter(forcedGain: filter.forcedGain, forcedSlope: 0), [])
  }
}
