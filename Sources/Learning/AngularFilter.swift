// The bilevel filter in a parametrisation that attains its infima.

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
