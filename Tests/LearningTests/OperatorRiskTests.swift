// Unrolled gradient descent in inverse problems: gradients, and searches over R.

import Learning
import LinearAlgebra
import Optimization
import Testing
import ToyModel

@Suite("Unrolled gradient descent in inverse problems")
struct OperatorRiskTests {
  private func diagonalProblem(
    _ values: [Double], _ energies: [Double], noise: Double, omega: Double, depth: Int,
    rows: Int = 1
  ) -> (objective: OperatorRisk, diagonal: Double) {
    (
      OperatorRisk(
        operator: Matrix(diagonal: values), secondMoment: Matrix(diagonal: energies),
        noiseVariance: noise, rows: rows, depth: depth, stepSize: omega),
      OptimalRisk(
        observation: Observation(
          zip(values, energies).map { OperatorDirection(singularValue: $0, energy: $1) },
          noiseVariance: noise),
        rows: rows, family: .unrolled(depth: depth, step: .fixed(omega))
      ).risk.total
    )
  }

  @Test(
    "the gradient is that of central differences, whose error falls by the square", arguments: 1...8
  )
  func gradient(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let (n, p, k) = (3, 4, 2)
    func normal(_ rows: Int, _ columns: Int) -> Matrix {
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { _ in generator.nextNormal() })
    }
    var objective = OperatorRisk(
      operator: normal(p, n), secondMoment: normal(n, n).gram(), noiseVariance: 0.3, rows: k,
      depth: 1 + Int(seed) % 5, stepSize: 0.1, isStepLearned: true)
    var point = normal(k, n).elements
    point.append(-2.5)
    var gradient = [Double](repeating: 0, count: objective.dimension)
    var ignored = gradient
    let value = objective.evaluate(at: point, gradient: &gradient)
    #expect(abs(value - objective.risk(point).total) < 1e-12 * value)
    let direction = (0..<point.count).map { _ in generator.nextNormal() }
    let slope = dot(gradient, direction)
    func difference(_ h: Double) -> Double {
      var (above, below) = (point, point)
      add(h, direction, to: &above)
      add(-h, direction, to: &below)
      let values = (
        objective.evaluate(at: above, gradient: &ignored),
        objective.evaluate(at: below, gradient: &ignored)
      )
      return (values.0 - values.1) / (2 * h)
    }
    let errors = [difference(2e-3), difference(1e-3)].map { abs($0 - slope) }
    let size = abs(slope) + value
    #expect(errors[1] < 1e-3 * size)
    #expect(errors[0] < 1e-8 * size || abs(errors[0] / errors[1] - 4) < 0.4)
  }

  @Test("N = 3 and 4: an R that is not diagonal is better than every diagonal one")
  func counterexamples() throws {
    // The minima are those of operator_unrolled.csv.
    let cases:
      [(
        values: [Double], energies: [Double], noise: Double, omega: Double, depth: Int, risk: Double
      )] = [
        ([0.68, 0.52], [2.5, 0.15], 0.07, 1, 3, 0.12546020575355697617),
        ([0.86, 0.46], [40, 0], 0.01, 1, 3, 0.0086864901008361421095),
        ([0.2, 0.43], [0.8, 0.1], 0.4, 8, 4, 1.2848651643642264785),
      ]
    for (values, energies, noise, omega, depth, risk) in cases {
      let (objective, diagonal) = diagonalProblem(
        values, energies, noise: noise, omega: omega, depth: depth)
      let found = try #require(OperatorSearch(objective, starts: 24, seed: 1))
      #expect(abs(found.risk.total - risk) < 1e-9 * risk, "\(found.risk.total)")
      #expect(found.risk.total < diagonal * 0.96)
      #expect(found.reachedCount >= 2)
    }
  }

  @Test("N = 1 and 2: no R is better than a diagonal one", arguments: 1...12)
  func twoSteps(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let n = 2 + Int(seed) % 2
    let values = (0..<n).map { _ in 0.2 + generator.nextUniform() }
    let energies = (0..<n).map { _ in 3 * generator.nextUniform() }
    let (noise, omega) = (0.05 + generator.nextUniform(), 0.2 + generator.nextUniform())
    for depth in [1, 2] {
      let (objective, diagonal) = diagonalProblem(
        values, energies, noise: noise, omega: omega, depth: depth)
      let found = try #require(OperatorSearch(objective, starts: 16, seed: seed))
      #expect(abs(found.risk.total - diagonal) < 1e-9 * diagonal, "\(found.risk.total) \(diagonal)")
    }
  }

  @Test("a learned step is at least as good, and A = I is denoising")
  func learnedStep() throws {
    let spectrum = Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1])
    for depth in [2, 3] {
      let optimum = OptimalRisk(
        spectrum: spectrum, noiseVariance: 0.81, rows: 2,
        family: .unrolled(depth: depth, step: .learned))
      let found = try #require(
        OperatorSearch(
          OperatorRisk(
            operator: .identity(4), secondMoment: Matrix(diagonal: [3, 1.2, 0.5, 0.1]),
            noiseVariance: 0.81, rows: 2, depth: depth, stepSize: 0.5, isStepLearned: true),
          starts: 40, seed: 3))
      #expect(abs(found.risk.total - optimum.risk.total) < 1e-8 * optimum.risk.total)
    }
  }
}
