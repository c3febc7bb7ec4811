// Steps on codes, and the derivative of a solution of the Lasso with respect to the dictionary.

import LabKit
import LinearAlgebra
import Optimization
import Testing

struct CodingTests {
  private static let penalties: [CodingLayer.Penalty] = [.ridge(0.2), .lasso(0.1)]

  /// A layer on five signals of four samples with seven atoms, and its dictionary.
  private func instance(
    _ penalty: CodingLayer.Penalty, seed: UInt64 = 1
  ) -> (layer: CodingLayer, dictionary: [Double]) {
    var generator = CounterGenerator(seed: seed)
    let (signals, dictionary) = (generator.normals(20), generator.normals(28))
    let square = dot(dictionary, dictionary)
    return (
      CodingLayer(
        signals: signals, sampleCount: 4, atomCount: 7, penalty: penalty,
        stepSize: 1 / (square + 0.2)),
      dictionary
    )
  }

  @Test("a step on several signals is a step of ISTA on each")
  func signals() {
    let (layer, dictionary) = instance(.lasso(0.1))
    let codes = Unrolled(layer, stepCount: 9).run(
      from: [Double](repeating: 0, count: layer.stateCount), weights: dictionary
    ).state
    for signal in 0..<layer.signalCount {
      let single = ISTALayer(
        signal: Array(layer.signals[signal * 4..<(signal + 1) * 4]), atomCount: 7, penalty: 0.1,
        stepSize: layer.stepSize)
      let code = Unrolled(single, stepCount: 9).run(
        from: [Double](repeating: 0, count: 7), weights: dictionary
      ).state
      for (found, expected) in zip(codes[signal * 7..<(signal + 1) * 7], code) {
        #expect(abs(found - expected) < 1e-14)
      }
    }
  }

  @Test("the derivative of a step passes the adjoint test", arguments: penalties)
  func adjoint(penalty: CodingLayer.Penalty) {
    let (layer, dictionary) = instance(penalty)
    var generator = CounterGenerator(seed: 9)
    let state = generator.normals(layer.stateCount)
    // Rounding of sums of 60 terms.
    #expect(adjointDefect(of: layer, at: state, weights: dictionary) < 1e-14)
  }

  @Test(
    "forward mode agrees with central differences, and reverse mode is its transpose",
    arguments: penalties)
  func derivatives(penalty: CodingLayer.Penalty) {
    let (layer, dictionary) = instance(penalty, seed: 4)
    let unrolled = Unrolled(layer, stepCount: 12)
    let zero = [Double](repeating: 0, count: layer.stateCount)
    let forward = unrolled.pushForward(from: zero, weights: dictionary, directions: 28)
    var generator = CounterGenerator(seed: 2)
    let vectors = generator.normals(layer.stateCount * 2)
    let reverse = unrolled.pullBack(
      vectors, unrolled.run(from: zero, weights: dictionary), directions: 2)
    for weight in 0..<28 {
      var (above, below) = (dictionary, dictionary)
      above[weight] += 1e-6
      below[weight] -= 1e-6
      let (high, low) = (
        unrolled.run(from: zero, weights: above).state,
        unrolled.run(from: zero, weights: below).state
      )
      var sums = [0.0, 0.0]
      for row in high.indices {
        let tangent = forward.tangents[row * 28 + weight]
        // Cancellation in 10⁻⁶, and the square of the step.
        #expect(abs((high[row] - low[row]) / 2e-6 - tangent) < 1e-8)
        for direction in 0..<2 { sums[direction] += vectors[row * 2 + direction] * tangent }
      }
      for direction in 0..<2 {
        #expect(abs(reverse.weights[weight * 2 + direction] - sums[direction]) < 1e-13)
      }
    }
  }

  /// A Lasso of 6 × 15 with its solution.
  private func lasso(seed: UInt64) -> (dictionary: Matrix, signal: [Double], penalty: Double) {
    var generator = CounterGenerator(seed: seed)
    let dictionary = generator.normals(rows: 6, columns: 15)
    let signal = generator.normals(6)
    let limit = dictionary.adjointApplied(to: signal).map(abs).reduce(0, max)
    return (dictionary, signal, 0.2 * limit)
  }

  @Test(
    "the implicit Jacobian is the limit of the unrolled one, in forward and in reverse mode",
    arguments: 1...4 as ClosedRange<UInt64>)
  func limit(seed: UInt64) throws {
    let (dictionary, signal, penalty) = lasso(seed: seed)
    let solution = LassoSolver(dictionary: dictionary).solve(signal, penalty: penalty)
    let jacobian = try #require(
      SupportJacobian(dictionary: dictionary, signal: signal, at: solution.coefficients))
    let norms = try SingularValues(dictionary).values
    let layer = ISTALayer(
      signal: signal, atomCount: 15, penalty: penalty, stepSize: 1 / (norms[0] * norms[0]))
    let unrolled = Unrolled(layer, stepCount: 8000)
    let start = [Double](repeating: 0, count: 15)
    let forward = unrolled.pushForward(from: start, weights: dictionary.elements, directions: 90)
    let tape = unrolled.run(from: start, weights: dictionary.elements)
    let backward = unrolled.jacobian(tape)
    #expect(backward.support == solution.support && jacobian.support == solution.support)
    let all = jacobian.allRows
    for index in all.indices { #expect(abs(forward.tangents[index] - all[index]) < 1e-9) }
    for index in jacobian.rows.indices {
      #expect(abs(backward.rows[index] - jacobian.rows[index]) < 1e-9)
    }
    var generator = CounterGenerator(seed: 77)
    let vector = generator.normals(15)
    let product = unrolled.pullBack(vector, tape).weights
    for (found, expected) in zip(jacobian.pulledBack(vector), product) {
      #expect(abs(found - expected) < 1e-8)
    }
  }

  @Test("dependent atoms have no implicit Jacobian")
  func dependent() {
    let dictionary = Matrix(rows: 2, columns: 3, elements: [1, 0, 1, 0, 0, 1])
    #expect(SupportJacobian(dictionary: dictionary, signal: [1, 1], at: [0.5, 0.5, 0]) == nil)
    #expect(SupportJacobian(dictionary: dictionary, signal: [1, 1], at: [0.5, 0, 0.5]) != nil)
  }
}
