import Learning
import LinearAlgebra
import Optimization
import Testing
import ToyModel

@Suite("Untied steps")
struct UntiedRiskTests {
  private static let spectra: [(name: String, spectrum: Spectrum)] = [
    ("constant", DataModel.constant(n: 6, mu: 1, theta: 0.5).spectrum),
    ("distinct", Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1])),
    ("with zeros", Spectrum(eigenvalues: [2, 1, 0.25, 0, 0])),
  ]

  private func family(_ depth: Int, _ step: StepRule) throws -> LearnedRisk.Family {
    let algorithm = try #require(Algorithm(name: "untied"))
    return try #require(
      LearnedRisk.Family(
        DenoiserFamily(algorithm, depth: depth, choices: ParameterChoices(step))))
  }

  private func point(_ risk: UntiedRisk, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<risk.dimension).map { _ in 0.6 * generator.nextNormal() }
  }

  @Test(
    "the value is the risk of the T that the steps themselves give", arguments: spectra.indices,
    [2, 3, 5])
  func value(index: Int, depth: Int) throws {
    let spectrum = Self.spectra[index].spectrum
    for step in [StepRule.fixed(0.4), .learned] {
      let problem = LearningProblem(spectrum: spectrum, noiseVariance: 0.81, rows: 2)
      var risk = UntiedRisk(problem, family: try family(depth, step))
      let point = point(risk, seed: 3)
      var gradient = [Double](repeating: 0, count: risk.dimension)
      let value = risk.evaluate(at: point, gradient: &gradient)
      // z ← z − ω((I + RᵀR)z − x) for every unit vector x, with any R in the first step.
      let omega = try #require(risk.stepSize(point))
      let n = spectrum.dimension
      var map = Matrix(repeating: 0, rows: n, columns: n)
      let layers = [Matrix(repeating: 7, rows: 2, columns: n)] + risk.layers(point)
      for column in 0..<n {
        var z = [Double](repeating: 0, count: n)
        for r in layers {
          let images = (0..<2).map { row in (0..<n).reduce(0) { $0 + r[row, $1] * z[$1] } }
          z = (0..<n).map { i in
            let curvature = z[i] + (0..<2).reduce(0) { $0 + r[$1, i] * images[$1] }
            return z[i] - omega * (curvature - (i == column ? 1 : 0))
          }
        }
        for row in 0..<n { map[row, column] = z[row] }
      }
      let energies =
        problem.deviations.map { $0 + problem.shift }
        + Array(repeating: problem.shift, count: n - problem.deviations.count)
      var direct = 0.0
      for column in 0..<n {
        for row in 0..<n {
          let bias = map[row, column] - (row == column ? 1 : 0)
          direct +=
            0.5 * (energies[column] * bias * bias + 0.81 * map[row, column] * map[row, column])
        }
      }
      #expect(abs(risk.linearRisk + value - direct) <= 1e-12 * direct)
      let found = try #require(risk.map(point))
      #expect(found.subtracting(map).frobeniusNorm <= 1e-12 * (1 + map.frobeniusNorm))
    }
  }

  @Test(
    "central differences approach the gradient with order 2", arguments: spectra.indices, [2, 3, 5])
  func gradient(index: Int, depth: Int) throws {
    for step in [StepRule.fixed(0.4), .learned] {
      let problem = LearningProblem(
        spectrum: Self.spectra[index].spectrum, noiseVariance: 0.81, rows: 2)
      var risk = UntiedRisk(problem, family: try family(depth, step))
      expectOrderTwo(&risk, at: point(risk, seed: 11), along: point(risk, seed: 99))
    }
  }

  @Test(
    "no start is below the lower bound, and the best reaches the even value of all rows together",
    arguments: spectra.indices, [2, 3, 4])
  func multistart(index: Int, depth: Int) throws {
    let spectrum = Self.spectra[index].spectrum
    let problem = LearningProblem(spectrum: spectrum, noiseVariance: 0.81, rows: 1)
    let family = try family(depth, .learned)
    let theory = OptimalRisk(
      spectrum: spectrum, noiseVariance: 0.81, rows: 1, family: family.theory)
    let plan = LearningPlan(
      problem: problem, family: family, method: .lbfgs, start: .gaussian,
      rule: StoppingRule(relativeDecrease: 1e-12, patience: 50, iterationLimit: 5000), seed: 0)
    let state = learn(plan, from: LearningState(starts: 12), jobs: 1) { _, _ in true }
    let risks = state.runs.compactMap { $0.iterate?.value }.map(plan.risk)
    for risk in risks { #expect(risk >= theory.lowerBound * (1 - 1e-10)) }
    let best = try #require(risks.min())
    let even = OptimalRisk(
      spectrum: spectrum, noiseVariance: 0.81, rows: min(depth - 1, spectrum.dimension),
      family: .unrolled(depth: 2, step: .learned)
    ).risk.total
    #expect(best <= even * (1 + 1e-6), "\(best) above \(even)")
  }
}
