// The filters of the reparametrisations, which attain infima and do not depend on the depth.

import Libc
import ToyModel

/// The bilevel denoiser as a function of angles: T = cos(√(BᵀB)).
///
/// With B = U diag(b)Vᵀ the denoiser has the eigenvalues f(b²) = cos b, and R = U diag(√(1/|cos b| − 1))Vᵀ
/// has the same ones up to sign. Angles beyond π/2 give eigenvalues below 0, which no R has.
/// Where sym S_xy is positive semidefinite a negative sign only increases the risk, so the minima are those
/// of bilevel learning, and R is never worse than B; elsewhere see ``SquaredAngularFilter``.
///
/// The infimum over R often lies at infinity: R grows without bound in some directions and stays small in
/// others, until rounding hides the small ones. Over B the same infimum is an ordinary minimum at angles
/// π/2, all directions have the same scale, and f is an entire function.
struct AngularFilter: DifferentiableFilter {
  func gain(at s: Double) -> Gain {
    let sine = sin(0.5 * s.squareRoot())
    return Gain(value: cos(s.squareRoot()), defect: 2 * sine * sine)
  }

  func derivative(at s: Double) -> Double { -0.5 * sineRatio(s) }

  var forcedGain: Gain { .one }

  var image: FilterImage { FilterImage(lowerBound: Gain(value: -1), upperBound: .one) }

  func slope(at g: Double) -> Double {
    let ratio = sineRatio(0.25 * g)
    return -0.5 * ratio * ratio
  }

  /// The derivative at the midpoint: this is called only for nearly equal arguments.
  func differences(_ x: Double, _ y: Double) -> FilterDifferences {
    let middle = 0.5 * (x + y)
    return FilterDifferences(
      first: derivative(at: middle),
      second: -0.25 * sineRatio(0.25 * middle) * sineRatioSlope(0.25 * middle))
  }

  /// sin(√s)/√s.
  private func sineRatio(_ s: Double) -> Double {
    s < 1e-8 ? 1 - s / 6 : sin(s.squareRoot()) / s.squareRoot()
  }

  /// The derivative of sin(√s)/√s in s, (b cos b − sin b)/(2b³), by its series where it cancels.
  private func sineRatioSlope(_ s: Double) -> Double {
    let b = s.squareRoot()
    return s < 0.01
      ? -1.0 / 6 + s * (1.0 / 60 + s * (-1.0 / 1680 + s / 90720))
      : (b * cos(b) - sin(b)) / (2 * b * s)
  }
}

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
