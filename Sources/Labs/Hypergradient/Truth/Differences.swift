// The gradient of h by differences, for comparison with the certified one.

import LabKit
import LinearAlgebra

/// Central differences of h with one extrapolation, (4D(s) − D(2s))/3, in random directions.
struct Differences: Sendable {
  /// The largest |⟨∇h, w⟩ − difference| over all unit directions w.
  let error: Double
  /// Its uncertainty, from rounding and the next term of the expansion.
  let uncertainty: Double

  /// Compares a gradient with differences; nil where the support of the Lasso changes within the steps, or h overflows.
  ///
  /// - Parameters:
  ///   - problem: The whole problem.
  ///   - truth: The gradient.
  ///   - directions: The number of directions.
  ///   - seed: The seed of the directions.
  /// - Throws: ``LabError/failed(_:)`` where z* is not unique.
  init?(
    _ problem: BilevelProblem<Level, Level>, _ truth: Truth, directions: Int = 3, seed: UInt64
  ) throws(LabError) {
    let step = problem.lower.hasKinks ? 1e-4 : 1e-3
    var generator = CounterGenerator(seed: 29, shift: seed)
    var worst = 0.0
    // Terms that cancel in F leave their rounding, even where h is 0.
    var scale = abs(truth.value) + problem.upper.lossMagnitude(truth.solution)
    for _ in 0..<directions {
      var direction = generator.normals(truth.lambda.count)
      LinearAlgebra.scale(&direction, by: 1 / norm(direction))
      var values: [Double] = []
      for multiple in [1.0, -1, 2, -2] {
        var lambda = truth.lambda
        add(multiple * step, direction, to: &lambda)
        let z = try problem.lower.minimizer(lambda, from: truth.solution)
        if let support = truth.support, nonzeroEntries(of: z) != support { return nil }
        values.append(problem.upper.value(z, lambda))
        scale = max(scale, abs(values[values.count - 1]))
      }
      let near = (values[0] - values[1]) / (2 * step)
      let far = (values[2] - values[3]) / (4 * step)
      worst = max(worst, abs((4 * near - far) / 3 - dot(direction, truth.gradient)))
    }
    guard scale.isFinite else { return nil }
    error = worst
    let terms = problem.lower.roundingFactor / Level.unit
    // A minimiser is known to the condition of H in its own units, and λ to its own rounding.
    var slope = [Double](repeating: 0, count: truth.solution.count)
    problem.upper.gradient(truth.solution, truth.lambda, into: &slope)
    let condition = truth.curvature.lower > 0 ? truth.curvature.upper / truth.curvature.lower : 0
    let drift = condition * norm(truth.solution) * norm(slope)
    uncertainty =
      (1e-6 + Level.unit * norm(truth.lambda) / step) * norm(truth.gradient)
      + Level.unit * (terms * scale + drift) / step
  }
}
