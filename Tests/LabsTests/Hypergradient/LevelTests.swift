// Levels and steps on them, compared with differences and with each other.

import LabKit
import Libc
import LinearAlgebra
import Testing

@testable import Hypergradient

struct LevelTests {
  private static let z = [0.3, -0.7, 1.1, 0.2]

  @Test("gradients and products are derivatives of the value", arguments: GoldenProblem.all)
  func derivatives(problem: GoldenProblem) throws {
    let lambda = problem.lambda
    let levels = try problem.levels()
    for level in [levels.lower, levels.upper] {
      var gradient = Self.z
      level.gradient(Self.z, lambda, into: &gradient)
      var direct = lambda
      level.directGradient(Self.z, lambda, into: &direct)
      let step = 1e-5
      for k in Self.z.indices {
        var (above, below) = (Self.z, Self.z)
        above[k] += step
        below[k] -= step
        let difference = (level.value(above, lambda) - level.value(below, lambda)) / (2 * step)
        #expect(abs(difference - gradient[k]) < 1e-9)
        var (high, low, column) = (Self.z, Self.z, Self.z)
        level.gradient(above, lambda, into: &high)
        level.gradient(below, lambda, into: &low)
        let unit = Self.z.indices.map { $0 == k ? 1.0 : 0 }
        level.hessianProduct(Self.z, lambda, unit, into: &column)
        for i in column.indices {
          #expect(abs((high[i] - low[i]) / (2 * step) - column[i]) < 1e-8)
          #expect(abs(level.hessian(Self.z, lambda)[i, k] - column[i]) < 1e-14)
        }
      }
      for k in lambda.indices {
        var (above, below) = (lambda, lambda)
        above[k] += step
        below[k] -= step
        let difference = (level.value(Self.z, above) - level.value(Self.z, below)) / (2 * step)
        #expect(abs(difference - direct[k]) < 1e-9)
        var (high, low, column) = (Self.z, Self.z, Self.z)
        level.gradient(Self.z, above, into: &high)
        level.gradient(Self.z, below, into: &low)
        let unit = lambda.indices.map { $0 == k ? 1.0 : 0 }
        level.mixedProduct(Self.z, lambda, unit, into: &column)
        for i in column.indices { #expect(abs((high[i] - low[i]) / (2 * step) - column[i]) < 1e-9) }
      }
      let defects = productDefects(of: level, at: Self.z, lambda)
      #expect(defects.mixed < 1e-14 && defects.hessian < 1e-14)
    }
  }

  @Test(
    "the derivative of a step agrees with differences, and passes the adjoint test",
    arguments: GoldenProblem.all)
  func step(problem: GoldenProblem) throws {
    let level = try problem.levels().lower
    try check(level, Self.z, problem.lambda)
  }

  @Test(
    "the derivative of a step on a quadratic agrees with differences, and passes the adjoint test")
  func quadraticStep() throws {
    let form = QuadraticCase(seed: 3)
    try check(form.levels().lower, [0.1, -0.2, 0.3, 0.7, -1], form.lambda)
  }

  private func check(_ level: Level, _ z: [Double], _ lambda: [Double]) throws {
    let layer = DescentStep(level, stepSize: 0.3)
    #expect(adjointDefect(of: layer, at: z, weights: lambda) < 1e-14)
    func next(_ z: [Double], _ lambda: [Double]) -> [Double] {
      Unrolled(layer, stepCount: 3).run(from: z, weights: lambda).state
    }
    let p = lambda.count
    let run = Unrolled(layer, stepCount: 3).pushForward(
      from: z, weights: lambda, directions: p)
    #expect(run.state == next(z, lambda))
    for k in lambda.indices {
      var (above, below) = (lambda, lambda)
      above[k] += 1e-6
      below[k] -= 1e-6
      for (i, (high, low)) in zip(next(z, above), next(z, below)).enumerated() {
        #expect(abs((high - low) / 2e-6 - run.tangents[i * p + k]) < 1e-8)
      }
    }
  }

  @Test(
    "z* is stationary, and that of the Lasso satisfies its optimality conditions",
    arguments: GoldenProblem.all)
  func minimizer(problem: GoldenProblem) throws {
    let level = try problem.levels().lower
    let z = try level.minimizer(problem.lambda)
    var slope = z
    level.gradient(z, problem.lambda, into: &slope)
    for k in z.indices {
      let bound = exp(problem.lambda[problem.isShared ? 0 : k])
      #expect(abs(slope[k]) <= (level.hasKinks && z[k] == 0 ? bound : 1e-14))
    }
  }

  @Test("z* of the Lasso does not depend on the start")
  func warmStart() throws {
    let problem = GoldenProblem(model: .lasso, upper: .validation, isShared: false)
    let level = try problem.levels().lower
    let here = try level.minimizer(problem.lambda)
    // A larger penalty exceeds all correlations at the start.
    let there = problem.lambda.map { $0 + 0.1 }
    let (cold, warm) = (
      try level.minimizer(there), try level.minimizer(there, from: here)
    )
    for (a, b) in zip(cold, warm) { #expect(abs(a - b) < 1e-14) }
  }
}
