// The cost of rounding R, compared with random changes of its entries.

import LinearAlgebra
import Optimization
import Testing
import ToyModel

@testable import Learning

@Suite("Excess by rounding")
struct RoundingExcessTests {
  static let families: [LearnedRisk.Family] = [
    .bilevel, .unrolled(depth: 2, stepSize: 0.7, isStepLearned: false),
    .unrolled(depth: 10, stepSize: 0.9, isStepLearned: false),
    .unrolled(depth: 5, stepSize: 0.9, isStepLearned: false),
  ]

  /// Changes 1e8 times as large as rounding cost 1e16 times as much at an optimum.
  @Test("random changes of relative size 2⁻⁵² cost as much, to an order", arguments: families)
  func agreesWithChanges(family: LearnedRisk.Family) throws {
    let setting = NamedSetting.independent("iid", n: 6, k: 6, sigma: 0.9)
    let problem = setting.problem
    let plan = LearningPlan(
      problem: problem, family: family, parametrization: .plain, method: .adam, start: .spectral,
      rule: StoppingRule(), seed: 1)
    let start = plan.startingPoint(0)
    // In a basis that is not that of C every entry of R carries an error.
    var risk = LearnedRisk(problem, family: family)
    var gradient = start
    let least = risk.evaluate(at: start, gradient: &gradient)
    let denoiser = LearnedDenoiser(start, of: risk)
    let estimate = problem.roundingExcess(denoiser, of: family)
    var generator = SeededGenerator(seed: 7)
    var cost = 0.0
    for _ in 0..<20 {
      let noise = Matrix(
        rows: 6, columns: 6, elements: (0..<36).map { _ in generator.nextNormal() })
      var point = start
      let r = risk.matrix(start)
      for row in 0..<6 {
        let length = (0..<6).reduce(0) { $0 + r[row, $1] * r[row, $1] }.squareRoot()
        for column in 0..<6 {
          // Normal entries of the mean square of the row: 1/√n of its length.
          point[row + 6 * column] += 0x1p-52 * 1e8 * length / 6.0.squareRoot() * noise[row, column]
        }
      }
      cost += (risk.evaluate(at: point, gradient: &gradient) - least) / 20
    }
    let ratio = estimate / (1e-16 * cost)
    #expect(ratio > 0.1 && ratio < 30, "\(ratio)")
  }
}
