// Certified gradients against 50 digits, closed forms and cases without a gradient.

import LabKit
import Libc
import LinearAlgebra
import TestSupport
import Testing

@testable import Hypergradient

struct TruthTests {
  @Test(
    "certified gradients agree with 50 digits, within their bound", arguments: GoldenProblem.all)
  func golden(problem: GoldenProblem) throws {
    let rows = try GoldenRow.all(of: "hypergradients.csv").filter {
      $0.text("model") == problem.model.rawValue && $0.text("upper") == problem.upper.rawValue
        && $0.text("shared") == "\(problem.isShared)"
    }
    let expected = rows.compactMap { $0.number("gradient") }
    let truth = try Truth(problem.levels(), at: problem.lambda, tolerance: 1e-5)
    try #require(expected.count == truth.gradient.count)
    #expect(truth.status == .certified)
    if problem.model == .lasso { #expect((1...4).contains(truth.support?.count ?? 0)) }
    var error = truth.gradient
    add(-1, expected, to: &error)
    #expect(norm(error) <= truth.bound, "off by \(norm(error)), bound \(truth.bound)")
    #expect(norm(error) <= 1e-12 * norm(expected))
    #expect(truth.relativeBound < 1e-9)
  }

  @Test("a quadratic: ∇h = CᵀH⁻¹(z* − t)", arguments: 1...5 as ClosedRange<UInt64>)
  func quadratic(seed: UInt64) throws {
    let form = QuadraticCase(seed: seed)
    let truth = try Truth(form.levels(), at: form.lambda, tolerance: 1e-5)
    let factor = try LUFactorization(form.hessian)
    var z = form.mixed.applied(to: form.lambda)
    add(1, form.linear, to: &z)
    factor.solve(&z)
    add(-1, form.target, to: &z)
    factor.solve(&z)
    let expected = form.mixed.adjointApplied(to: z)
    var error = truth.gradient
    add(-1, expected, to: &error)
    #expect(truth.status == .certified && norm(error) <= 1e-12 * norm(expected))
  }

  @Test("certified gradients agree with differences", arguments: GoldenProblem.all)
  func differences(problem: GoldenProblem) throws {
    let levels = try problem.levels()
    let truth = try Truth(levels, at: problem.lambda, tolerance: 1e-5)
    let differences = try #require(try Differences(levels, truth, seed: 3))
    #expect(differences.error <= 1e-8 * norm(truth.gradient))
    // A wrong gradient is not accepted.
    #expect(differences.uncertainty <= 1e-4 * norm(truth.gradient))
  }

  @Test("differences of a gradient that vanishes are certain up to their rounding, and no further")
  func stationary() throws {
    let form = QuadraticCase(seed: 3)
    let lower = try form.levels().lower
    let truth = try Truth(form.levels(), at: form.lambda, tolerance: 1e-5)
    // F vanishes at z*.
    let levels = BilevelProblem(
      lower: lower, upper: try Level.distance(to: truth.solution, parameterCount: form.lambda.count)
    )
    let flat = try Truth(levels, at: form.lambda, tolerance: 1e-5)
    let differences = try #require(try Differences(levels, flat, seed: 0))
    #expect(differences.error <= differences.uncertainty && differences.uncertainty < 1e-8)
  }

  @Test("the Lasso has a kink at a change of its support, and none beside it")
  func kink() throws {
    let problem = GoldenProblem(model: .lasso, upper: .validation, isShared: true)
    let levels = try problem.levels()
    guard case .quadratic(let form) = levels.lower.loss else {
      Issue.record("not a quadratic")
      return
    }
    // The first atom enters at λ_max.
    let largest = log(form.linear.map { abs($0) }.max() ?? 0)
    #expect(try Truth(levels, at: [largest], tolerance: 1e-5).status == .kink)
    let inside = try Truth(levels, at: [largest - 0.01], tolerance: 1e-5)
    #expect(inside.status == .certified && inside.support?.count == 1)
    let outside = try Truth(levels, at: [largest + 0.01], tolerance: 1e-5)
    #expect(outside.status == .certified && outside.gradient == [0])
  }

  @Test("an ill-conditioned problem is not certified")
  func notCertified() throws {
    let spectrum = [1e-14, 1, 1]
    var generator = CounterGenerator(seed: 5)
    let lower = Level(
      loss: .quadratic(
        try QuadraticForm(matrix: .rotated(spectrum, &generator), linear: generator.normals(3))),
      coupling: .linear(.identity(3)), parameterCount: 3)
    let upper = Level(
      loss: .quadratic(try QuadraticForm(matrix: .identity(3), linear: [1, 2, 3])), coupling: nil,
      parameterCount: 3)
    let truth = try Truth(
      BilevelProblem(lower: lower, upper: upper), at: [0, 0, 0], tolerance: 1e-5)
    #expect(truth.status == .notCertified)
  }
}
