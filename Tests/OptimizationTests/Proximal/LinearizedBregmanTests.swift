// The linearised Bregman iteration and sums of functions of different coordinates.

import LinearAlgebra
import Optimization
import Testing

struct LinearizedBregmanTests {
  @Test("without a threshold it is gradient descent on ½‖Au − b‖²")
  func landweber() {
    var generator = CounterGenerator(seed: 1821)
    let matrix = generator.normals(rows: 5, columns: 4)
    let data = generator.normals(5)
    var u = [Double](repeating: 0, count: 4)
    for _ in 0..<30 {
      for (i, slope) in matrix.adjointApplied(to: rest(matrix, u, data)).enumerated() {
        u[i] += 0.05 * slope
      }
    }
    let result = LinearizedBregman(weight: 0, stepSize: 0.05).run(
      matrix, data, iterationLimit: 30)
    #expect(maximumDistance(result.point, u) < 1e-13)
    #expect(result.stopReason == .iterationLimit && result.iterations == 30)
    #expect(result.cost.products == 30 && result.cost.adjointProducts == 30)
    #expect(abs(result.residual - norm(rest(matrix, u, data))) < 1e-13)
  }

  @Test("the limit solves Au = b with the least μ‖u‖₁ + ½‖u‖²")
  func limit() {
    var generator = CounterGenerator(seed: 1822)
    let matrix = generator.normals(rows: 3, columns: 6)
    let data = generator.normals(3)
    let weight = 0.7
    let result = LinearizedBregman(weight: weight, stepSize: 0.02).run(
      matrix, data, residual: 1e-12, iterationLimit: 1_000_000)
    guard case .residual = result.stopReason else {
      Issue.record("\(result.stopReason)")
      return
    }
    func energy(_ u: [Double]) -> Double {
      weight * u.reduce(0) { $0 + abs($1) } + 0.5 * dot(u, u)
    }
    // Other solutions differ by vectors that A maps to 0.
    for _ in 0..<100 {
      let other = generator.normals(6)
      let image = matrix.applied(to: other)
      guard let part = try? matrix.leastSquares(image).solution else { continue }
      let moved = zip(result.point, zip(other, part)).map { $0 + 0.1 * ($1.0 - $1.1) }
      #expect(energy(moved) >= energy(result.point) - 1e-9)
    }
    #expect(abs(result.gap) < 1e-9)
  }

  @Test("it stops where it is told to")
  func stops() {
    let method = LinearizedBregman(weight: 0, stepSize: 1)
    let identity = Matrix.identity(2)
    #expect(method.run(identity, [0, 0], residual: 0, iterationLimit: 9).iterations == 0)
    let stopped = method.run(identity, [1, 2], iterationLimit: 9) { iteration, _, _ in
      iteration < 3
    }
    #expect(stopped.stopReason == .interrupted && stopped.iterations == 3)
    let diverging = LinearizedBregman(weight: 0, stepSize: 1e200).run(
      identity, [1e200, 2], iterationLimit: 99)
    #expect(diverging.stopReason == .nonFinite)
  }

  @Test("a sum of functions of different coordinates takes values and steps of both")
  func joined() {
    let function = JoinedFunction(
      SquaredDistance(weight: 2, center: [1, -1]), L1Norm(weight: 0.5), at: 2)
    #expect(function.value([2, 0, 3]) == 2 + 1.5)
    #expect(function.conjugate([4, 0, 0.5]) == 4 + 4 + 0)
    #expect(function.conjugate([4, 0, 0.6]) == .infinity)
    var x = [2.0, 0, 3]
    function.prox(&x, step: 1)
    #expect(maximumDistance(x, [4.0 / 3, -2.0 / 3, 2.5]) < 1e-15)
  }

  private func rest(_ matrix: Matrix, _ u: [Double], _ data: [Double]) -> [Double] {
    zip(data, matrix.applied(to: u)).map { $0 - $1 }
  }
}
