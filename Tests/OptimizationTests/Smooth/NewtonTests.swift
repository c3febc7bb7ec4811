// Newton's method on convex functions.

import Libc
import LinearAlgebra
import Optimization
import Testing

/// A convex function with its Hessian.
private struct ConvexProblem: TwiceDifferentiable, Sendable, CustomTestStringConvertible {
  let testDescription: String
  let start: [Double]
  let function: @Sendable ([Double]) -> (Double, [Double], Matrix)
  var evaluations = 0

  init(
    _ name: String, start: [Double],
    _ function: @escaping @Sendable ([Double]) -> (Double, [Double], Matrix)
  ) {
    (testDescription, self.start, self.function) = (name, start, function)
  }

  var dimension: Int { start.count }

  mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    evaluations += 1
    let (value, slope, _) = function(point)
    gradient = slope
    return value
  }

  func evaluateHessian(at point: [Double], into hessian: inout Matrix) {
    hessian = function(point).2
  }

  /// Σ log(1 + exp(−aᵢᵀx)) + ½‖x‖²/10.
  static let logistic: ConvexProblem = {
    let a = Matrix.normal(30, 5, seed: 70)
    return ConvexProblem("logistic", start: [Double](repeating: 3, count: 5)) { x in
      let products = a.applied(to: x)
      var (value, gradient) = (0.05 * dot(x, x), x.map { 0.1 * $0 })
      var hessian = Matrix(diagonal: [Double](repeating: 0.1, count: 5))
      for (i, product) in products.enumerated() {
        value += product > 0 ? log1p(exp(-product)) : log1p(exp(product)) - product
        let sigma = 1 / (1 + exp(product))
        for j in 0..<5 {
          gradient[j] -= sigma * a[i, j]
          for k in 0..<5 { hessian[k, j] += sigma * (1 - sigma) * a[i, j] * a[i, k] }
        }
      }
      return (value, gradient, hessian)
    }
  }()

  /// Σ cᵢxᵢ − log xᵢ, with its minimum at 1/c.
  static let barrier = ConvexProblem("logarithmic barrier", start: [0.01, 0.001, 0.02]) { x in
    let costs = [1.0, 5, 20]
    guard x.allSatisfy({ $0 > 0 }) else { return (-.infinity, x, .identity(3)) }
    return (
      zip(costs, x).reduce(0) { $0 + $1.0 * $1.1 - log($1.1) },
      zip(costs, x).map { $0 - 1 / $1 }, Matrix(diagonal: x.map { 1 / ($0 * $0) })
    )
  }

  /// Σ (1 + xᵢ²)^½, whose undamped Newton iteration diverges from |x| > 1.
  static let hyperbola = ConvexProblem("hyperbola", start: [5, -30]) { x in
    let roots = x.map { (1 + $0 * $0).squareRoot() }
    return (
      roots.reduce(0, +), zip(x, roots).map { $0 / $1 },
      Matrix(diagonal: roots.map { 1 / ($0 * $0 * $0) })
    )
  }

  static let all = [logistic, barrier, hyperbola]
}

@Suite("Newton's method")
struct NewtonTests {
  @Test("reaches rounding level within a few steps", arguments: ConvexProblem.all)
  fileprivate func converges(problem: ConvexProblem) {
    var objective = problem
    let result = Newton().minimize(&objective, from: problem.start)
    #expect(result.gradientNorm <= 1e-13 && result.iterations <= 40)
    switch result.stopReason {
    case .gradientNorm, .rounding: break
    default: Issue.record("stopped by \(result.stopReason)")
    }
    #expect(result.cost.gradients == objective.evaluations)
    #expect(result.cost.factorizations <= result.iterations + 1)
    #expect(result.value == problem.function(result.point).0)
    #expect(result.gradientNorm == norm(problem.function(result.point).1))
  }

  @Test("finds the known minimum")
  func barrier() {
    var objective = ConvexProblem.barrier
    let result = Newton(gradientNorm: 1e-12).minimize(&objective, from: objective.start)
    #expect(distance(result.point, [1, 0.2, 0.05]) <= 1e-13)
  }

  @Test("says why it stopped")
  func reasons() {
    var objective = ConvexProblem.logistic
    let early = Newton(iterationLimit: 1).minimize(&objective, from: objective.start)
    #expect(early.stopReason == .iterationLimit && early.iterations == 1)
    let first = Newton(gradientNorm: 1e9).minimize(&objective, from: objective.start)
    #expect(first.iterations == 0 && first.stopReason == .gradientNorm(first.gradientNorm))
    var barrier = ConvexProblem.barrier
    #expect(Newton().minimize(&barrier, from: [-1, 1, 1]).stopReason == .nonFinite)
    var saddle = ConvexProblem("saddle", start: [1, 1]) { x in
      (x[0] * x[0] - x[1] * x[1], [2 * x[0], -2 * x[1]], Matrix(diagonal: [2, -2]))
    }
    #expect(Newton().minimize(&saddle, from: [1, 1]).stopReason == .notPositiveDefinite)
    // A gradient that points the wrong way.
    var wrong = ConvexProblem("wrong", start: [1]) { x in
      (x[0] * x[0], [-2 * x[0]], Matrix(diagonal: [2]))
    }
    let end = Newton().minimize(&wrong, from: [1])
    #expect(end.stopReason == .rounding(gradientNorm: 2) && end.point == [1])
  }

  @Test("rejects a point of the wrong dimension")
  func refusals() async {
    await #expect(processExitsWith: .failure) {
      var objective = ConvexProblem.barrier
      _ = Newton().minimize(&objective, from: [1])
    }
  }
}
