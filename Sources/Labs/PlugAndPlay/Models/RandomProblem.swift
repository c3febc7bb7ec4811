// Random analysis problems on which the conjecture is tried.

import LabKit
import LinearAlgebra
import Optimization

/// A near the identity, n = 8, a Gaussian Γ of 12 × 8, λ = 0.1.
struct RandomProblem {
  let problem: AnalysisProblem
  private let map: Matrix
  private let transform: Matrix
  private let stepSize: Double
  private let dualStep: Double
  private let factor: LUFactorization

  /// Draws an instance.
  ///
  /// - Parameters:
  ///   - number: Its number from 0.
  ///   - seed: The seed of the settings.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  init(_ number: Int, seed: UInt64) throws(LabError) {
    var generator = CounterGenerator(seed: 4000 + UInt64(number), shift: seed)
    var map = generator.normals(rows: 8, columns: 8)
    scale(&map, by: 1 / 3)
    for index in 0..<8 { map[index, index] += 1 }
    let transform = generator.normals(rows: 12, columns: 8)
    self.transform = transform
    let data = generator.normals(8)
    let gram = try positiveDefinite(transform.gram(), "ΓᵀΓ of a random Γ")
    problem = AnalysisProblem(
      map, data: data, transform: transform, penalty: 0.1, factor: gram)
    let matrix = map
    self.map = matrix
    let size = try factorized(operatorNorm(of: matrix)).upper
    let length = try factorized(operatorNorm(of: transform)).upper
    stepSize = 1 / (size * size)
    dualStep = 0.99 / (length * length)
    factor = try factorized(LUFactorization(matrix))
  }

  /// Iterates until the gap is at most a tenth of 10⁻⁸, or a number of iterations is reached.
  func run(_ steps: Int, limit: Int) -> (iterations: Int, gap: Double) {
    var iteration = PlugAndPlayIteration(
      map, data: problem.data, stepSize: stepSize,
      AnalysisDenoiser(
        transform: transform, weight: stepSize * problem.penalty, stepSize: dualStep),
      steps: steps, isWarm: true)
    var gap = Double.infinity
    while gap > 1e-9, iteration.iterations < limit {
      iteration.run(50)
      let dual = iteration.state.map { $0 / stepSize }
      // Either certificate is valid; that of the residual does not suffer from a nearly singular A.
      gap = min(
        problem.certificate(iteration.image, dual: dual, factor: factor).gap,
        problem.certificate(iteration.image, dual: dual).gap)
    }
    return (iteration.iterations, gap)
  }
}
