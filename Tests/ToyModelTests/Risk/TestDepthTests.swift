// Learned models that are run for another number of steps, against the recursion with dense matrices.

import LinearAlgebra
import Reference
import TestSupport
import Testing
import ToyModel

@Suite("Another depth than the one trained") struct TestDepthTests {
  private static let eigenvalues = [3, 1.2, 0.5, 0.1]
  private static let noise = 0.81

  private func optimum(_ family: DenoiserFamily, rows: Int) -> OptimalRisk {
    OptimalRisk(
      spectrum: Spectrum(eigenvalues: Self.eigenvalues), noiseVariance: Self.noise, rows: rows,
      family: family)
  }

  /// R for the eigenvalues of T, with the least s of every free direction.
  private func regularizer(
    _ optimum: OptimalRisk, _ filter: any BranchedFilter, rows: Int
  ) throws -> Matrix {
    var regularizer = Matrix(repeating: 0, rows: rows, columns: 4)
    var (row, direction) = (0, 0)
    for line in optimum.eigenvalues {
      for _ in 0..<line.multiplicity {
        if !line.isForced {
          regularizer[row, direction] = try #require(filter.inverse(line.gain)).squareRoot()
          row += 1
        }
        direction += 1
      }
    }
    return regularizer
  }

  @Test(
    "gradient descent run with the learned R and ω has the risk L(N′)",
    arguments: [(2, 2), (4, 2), (3, 2), (5, 2), (5, 1), (4, 3), (7, 2)])
  func dense(depth: Int, rows: Int) throws {
    let family = DenoiserFamily.unrolled(depth: depth, step: .learned)
    let found = optimum(family, rows: rows)
    let omega = try #require(found.stepSize)
    let r = try regularizer(
      found, UnrolledFilter(depth: depth, stepSize: omega), rows: rows)
    for test in 1...9 {
      let tested = try #require(
        found.tested(depth: test, of: family, noiseVariance: Self.noise))
      let denoiser = DenseDenoiser.unrolled(r, depth: test, stepSize: omega)
      let risk = Risk(
        denoiser: denoiser, secondMoment: Matrix(diagonal: Self.eigenvalues),
        noiseVariance: Self.noise)
      // Steps that overshoot multiply the rounding errors of R by up to 3 each.
      expectClose(tested.risk.total, risk.total, .iterative(1e-10), "N = \(depth), N′ = \(test)")
      #expect(tested.stepSize == omega && tested.attainment == .attained)
      if test == depth { expectClose(tested.risk.total, found.risk.total, .golden) }
    }
  }

  @Test("where E or F is attained the trained depth is the best", arguments: [2, 4, 5, 7, 8])
  func best(depth: Int) throws {
    let family = DenoiserFamily.unrolled(depth: depth, step: .learned)
    let found = optimum(family, rows: 2)
    for test in 1...20 {
      let tested = try #require(
        found.tested(depth: test, of: family, noiseVariance: Self.noise))
      expectAtMost(found.risk.total, tested.risk.total, .golden, "N′ = \(test)")
      // ½ Σ w (t − t*)² over free directions, and ½ Σ w (c₀ − c*)² over the forced ones.
      var excess = 0.0
      for (line, best) in zip(tested.eigenvalues, found.eigenvalues) {
        let difference = line.gain.value - best.gain.value
        excess +=
          0.5 * Double(line.multiplicity) * (line.dataEigenvalue + Self.noise) * difference
          * difference
      }
      expectClose(
        tested.risk.total - found.risk.total, excess, .iterative(1e-9), scale: tested.risk.total)
    }
  }

  @Test("odd depths run for d more steps grow like q²ᵈ, q = −1.7191 for N = 5")
  func growth() throws {
    let family = DenoiserFamily.unrolled(depth: 5, step: .learned)
    let found = optimum(family, rows: 2)
    let risks = try [20, 22].map {
      try #require(found.tested(depth: $0, of: family, noiseVariance: Self.noise)).risk.total
    }
    let q = (risks[1] / risks[0]).squareRoot().squareRoot()
    #expect(abs(q - 1.7191) < 2e-4, "\(q)")
  }

  @Test("an infimum that is not attained has no model to be run")
  func notAttained() throws {
    let family = DenoiserFamily.unrolled(depth: 3, step: .learned)
    let found = OptimalRisk(
      spectrum: Spectrum(eigenvalues: [5, 0, 0, 0]), noiseVariance: Self.noise, rows: 2,
      family: family)
    #expect(found.attainment == .stepSizeToZero)
    #expect(found.tested(depth: 4, of: family, noiseVariance: Self.noise) == nil)
  }

  @Test(
    "other algorithms are run with the parameters they have learned",
    arguments: [
      ("heavy-ball", 3, ParameterChoices(.learned, .fixed(0.75))),
      ("heavy-ball", 3, ParameterChoices(.learned, .learned)),
      ("nesterov", 4, ParameterChoices(.learned, .fixed(0.5))),
      ("proximal-point", 3, ParameterChoices(.learned)),
      ("admm", 3, ParameterChoices(.learned)), ("chebyshev", 4, ParameterChoices(.learned)),
    ])
  func others(name: String, depth: Int, choices: ParameterChoices) throws {
    let algorithm = try #require(Algorithm(name: name))
    let family = DenoiserFamily(algorithm, depth: depth, choices: choices)
    let found = optimum(family, rows: 2)
    try #require(found.attainment == .attained)
    let same = try #require(found.tested(depth: depth, of: family, noiseVariance: Self.noise))
    expectClose(same.risk.total, found.risk.total, .iterative(1e-12))
    let more = try #require(found.tested(depth: depth + 1, of: family, noiseVariance: Self.noise))
    #expect(more.risk.total > found.risk.total)
  }

  @Test(
    "for k = n, where the largest gain is f(0) itself, a model run for its own depth has its own risk",
    arguments: ["proximal-point", "implicit-regularizer", "implicit-data"], 2...9)
  func wholeRank(name: String, depth: Int) throws {
    let algorithm = try #require(Algorithm(name: name))
    let family = DenoiserFamily(
      algorithm, depth: depth, choices: ParameterChoices(.learned))
    let optimum = OptimalRisk(
      spectrum: Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1]), noiseVariance: 0.81, rows: 4,
      family: family)
    let tested = try #require(optimum.tested(depth: depth, of: family, noiseVariance: 0.81))
    #expect(abs(tested.risk.total - optimum.risk.total) <= 1e-12 * optimum.risk.total)
  }
}
