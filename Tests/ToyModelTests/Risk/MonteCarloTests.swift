// A third path to the risk: noise is drawn and the error is measured.

import LinearAlgebra
import TestSupport
import Testing
import ToyModel

@Suite("Risk by sampling", .tags(.property))
struct MonteCarloTests {
  /// The mean of ½‖T(y+ε) − y‖² with its standard error.
  private static func sampled(
    _ denoiser: Matrix, sigma: Double, samples: Int, generator: inout SeededGenerator,
    signal: (inout SeededGenerator) -> [Double]
  ) -> (mean: Double, standardError: Double) {
    let n = denoiser.rows
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<samples {
      let y = signal(&generator)
      let x = y.map { $0 + sigma * generator.nextNormal() }
      var loss = 0.0
      for i in 0..<n {
        var entry = -y[i]
        for j in 0..<n { entry += denoiser[i, j] * x[j] }
        loss += 0.5 * entry * entry
      }
      sum += loss
      squares += loss * loss
    }
    let count = Double(samples)
    let mean = sum / count
    return (mean, ((squares / count - mean * mean) / (count - 1)).squareRoot())
  }

  @Test("constant data", arguments: 1...4 as ClosedRange<UInt64>)
  func constant(seed: UInt64) {
    let (n, mu, theta, sigma) = (4, 0.8, 0.5, 0.9)
    var generator = SeededGenerator(seed: seed)
    let denoiser = Matrix.random(rows: n, columns: n, scale: 0.6, using: &generator)
    let (mean, error) = Self.sampled(
      denoiser, sigma: sigma, samples: 10_000, generator: &generator
    ) { generator in
      Array(repeating: mu + theta * generator.nextNormal(), count: n)
    }
    let risk = Risk(
      denoiser: denoiser,
      secondMoment: Matrix(repeating: mu * mu + theta * theta, rows: n, columns: n),
      noiseVariance: sigma * sigma)
    expectClose(
      mean, risk.total, .statistical(standardErrors: 4), scale: error, "seed \(seed)")
  }

  @Test("i.i.d. data, optimal odd denoiser", arguments: 1...4 as ClosedRange<UInt64>)
  func optimum(seed: UInt64) throws {
    let (n, theta, sigma) = (3, 0.5, 0.9)
    let spectrum = DataModel.independent(n: n, mu: 0, theta: theta).spectrum
    let optimum = OptimalRisk(
      spectrum: spectrum, noiseVariance: sigma * sigma, rows: 1,
      family: .unrolled(depth: 3, step: .learned))
    // C = θ²I: any basis is an eigenbasis.
    let gains = optimum.eigenvalues.flatMap { line in
      (0..<line.multiplicity).map { _ in line.gain.value }
    }
    var generator = SeededGenerator(seed: seed)
    let basis = try Matrix.randomOrthogonal(n, using: &generator)
    let (mean, error) = Self.sampled(
      .symmetric(eigenvalues: gains, vectors: basis), sigma: sigma, samples: 10_000,
      generator: &generator
    ) { generator in
      (0..<n).map { _ in theta * generator.nextNormal() }
    }
    expectClose(
      mean, optimum.risk.total, .statistical(standardErrors: 4), scale: error, "seed \(seed)")
  }
}
