// Gradient descent within bounds.

import Libc
import LinearAlgebra
import Optimization
import Testing

/// A function by its value and gradient, with a record of the points at which it was evaluated.
private struct Recorded: Objective {
  let dimension: Int
  let function: @Sendable ([Double]) -> (Double, [Double])
  var points: [[Double]] = []

  init(_ dimension: Int, _ function: @escaping @Sendable ([Double]) -> (Double, [Double])) {
    self.dimension = dimension
    self.function = function
  }

  mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    points.append(point)
    let (value, slope) = function(point)
    gradient = slope
    return value
  }
}

struct ProjectedGradientDescentTests {
  private let rule = StoppingRule(iterationLimit: 2000)

  @Test(
    "the end satisfies the conditions at the bounds, and every evaluation is within them",
    arguments: [
      ([2.0, 2], [1.0, 0.5]), ([-3, 0.25], [-2, 0.25]), ([0.5, -9], [0.5, -1]),
      ([0.2, 0.1], [0.2, 0.1]),
    ] as [([Double], [Double])])
  func quadratic(center: [Double], minimiser: [Double]) throws {
    var objective = Recorded(2) { x in
      let (a, b) = (x[0] - center[0], x[1] - center[1])
      return (a * a + 10 * b * b, [2 * a, 20 * b])
    }
    let box = SearchBox(lower: [-2, -1], upper: [1, 0.5])
    let start = try #require(Iterate(start: [0, 0], of: &objective))
    let end = minimize(
      &objective, from: start, by: ProjectedGradientDescent(in: box, tolerance: 1e-9), until: rule)
    #expect(distance(end.iterate.point, minimiser) < 1e-8)
    #expect(objective.points.allSatisfy { box.clipped($0) == $0 })
    #expect(end.iterate.evaluations == objective.points.count)
  }

  /// exp(−x): the decrease along −∇f satisfies Armijo's condition however long the step is.
  @Test("a function that is flat far away does not carry the iterates out of the bounds")
  func flat() throws {
    var objective = Recorded(1) { x in (exp(-x[0]), [-exp(-x[0])]) }
    let box = SearchBox(-1...6, dimension: 1)
    let start = try #require(Iterate(start: [0], of: &objective))
    let end = minimize(
      &objective, from: start, by: ProjectedGradientDescent(in: box, tolerance: 1e-9), until: rule)
    #expect(end.iterate.point == [6] && end.stopReason == .gradientNorm(0))
    #expect(objective.points.allSatisfy { (-1...6).contains($0[0]) })
  }

  @Test("every accepted step satisfies Armijo's condition along the arc")
  func armijo() throws {
    // Rosenbrock's function.
    var objective = Recorded(2) { x in
      let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
      return (a * a + 100 * b * b, [-2 * a - 400 * x[0] * b, 200 * b])
    }
    let method = ProjectedGradientDescent(in: SearchBox(-2...0.9, dimension: 2))
    var iterate = try #require(Iterate(start: [-1.2, 0.9], of: &objective))
    for _ in 0..<50 {
      let before = iterate
      guard method.step(&iterate, &objective) == nil else { break }
      let length = distance(iterate.point, before.point)
      let eta = iterate.memory[0][0]
      #expect(
        iterate.value <= before.value
          - ProjectedGradientDescent.sufficientDecrease / eta * length * length)
    }
    #expect(iterate.value < 0.2)
  }

  @Test("a start where no trial has a finite value ends with that reason")
  func nonFinite() throws {
    var objective = Recorded(1) { x in x[0] == 0 ? (1, [1]) : (.nan, [.nan]) }
    var iterate = try #require(Iterate(start: [0], of: &objective))
    let reason = ProjectedGradientDescent(in: SearchBox(-1...1, dimension: 1))
      .step(&iterate, &objective)
    guard case .nonFinite = reason else {
      Issue.record("\(String(describing: reason))")
      return
    }
  }
}
