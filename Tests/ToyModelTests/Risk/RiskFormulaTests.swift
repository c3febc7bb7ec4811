// The bias-variance decomposition of any matrix against the formulas of the toy models.

import LinearAlgebra
import TestSupport
import Testing
import ToyModel

@Suite("Risk of a given denoiser", .tags(.property))
struct RiskFormulaTests {
  private static let (mu, theta, variance) = (0.7, 0.4, 0.81)

  /// A random denoiser, not symmetric, with ‖(T−I)𝟏‖² and ‖T−I‖_F² by their definitions.
  private static func random(
    _ n: Int, _ seed: UInt64
  ) -> (denoiser: Matrix, error: Double, constantError: Double) {
    var generator = SeededGenerator(seed: seed)
    let denoiser = Matrix.random(rows: n, columns: n, using: &generator)
    var (error, constantError) = (0.0, 0.0)
    for i in 0..<n {
      var row = 0.0
      for j in 0..<n {
        let entry = denoiser[i, j] - (i == j ? 1 : 0)
        error += entry * entry
        row += entry
      }
      constantError += row * row
    }
    return (denoiser, error, constantError)
  }

  private static func rounding(_ n: Int) -> Tolerance { .roundoff(operations: 16 * n * n) }

  @Test(
    "constant data: ½(μ²+θ²)‖(T−I)𝟏‖² + ½σ²‖T‖_F²", arguments: [1, 2, 5, 20],
    1...4 as ClosedRange<UInt64>)
  func constant(n: Int, seed: UInt64) {
    let (denoiser, _, constantError) = Self.random(n, seed)
    let energy = Self.mu * Self.mu + Self.theta * Self.theta
    let moment = Matrix(repeating: energy, rows: n, columns: n)
    let risk = Risk(denoiser: denoiser, secondMoment: moment, noiseVariance: Self.variance)
    let norm = denoiser.frobeniusNorm
    // The sum over the entries of (T−I)𝟏 may cancel; its terms are of size ‖T‖² n.
    expectClose(
      risk.bias, 0.5 * energy * constantError, Self.rounding(n),
      scale: 0.5 * energy * (norm + 1) * (norm + 1) * Double(n), "n = \(n), seed \(seed)")
    expectClose(risk.variance, 0.5 * Self.variance * norm * norm, Self.rounding(n))
    #expect(risk.total == risk.bias + risk.variance)
  }

  @Test(
    "i.i.d. data: ½(μ²‖(T−I)𝟏‖² + θ²‖T−I‖_F²) + ½σ²‖T‖_F²", arguments: [1, 2, 5, 20],
    1...4 as ClosedRange<UInt64>)
  func independent(n: Int, seed: UInt64) {
    let (denoiser, error, constantError) = Self.random(n, seed)
    var moment = Matrix(repeating: Self.mu * Self.mu, rows: n, columns: n)
    for i in 0..<n { moment[i, i] += Self.theta * Self.theta }
    let risk = Risk(denoiser: denoiser, secondMoment: moment, noiseVariance: Self.variance)
    let expected =
      0.5 * (Self.mu * Self.mu * constantError + Self.theta * Self.theta * error)
    let norm = denoiser.frobeniusNorm
    expectClose(
      risk.bias, expected, Self.rounding(n), scale: 0.5 * (norm + 1) * (norm + 1) * Double(n),
      "n = \(n), seed \(seed)")
    expectClose(risk.variance, 0.5 * Self.variance * norm * norm, Self.rounding(n))
  }

  @Test(
    "a change of the orthonormal basis changes nothing", arguments: [1, 3, 8],
    1...4 as ClosedRange<UInt64>)
  func invariance(n: Int, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let denoiser = Matrix.random(rows: n, columns: n, using: &generator)
    let moment = Matrix.random(rows: n + 2, columns: n, using: &generator).gram()
    let basis = try Matrix.randomOrthogonal(n, using: &generator)
    func turned(_ matrix: Matrix) -> Matrix {
      basis.multiplied(by: matrix).multiplied(by: basis.transposed)
    }
    let risk = Risk(denoiser: denoiser, secondMoment: moment, noiseVariance: 0.5)
    let other = Risk(
      denoiser: turned(denoiser), secondMoment: turned(moment), noiseVariance: 0.5)
    let norm = denoiser.frobeniusNorm + 1
    expectClose(
      other.bias, risk.bias, Self.rounding(n), scale: moment.frobeniusNorm * norm * norm,
      "n = \(n), seed \(seed)")
    expectClose(other.variance, risk.variance, Self.rounding(n))
  }

  @Test("a shared eigenbasis splits the risk", arguments: DataSample.all(sizes: [1, 3, 8]))
  func spectral(_ sample: DataSample) throws {
    var generator = SeededGenerator(seed: sample.seed)
    let basis = try Matrix.randomOrthogonal(sample.dimension, using: &generator)
    let moment = Matrix.symmetric(eigenvalues: sample.eigenvalues, vectors: basis)
    let gains = sample.eigenvalues.map { _ in 2 * generator.nextUniform() - 0.5 }
    let denoiser = Matrix.symmetric(eigenvalues: gains, vectors: basis)
    let dense = Risk(
      denoiser: denoiser, secondMoment: moment, noiseVariance: sample.noiseVariance)
    let split = Risk(
      eigenvalues: zip(sample.eigenvalues, gains).map {
        DenoiserEigenvalue(
          dataEigenvalue: $0, gain: Gain(value: $1), multiplicity: 1, isForced: false)
      }, noiseVariance: sample.noiseVariance)
    expectClose(
      dense.bias, split.bias, Self.rounding(sample.dimension),
      scale: moment.frobeniusNorm * 2.25, sample.testDescription)
    expectClose(dense.variance, split.variance, Self.rounding(sample.dimension))
  }

  @Test(
    "the optimal T, as a matrix, has the optimal risk", arguments: DataSample.all(sizes: [3, 8]))
  func optimum(_ sample: DataSample) throws {
    var generator = SeededGenerator(seed: sample.seed)
    let basis = try Matrix.randomOrthogonal(sample.dimension, using: &generator)
    for family in [DenoiserFamily.linear, .bilevel, .unrolled(depth: 3, step: .fixed(0.6))] {
      let optimum = sample.optimum(family, rows: 2)
      let lines = optimum.eigenvalues.flatMap { line in
        (0..<line.multiplicity).map { _ in (line.dataEigenvalue, line.gain.value) }
      }
      #expect(lines.count == sample.dimension)
      let risk = Risk(
        denoiser: .symmetric(eigenvalues: lines.map(\.1), vectors: basis),
        secondMoment: .symmetric(eigenvalues: lines.map(\.0), vectors: basis),
        noiseVariance: sample.noiseVariance)
      expectClose(
        risk.total, optimum.risk.total, .roundoff(operations: 1024), scale: 10, "\(family)")
    }
  }
}
