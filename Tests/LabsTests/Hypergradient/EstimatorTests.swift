// Estimators compared with loops over dense matrices, and the causes of their errors.

import LabKit
import LinearAlgebra
import Testing

@testable import Hypergradient

struct EstimatorTests {
  private func estimates(
    _ levels: BilevelProblem<Level, Level>, _ lambda: [Double], steps: [Int], cut: Int = 2,
    iterations: [Int] = [3]
  ) throws -> [Estimate] {
    let truth = try Truth(levels, at: lambda, tolerance: 1e-5)
    return Estimators(problem: levels, truth: truth, tolerance: 1e-5)
      .estimates(
        steps: steps, cut: cut, solvers: SolverKind.allCases, iterations: iterations)
  }

  @Test("g¹, g², g² cut and g³ on a quadratic, by dense matrices")
  func dense() throws {
    let form = QuadraticCase(seed: 7)
    let (count, cut) = (6, 2)
    let all = try estimates(form.levels(), form.lambda, steps: [count], cut: cut)
    let step = 1 / (try SymmetricEigen.values(of: form.hessian).last ?? 1)
    var right = form.mixed.applied(to: form.lambda)
    add(1, form.linear, to: &right)
    var z = [Double](repeating: 0, count: 5)
    var jacobian = Matrix(repeating: 0, rows: 5, columns: 3)
    var cutJacobian = jacobian
    for index in 0..<count {
      var slope = form.hessian.applied(to: z)
      add(-1, right, to: &slope)
      add(-step, slope, to: &z)
      if index == count - cut { cutJacobian = Matrix(repeating: 0, rows: 5, columns: 3) }
      for matrix in [\EstimatorTests.Pair.full, \.cut] {
        var pair = Pair(full: jacobian, cut: cutJacobian)
        let image = form.hessian.multiplied(by: pair[keyPath: matrix])
        pair[keyPath: matrix] = Matrix(
          rows: 5, columns: 3,
          elements: pair[keyPath: matrix].elements.indices.map {
            pair[keyPath: matrix].elements[$0] - step * image.elements[$0]
              + step * form.mixed.elements[$0]
          })
        (jacobian, cutJacobian) = (pair.full, pair.cut)
      }
    }
    var error = z
    add(-1, form.target, to: &error)
    var solved = error
    try LUFactorization(form.hessian).solve(&solved)
    let expected = [
      "g1": [0, 0, 0], "g2": jacobian.adjointApplied(to: error),
      "g2 cut": cutJacobian.adjointApplied(to: error),
      "g3": form.mixed.adjointApplied(to: solved),
    ]
    for (method, gradient) in expected {
      let estimate = try #require(
        all.first {
          $0.method == method && $0.innerSteps == count && ["", "direct"].contains($0.solver)
        })
      for (a, b) in zip(try #require(estimate.gradient), gradient) {
        #expect(abs(a - b) < 1e-12, "\(method)")
      }
    }
  }

  private struct Pair {
    var full: Matrix
    var cut: Matrix
  }

  @Test(
    "exact estimators have no error to blame, and the others are blamed for the term they omit",
    arguments: GoldenProblem.all.filter { $0.upper == .validation && !$0.isShared })
  func blame(problem: GoldenProblem) throws {
    let all = try estimates(problem.levels(), problem.lambda, steps: [3, 20_000])
    func blame(_ method: String, _ solver: String, _ steps: Int?) -> Blame? {
      all.first { $0.method == method && $0.solver == solver && $0.innerSteps == steps }?.blame
    }
    #expect(blame("g1", "", 20_000) == .missingTerm)
    #expect(blame("g2", "", 20_000) == Blame.none)
    #expect(blame("g2 cut", "", 20_000) == .truncation)
    #expect(blame("g3", "direct", 20_000) == Blame.none)
    #expect(blame("g3", "direct", nil) == Blame.none)
    #expect(blame("g3", "neumann as printed 3", nil) == .system)
    #expect(blame("g3", "jacobian-free", nil) == .system)
    #expect([.inner, .support].contains(blame("g3", "direct", 3)))
  }

  @Test("the support of a lower-level iterate is compared with that of the solution")
  func support() throws {
    let problem = GoldenProblem(model: .lasso, upper: .validation, isShared: false)
    let all = try estimates(problem.levels(), problem.lambda, steps: [1, 20_000])
    let last = try #require(all.last { $0.innerSteps == 20_000 }?.support)
    #expect(last.extra == 0 && last.missing == 0)
    for estimate in all where estimate.solver == "shine" { Issue.record("SHINE on the Lasso") }
  }

  @Test("for F = G every adjoint error is invisible at z*")
  func same() throws {
    let problem = GoldenProblem(model: .ridge, upper: .same, isShared: false)
    let all = try estimates(problem.levels(), problem.lambda, steps: [1])
    for estimate in all where estimate.innerSteps == nil { #expect(estimate.blame == Blame.none) }
  }
}
