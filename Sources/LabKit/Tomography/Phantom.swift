// Phantoms whose Radon transform has a closed form.

import Libc

/// A sum of ellipses of constant density, and of Gaussians.
package struct Phantom: Sendable, Equatable {
  /// An ellipse of constant density, or the Gaussian with its axes as standard deviations.
  package struct Part: Sendable, Equatable {
    /// The density of an ellipse, or the integral of a Gaussian.
    let amount: Double
    /// Where it is.
    let ellipse: Ellipse
    /// Whether it is a Gaussian.
    let isGaussian: Bool

    /// ab.
    fileprivate var area: Double { ellipse.first * ellipse.second }
  }

  /// The parts, whose densities add up.
  package let parts: [Part]

  /// The phantoms by their names.
  package static let names = ["shepp-logan", "shepp-logan-1974", "disk", "gaussian"]

  /// Creates a phantom.
  ///
  /// - Parameter name: One of ``names``.
  package init(named name: String) {
    switch name {
    case "disk": self.init([Self.ellipse(1, 0.6, 0.6, 0, 0, 0)])
    case "gaussian": self.init(gaussian: 0.125)
    case "shepp-logan-1974": self.init(Self.head([2, -0.98, -0.02, -0.02, 0.01]))
    default: self.init(Self.head([1, -0.8, -0.2, -0.2, 0.1]))
    }
  }

  private init(_ parts: [Part]) { self.parts = parts }

  /// Creates a Gaussian of integral 1 around the origin with a standard deviation.
  package init(gaussian deviation: Double) {
    let ellipse = Ellipse(axes: (deviation, deviation), center: (0, 0), degrees: 0)
    parts = [Part(amount: 1, ellipse: ellipse, isGaussian: true)]
  }

  private static func ellipse(
    _ amount: Double, _ a: Double, _ b: Double, _ x: Double, _ y: Double, _ degrees: Double
  ) -> Part {
    Part(
      amount: amount, ellipse: Ellipse(axes: (a, b), center: (x, y), degrees: degrees),
      isGaussian: false)
  }

  /// The ten ellipses of a head within [−1, 1]².
  ///
  /// - Parameter densities: Those of skull, brain, both ventricles, and of each of the six small ellipses: those of L. A. Shepp
  ///   and B. F. Logan, The Fourier reconstruction of a head section, IEEE Trans. Nucl. Sci. 21 (1974), or those of
  ///   P. Toft, The Radon transform (1996), which can be seen.
  /// - Returns: The ellipses.
  private static func head(_ densities: [Double]) -> [Part] {
    let small = densities[4]
    return [
      ellipse(densities[0], 0.69, 0.92, 0, 0, 0),
      ellipse(densities[1], 0.6624, 0.874, 0, -0.0184, 0),
      ellipse(densities[2], 0.11, 0.31, 0.22, 0, -18),
      ellipse(densities[3], 0.16, 0.41, -0.22, 0, 18),
      ellipse(small, 0.21, 0.25, 0, 0.35, 0), ellipse(small, 0.046, 0.046, 0, 0.1, 0),
      ellipse(small, 0.046, 0.046, 0, -0.1, 0), ellipse(small, 0.046, 0.023, -0.08, -0.605, 0),
      ellipse(small, 0.023, 0.023, 0, -0.606, 0), ellipse(small, 0.023, 0.046, 0.06, -0.605, 0),
    ]
  }

  /// The density at a point.
  package func density(_ x: Double, _ y: Double) -> Double {
    parts.reduce(0) { sum, part in
      let square = part.ellipse.squaredRadius(x, y)
      if part.isGaussian {
        return sum + part.amount * exp(-0.5 * square) / (2 * .pi * part.area)
      }
      return square <= 1 ? sum + part.amount : sum
    }
  }

  /// The integral along the line x cos θ + y sin θ = t.
  ///
  /// For an ellipse of density ρ with s² = a² cos²(θ−φ) + b² sin²(θ−φ) it is 2ρab(s² − t'²)^½/s², where t' is the distance
  /// from the line through the middle.
  ///
  /// - Parameters:
  ///   - cosine: cos θ.
  ///   - sine: sin θ.
  ///   - position: t.
  /// - Returns: The integral.
  package func lineIntegral(cosine: Double, sine: Double, position: Double) -> Double {
    parts.reduce(0) { sum, part in
      let square = part.ellipse.squaredHalfWidth(cosine: cosine, sine: sine)
      let t = position - part.ellipse.x * cosine - part.ellipse.y * sine
      if part.isGaussian {
        return sum + part.amount * exp(-0.5 * t * t / square)
          / (2 * .pi * square).squareRoot()
      }
      let rest = square - t * t
      return rest > 0 ? sum + 2 * part.amount * part.area * rest.squareRoot() / square : sum
    }
  }

  /// The sum of the magnitudes of all densities of ellipses.
  package var variation: Double { parts.reduce(0) { $0 + ($1.isGaussian ? 0 : abs($1.amount)) } }

  /// The integral over the plane, which is that of every row of a sinogram over t.
  package var mass: Double {
    parts.reduce(0) {
      $0 + ($1.isGaussian ? $1.amount : .pi * $1.amount * $1.area)
    }
  }
}
