// The loop of stochastic methods beside plain loops, its estimators and its counts.

import Libc
import LinearAlgebra
import Testing

@testable import LabKit

struct StochasticWalkTests {
  /// Five samples below and four above of three features, an odd number.
  private struct Problem {
    let sum: LogisticSum
    let plain: PlainLogistic
    let training: Matrix
    let trainingLabels: [Double]
    let validation: Matrix
    let validationLabels: [Double]

    init(isShared: Bool = false, features: Int = 3) {
      var generator = CounterGenerator(seed: 1701)
      training = generator.normals(rows: 5, columns: features)
      trainingLabels = [1, -1, 1, 1, -1]
      validation = generator.normals(rows: 4, columns: features)
      validationLabels = [-1, 1, 1, -1]
      sum = LogisticSum(
        training: training, trainingLabels, validation: validation, validationLabels,
        isShared: isShared)
      func rows(_ matrix: Matrix, _ labels: [Double]) -> [[Double]] {
        (0..<matrix.rows).map { i in
          (0..<matrix.columns).map { labels[i] * matrix[i, $0] }
        }
      }
      plain = PlainLogistic(
        lower: rows(training, trainingLabels), upper: rows(validation, validationLabels))
    }
  }

  private static let truncated = StochasticMethod.Adjoint.truncated(terms: 3, step: 0.2)
  private static let neumann = StochasticMethod.Adjoint.neumann(terms: 3, step: 0.2)
  private static let methods = [
    StochasticMethod(lower: .joint, adjoint: .joint, estimator: .plain),
    StochasticMethod(lower: .joint, adjoint: .joint, estimator: .saga),
    StochasticMethod(lower: .joint, adjoint: .joint, estimator: .spider(period: 7)),
    StochasticMethod(
      lower: .descent(steps: 2, isCold: false), adjoint: truncated, estimator: .plain),
    StochasticMethod(lower: .descent(steps: 2, isCold: true), adjoint: neumann, estimator: .plain),
    StochasticMethod(
      lower: .descent(steps: 3, isCold: false), adjoint: .descent(steps: 2), estimator: .plain),
    StochasticMethod(lower: .joint, adjoint: neumann, estimator: .storm),
    StochasticMethod(lower: .joint, adjoint: truncated, estimator: .storm),
  ]

  @Test(
    "every method gives the iterates and the calls of plain loops", arguments: methods.indices,
    [1, 3])
  func plainLoops(index: Int, batch: Int) {
    let problem = Problem()
    let method = Self.methods[index]
    let (lower, upper) = (StepSchedule(0.3, decay: 0.4), StepSchedule(0.8, decay: 0.2))
    let box = -1.2...0.3
    let start = [-1.0, 0.2, -0.5]
    let generator = CounterGenerator(seed: 99)
    let walk = StochasticWalk(
      problem.sum, method, lowerSteps: lower, upperSteps: upper, iterations: 30, replicas: 2,
      batch: batch, box: box, startParameters: start, generator: generator)
    var recorder = SnapshotRecorder(at: [30], stateCount: 3, parameterCount: 3)
    walk.run(&recorder)
    let plain = PlainRun(
      problem: problem.plain, method: method, lowerSteps: lower, upperSteps: upper, iterations: 30,
      replicas: 2, batch: batch, box: box, start: start, generator: generator
    ).run()
    for (found, expected) in zip(recorder.replicas, plain) {
      #expect(distance(found[0].state, expected.z) < 1e-12)
      #expect(distance(found[0].parameters, expected.lambda) < 1e-12)
      #expect(found[0].calls == expected.calls)
    }
    #expect(recorder.replicas[0][0].parameters != recorder.replicas[1][0].parameters)
  }

  @Test("with every sample stored, SABA moves along the exact directions on average")
  func expectation() {
    let sum = QuadraticSum(seed: 3, dimension: 5, lowerCount: 4, upperCount: 3)
    let z = [0.1, -2, 0.7, 1, 0], v = [1, 0.2, -0.3, 0, 2], lambda = [0.5, 1, -1, 0.2, 0]
    let exact = sum.exactDirections(z, v, lambda)
    for isStored in [false, true] {
      let expected = sum.expectedDirections(isStored: isStored, z, v, lambda)
      #expect(expected.distance(from: exact) < 1e-13)
    }
    // λ enters the direction of z.
    #expect(exact.z != sum.exactDirections(z, v, z).z)
  }

  @Test("the directions are derivatives of the losses", arguments: [false, true])
  func derivatives(isShared: Bool) throws {
    let problem = Problem(isShared: isShared)
    let z = [0.3, -0.7, 1.1], v = [0.4, 0.2, -0.9]
    let lambda = isShared ? [-0.3] : [-0.3, 0.1, 0.5]
    let lower = try LogisticLoss(design: problem.training, classes: problem.trainingLabels)
    let upper = try LogisticLoss(design: problem.validation, classes: problem.validationLabels)
    func level(_ z: [Double], _ lambda: [Double]) -> Double {
      lower.value(z)
        + z.indices.reduce(0) { $0 + 0.5 * exp(lambda[isShared ? 0 : $1]) * z[$1] * z[$1] }
    }
    func moved(_ x: [Double], _ index: Int, _ step: Double) -> [Double] {
      var x = x
      x[index] += step
      return x
    }
    let exact = problem.sum.exactDirections(z, v, lambda)
    let h = 1e-4
    for k in z.indices {
      let slope = (level(moved(z, k, h), lambda) - level(moved(z, k, -h), lambda)) / (2 * h)
      #expect(abs(exact.z[k] - slope) < 1e-7)
      // The derivative of ⟨∂_zG, v⟩ + F.
      func inner(_ z: [Double]) -> Double {
        (level(plus(z, h, v), lambda) - level(plus(z, -h, v), lambda)) / (2 * h) + upper.value(z)
      }
      let product = (inner(moved(z, k, 1e-3)) - inner(moved(z, k, -1e-3))) / 2e-3
      #expect(abs(exact.v[k] - product) < 1e-5)
    }
    for k in lambda.indices {
      func inner(_ lambda: [Double]) -> Double {
        (level(plus(z, h, v), lambda) - level(plus(z, -h, v), lambda)) / (2 * h)
      }
      let mixed = (inner(moved(lambda, k, 1e-3)) - inner(moved(lambda, k, -1e-3))) / 2e-3
      #expect(abs(exact.lambda[k] - mixed) < 1e-5)
    }
  }

  @Test("the value function of the sum of quadratics decreases along its gradient to the optimum")
  func quadratic() {
    let sum = QuadraticSum(seed: 0, dimension: 6, lowerCount: 8, upperCount: 8)
    #expect(maximumNorm(sum.gradient(sum.optimum)) == 0)
    // z and v at their solutions: the direction of λ is the gradient.
    let lambda = [0.3, -1, 2, 0, 5, 1]
    var walk = (z: [Double](repeating: 0, count: 6), v: [Double](repeating: 0, count: 6))
    for _ in 0..<400 {
      let directions = sum.exactDirections(walk.z, walk.v, lambda)
      walk = (plus(walk.z, -1, directions.z), plus(walk.v, -1, directions.v))
    }
    let directions = sum.exactDirections(walk.z, walk.v, lambda)
    #expect(distance(directions.lambda, sum.gradient(lambda)) < 1e-12)
    #expect(distance(sum.implicitGradient(lambda), sum.gradient(lambda)) < 1e-12)
    #expect(abs(sum.flow(0) - pow(norm(sum.gradient([0, 0, 0, 0, 0, 0])), 2)) < 1e-12)
  }

  @Test("a step that diverges ends the replica, and what follows is NaN")
  func divergence() {
    let sum = QuadraticSum(seed: 0, dimension: 4, lowerCount: 5, upperCount: 5)
    let method = StochasticMethod(lower: .joint, adjoint: .joint, estimator: .plain)
    let walk = StochasticWalk(
      sum, method, lowerSteps: StepSchedule(50), upperSteps: StepSchedule(50), iterations: 5000,
      startParameters: [0, 0, 0, 0], generator: CounterGenerator(seed: 1))
    var recorder = CurveRecorder(
      .parameters, center: sum.optimum, weights: sum.curvatures, iterations: 5000, replicas: 1,
      stateCount: 4, parameterCount: 4, checkpoints: logarithmicIterations(5000, density: 10))
    walk.run(&recorder)
    #expect(recorder.curve[0].isFinite && recorder.curve[4999].isNaN)
    #expect(recorder.checkpoints.allSatisfy { $0.values.count == 1 })
  }

  @Test("iterations on a logarithmic axis ascend, with all powers of ten and the last")
  func iterations() {
    for count in [1, 2, 9, 10, 11, 999, 1000, 12_345] {
      let list = logarithmicIterations(count, density: 7)
      #expect(list.first == 1 && list.last == count)
      #expect(zip(list, list.dropFirst()).allSatisfy { $0 < $1 })
      for power in [1, 10, 100, 1000, 10_000] where power <= count {
        #expect(list.contains(power))
      }
    }
  }

  @Test("the exact value function of logistic regression has the implicit gradient")
  func reduced() throws {
    for isShared in [false, true] {
      let problem = Problem(isShared: isShared)
      var function = ReducedLogistic(
        training: try LogisticLoss(design: problem.training, classes: problem.trainingLabels),
        validation: try LogisticLoss(design: problem.validation, classes: problem.validationLabels),
        isShared: isShared)
      let lambda = isShared ? [-1.0] : [-1, 0.5, -2]
      var (gradient, unused) = (lambda, lambda)
      let value = function.evaluate(at: lambda, gradient: &gradient)
      // The lower level by many steps of gradient descent on the samples.
      var z = [0.0, 0, 0]
      for _ in 0..<4000 {
        z = plus(z, -0.2, problem.sum.exactDirections(z, [0, 0, 0], lambda).z)
      }
      #expect(distance(z, function.state) < 1e-10)
      let losses = problem.plain.upper.map { LogisticLoss.loss(-dot($0, z)) }
      #expect(abs(value - losses.reduce(0, +) / 4) < 1e-12)
      for k in lambda.indices {
        var (high, low) = (lambda, lambda)
        high[k] += 1e-5
        low[k] -= 1e-5
        let slope =
          (function.evaluate(at: high, gradient: &unused)
            - function.evaluate(at: low, gradient: &unused)) / 2e-5
        #expect(abs(slope - gradient[k]) < 1e-8)
      }
    }
  }
}
