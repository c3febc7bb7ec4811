// The filter of a parametrisation at a point.

import Libc
import Optimization
import ToyModel

/// The even depths, reparametrised: φ(b) = c₀ − b.
struct LinearFilter: DifferentiableFilter {
  /// c₀.
  let forcedGain: Gain
  /// The derivative of c₀ in the last variable.
  let forcedSlope: Double

  func gain(at s: Double) -> Gain {
    Gain(value: forcedGain.value - s, defect: forcedGain.defect + s)
  }

  func derivative(at s: Double) -> Double { -1 }

  var image: FilterImage {
    FilterImage(lowerBound: Gain(value: -.infinity), upperBound: forcedGain)
  }

  func slope(at g: Double) -> Double { -1 }

  func differences(_ x: Double, _ y: Double) -> FilterDifferences {
    FilterDifferences(first: -1, second: 0)
  }

  func stepDerivatives(at g: Double) -> (value: Double, slope: Double) { (forcedSlope, 0) }

  var linearPart: LinearPart? {
    LinearPart(forcedGain: forcedGain, forcedSlope: forcedSlope, square: 1, squareSlope: 0)
  }
}

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
