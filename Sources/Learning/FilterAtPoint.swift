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
  /// φ at a point, and the derivative of ω or ℓ in the last variable; nil where ω is not positive or
  /// not finite.
  func filterAtPoint(
    _ point: [Double]
  ) -> (filter: any DifferentiableFilter, stepChain: Double)? {
    let isReparametrized = parametrization == .reparametrized
    if isReparametrized, family.reparametrization == .interval {
      if isWeakSignal { return (SineFilter(amplitude: 1), 0) }
      return (maySignsHelp ? SquaredAngularFilter() : AngularFilter(), 0)
    }
    let isLearned = family.isStepLearned
    if isReparametrized, isLearned {
      let odds = natural(point)[point.count - 1]
      guard odds.isFinite else { return nil }
      let forced = Gain(value: 1 / (1 + exp(-odds)), defect: 1 / (1 + exp(odds)))
      guard forced.value > 0 else { return nil }
      return (LinearFilter(forcedGain: forced, forcedSlope: forced.value * forced.defect), 1)
    }
    let omega = stepSize(point) ?? 1
    guard omega > 0, omega.isFinite else { return nil }
    let filter = family.filter(stepSize: omega)
    guard isReparametrized else { return (filter, isLearned ? family.slope(ofStep: omega) : 0) }
    if isWeakSignal { return (SineFilter(amplitude: filter.forcedGain.value), 0) }
    return (LinearFilter(forcedGain: filter.forcedGain, forcedSlope: 0), 0)
  }
}
