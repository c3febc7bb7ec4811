// The problems of Tests/Golden/hypergradients.csv, and their parts for other tests.

import LabKit
import LinearAlgebra
import TestSupport

@testable import Hypergradient

/// Fourteen samples of four features with dyadic entries; the first half are for training.
struct GoldenProblem {
  let model: HypergradientParameters.Model
  let upper: HypergradientParameters.Upper
  let isShared: Bool

  static let lambda = [-1.5, -2, -1, -1.75]
  private static let half = 7
  private static let features = 4

  private static func entry(_ i: Int, _ j: Int) -> Double {
    let number = 7 * i * i + 11 * j * j * (i + 1) + 3 * i * j + 5 * j
    return Double(number % 17 - 8) / 8
  }

  static let rows = (0..<2 * half).map { i in (0..<features).map { entry(i, $0) } }
  static let scores = rows.enumerated().map { i, x in
    let signal = 2 * x[0] - x[1] + x[3] / 2
    let noise = Double((5 * i) % 7 - 3) / 4
    return signal + noise
  }

  /// λ, one number if it is shared.
  var lambda: [Double] { isShared ? [Self.lambda[0]] : Self.lambda }

  func levels() throws -> BilevelProblem<Level, Level> {
    let d = Self.features
    func loss(_ range: Range<Int>) throws -> Loss {
      let design = Matrix(
        rows: range.count, columns: d, rowMajor: range.flatMap { Self.rows[$0] })
      let scores = range.map { Self.scores[$0] }
      return model == .logistic
        ? .logistic(try LogisticLoss(design: design, classes: scores.map { $0 >= 0 ? 1 : -1 }))
        : .quadratic(try QuadraticForm(design: design, targets: scores))
    }
    let owners = isShared ? [Int](repeating: 0, count: d) : Array(0..<d)
    let coupling: Coupling = model == .lasso ? .magnitudes(owners) : .squares(owners)
    let count = isShared ? 1 : d
    let lower = Level(
      loss: try loss(0..<Self.half), coupling: coupling, parameterCount: count)
    guard upper != .same else { return BilevelProblem(lower: lower, upper: lower) }
    return BilevelProblem(
      lower: lower,
      upper: Level(
        loss: try loss(Self.half..<2 * Self.half), coupling: upper == .penalized ? coupling : nil,
        parameterCount: count))
  }

  /// All kinds, in the order of the golden file.
  static let all = HypergradientParameters.Model.allCases.filter { $0 != .quadratic }
    .flatMap { model in
      HypergradientParameters.Upper.allCases.flatMap { upper in
        [false, true].map { GoldenProblem(model: model, upper: upper, isShared: $0) }
      }
    }
}

/// G = ½zᵀHz − (b + Cλ)ᵀz and F = ½‖z − t‖² with d = 5 and p = 3.
struct QuadraticCase {
  let hessian: Matrix
  let linear: [Double]
  let mixed: Matrix
  let target: [Double]
  let lambda: [Double]

  init(seed: UInt64) {
    var generator = CounterGenerator(seed: seed)
    var hessian = generator.normals(rows: 5, columns: 5).gram()
    hessian.addDiagonal([1, 1, 1, 1, 1])
    self.hessian = hessian
    linear = generator.normals(5)
    mixed = generator.normals(rows: 5, columns: 3)
    target = generator.normals(5)
    lambda = generator.normals(3)
  }

  func levels() throws -> BilevelProblem<Level, Level> {
    BilevelProblem(
      lower: Level(
        loss: .quadratic(try QuadraticForm(matrix: hessian, linear: linear)),
        coupling: .linear(mixed), parameterCount: 3),
      upper: Level(
        loss: .quadratic(
          try QuadraticForm(
            matrix: .identity(5), linear: target, constant: 0.5 * dot(target, target))),
        coupling: nil, parameterCount: 3))
  }
}
