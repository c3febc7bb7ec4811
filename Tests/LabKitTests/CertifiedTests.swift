// Certified problems: the gap bounds the suboptimality and vanishes at solutions.

import LabKit
import LinearAlgebra
import Optimization
import Testing

struct CertifiedTests {
  @Test(
    "Lasso: the gap bounds the suboptimality, and vanishes at the solution",
    arguments: 0..<4 as Range)
  func lasso(seed: UInt64) {
    var generator = CounterGenerator(seed: seed)
    let dictionary = generator.normals(rows: 5, columns: 8)
    let signal = generator.normals(5)
    let penalties = (0..<8).map { 0.3 + 0.1 * Double($0) }
    let problem = LassoProblem(dictionary: dictionary, signal: signal, penalties: penalties)
    var z = [Double](repeating: 0, count: 8)
    let step = 1 / dictionary.gram().trace
    var values: [(value: Double, gap: Double)] = []
    for _ in 0..<40_000 {
      values.append((problem.primal(z), problem.gap(z)))
      let products = dictionary.adjointApplied(to: problem.residual(z))
      for j in z.indices {
        let u = z[j] + step * products[j]
        let t = step * penalties[j]
        z[j] = u > t ? u - t : u < -t ? u + t : 0
      }
    }
    let least = problem.primal(z)
    for (value, gap) in values {
      #expect(gap >= value - least - 1e-13)
    }
    #expect(problem.gap(z) < 1e-12 && problem.gap(z) >= 0)
    // The accurate form and the difference of the two values.
    #expect(abs(problem.certificate(z).gap - problem.gap(z)) < 1e-13)
  }

  @Test("Lasso: z = 0 is certified if no atom is correlated enough")
  func lassoZero() {
    let problem = LassoProblem(
      dictionary: .identity(3), signal: [0.5, -0.2, 0.1], penalty: 0.5)
    #expect(problem.gap([0, 0, 0]) == 0)
    #expect(
      LassoProblem(dictionary: .identity(3), signal: [0.6, 0, 0], penalty: 0.5).gap([0, 0, 0]) > 0)
    #expect(problem.dual([1, 1, 1]) == -.infinity)
  }

  @Test("total variation: two samples in closed form", arguments: [0.1, 0.4, 2])
  func totalVariation(penalty: Double) {
    // Two samples move towards each other by λ, at most to their mean.
    let move = min(penalty, 0.75)
    let problem = TotalVariationProblem(signal: [1, 2.5], penalty: penalty)
    #expect(problem.gap([1 + move, 2.5 - move]) < 1e-14)
    #expect(
      problem.gap([1, 2.5]) >= problem.primal([1, 2.5]) - problem.primal([1 + move, 2.5 - move]))
    #expect(problem.gap([1, 2.5]) > 0.01)
  }

  @Test("total variation: the gap bounds the suboptimality along projected gradients of the dual")
  func totalVariationGap() {
    var generator = CounterGenerator(seed: 8)
    let signal = generator.normals(12)
    let problem = TotalVariationProblem(signal: signal, penalty: 0.4)
    let map = problem.differences
    var u = [Double](repeating: 0, count: 11)
    var points: [(Double, Double)] = []
    var z = signal
    for _ in 0..<20_000 {
      z = zip(signal, map.adjointApplied(to: u)).map { $0 - $1 }
      points.append((problem.primal(z), problem.certificate(z, dual: u).gap))
      points.append((problem.primal(z), problem.gap(z)))
      let slope = map.applied(to: z)
      u = problem.feasible(zip(u, slope).map { $0 + 0.25 * $1 })
    }
    let least = problem.primal(z)
    #expect(points.allSatisfy { $1 >= $0 - least - 1e-12 })
    #expect(problem.gap(z) < 1e-8)
  }

  @Test("box: for K = I the solution is the smallest value of every interval")
  func box() {
    let problem = BoxL1Problem(
      synthesis: Matrix.identity(4), samples: [1, -2, 0.1, 0], halfWidth: 0.25)
    let solution = [0.75, -1.75, 0, 0]
    #expect(problem.gap(solution) == 0)
    #expect(problem.primal([0.7, -1.75, 0, 0]) == .infinity)
    #expect(abs(problem.violation([0.7, -1.75, 0, 0]) - 0.05) < 1e-15)
    let worse = [1.0, -2, 0.1, 0]
    #expect(problem.gap(worse) >= problem.primal(worse) - problem.primal(solution))
    #expect(problem.dual([2, 0, 0, 0]) == -.infinity)
    #expect(problem.dual(problem.feasible([2, -3, 0, 0])) > -.infinity)
  }

  @Test("total variation: the exact solution has no gap", arguments: [0.05, 0.4, 3])
  func totalVariationSolution(penalty: Double) {
    var generator = CounterGenerator(seed: 12)
    let signal = generator.normals(40)
    let problem = TotalVariationProblem(signal: signal, penalty: penalty)
    let solution = totalVariationDenoised(signal, weight: penalty)
    // Rounding of values of about 20.
    #expect(abs(problem.gap(solution)) < 1e-12)
  }

  @Test("Lasso: the solver's solution is certified by the same gap")
  func lassoSolver() {
    var generator = CounterGenerator(seed: 14)
    let dictionary = generator.normals(rows: 10, columns: 30)
    let signal = generator.normals(10)
    let solution = LassoSolver(dictionary: dictionary).solve(signal, penalty: 0.7)
    let problem = LassoProblem(dictionary: dictionary, signal: signal, penalty: 0.7)
    #expect(problem.gap(solution.coefficients) < 1e-12)
  }
}
