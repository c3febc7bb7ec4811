// ISTA, FISTA and oracle ISTA, step by step.

import LinearAlgebra
import Optimization
import Testing

@Suite("Steps for the Lasso")
struct LassoIterationTests {
  /// A random dictionary of unit atoms, a signal, and λ = 0.3 λ_max.
  private struct Instance {
    let dictionary: Matrix
    let signal: [Double]
    let penalty: Double
    let iteration: LassoIteration

    init(seed: UInt64, n: Int = 8, m: Int = 20) throws {
      var generator = CounterGenerator(seed: seed)
      var dictionary = generator.normals(rows: n, columns: m)
      for j in 0..<m {
        let length = dictionary.columnProduct(dictionary, j).squareRoot()
        for i in 0..<n { dictionary[i, j] /= length }
      }
      signal = generator.normals(n)
      self.dictionary = dictionary
      penalty = 0.3 * dictionary.adjointApplied(to: signal).map(abs).reduce(0, max)
      iteration = try LassoIteration(dictionary: dictionary)
    }

    func value(_ z: [Double]) -> Double {
      var residual = dictionary.applied(to: z)
      for index in residual.indices { residual[index] -= signal[index] }
      return 0.5 * dot(residual, residual) + penalty * z.map(abs).reduce(0, +)
    }

    func iterates(_ method: LassoIteration.Method, _ count: Int) throws -> [(
      z: [Double], step: Double
    )] {
      var states: [(z: [Double], step: Double)] = []
      _ = try iteration.run(
        method, correlations: dictionary.adjointApplied(to: signal), penalty: penalty,
        iterationLimit: count
      ) { step, z, size in
        #expect(step == states.count)
        states.append((z, size))
        return true
      }
      return states
    }
  }

  @Test(
    "every method ends at the certified solution", arguments: LassoIteration.Method.allCases,
    1...4 as ClosedRange<UInt64>)
  func solutions(method: LassoIteration.Method, seed: UInt64) throws {
    let instance = try Instance(seed: seed)
    let solution = LassoSolver(dictionary: instance.dictionary).solve(
      instance.signal, penalty: instance.penalty)
    let end = try #require(try instance.iterates(method, 6000).last).z
    // The rate of ISTA on the support, and rounding.
    for (found, expected) in zip(end, solution.coefficients) {
      #expect(abs(found - expected) < 1e-9, "\(method)")
    }
  }

  @Test("a step of ISTA agrees with its formula, using D instead of DᵀD")
  func step() throws {
    let instance = try Instance(seed: 5)
    let states = try instance.iterates(.ista, 10)
    let lipschitz = instance.iteration.lipschitz
    let norms = try SingularValues(instance.dictionary).values
    #expect(abs(lipschitz - norms[0] * norms[0]) < 1e-12)
    for (before, after) in zip(states, states.dropFirst()) {
      var residual = instance.dictionary.applied(to: before.z)
      for index in residual.indices { residual[index] -= instance.signal[index] }
      let gradient = instance.dictionary.adjointApplied(to: residual)
      for j in gradient.indices {
        let expected = softThreshold(
          before.z[j] - gradient[j] / lipschitz, instance.penalty / lipschitz)
        #expect(abs(after.z[j] - expected) < 1e-14)
      }
      #expect(after.step == 1 / lipschitz)
    }
  }

  @Test(
    "oracle ISTA descends, and takes long steps only within the support",
    arguments: 1...6 as ClosedRange<UInt64>)
  func oracle(seed: UInt64) throws {
    let instance = try Instance(seed: seed)
    let states = try instance.iterates(.oista, 400)
    for (before, after) in zip(states, states.dropFirst()) {
      // Rounding of the values.
      #expect(instance.value(after.z) <= instance.value(before.z) + 1e-13)
      guard after.step > 1.000001 / instance.iteration.lipschitz else { continue }
      let support = before.z.indices.filter { before.z[$0] != 0 }
      let curvature = try instance.iteration.curvature(on: support)
      #expect(abs(after.step * curvature.upper - 1) < 1e-12)
      #expect(after.z.indices.allSatisfy { after.z[$0] == 0 || before.z[$0] != 0 })
    }
  }

  @Test("the caller can end a run")
  func interruption() throws {
    let instance = try Instance(seed: 7)
    var count = 0
    _ = try instance.iteration.run(
      .fista, correlations: instance.dictionary.adjointApplied(to: instance.signal),
      penalty: instance.penalty, iterationLimit: 50
    ) { step, _, _ in
      count = step
      return step < 7
    }
    #expect(count == 7)
  }
}
