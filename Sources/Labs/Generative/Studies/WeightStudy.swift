// A generator whose weights may change, the likelihood of a variance, and Fourier data.

import Evidence
import LabKit
import Libc
import LinearAlgebra

/// What stands beside soft generative regularisers: free weights, log det Σ and zero filling.
struct WeightStudy {
  private let model: GaussianGenerator
  private let shift: UInt64

  /// The study of one generator.
  init(_ model: GaussianGenerator, shift: UInt64) {
    self.model = model
    self.shift = shift
  }

  /// Decides the claims.
  ///
  /// - Parameters:
  ///   - generator: The source of the draws.
  ///   - study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  func report(_ generator: inout CounterGenerator, to study: inout LabStudy) throws(LabError) {
    decideWeights(&generator, to: &study)
    if study.settings.isPinned { try decideDraws(to: &study) }
    decideLikelihood(to: &study)
    try decideZeroFilling(to: &study)
  }

  /// Compares the least change of the weights with its closed form, and with other changes that give the same u.
  private func decideWeights(_ generator: inout CounterGenerator, to study: inout LabStudy) {
    let (n, k) = (model.signalCount, model.latentCount)
    let u = generator.normals(n)
    let z = generator.normals(k)
    let direction = generator.normals(n)
    let square = dot(z, z)
    let residual = difference(u, model.weights.applied(to: z))
    var change = Matrix(repeating: 0, rows: n, columns: k)
    var other = change
    // A row that zᵀ annihilates; none for k = 1, where the change is the only one.
    var orthogonal = [Double](repeating: 0, count: k)
    if k > 1 { (orthogonal[0], orthogonal[1]) = (-z[1], z[0]) }
    for i in 0..<n {
      for j in 0..<k {
        change[i, j] = residual[i] * z[j] / square
        other[i, j] = change[i, j] + direction[i] * orthogonal[j]
      }
    }
    let size = norm(u)
    func miss(_ change: Matrix) -> Double {
      var image = model.weights.applied(to: z)
      add(1, change.applied(to: z), to: &image)
      return distance(image, u) / size
    }
    let predicted = dot(residual, residual) / square
    let value = change.innerProduct(change)
    let gain = max(value / other.innerProduct(other) - 1, 0)
    study.decide(
      GeneratorClaims.weights,
      "largest relative error of value and constraint, and gain of another change", predicted: 0,
      computed: max(abs(value / predicted - 1), miss(change), miss(other), gain),
      .rounding(1e-11))
  }

  /// Mean errors of free weights between those of the covariance model and of the range.
  private func decideDraws(to study: inout LabStudy) throws(LabError) {
    var generator = CounterGenerator(seed: 17, shift: shift)
    let (n, noise, tau, count) = (model.signalCount, 0.05, 60.0, 300)
    let setting = Measurement.mask(0.75, of: n, noise: noise, shift: shift)
    let range = try model.map(.range, setting)
    let covariance = try model.map(.covariance, setting)
    let inverse = try GaussianGenerator.pseudoInverse(of: model.weights)
    var sums = [0.0, 0.0, 0.0]
    for _ in 0..<count {
      let truth = model.signals(1, &generator)
      let data = setting.data(truth, &generator).elements
      let projected = range.applied(to: data)
      // For a mask MMᵀ = I, so that z is that of the range for every ‖z‖²/τ; the measured entries move towards the data.
      let z = inverse.applied(to: projected)
      let variance = dot(z, z) / tau
      let misfit = difference(data, setting.matrix.applied(to: projected))
      var free = projected
      add(
        variance / (variance + noise * noise), setting.matrix.transposed.applied(to: misfit),
        to: &free)
      for (index, u) in [covariance.applied(to: data), free, projected].enumerated() {
        let error = difference(u, truth.elements)
        sums[index] += dot(error, error) / Double(n * count)
      }
    }
    study.pin(GeneratorClaims.inverse, [0.0111925, 0.0164857, 0.0282247], sums)
  }

  /// The variance that minimises c·log v + ½u²/v on a grid, and on a finer one around its best point, for both factors c.
  private func decideLikelihood(to study: inout LabStudy) {
    let square = 0.49
    func best(_ factor: Double) -> Double {
      func criterion(_ logarithm: Double) -> Double {
        factor * logarithm + square / (2 * exp(logarithm))
      }
      var (middle, radius) = (-2.0, 7.0)
      for _ in 0..<2 {
        let grid = (-2000...2000).map { middle + radius * Double($0) / 2000 }
        middle = grid.min { criterion($0) < criterion($1) } ?? .nan
        radius /= 1000
      }
      return exp(middle)
    }
    for (claim, factor) in [
      (GeneratorClaims.likelihood, 0.5), (GeneratorClaims.printedLikelihood, 1),
    ] {
      study.decide(
        claim, "fitted variance for u² = 0.49", predicted: square, computed: best(factor),
        .gap(1e-4 * square))
    }
  }

  /// Compares zero filling with the shortest least-squares solution, over the real and imaginary parts.
  private func decideZeroFilling(to study: inout LabStudy) throws(LabError) {
    var generator = CounterGenerator(seed: 23, shift: shift)
    let n = 16
    let frequencies = generator.choose(9, of: n).sorted()
    let signal = generator.normals(n)
    let m = frequencies.count
    var transform = Matrix(repeating: 0, rows: 2 * m, columns: 2 * n)
    for (row, frequency) in frequencies.enumerated() {
      for column in 0..<n {
        let angle = -2 * Double.pi * Double(frequency * column % n) / Double(n)
        let (real, imaginary) = (
          cos(angle) / Double(n).squareRoot(), sin(angle) / Double(n).squareRoot()
        )
        (transform[row, column], transform[row, n + column]) = (real, -imaginary)
        (transform[m + row, column], transform[m + row, n + column]) = (imaginary, real)
      }
    }
    let data = transform.applied(to: signal + [Double](repeating: 0, count: n))
    let filled = transform.transposed.applied(to: data)
    let (shortest, rank) = try factorized(transform.leastSquares(data))
    study.decide(
      GeneratorClaims.zeroFilling,
      "largest difference; 1 more if the rank is not twice the number of frequencies",
      predicted: 0, computed: maximumDistance(filled, shortest) + (rank == 2 * m ? 0 : 1),
      .rounding(1e-12))
  }
}
