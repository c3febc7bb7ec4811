// The noise in images of filtered back-projection, with linear interpolation between detectors.

import Libc
package import LinearAlgebra

extension FilteredBackProjection {
  /// The mean square of a reconstruction from white noise: its expectation and its standard deviation.
  package struct MeanSquare: Sendable, Equatable {
    /// The expectation, exact up to rounding.
    package let expected: Double
    /// The standard deviation, of which one random direction estimates the square.
    package let deviation: Double
  }

  /// The mean square of the reconstruction at n points, where the sinogram has white noise of variance 1.
  ///
  /// Values of different angles are independent. With the covariance C of the filtered values of one angle and the weights w₀
  /// and w₁ of a point between the detectors d and d + 1, the expectation is
  /// ```
  /// (π/A)² (1/n) Σ_points Σ_angles w₀²C_dd + w₁²C_{d+1,d+1} + 2w₀w₁C_{d,d+1}.
  /// ```
  /// The variance is 2‖S‖²/n² (Frobenius norm) for the covariance S of the values at the points; ‖S‖² is estimated by ‖Sz‖² for a vector z of
  /// independent normal numbers, whose expectation it is.
  ///
  /// - Parameters:
  ///   - points: The n points.
  ///   - generator: The source of z.
  /// - Returns: Expectation and standard deviation.
  /// - Complexity: O(AD² + An).
  package func meanSquareOfNoise(
    at points: [(x: Double, y: Double)], _ generator: inout CounterGenerator
  ) -> MeanSquare {
    precondition(!points.isEmpty, "the mean square at no point")
    let detectors = beam.detectorCount
    let filter = filter
    let variances = (0..<detectors).map { filter.columnProduct(filter, $0) }
    let covariances = (0..<detectors - 1).map { left in
      (0..<detectors).reduce(0) { $0 + filter[$1, left] * filter[$1, left + 1] }
    }
    let directions = generator.normals(points.count)
    var rows = Matrix(repeating: 0, rows: detectors, columns: beam.angleCount)
    var sum = 0.0
    interpolate(at: points) { angle, left, part, index in
      let rest = 1 - part
      sum +=
        rest * rest * variances[left] + part * part * variances[left + 1]
        + 2 * part * rest * covariances[left]
      rows[left, angle] += rest * directions[index]
      rows[left + 1, angle] += part * directions[index]
    }
    let factor = Double.pi / Double(beam.angleCount)
    // The filter is symmetric, so that this is Sz over π/A.
    let images = backProjected(filter.multiplied(by: filter.multiplied(by: rows)), at: points)
    let count = Double(points.count)
    return MeanSquare(
      expected: factor * factor * sum / count,
      deviation: 2.0.squareRoot() * factor * norm(images) / count)
  }
}
