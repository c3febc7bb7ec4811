// A continuation start reaches every optimum of odd depths, and never less.

import LinearAlgebra
import Optimization
import Testing
import ToyModel

@testable import Learning

@Suite("Continuation")
struct ContinuationTests {
  /// A problem with a family.
  struct Case: Sendable, CustomTestStringConvertible {
    let setting: NamedSetting
    let family: LearnedRisk.Family
    let seed: UInt64

    var testDescription: String { setting.name }
  }

  /// Random data, n, k, noise, depth and step size, the same on every run; every fourth step is given.
  static let cases: [Case] = (UInt64(0)..<48).map { seed in
    var generator = SeededGenerator(seed: 300 + seed)
    func pick<Choice>(_ choices: [Choice]) -> Choice {
      choices[Int(Double(choices.count) * generator.nextUniform())]
    }
    let n = pick([2, 3, 5, 8, 20, 30])
    let k = pick([1, min(2, n), n - 1, n, 1 + Int(Double(n) * generator.nextUniform())])
    let depth = pick([3, 5, 7, 11, 21])
    let theta = pick([0, 2 * generator.nextUniform()])
    let sigma = 0.05 * pick([1, 4, 12, 35, 100])
    let omega = pick([0.05, 0.2, 0.5, 1, 1.5, 1.9])
    let isLearned = seed % 4 != 3
    let step = isLearned ? "learned ω" : "ω = \(omega)"
    let name = "n = \(n), k = \(k), N = \(depth), σ = \(sigma), \(step)"
    let setting: NamedSetting
    switch seed % 3 {
    case 0: setting = .constant("constant, \(name)", n: n, k: k, theta: theta, sigma: sigma)
    case 1: setting = .independent("i.i.d., \(name)", n: n, k: k, theta: theta, sigma: sigma)
    default:
      let kind = pick([0, 1, 2])
      let values = (0..<n).map { index in
        let u = generator.nextUniform()
        // Numbers of one scale, of many scales, and with zeros and repetitions.
        return kind == 0 ? 3 * u : kind == 1 ? 100 * u * u * u * u : Double(Int(3 * u))
      }
      let spectrum = Spectrum(eigenvalues: values.contains { $0 > 0 } ? values : [1] + values[1...])
      setting = NamedSetting("spectrum, \(name)", spectrum, sigma: sigma, k: k)
    }
    return Case(
      setting: setting,
      family: .unrolled(
        depth: depth, stepSize: isLearned ? 0.5 : omega, isStepLearned: isLearned),
      seed: seed)
  }

  private static func plan(
    _ problem: LearningProblem, _ family: LearnedRisk.Family, seed: UInt64 = 0
  ) -> LearningPlan {
    LearningPlan(
      problem: problem, family: family, method: .lbfgs, start: .continuation,
      rule: StoppingRule(relativeDecrease: 1e-9, iterationLimit: 5000), seed: seed)
  }

  private static func theory(_ plan: LearningPlan) -> OptimalRisk {
    OptimalRisk(
      spectrum: plan.problem.spectrum, noiseVariance: plan.problem.noiseVariance,
      rows: plan.problem.rows, family: plan.family.theory)
  }

  @Test("one start reaches the infimum to 1e-4 and is never below", arguments: cases)
  func infimum(_ test: Case) throws {
    let plan = Self.plan(test.setting.problem, test.family, seed: test.seed)
    let theory = Self.theory(plan).risk.total
    let state = learn(plan, from: LearningState(starts: 1), jobs: 1) { _, _ in true }
    let value = plan.risk(try #require(state.runs[0].iterate).value)
    #expect(value <= theory * (1 + 1e-4), "gap \(value / theory - 1)")
    #expect(value >= theory * (1 - 1e-10), "below by \(1 - value / theory)")
  }

  @Test("few rows of constant data: the infimum at ω → 0", arguments: [1, 2], [3, 5, 7])
  func fewRows(k: Int, depth: Int) throws {
    for n in [20, 100] {
      let plan = Self.plan(
        NamedSetting.constant("", n: n, k: k).problem,
        .unrolled(depth: depth, stepSize: 0.5, isStepLearned: true))
      let theory = Self.theory(plan)
      #expect(theory.attainment == .stepSizeToZero)
      let state = learn(plan, from: LearningState(starts: 4), jobs: 1) { _, _ in true }
      for run in state.runs {
        let value = plan.risk(try #require(run.iterate).value)
        #expect(value <= theory.risk.total * (1 + 1e-4), "gap \(value / theory.risk.total - 1)")
      }
    }
  }

  @Test("few rows and a signal of many scales, at little noise", arguments: UInt64(0)..<6)
  func manyScales(seed: UInt64) throws {
    // Eigenvalues from 100 down to 0.001, the first of them close to each other.
    var (eigenvalues, last) = ([Double](), 100.0)
    for index in 0..<40 {
      eigenvalues.append(last)
      last *= index < 4 ? 0.97 : 0.73
    }
    let plan = Self.plan(
      NamedSetting("", Spectrum(eigenvalues: eigenvalues), sigma: 0.054, k: 2).problem,
      .unrolled(depth: 7, stepSize: 0.5, isStepLearned: false), seed: seed)
    let state = learn(plan, from: LearningState(starts: 1), jobs: 1) { _, _ in true }
    let value = plan.risk(try #require(state.runs[0].iterate).value)
    let theory = Self.theory(plan).risk.total
    #expect(value <= theory * (1 + 1e-4), "gap \(value / theory - 1)")
  }

  @Test("even depths and bilevel learning begin as a gaussian start does")
  func otherFamilies() {
    let problem = NamedSetting.independent("", n: 8, k: 3).problem
    for family in [
      LearnedRisk.Family.bilevel, .unrolled(depth: 1, stepSize: 0.5, isStepLearned: true),
      .unrolled(depth: 4, stepSize: 0.5, isStepLearned: true),
    ] {
      let plan = Self.plan(problem, family)
      let gaussian = LearningPlan(
        problem: problem, family: family, method: .lbfgs, start: .gaussian, rule: plan.rule,
        seed: 0)
      #expect(plan.startingPoint(2) == gaussian.startingPoint(2))
    }
  }

  @Test("data without noise, without signal, without either: a finite start")
  func degenerate() throws {
    for (eigenvalues, sigma) in [([2.0, 1, 0], 0.0), ([0, 0, 0], 0.9), ([0, 0, 0], 0)] {
      let spectrum = Spectrum(eigenvalues: eigenvalues)
      for k in 1...3 {
        let problem = NamedSetting("", spectrum, sigma: sigma, k: k).problem
        for isLearned in [true, false] {
          let plan = Self.plan(
            problem, .unrolled(depth: 3, stepSize: 0.5, isStepLearned: isLearned))
          let value = plan.unit * plan.objective.value(at: plan.startingPoint(0))
          let theory = Self.theory(plan).risk.total
          #expect(value.isFinite)
          #expect(
            value >= theory * (1 - 1e-15) - 1e-12 * spectrum.trace, "\(value) and \(theory)")
        }
      }
    }
  }

  @Test(
    "the quadratic risk is that of T = QᵀQ or I − QᵀQ, and its gradient is right",
    arguments: QuadraticRisk.Target.allCases, GradientTests.problems.indices)
  func quadratic(target: QuadraticRisk.Target, index: Int) {
    let (_, spectrum, rows) = GradientTests.problems[index]
    let problem = LearningProblem(spectrum: spectrum, noiseVariance: 0.81, rows: rows)
    var risk = QuadraticRisk(problem, columns: problem.dimension, target: target)
    var generator = SeededGenerator(seed: UInt64(index))
    let point = (0..<risk.dimension).map { _ in generator.nextNormal() }
    let direction = point.map { _ in generator.nextNormal() }
    expectOrderTwo(&risk, at: point, along: direction)
    var gradient = point
    let value = risk.evaluate(at: point, gradient: &gradient)
    let kept = risk.matrix(point).gram()
    let diagonal =
      problem.deviations.map { $0 + problem.shift }
      + Array(repeating: problem.shift, count: problem.dimension - problem.deviations.count)
    let direct = Risk(
      denoiser: target == .signal ? kept : Matrix.identity(problem.dimension).subtracting(kept),
      secondMoment: Matrix(diagonal: diagonal), noiseVariance: 0.81
    ).total
    let moment = target == .signal ? spectrum.trace : 0.81 * Double(problem.dimension)
    #expect(abs(risk.unit * value + 0.5 * moment - direct) <= 1e-12 * (direct + moment))
  }
}
