// Denoisers of weak signals, whose eigenvalues are all tiny.

import ToyModel

/// T = a sin²(½√(BᵀB)): every eigenvalue from 0 to a, where R has a row for every direction.
///
/// With k = n no eigenvalue is forced, and a bilevel T (a = 1) or one of even depth (a = c₀) can have any of
/// these eigenvalues. When noise dominates, the best ones are tiny. Here they are about ¼ab and keep all their
/// digits, which 1/(1+s), cos √b and c₀ − b would lose to rounding.
///
/// Everything follows from sin² ½√s = ½(1 − cos √s).
struct SineFilter: DifferentiableFilter {
  /// a, in (0, 1].
  let amplitude: Double
  private let angular = AngularFilter()

  init(amplitude: Double) { self.amplitude = amplitude }

  func gain(at s: Double) -> Gain { Gain(value: 0.5 * amplitude * angular.gain(at: s).defect) }

  func derivative(at s: Double) -> Double { -0.5 * amplitude * angular.derivative(at: s) }

  var forcedGain: Gain { .zero }

  var image: FilterImage { FilterImage(lowerBound: .zero, upperBound: Gain(value: amplitude)) }

  func slope(at g: Double) -> Double { -0.5 * amplitude * angular.slope(at: g) }

  func differences(_ x: Double, _ y: Double) -> FilterDifferences {
    let differences = angular.differences(x, y)
    return FilterDifferences(
      first: -0.5 * amplitude * differences.first, second: -0.5 * amplitude * differences.second)
  }
}
