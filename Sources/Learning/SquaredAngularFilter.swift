// The bilevel filter in angles that reach no eigenvalue below 0.

import ToyModel

/// The bilevel denoiser as a function of other angles: T = cos²(√(BᵀB)).
///
/// With B = U diag(b)Vᵀ the denoiser is that of R = U diag(tan b)Vᵀ for every b.
///
/// With few frames negative eigenvalues of T can lower the empirical risk, and an eigenvalue learned as
/// cos b < 0 may be far worse as |cos b|. Here T is a bilevel denoiser everywhere, or a limit of such
/// denoisers. The price is that T does not change with b to first order where an eigenvalue is 0, so
/// ``AngularFilter`` is faster where it is valid.
///
/// Everything follows from cos² √s = ½(1 + cos √(4s)).
struct SquaredAngularFilter: DifferentiableFilter {
  private let angular = AngularFilter()

  func gain(at s: Double) -> Gain {
    let root = angular.gain(at: s).value
    return Gain(value: root * root, defect: 0.5 * angular.gain(at: 4 * s).defect)
  }

  func derivative(at s: Double) -> Double { 2 * angular.derivative(at: 4 * s) }

  var forcedGain: Gain { .one }

  var image: FilterImage { FilterImage(lowerBound: .zero, upperBound: .one) }

  func slope(at g: Double) -> Double { 2 * angular.slope(at: 4 * g) }

  func differences(_ x: Double, _ y: Double) -> FilterDifferences {
    let differences = angular.differences(4 * x, 4 * y)
    return FilterDifferences(first: 2 * differences.first, second: 8 * differences.second)
  }
}
