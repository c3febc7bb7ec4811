// L-BFGS-B on problems in boxes.

import Libc
import LinearAlgebra
import Optimization
import Testing

/// A function in a box with its minimiser.
struct BoundedProblem: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let problem: NamedProblem
  let box: BoxConstraint
  let minimiser: [Double]

  private init(_ name: String, _ problem: NamedProblem, _ box: BoxConstraint, minimiser: [Double]) {
    testDescription = "\(problem.name), \(name)"
    (self.problem, self.box, self.minimiser) = (problem, box, minimiser)
  }

  /// ½‖Ax − b‖² in a box, built from its minimiser.
  private static func leastSquares(_ composite: NamedComposite, _ box: BoxConstraint)
    -> BoundedProblem
  {
    let (map, target) = (composite.map, composite.target)
    let problem = NamedProblem(
      "least squares", start: [Double](repeating: 3, count: map.columns), infimum: 0, stepSize: 1,
      sharpGap: 0, roughGap: 0
    ) { x in
      let residual = zip(map.applied(to: x), target).map { $0 - $1 }
      return (0.5 * dot(residual, residual), map.adjointApplied(to: residual))
    }
    return BoundedProblem(
      composite.testDescription, problem, box, minimiser: composite.minimiser)
  }

  static let all: [BoundedProblem] = {
    var problems = [
      BoundedProblem(
        "bounds far away", .rosenbrock(2), BoxConstraint(-10, 10), minimiser: [1, 1]),
      BoundedProblem(
        "no bounds", .rosenbrock(2), BoxConstraint(-.infinity, .infinity), minimiser: [1, 1]),
      // (1 − x)² at x = ½, as the second variable can follow the first.
      BoundedProblem(
        "a bound on the first variable", .rosenbrock(2),
        BoxConstraint(lower: [-2, -.infinity], upper: [0.5, .infinity]), minimiser: [0.5, 0.25]),
      // 100(y − x²)² + (1 − x)² at y = 2.
      BoundedProblem(
        "a bound on the second variable", .rosenbrock(2),
        BoxConstraint(lower: [0, 2], upper: [5, 3]),
        minimiser: [
          findRoot(lower: 1, upper: 2) { x in 200 * x * (x * x - 2) - (1 - x) }.location, 2,
        ]),
      // Separable: the minimiser 1/c, clipped.
      BoundedProblem(
        "inside its domain", .barrier,
        BoxConstraint(lower: [1e-3, 0.3, 0.01], upper: [0.5, 9, 9]),
        minimiser: [0.5, 0.3, 0.05]),
      BoundedProblem(
        "a corner", .quadratic, BoxConstraint(0.5, 2),
        minimiser: [Double](repeating: 0.5, count: 10)),
    ]
    for (name, box) in [
      ("box", BoxConstraint(-0.4, 0.9)),
      (
        "boxes",
        BoxConstraint(
          lower: [-1, 0, 0.2, -.infinity, -2, 0], upper: [1, 0, 0.5, 0.3, .infinity, 1])
      ),
    ] {
      if let composite = try? NamedComposite(NamedFunction(name, box), seed: 90) {
        problems.append(leastSquares(composite, box))
      }
    }
    return problems
  }()
}

@Suite("L-BFGS-B")
struct LBFGSBTests {
  @Test(
    "finds the minimiser, always within the bounds", arguments: BoundedProblem.all, [1, 5, 20])
  func minimiser(bounded: BoundedProblem, history: Int) {
    var objective = bounded.problem
    var values: [Double] = []
    let result = LBFGSB(history: history, projectedGradient: 1e-9).minimize(
      &objective, in: bounded.box, from: bounded.problem.start
    ) { iteration, point in
      #expect(iteration == values.count && bounded.box.value(point) == 0)
      values.append(bounded.problem.function(point).0)
      return true
    }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(distance(result.point, bounded.minimiser) <= 1e-6, "\(result)")
    #expect(result.cost.gradients == objective.evaluations && result.iterations < 300)
    switch result.stopReason {
    case .projectedGradient(let measure):
      #expect(measure <= 1e-9 && measure == result.projectedGradient)
    case .lineSearchFailed: #expect(result.projectedGradient <= 1e-4, "\(result)")
    default: Issue.record("stopped by \(result.stopReason)")
    }
  }

  @Test("active bounds are attained exactly at the end")
  func exact() {
    let corner = BoundedProblem.all[5]
    var objective = corner.problem
    let result = LBFGSB().minimize(&objective, in: corner.box, from: corner.problem.start)
    #expect(result.point == corner.minimiser && result.projectedGradient == 0)
  }

  @Test("agrees with proximal gradient descent in a box")
  func proximalGradient() throws {
    let map = Matrix.normal(30, 20, seed: 91)
    let b = normals(30, seed: 92)
    var (one, other) = (LeastSquares(map, b), LeastSquares(map, b))
    let result = LBFGSB(projectedGradient: 1e-10).minimize(
      &one, in: BoxConstraint(-0.1, 0.1), from: [Double](repeating: 0, count: 20))
    let norm = try operatorNorm(of: map).upper
    let slow = ProximalGradient(.fista, stepSize: .fixed(1 / (norm * norm))).minimize(
      &other, BoxConstraint(-0.1, 0.1), from: [Double](repeating: 0, count: 20), residual: 1e-12)
    // A line search that ends at rounding leaves a larger projected gradient; the Hessian's eigenvalues are above 0.1.
    #expect(result.projectedGradient <= 1e-7)
    #expect(distance(result.point, slow.point) <= 1e-9 + 10 * result.projectedGradient)
    #expect(result.cost.products == result.cost.gradients)
    #expect(result.cost.gradients < slow.cost.gradients)
  }

  @Test("says why it stopped")
  func reasons() {
    let problem = BoundedProblem.all[0]
    var objective = problem.problem
    let start = problem.problem.start
    let early = LBFGSB(iterationLimit: 3).minimize(&objective, in: problem.box, from: start)
    #expect(early.stopReason == .iterationLimit && early.iterations == 3)
    let slow = LBFGSB(relativeDecrease: 1e9).minimize(&objective, in: problem.box, from: start)
    guard case .smallDecrease = slow.stopReason else {
      Issue.record("stopped by \(slow.stopReason)")
      return
    }
    #expect(slow.iterations == 1)
    let interrupted = LBFGSB().minimize(&objective, in: problem.box, from: start) { i, _ in i < 2 }
    #expect(interrupted.stopReason == .interrupted && interrupted.iterations == 2)
    var wild = NamedProblem(
      "not finite", start: [0], infimum: 0, stepSize: 1, sharpGap: 0, roughGap: 0
    ) { _ in (.nan, [0]) }
    #expect(LBFGSB().minimize(&wild, in: BoxConstraint(0, 1), from: [0]).stopReason == .nonFinite)
    var wrong = NamedProblem(
      "wrong gradient", start: [1], infimum: 0, stepSize: 1, sharpGap: 0, roughGap: 0
    ) { ($0[0] * $0[0], [-2 * $0[0]]) }
    let end = LBFGSB().minimize(&wrong, in: BoxConstraint(-5, 5), from: [1])
    #expect(end.stopReason == .lineSearchFailed && end.point == [1])
  }

  @Test("rejects illegal arguments")
  func refusals() async {
    await #expect(processExitsWith: .failure) { _ = LBFGSB(history: 0) }
    await #expect(processExitsWith: .failure) {
      var smooth = LeastSquares(Matrix.identity(3), [1, 2, 3])
      _ = LBFGSB().minimize(
        &smooth, in: BoxConstraint(lower: [0, 0], upper: [1, 1]), from: [0, 0, 0])
    }
  }
}
