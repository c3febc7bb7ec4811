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

  var turningPoint: Double { 0 }

  func slope(at g: Double) -> Double { -1 }

  func differences(_ x: Double, _ y: Double) -> FilterDifferences {
    FilterDifferences(first: -1, second: 0)
  }

  func stepDerivatives(at g: Double) -> (value: Double, slope: Double) { (forcedSlope, 0) }
}

/// A filter at a point, of a type known where it is used: generic code is as fast as its types.
enum FilterAtPoint {
  case bilevel(BilevelFilter)
  case angular(AngularFilter)
  case squaredAngular(SquaredAngularFilter)
  case unrolled(UnrolledFilter)
  case linear(LinearFilter)
  case sine(SineFilter)
}

extension DenoisingRisk {
  /// φ at a point, and the derivative of ω or ℓ in the last variable; nil where ω is not positive or
  /// not finite.
  func filterAtPoint(_ point: [Double]) -> (filter: FilterAtPoint, stepChain: Double)? {
    guard case .unrolled(let depth, _, let isLearned) = family else {
      guard parametrization == .reparametrized else { return (.bilevel(BilevelFilter()), 0) }
      if isWeakSignal { return (.sine(SineFilter(amplitude: 1)), 0) }
      return (maySignsHelp ? .squaredAngular(SquaredAngularFilter()) : .angular(AngularFilter()), 0)
    }
    if parametrization == .reparametrized, isLearned {
      let odds = natural(point)[point.count - 1]
      guard odds.isFinite else { return nil }
      let forced = Gain(value: 1 / (1 + exp(-odds)), defect: 1 / (1 + exp(odds)))
      guard forced.value > 0 else { return nil }
      return (
        .linear(LinearFilter(forcedGain: forced, forcedSlope: forced.value * forced.defect)), 1
      )
    }
    guard let omega = stepSize(point), omega > 0, omega.isFinite else { return nil }
    let filter = UnrolledFilter(depth: depth, stepSize: omega)
    guard parametrization == .reparametrized else {
      // dω/dα = 1 − e^(−ω).
      return (.unrolled(filter), isLearned ? -expm1(-omega) : 0)
    }
    if isWeakSignal { return (.sine(SineFilter(amplitude: filter.forcedGain.value)), 0) }
    return (.linear(LinearFilter(forcedGain: filter.forcedGain, forcedSlope: 0)), 0)
  }
}
