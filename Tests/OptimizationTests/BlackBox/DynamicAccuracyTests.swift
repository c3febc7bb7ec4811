// Trust regions with values of dynamic accuracy, and errors that an adversary chooses.

import Libc
import LinearAlgebra
import Optimization
import Testing

/// Residuals with known derivatives and minimum, computed with an error of the largest size that is allowed.
private struct Blurred: InexactLeastSquares, Sendable, CustomTestStringConvertible {
  let testDescription: String
  let start: [Double]
  let minimum: Double
  let minimiser: [Double]?
  /// The blocks rᵢ(θ).
  let blocks: @Sendable ([Double]) -> [[Double]]
  /// The part of the tolerance that is used up; 0 for exact values.
  var blur = 1.0
  /// The error that remains whatever is requested.
  var floor = 0.0
  var draws = CounterGenerator(seed: 95)
  var iterations = 0

  var dimension: Int { start.count }
  var blockCount: Int { blocks(start).count }

  func initialState(of block: Int) -> [Double] { blocks(start)[block] }

  mutating func refine(
    _ state: inout [Double], of block: Int, at point: [Double], to tolerance: Double
  ) -> (error: Double, iterations: Int) {
    let error = max(blur * tolerance, floor)
    state = blocks(point)[block]
    let direction = draws.normals(state.count)
    add(error / norm(direction), direction, to: &state)
    // The cost of an iteration that halves its error.
    let cost = error > 0 ? max(1, Int(10 - log2(error))) : 40
    iterations += cost
    return (error, cost)
  }

  func residual(of block: Int, _ state: [Double]) -> [Double] { state }

  func exactResidual(at point: [Double]) -> [Double] { [] }

  func value(_ point: [Double]) -> Double {
    blocks(point).joined().reduce(0) { $0 + $1 * $1 }
  }

  static let all = [
    Blurred(
      testDescription: "linear, two variables", start: [3, -2], minimum: 1, minimiser: [1, 0.5]
    ) { x in [[x[0] - 1, 1], [2 * (x[1] - 0.5), x[0] + x[1] - 1.5]] },
    Blurred(
      testDescription: "one variable", start: [2], minimum: 0, minimiser: [log(2.0)]
    ) { [[exp($0[0]) - 2]] },
    Blurred(
      testDescription: "Rosenbrock", start: [-1.2, 1], minimum: 0, minimiser: [1, 1]
    ) { x in [[10 * (x[1] - x[0] * x[0])], [1 - x[0]]] },
    Blurred(
      testDescription: "exponentials, three variables", start: [0, 0, 0], minimum: 0,
      minimiser: [1, -0.5, 0.3]
    ) { x in
      [
        [exp(x[0]) - exp(1), x[1] * x[0] + 0.5],
        [sin(x[1]) - sin(-0.5), 2 * x[2] - 0.6, x[2] - 0.3],
      ]
    },
    // Freudenstein and Roth: a local minimum of 48.98 besides that of 0.
    Blurred(
      testDescription: "Freudenstein and Roth", start: [0.5, -2], minimum: 48.98425368,
      minimiser: nil
    ) { x in
      [
        [-13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1]],
        [-29 + x[0] + ((x[1] + 1) * x[1] - 14) * x[1]],
      ]
    },
  ]
}

@Suite("Trust regions with values of dynamic accuracy")
struct DynamicAccuracyTests {
  @Test(
    "the minimum is found, every value is within its bound, every accepted step lowers f itself",
    arguments: Blurred.all, [0, 1])
  fileprivate func converges(problem: Blurred, blur: Double) {
    var problem = problem
    problem.blur = blur
    let result = DynamicAccuracySearch(smallestRadius: 1e-6).minimize(&problem, from: problem.start)
    #expect(result.end.value - problem.minimum <= 1e-6, "\(result.end), \(result.stopReason)")
    if let minimiser = problem.minimiser {
      #expect(distance(result.end.point, minimiser) <= 1e-3)
    }
    for value in result.values {
      let exact = problem.value(value.point)
      #expect(abs(exact - value.value) <= value.error + 1e-12 * (1 + exact))
    }
    for step in result.steps where step.outcome == .accepted {
      #expect(step.certifiedDecrease > 0)
      #expect(problem.value(step.state.point) < problem.value(step.origin.point) + 1e-12)
      #expect(distance(step.state.point, step.origin.point) <= step.radius * (1 + 1e-9))
    }
    #expect(result.iterations == problem.iterations)
    #expect(
      zip(result.values, result.values.dropFirst()).allSatisfy { $0.iterations <= $1.iterations })
    if case .radius(let radius) = result.stopReason {
      #expect(radius <= 1e-6)
    } else {
      Issue.record("stopped by \(result.stopReason)")
    }
  }

  @Test("accuracy follows the radius: early values are cheap")
  func economy() {
    var problem = Blurred.all[0]
    let result = DynamicAccuracySearch().minimize(&problem, from: problem.start)
    let errors = result.values.map(\.error)
    #expect(errors[0] > 1e-2 && (errors.min() ?? 1) < 1e-8)
  }

  @Test("errors that cannot be reduced end the run instead of hanging it", arguments: [1e-3, 1e-7])
  func floor(error: Double) {
    var problem = Blurred.all[2]
    problem.floor = error
    let result = DynamicAccuracySearch(stepLimit: 150).minimize(&problem, from: problem.start)
    #expect(result.steps.count <= 150 && result.end.value < 1)
  }

  @Test("budget, steps, the caller and values that are not finite end a run")
  func reasons() {
    var problem = Blurred.all[2]
    let budget = DynamicAccuracySearch(budget: 100).minimize(&problem, from: problem.start)
    #expect(budget.stopReason == .budget && budget.iterations >= 100 && budget.iterations < 400)
    let steps = DynamicAccuracySearch(stepLimit: 3).minimize(&problem, from: problem.start)
    #expect(steps.stopReason == .stepLimit && steps.steps.count == 3)
    let watched = DynamicAccuracySearch().minimize(&problem, from: problem.start) { _ in false }
    #expect(watched.stopReason == .interrupted && watched.steps.count == 1)
    var broken = Blurred(
      testDescription: "broken", start: [1], minimum: 0, minimiser: nil
    ) { [[$0[0] > 1.2 ? .nan : $0[0]]] }
    #expect(DynamicAccuracySearch().minimize(&broken, from: [1]).stopReason == .nonFinite)
  }

  @Test("points of an earlier run are used, unless they are far or in one line with others")
  func neighbors() {
    var problem = Blurred.all[3]
    let start = problem.start
    let good = [[0.3, 0, 0.1], [0, -0.4, 0.1], [0.1, 0.1, 0.4]]
    let result = DynamicAccuracySearch(stepLimit: 1).minimize(
      &problem, from: start, neighbors: [[9, 9, 9]] + good)
    #expect(result.values.prefix(4).map(\.point) == [start] + good)
    let poor = [[0.1, 0, 0], [0.2, 0, 0], [0.3, 1e-9, 0]]
    let other = DynamicAccuracySearch(stepLimit: 1).minimize(&problem, from: start, neighbors: poor)
    let points = other.values.prefix(4).map(\.point)
    #expect(points[1] == poor[0] && !points.contains(poor[1]) && !points.contains(poor[2]))
    let end = DynamicAccuracySearch().minimize(&problem, from: start, neighbors: poor)
    #expect(end.end.value <= 1e-6)
  }

  @Test("illegal radii and points of another dimension are refused")
  func refusals() async {
    await #expect(processExitsWith: .failure) { _ = DynamicAccuracySearch(firstRadius: 3) }
    await #expect(processExitsWith: .failure) { _ = DynamicAccuracySearch(accuracy: 0) }
    await #expect(processExitsWith: .failure) {
      var problem = Blurred.all[0]
      _ = DynamicAccuracySearch().minimize(&problem, from: [1])
    }
  }

  @Test("with bounds every value is within them, and the end satisfies the conditions there")
  func bounds() {
    // f = (x − 1)² + 1 + 4(y − ½)² + (x + y − 3/2)²: the minimum is outside each box.
    for (box, minimiser) in [
      (SearchBox(lower: [-2, -2], upper: [0.5, 2]), [0.5, 0.6]),
      (SearchBox(lower: [1.5, -2], upper: [4, 0.25]), [1.5, 0.25]),
      (SearchBox(lower: [-2, -2], upper: [4, 4]), [1, 0.5]),
    ] {
      for start in [[3.0, -2], [-2, -2], [0, 0]] {
        var problem = Blurred.all[0]
        let method = DynamicAccuracySearch(largestRadius: 1)
        let result = method.minimize(&problem, from: start, in: box)
        #expect(result.values.allSatisfy { box.clipped($0.point) == $0.point })
        #expect(
          distance(result.end.point, minimiser) < 1e-4, "\(box) \(start): \(result.end.point)")
        #expect(result.steps.allSatisfy { $0.outcome != .accepted || $0.certifiedDecrease > 0 })
      }
    }
  }

  @Test("bounds that no step reaches change nothing")
  func wideBounds() {
    let box = SearchBox(-1000...1000, dimension: 2)
    var (one, other) = (Blurred.all[0], Blurred.all[0])
    let free = DynamicAccuracySearch().minimize(&one, from: [3, -2])
    let bounded = DynamicAccuracySearch().minimize(&other, from: [3, -2], in: box)
    #expect(free.values == bounded.values && free.stopReason == bounded.stopReason)
  }
}
