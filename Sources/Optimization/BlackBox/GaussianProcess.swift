// Regression by a Gaussian process, and the improvement that it expects.

import Libc
import LinearAlgebra

/// A Gaussian process with a squared exponential kernel, conditioned on values of a function.
///
/// The kernel is k(x, x′) = exp(−½ Σ (xᵢ − x′ᵢ)²/ℓᵢ²). Values are centred and scaled to standard deviation 1 first, and
/// ``nugget`` is added to the diagonal of the kernel matrix.
///
/// - SeeAlso: C. E. Rasmussen and C. K. I. Williams, Gaussian processes for machine learning, MIT Press 2006,
///   algorithm 2.1.
public struct GaussianProcess: Sendable {
  /// The number that is added to the diagonal of the kernel matrix: the variance of the noise of scaled values.
  public let nugget: Double
  /// The smallest value.
  public let best: Double
  private let points: [[Double]]
  private let inverseLengths: [Double]
  private let mean: Double
  private let deviation: Double
  private let factor: CholeskyFactorization
  /// (K + εI)⁻¹ times the scaled values.
  private let weights: [Double]

  /// Conditions the process; nil where the kernel matrix is not positive definite to working precision.
  ///
  /// - Parameters:
  ///   - evaluations: At least one point of p variables with its value.
  ///   - lengths: ℓ, p positive numbers.
  ///   - nugget: ε > 0.
  /// - Complexity: O(m³ + pm²) for m points.
  public init?(_ evaluations: [EvaluatedPoint], lengths: [Double], nugget: Double = 1e-6) {
    precondition(!evaluations.isEmpty, "a process without values")
    precondition(
      lengths.allSatisfy { $0 > 0 } && evaluations.allSatisfy { $0.point.count == lengths.count },
      "points of \(evaluations[0].point.count) variables with lengths \(lengths)")
    precondition(nugget > 0, "a nugget of \(nugget)")
    self.nugget = nugget
    points = evaluations.map(\.point)
    inverseLengths = lengths.map { 1 / $0 }
    let values = evaluations.map(\.value)
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    self.mean = mean
    deviation = square.squareRoot() + 1e-12
    best = values.min() ?? mean
    var kernel = Matrix(repeating: 0, rows: values.count, columns: values.count)
    for j in points.indices {
      for i in j..<points.count {
        kernel[i, j] =
          i == j
          ? 1 + nugget : Self.kernel(points[i], points[j], inverseLengths)
      }
    }
    guard let factor = CholeskyFactorization(kernel) else { return nil }
    self.factor = factor
    let scale = deviation
    var weights = values.map { ($0 - mean) / scale }
    factor.solve(&weights)
    self.weights = weights
  }

  private static func kernel(
    _ x: [Double], _ y: [Double], _ inverseLengths: [Double]
  ) -> Double {
    var square = 0.0
    for index in x.indices {
      let difference = (x[index] - y[index]) * inverseLengths[index]
      square += difference * difference
    }
    return exp(-0.5 * square)
  }

  /// The distribution of the value at a point: its mean and its standard deviation.
  ///
  /// - Parameter point: x, p numbers.
  /// - Returns: Both; the deviation is that of the function, without the noise of the values.
  /// - Complexity: O(m² + pm) for m points.
  public func prediction(at point: [Double]) -> (mean: Double, deviation: Double) {
    predictions(at: [point])[0]
  }

  /// The distributions of the values at several points, each by itself.
  ///
  /// - Parameter candidates: Points of p numbers.
  /// - Returns: The mean and the standard deviation for every point.
  /// - Complexity: O(m² + pm) for each.
  public func predictions(at candidates: [[Double]]) -> [(mean: Double, deviation: Double)] {
    let m = points.count
    var covariances = [Double](repeating: 0, count: m * candidates.count)
    for (column, candidate) in candidates.enumerated() {
      for row in 0..<m {
        covariances[row + column * m] = Self.kernel(points[row], candidate, inverseLengths)
      }
    }
    let right = Matrix(rows: m, columns: candidates.count, elements: covariances)
    var solved = right
    factor.solve(&solved)
    return candidates.indices.map { column in
      var (center, explained) = (0.0, 0.0)
      for row in column * m..<(column + 1) * m {
        center += covariances[row] * weights[row - column * m]
        explained += covariances[row] * solved.elements[row]
      }
      return (
        mean + deviation * center, deviation * max(1 - explained, 1e-12).squareRoot()
      )
    }
  }

  /// The expected improvement E max(0, best − f(x)) at several points.
  ///
  /// With the mean μ and the standard deviation σ of f(x) and u = (best − μ)/σ it is σ(uΦ(u) + φ(u)).
  ///
  /// - Parameter candidates: Points of p numbers.
  /// - Returns: A number of at least 0 for every point.
  /// - Complexity: O(m² + pm) for each.
  /// - SeeAlso: D. R. Jones, M. Schonlau and W. J. Welch, Efficient global optimization of expensive black-box
  ///   functions, J. Global Optimization 13 (1998).
  public func expectedImprovements(at candidates: [[Double]]) -> [Double] {
    predictions(at: candidates).map { prediction in
      let u = (best - prediction.mean) / prediction.deviation
      let density = exp(-0.5 * u * u) / (2 * Double.pi).squareRoot()
      let share = 0.5 * erfc(-u / 2.0.squareRoot())
      return max(prediction.deviation * (u * share + density), 0)
    }
  }
}
