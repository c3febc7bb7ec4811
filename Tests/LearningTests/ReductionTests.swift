// Learning in fewer columns is learning in all of them.

import LinearAlgebra
import Optimization
import Testing
import ToyModel

@testable import Learning

@Suite("Reduced columns")
struct ReductionTests {
  static let settings: [NamedSetting] = [
    .constant("constant", n: 12, k: 3), .independent("i.i.d.", n: 15, k: 4),
    .constant("k = 1", n: 9, k: 1),
    NamedSetting("three deviate", Spectrum(eigenvalues: [4, 2, 1, 1, 1, 1, 1, 0.2]), k: 2),
  ]
  static let families: [LearnedRisk.Family] = [
    .bilevel, .unrolled(depth: 2, stepSize: 0.5, isStepLearned: true),
    .unrolled(depth: 3, stepSize: 0.5, isStepLearned: true),
    .unrolled(depth: 10, stepSize: 0.1, isStepLearned: false),
  ]

  /// The variables with all columns: the deviating ones stay, the others are turned by Q.
  private static func embedded(
    _ point: [Double], from reduced: LearnedRisk, to full: LearnedRisk
  ) throws -> [Double] {
    let r = reduced.matrix(point)
    let kept = reduced.problem.deviations.count
    let alike = full.columns - kept
    let turn = try matrix(
      singularValues: Array(repeating: 1, count: alike), columns: alike, seed: 8)
    var result = Matrix(repeating: 0, rows: r.rows, columns: full.columns)
    for row in 0..<r.rows {
      for column in 0..<kept { result[row, column] = r[row, column] }
      for column in kept..<r.columns {
        for other in 0..<alike {
          result[row, kept + other] += r[row, column] * turn[column - kept, other]
        }
      }
    }
    return result.elements + point[r.elements.count...]
  }

  private static func objectives(
    _ setting: NamedSetting, _ family: LearnedRisk.Family
  ) -> (reduced: LearnedRisk, full: LearnedRisk) {
    let parametrization: Parametrization = family.canBeReparametrized ? .reparametrized : .plain
    let columns = setting.problem.reducedColumns
    return (
      LearnedRisk(
        setting.problem, family: family, parametrization: parametrization, columns: columns),
      LearnedRisk(setting.problem, family: family, parametrization: parametrization)
    )
  }

  @Test("the risk and the norm of its gradient agree", arguments: settings, families)
  func gradient(setting: NamedSetting, family: LearnedRisk.Family) throws {
    let (reduced, full) = Self.objectives(setting, family)
    #expect(reduced.dimension < full.dimension)
    for seed in UInt64(1)...4 {
      let point = reduced.randomPoint(seed: seed)
      let few = reduced.valueAndGradient(at: point)
      let all = full.valueAndGradient(
        at: try Self.embedded(point, from: reduced, to: full))
      #expect(abs(few.value - all.value) <= 1e-13 * all.value)
      #expect(abs(norm(few.gradient) - norm(all.gradient)) <= 1e-12 * (norm(all.gradient) + 1))
    }
  }

  @Test("L-BFGS and gradient descent take the same path", arguments: settings, families)
  func path(setting: NamedSetting, family: LearnedRisk.Family) throws {
    let (reduced, full) = Self.objectives(setting, family)
    let point = reduced.randomPoint(seed: 5)
    let embedded = try Self.embedded(point, from: reduced, to: full)
    for isQuasiNewton in [true, false] {
      let values = try [(reduced, point), (full, embedded)].map { objective, start in
        var risk = objective
        var values: [Double] = []
        let first = try #require(Iterate(start: start, of: &risk))
        let rule = StoppingRule(iterationLimit: 8)
        let watch = { (iterate: Iterate) -> Bool in
          values.append(objective.linearRisk + iterate.value)
          return true
        }
        if isQuasiNewton {
          _ = minimize(&risk, from: first, by: LBFGS(), until: rule, watch: watch)
        } else {
          let method = GradientDescent(.backtracking(first: 1))
          _ = minimize(&risk, from: first, by: method, until: rule, watch: watch)
        }
        return values
      }
      #expect(values[0].count == values[1].count)
      for (few, all) in zip(values[0], values[1]) {
        // Rounding grows from step to step.
        #expect(abs(few - all) <= 1e-10 * all, "\(values)")
      }
    }
  }

  @Test("random starts in few columns have the Gram matrix of random starts in all")
  func randomStarts() {
    let problem = NamedSetting.constant("", n: 40, k: 3).problem
    let draws = 2000
    var generator = SeededGenerator(seed: 17)
    for columns in [problem.reducedColumns, 40] {
      var (mean, square) = (Matrix(repeating: 0, rows: 3, columns: 3), 0.0)
      for _ in 0..<draws {
        let r = problem.randomRegularizer(columns: columns, scale: 1, using: &generator)
        var gram = Matrix(repeating: 0, rows: 3, columns: 3)
        gram.setGram(r)
        add(1 / Double(draws), gram.elements, to: &mean)
        square += gram[2, 2] * gram[2, 2] / Double(draws)
      }
      // A chi-squared number over n = 40 has variance 2/n, an off-diagonal entry 1/n.
      let deviation = (2.0 / 40 / Double(draws)).squareRoot()
      for i in 0..<3 {
        for j in 0..<3 { #expect(abs(mean[i, j] - (i == j ? 1 : 0)) <= 5 * deviation) }
      }
      #expect(abs(square - 1 - 2.0 / 40) <= 15 * deviation)
    }
  }

  @Test("a random matrix beside R has the size of one with all n columns", arguments: [4, 7, 12])
  func randomNormal(used: Int) {
    let problem = NamedSetting.constant("", n: 12, k: 3).problem
    var generator = SeededGenerator(seed: 5)
    var (square, inner) = (0.0, 0.0)
    let draws = 4000
    for _ in 0..<draws {
      let z = problem.randomNormal(beside: used, using: &generator)
      #expect(z.rows == 3 && z.columns == min(12, used + 3))
      square += z.innerProduct(z)
      for column in 0..<z.columns { inner += z[0, column] * z[2, column] }
    }
    // E‖Z‖² = kn with variance 2kn, rows uncorrelated with variance n; five standard errors.
    let count = Double(draws)
    #expect(abs(square / count - 36) <= 5 * (72 / count).squareRoot())
    #expect(abs(inner / count) <= 5 * (12 / count).squareRoot())
  }
}
