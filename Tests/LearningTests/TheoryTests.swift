// Learning finds what the theory promises, and never less.

import LinearAlgebra
import Optimization
import Testing
import ToyModel

@testable import Learning

@Suite("Learning beside the theory")
struct TheoryTests {
  /// Random data, n, k and noise, the same on every run.
  static let settings: [NamedSetting] = (UInt64(0)..<12).map { seed in
    var generator = SeededGenerator(seed: 100 + seed)
    let n = seed == 0 ? 100 : 2 + Int(28 * generator.nextUniform())
    let k = seed == 0 ? 10 : 1 + Int(Double(min(n, 12)) * generator.nextUniform())
    let (theta, sigma) = (generator.nextUniform(), 0.2 + generator.nextUniform())
    switch seed % 3 {
    case 0: return .constant("constant, n = \(n), k = \(k)", n: n, k: k, theta: theta, sigma: sigma)
    case 1:
      return .independent("i.i.d., n = \(n), k = \(k)", n: n, k: k, theta: theta, sigma: sigma)
    default:
      let values = (0..<min(n, 10)).map { _ in 3 * generator.nextUniform() }
      let rows = min(k, values.count)
      return NamedSetting(
        "spectrum, n = \(values.count), k = \(rows)", Spectrum(eigenvalues: values), sigma: sigma,
        k: rows)
    }
  }

  /// The rule of `toy learn`.
  static let rule = StoppingRule(relativeDecrease: 1e-9, iterationLimit: 5000)

  private static func result(
    _ setting: NamedSetting, _ family: LearnedRisk.Family, start: LearningStart = .gaussian,
    starts: Int = 3
  ) -> (plan: LearningPlan, state: LearningState, theory: Double) {
    let plan = LearningPlan(
      problem: setting.problem, family: family, method: .lbfgs, start: start, rule: rule, seed: 0)
    let state = learn(plan, from: LearningState(starts: starts), jobs: 1) { _, _ in true }
    let theory = OptimalRisk(
      spectrum: setting.problem.spectrum, noiseVariance: setting.problem.noiseVariance,
      rows: setting.problem.rows, family: family.theory)
    return (plan, state, theory.risk.total)
  }

  private func expectOptimum(
    _ plan: LearningPlan, _ state: LearningState, theory: Double, within gap: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let values = state.runs.compactMap { $0.iterate?.value }.map(plan.risk)
    #expect(values.count == state.runs.count, sourceLocation: sourceLocation)
    let best = values.min() ?? .infinity
    #expect(
      best <= theory * (1 + gap), "gap \(best / theory - 1)", sourceLocation: sourceLocation)
    for value in values {
      #expect(
        value >= theory * (1 - 1e-10), "below by \(1 - value / theory)",
        sourceLocation: sourceLocation)
    }
  }

  @Test("bilevel reaches the theory, with an R that has the risk reported", arguments: settings)
  func bilevel(setting: NamedSetting) throws {
    let (plan, state, theory) = Self.result(setting, .bilevel)
    expectOptimum(plan, state, theory: theory, within: 1e-6)
    let index = try #require(state.best)
    let best = try #require(state.runs[index].iterate)
    let denoiser = LearnedDenoiser(best.point, of: plan.objective)
    let general = LearnedRisk(
      setting.problem, family: .bilevel, columns: denoiser.regularizer.columns, algorithm: .eigen)
    let value = general.value(at: denoiser.regularizer.elements)
    // R is never worse than B; where eigenvalues of T tend to 0, it differs by their squares.
    let found = plan.risk(best.value)
    #expect(abs(value - found) <= 1e-9 * found, "\(value) and \(found)")
    #expect(value >= theory * (1 - 1e-10))
  }

  @Test("even depths reach the theory", arguments: settings, [2, 4, 10])
  func even(setting: NamedSetting, depth: Int) {
    let (plan, state, theory) = Self.result(
      setting, .unrolled(depth: depth, stepSize: 0.5, isStepLearned: true))
    expectOptimum(plan, state, theory: theory, within: 1e-6)
  }

  @Test("odd depths reach the theory from the spectral start", arguments: settings, [1, 3, 5, 21])
  func odd(setting: NamedSetting, depth: Int) {
    let (plan, state, theory) = Self.result(
      setting, .unrolled(depth: depth, stepSize: 0.5, isStepLearned: true), start: .spectral,
      starts: 1)
    expectOptimum(plan, state, theory: theory, within: 1e-4)
  }

  @Test("no start and no step size gets below the theory", arguments: settings)
  func below(setting: NamedSetting) {
    for family in LearnedRisk.Family.samples {
      let (plan, state, theory) = Self.result(setting, family, start: .small, starts: 1)
      expectOptimum(plan, state, theory: theory, within: .infinity)
    }
  }

  @Test("the hard case: bilevel with k = n on constant data", arguments: [2, 20, 60])
  func hard(n: Int) throws {
    let setting = NamedSetting.constant("", n: n, k: n)
    let (plan, state, theory) = Self.result(setting, .bilevel, starts: 1)
    expectOptimum(plan, state, theory: theory, within: 1e-6)
    let run = state.runs[0]
    let reached = try #require(run.trace.first { plan.risk($0.value) <= theory * (1 + 1e-6) })
    #expect(reached.evaluations <= 200)
    // All eigenvalues of T but one tend to 0.
    let denoiser = LearnedDenoiser(try #require(run.iterate).point, of: plan.objective)
    let small = denoiser.modes.filter { $0.gain < 0.05 }
    #expect(small.reduce(0) { $0 + $1.multiplicity } == n - 1)
  }
}

@Suite("Learning with momentum beside the theory")
struct MomentumTheoryTests {
  private static let problems: [(values: [Double], rows: Int)] = [
    ([3, 1.2, 0.5, 0.1], 2), ([2, 1.9, 0.3, 0.05], 3), ([5, 0.2, 0.1], 1),
  ]

  /// Learns from several starts, and expects no risk below that of the theory: no start knows it, so that a smaller
  /// one would refute it.
  ///
  /// - Returns: The risk of the theory, and the least that each kind of start has found.
  private func least(
    _ problem: (values: [Double], rows: Int), _ family: DenoiserFamily,
    starts: [(kind: LearningStart, count: Int)]
  ) throws -> (theory: Double, found: [Double]) {
    let problem = LearningProblem(
      spectrum: Spectrum(eigenvalues: problem.values), noiseVariance: 0.81, rows: problem.rows)
    let theory = OptimalRisk(
      spectrum: problem.spectrum, noiseVariance: 0.81, rows: problem.rows, family: family
    ).risk.total
    let found = try starts.map { start in
      let plan = LearningPlan(
        problem: problem, family: try #require(LearnedRisk.Family(family)), method: .lbfgs,
        start: start.kind, rule: TheoryTests.rule, seed: 0)
      let state = learn(plan, from: LearningState(starts: start.count), jobs: 1) { _, _ in true }
      let risks = state.runs.compactMap { $0.iterate?.value }.map(plan.risk)
      for risk in risks {
        #expect(risk >= theory * (1 - 1e-10), "\(risk) below \(theory), \(family)")
      }
      return try #require(risks.min())
    }
    return (theory, found)
  }

  @Test(
    "twelve starts over R and ω reach the risk of the theory and none is below it",
    arguments: [2, 3, 4, 5], [0.5, 0.75, 1])
  func multistart(depth: Int, momentum: Double) throws {
    let algorithm = try #require(Algorithm(name: "heavy-ball"))
    for problem in Self.problems {
      for step in [StepRule.fixed(0.45), .learned] {
        let family = DenoiserFamily(
          algorithm, depth: depth, choices: ParameterChoices(step, .fixed(momentum)))
        let (theory, found) = try least(
          problem, family, starts: [(.gaussian, 12), (.spectral, 1)])
        let best = try #require(found.min())
        #expect(best <= theory * (1 + 1e-6), "\(best) above \(theory), \(family)")
      }
    }
  }

  @Test(
    "where several numbers are learned, the spectral start stays at the theory's risk, and no start is below it",
    arguments: ["steps", "heavy-ball", "gradient-descent"], [2, 3, 5])
  func manyNumbers(name: String, depth: Int) throws {
    // gradient-descent is here the variant with a learned start, of which two steps at most are known.
    let algorithm = try #require(
      Algorithm.all.first {
        $0.name == name && $0.entry.parameters.allSatisfy(\.canBeLearned)
          && ($0.entry.isVariant || name != "gradient-descent")
      })
    let depth = name == "gradient-descent" ? min(depth, 2) : depth
    let choices =
      algorithm.entry.parameters.count == 2
      ? ParameterChoices(.learned, .learned) : ParameterChoices(.learned)
    let family = DenoiserFamily(algorithm, depth: depth, choices: choices)
    for problem in Self.problems {
      let (theory, found) = try least(
        problem, family, starts: [(.gaussian, 6), (.small, 2), (.spectral, 1)])
      #expect(found[2] <= theory * (1 + 1e-9), "\(found[2]) above \(theory), \(family)")
    }
  }
}
