// Settings of learning, and derivatives of the risk by differences.

import LinearAlgebra
import Optimization
import Testing
import ToyModel

@testable import Learning

/// A problem with a name.
struct NamedSetting: Sendable, CustomTestStringConvertible {
  let name: String
  let problem: LearningProblem

  init(_ name: String, _ spectrum: Spectrum, sigma: Double = 0.9, k: Int) {
    self.name = name
    problem = LearningProblem(spectrum: spectrum, noiseVariance: sigma * sigma, rows: k)
  }

  var testDescription: String { name }

  /// The constant model with μ = 1.
  static func constant(
    _ name: String, n: Int, k: Int, theta: Double = 0.5, sigma: Double = 0.9
  ) -> NamedSetting {
    NamedSetting(
      name, DataModel.constant(n: n, mu: 1, theta: theta).spectrum, sigma: sigma, k: k)
  }

  /// The model of independent entries with μ = 1.
  static func independent(
    _ name: String, n: Int, k: Int, theta: Double = 0.5, sigma: Double = 0.9
  ) -> NamedSetting {
    NamedSetting(
      name, DataModel.independent(n: n, mu: 1, theta: theta).spectrum, sigma: sigma, k: k)
  }
}

extension LearnedRisk.Family {
  /// Every algorithm and both parities, with ω from small to nearly unstable.
  static let samples: [LearnedRisk.Family] = [
    .bilevel, .unrolled(depth: 1, stepSize: 0.4, isStepLearned: true),
    .unrolled(depth: 2, stepSize: 1.9, isStepLearned: false),
    .unrolled(depth: 2, stepSize: 0.3, isStepLearned: true),
    .unrolled(depth: 3, stepSize: 1.9, isStepLearned: false),
    .unrolled(depth: 3, stepSize: 0.3, isStepLearned: true),
    .unrolled(depth: 10, stepSize: 0.05, isStepLearned: true),
    .unrolled(depth: 11, stepSize: 0.4, isStepLearned: false),
  ]
}

extension DenoisingRisk {
  /// A point with normal entries; a learned step begins at the family's.
  func randomPoint(seed: UInt64, scale: Double = 0.4) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    var point = (0..<dimension).map { _ in scale * generator.nextNormal() }
    if family.isLearned {
      let stepSize = family.stepSize
      let origin = Matrix(repeating: 0, rows: rows, columns: columns)
      point[point.count - 1] = variables(origin, stepSize: stepSize)[point.count - 1]
    }
    return point
  }

  /// The risk: the value and the best linear risk.
  func value(at point: [Double]) -> Double { valueAndGradient(at: point).value }

  /// The risk and its gradient.
  func valueAndGradient(at point: [Double]) -> (value: Double, gradient: [Double]) {
    var copy = self
    var gradient = [Double](repeating: 0, count: dimension)
    let value = copy.evaluate(at: point, gradient: &gradient)
    return (linearRisk + value, gradient)
  }

  /// The slope along a direction by central differences with two steps of extrapolation.
  ///
  /// The error is of order h⁶, plus rounding of the order of ulp·E/h.
  func extrapolatedSlope(at point: [Double], along direction: [Double], step: Double) -> Double {
    let slopes = [step, step / 2, step / 4].map { h in
      var (plus, minus) = (point, point)
      add(h, direction, to: &plus)
      add(-h, direction, to: &minus)
      return (value(at: plus) - value(at: minus)) / (2 * h)
    }
    let once = [(4 * slopes[1] - slopes[0]) / 3, (4 * slopes[2] - slopes[1]) / 3]
    return (16 * once[1] - once[0]) / 15
  }
}

/// A k × n matrix with the given singular values and random singular vectors.
func matrix(singularValues: [Double], columns: Int, seed: UInt64) throws -> Matrix {
  func basis(_ dimension: Int, _ seed: UInt64) throws -> Matrix {
    var generator = SeededGenerator(seed: seed)
    let entries = (0..<dimension * dimension).map { _ in generator.nextNormal() }
    let random = Matrix(rows: dimension, columns: dimension, elements: entries)
    return try SymmetricEigen(random.symmetricPart).vectors
  }
  let rows = singularValues.count
  var middle = Matrix(repeating: 0, rows: rows, columns: columns)
  for (index, value) in singularValues.enumerated() { middle[index, index] = value }
  return try basis(rows, seed).multiplied(by: middle).multiplied(by: basis(columns, seed + 1))
}
