// The paths of the bank against tapes and differences.

import LabKit
import Libc
import LinearAlgebra
import Testing

@testable import Hypergradient

struct RefereePathTests {
  private static func check(
    _ a: [Double], _ b: [Double], _ tolerance: Double, _ comment: @autoclosure () -> String = ""
  ) {
    let difference = norm(zip(a, b).map { $0 - $1 })
    #expect(difference <= tolerance * max(norm(b), 1e-3), "\(comment()): \(a), \(b)")
  }

  @Test(
    "unrolled and implicit gradients of a path are those of tapes",
    arguments: HypergradientParameters.Model.allCases, HypergradientParameters.Upper.allCases)
  func descent(
    model: HypergradientParameters.Model, upper: HypergradientParameters.Upper
  ) throws {
    let problem = try PlantedProblem(model, seed: 5, upper: upper)
    let point = try RefereePoint(problem.levels, problem.truth)
    for step in [problem.step, 1.7 * problem.step] {
      let path = InnerPath(point, step: step, count: 60)
      for count in [1, 2, 7, 40, 60] where count <= path.states.columns {
        Self.check(path.states.column(count - 1), problem.iterate(count, step: step), 1e-11)
        Self.check(
          path.unrolled.column(count - 1), problem.unrolled(count, step: step), 1e-9,
          "\(model) \(count)")
        Self.check(
          path.implicit.column(count - 1),
          try problem.implicit(at: path.states.column(count - 1), .direct), 1e-9)
        Self.check(
          point.descended(step: step, count: count), problem.iterate(count, step: step), 1e-11)
      }
      let cuts = ReverseSweep.gradients(point, step: step, count: 12)
      for kept in [1, 5, 12] {
        Self.check(
          cuts.column(kept - 1), problem.unrolled(12, step: step, kept: kept), 1e-10)
      }
    }
  }

  @Test(
    "unrolled gradients of accelerated paths are derivatives",
    arguments: HypergradientParameters.Model.allCases)
  func acceleration(model: HypergradientParameters.Model) throws {
    let problem = try PlantedProblem(model, seed: 6, upper: .validation)
    let point = try RefereePoint(problem.levels, problem.truth)
    let counts = [1, 2, 5, 30]
    func values(_ lambda: [Double]) throws -> [Double] {
      let truth = try Truth(problem.levels, at: lambda, tolerance: 1e-5)
      let path = InnerPath(
        try RefereePoint(problem.levels, truth), step: problem.step, count: 30,
        isAccelerated: true)
      return counts.map { problem.levels.upper.value(path.states.column($0 - 1), lambda) }
    }
    let path = InnerPath(point, step: problem.step, count: 30, isAccelerated: true)
    for k in [0, 3, 7] {
      var (above, below) = (problem.lambda, problem.lambda)
      above[k] += 1e-5
      below[k] -= 1e-5
      for (index, (high, low)) in zip(try values(above), try values(below)).enumerated() {
        let slope = (high - low) / 2e-5
        let computed = path.unrolled[k, counts[index] - 1]
        #expect(abs(slope - computed) < 1e-7 + 1e-6 * abs(slope), "\(model) \(counts[index])")
      }
    }
  }

  @Test("iterates of CG are those of the solver, also on the normal equations")
  func conjugateGradients() throws {
    let problem = try PlantedProblem(.ridge, seed: 4)
    let point = try RefereePoint(problem.levels, problem.truth)
    for isNormal in [false, true] {
      let iterates = PlainSolvers.conjugateGradients(
        point.system.matrix, point.system.right, count: 6, isNormal: isNormal)
      let gradients = point.system.gradients(adjoints: iterates)
      for count in [1, 3, 6] {
        Self.check(
          gradients.column(count - 1),
          try problem.implicit(
            at: problem.truth.solution,
            isNormal
              ? .normalConjugateGradient(tolerance: 0, limit: count)
              : .conjugateGradient(tolerance: 0, limit: count)), 1e-9)
      }
    }
  }

  @Test("a Krylov space contains what a solver by products has, whichever it is")
  func krylov() throws {
    let problem = try PlantedProblem(.quadratic, seed: 4)
    let point = try RefereePoint(problem.levels, problem.truth)
    let z = problem.truth.solution
    let gradient = try problem.implicit(at: z, .neumann(terms: 4, stepSize: 0.37))
    let distances = KrylovFit.squaredDistances(point, gradient)
    #expect(distances[2] > 1e-6 && distances[3] < 1e-20)
  }

  @Test("the precision of entries is read off their bits and digits")
  func precision() {
    let numbers = [0.1, -3.7e-5, 12.25, .pi, 1e8 / 3]
    #expect(NumberPrecision(of: numbers) == .float64)
    #expect(NumberPrecision(of: numbers.map { Double(Float($0)) }) == .float32)
    #expect(NumberPrecision(of: [0.1, 0.12, -0.123]) == .decimals(3))
    #expect(NumberPrecision(of: [1.2345e-7, 98765, 0.5]) == .decimals(5))
    #expect(NumberPrecision(of: [0.5, 0.25, 3]) == .bfloat16)
    #expect(NumberPrecision(of: [2049.0 / 4096, 0.25, 3]) == .float32)
    // Two entries are no evidence.
    #expect(NumberPrecision(of: [0.1, 0.2]) == .float64)
  }
}
