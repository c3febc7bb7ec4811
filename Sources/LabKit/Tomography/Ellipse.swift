// Ellipses of any direction, of which phantoms and random pictures consist.

import Libc

/// An ellipse with the axes a and b around a point, turned by φ; its radius r is 1 on the edge and 0 in the middle.
package struct Ellipse: Sendable, Equatable {
  /// a and b, along the first and the second axis.
  package let first, second: Double
  /// The middle.
  package let x, y: Double
  /// cos φ and sin φ.
  private let cosine, sine: Double

  /// Creates an ellipse.
  ///
  /// - Parameters:
  ///   - axes: a > 0 and b > 0.
  ///   - center: The middle.
  ///   - degrees: φ, the angle of the first axis with the x-axis, in degrees.
  package init(axes: (Double, Double), center: (Double, Double), degrees: Double) {
    (first, second) = axes
    (x, y) = center
    let angle = degrees * .pi / 180
    (cosine, sine) = (cos(angle), sin(angle))
  }

  /// r² = (u/a)² + (v/b)² for the coordinates u and v of a point along the axes; at most 1 within the ellipse.
  package func squaredRadius(_ x: Double, _ y: Double) -> Double {
    let (u, v) = (x - self.x, y - self.y)
    let along = (u * cosine + v * sine) / first
    let across = (v * cosine - u * sine) / second
    return along * along + across * across
  }

  /// s² = a² cos²(θ−φ) + b² sin²(θ−φ), the square of half the width of the shadow along a direction θ.
  ///
  /// - Parameters:
  ///   - cosine: cos θ.
  ///   - sine: sin θ.
  /// - Returns: s²: the lines x cos θ + y sin θ = t at most s from the middle meet the ellipse.
  package func squaredHalfWidth(cosine: Double, sine: Double) -> Double {
    let along = first * (cosine * self.cosine + sine * self.sine)
    let across = second * (sine * self.cosine - cosine * self.sine)
    return along * along + across * across
  }
}
