// Random data, matrices and families: everything from a seed that is part of the test's arguments.

import Foundation
import LinearAlgebra
import TestSupport
import Testing
import ToyModel

/// A random spectrum with its noise.
struct DataSample: Sendable, CustomTestStringConvertible {
  let seed: UInt64
  let dimension: Int
  /// Eigenvalues γ from 10⁻² to 10, some equal; every third seed has eigenvalues 0.
  let eigenvalues: [Double]
  /// σ² from 0.1 to 2.
  let noiseVariance: Double

  init(seed: UInt64, dimension: Int) {
    self.seed = seed
    self.dimension = dimension
    var generator = SeededGenerator(seed: seed &* 1000 &+ UInt64(dimension))
    var values = (0..<dimension).map { _ in pow(10, 3 * generator.nextUniform() - 2) }
    for index in values.indices where index > 0 {
      if generator.nextUniform() < 0.2 { values[index] = values[index - 1] }
      if seed.isMultiple(of: 3) && generator.nextUniform() < 0.3 { values[index] = 0 }
    }
    eigenvalues = values
    noiseVariance = 0.1 + 1.9 * generator.nextUniform()
  }

  var spectrum: Spectrum { Spectrum(eigenvalues: eigenvalues) }

  /// The best risk of a family on this data.
  func optimum(_ family: DenoiserFamily, rows: Int) -> OptimalRisk {
    OptimalRisk(spectrum: spectrum, noiseVariance: noiseVariance, rows: rows, family: family)
  }

  /// The risk of the best linear denoiser, ½ Σ γσ²/(γ+σ²).
  var linearRisk: Double {
    eigenvalues.reduce(0) { $0 + 0.5 * $1 * noiseVariance / ($1 + noiseVariance) }
  }

  var testDescription: String { "seed \(seed), n = \(dimension)" }

  /// Seeds × sizes.
  static func all(seeds: ClosedRange<UInt64> = 1...9, sizes: [Int] = [1, 2, 3, 5, 8]) -> [Self] {
    seeds.flatMap { seed in sizes.map { Self(seed: seed, dimension: $0) } }
  }
}

/// Families of every kind, with small and large, even and odd depths.
enum Families {
  static let stepSizes = [1e-3, 0.1, 0.5, 1, 1.5, 1.9, 2, 2.3]
  static let depths = [1, 2, 3, 4, 5, 10, 11, 1000, 1001]
  static let fixed: [DenoiserFamily] =
    [.bilevel]
    + depths.flatMap { depth in
      stepSizes.map { .unrolled(depth: depth, step: .fixed($0)) }
    }
  static let learned: [DenoiserFamily] = depths.map { .unrolled(depth: $0, step: .learned) }
}

/// A filter as an argument of a test.
struct FilterCase: Sendable, CustomTestStringConvertible {
  let filter: any BranchedFilter
  let testDescription: String

  static let bilevel = Self(filter: BilevelFilter(), testDescription: "bilevel")

  static func unrolled(_ depth: Int, _ stepSize: Double) -> Self {
    Self(
      filter: UnrolledFilter(depth: depth, stepSize: stepSize),
      testDescription: "N = \(depth), ω = \(stepSize)")
  }

  static func heavyBall(_ depth: Int, _ stepSize: Double, _ momentum: Double) -> Self {
    Self(
      filter: MomentumFilter(.heavyBall, depth: depth, stepSize: stepSize, momentum: momentum),
      testDescription: "heavy ball, N = \(depth), ω = \(stepSize), β = \(momentum)")
  }

  /// Without momentum, with little and much of it; up to seven turning points.
  static let allHeavyBalls: [Self] =
    [1, 2, 3, 4, 5, 8, 10].flatMap { depth in
      [(0.2, 0), (0.5, 0.8), (1, 0.3), (1.9, 1), (0.7, 2)].map { heavyBall(depth, $0.0, $0.1) }
    }

  /// Bilevel, N = 1, even and odd depths, below and above the step where the minimum leaves s ≥ 0.
  static let all: [Self] = withoutMomentum + allHeavyBalls

  /// Those that turn once at most, at a minimum.
  static let withoutMomentum: [Self] =
    [.bilevel, .unrolled(1, 0.7)]
    + [2, 3, 4, 5, 8].flatMap { depth in [0.2, 0.5, 1, 1.9].map { unrolled(depth, $0) } }
}

/// The denoiser of N steps zʲ⁺¹ = zʲ − ω((I+RᵀR)zʲ − x) + β(zʲ − zʲ⁻¹) from z⁰ = z⁻¹ = 0, by matrices.
func iteratedDenoiser(
  regularizer: Matrix, depth: Int, stepSize: Double, momentum: Double = 0
) -> Matrix {
  let n = regularizer.columns
  let identity = Matrix.identity(n)
  let hessian = identity.subtracting(regularizer.gram().scaled(by: -1))
  var iterate = Matrix(repeating: 0, rows: n, columns: n)
  var before = iterate
  for _ in 0..<depth {
    let gradient = hessian.multiplied(by: iterate).subtracting(identity)
    let next = iterate.subtracting(gradient.scaled(by: stepSize))
      .subtracting(before.subtracting(iterate).scaled(by: momentum))
    (before, iterate) = (iterate, next)
  }
  return iterate
}
