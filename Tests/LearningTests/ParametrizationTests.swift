// The reparametrisation is another way to say R.

import Libc
import LinearAlgebra
import Optimization
import Testing
import ToyModel

@testable import Learning

@Suite("Reparametrisation")
struct ParametrizationTests {
  static let depths = [2, 4, 10, 1000]

  private static func reparametrized(
    _ setting: NamedSetting, depth: Int, stepSize: Double = 0.3, isLearned: Bool = true
  ) -> LearnedRisk {
    LearnedRisk(
      setting.problem,
      family: .unrolled(depth: depth, stepSize: stepSize, isStepLearned: isLearned),
      parametrization: .reparametrized)
  }

  @Test(
    "the R that follows from B gives the denoiser c₀I − BᵀB by N steps",
    arguments: EdgeGradientTests.settings, depths)
  func regularizer(setting: NamedSetting, depth: Int) throws {
    let risk = Self.reparametrized(setting, depth: depth, stepSize: 0.9 / Double(depth))
    let point = risk.randomPoint(seed: 4, scale: 0.5)
    let stepSize = try #require(risk.stepSize(point))
    let (r, penalties) = risk.regularizer(point)
    let filter = UnrolledFilter(depth: depth, stepSize: stepSize)
    let b = risk.matrix(point).gram()
    var expected = Matrix.identity(r.columns)
    scale(&expected, by: filter.forcedGain.value)
    let difference = try filter.map(regularizer: r).subtracting(expected.subtracting(b))
    // f is steep where the iteration diverges: a relative error of s in f(s) grows with the depth.
    #expect(norm(difference.elements) <= 1e-14 * Double(depth) * (1 + norm(b.elements)))
    #expect(penalties.allSatisfy { $0 >= 0 })
    #expect(abs(stepSize - 0.9 / Double(depth)) <= 1e-13 * stepSize)
  }

  @Test("all even depths take one path, with the step sizes that belong to one c₀")
  func onePath() throws {
    let setting = NamedSetting.independent("", n: 20, k: 5)
    let ends = try Self.depths.map { depth in
      let plan = LearningPlan(
        problem: setting.problem,
        family: .unrolled(depth: depth, stepSize: 0.5, isStepLearned: true), method: .lbfgs,
        start: .gaussian, rule: TheoryTests.rule, seed: 0)
      let state = learn(plan, from: LearningState(starts: 1), jobs: 1) { _, _ in true }
      let iterate = try #require(state.runs[0].iterate)
      let stepSize = try #require(plan.objective.stepSize(iterate.point))
      let forced = UnrolledFilter(depth: depth, stepSize: stepSize).forcedGain
      return (plan.risk(iterate.value), forced.value)
    }
    for end in ends {
      #expect(abs(end.0 - ends[0].0) <= 1e-9 * ends[0].0)
      #expect(abs(end.1 - ends[0].1) <= 1e-4)
    }
  }

  @Test("variables and step size are inverse to each other", arguments: depths, [1e-3, 0.5, 0.999])
  func stepSize(depth: Int, omega: Double) throws {
    let risk = Self.reparametrized(.constant("", n: 4, k: 2), depth: depth, stepSize: omega)
    let r = Matrix(repeating: 0.1, rows: 2, columns: 4)
    let back = try #require(risk.stepSize(risk.variables(r, stepSize: omega)))
    #expect(abs(back - omega) <= 1e-13)
    #expect(back > 0 && back <= 1)
  }

  @Test("ℓ is the logarithm of c₀/(1 − c₀), to all digits of either", arguments: [2, 10])
  func odds(depth: Int) throws {
    let risk = Self.reparametrized(.constant("", n: 4, k: 2), depth: depth)
    for odds in [-60.0, -3, 0, 2, 30] {
      var point = risk.randomPoint(seed: 1)
      point[point.count - 1] = odds
      let omega = try #require(risk.stepSize(point))
      let forced = UnrolledFilter(depth: depth, stepSize: omega).forcedGain
      // Near 1, ω has not the digits that 1 − c₀ has.
      let lost = forced.defect > 0 ? Double(depth) * 0x1p-52 / (1 - omega) : 1
      #expect(abs(forced.value * (1 + exp(-odds)) - 1) <= 1e-14)
      #expect(abs(forced.defect * (1 + exp(odds)) - 1) <= 1e-14 + 2 * lost)
    }
    for odds in [Double.nan, .infinity] {
      var point = risk.randomPoint(seed: 1)
      point[point.count - 1] = odds
      #expect(!risk.value(at: point).isFinite)
    }
  }

  @Test("learning R and reparametrised learning end at one risk", arguments: [2, 4, 10])
  func plain(depth: Int) {
    let setting = NamedSetting.constant("", n: 30, k: 5)
    let values = [Parametrization.plain, .reparametrized].map { parametrization in
      let plan = LearningPlan(
        problem: setting.problem,
        family: .unrolled(depth: depth, stepSize: 0.5, isStepLearned: true),
        parametrization: parametrization, method: .lbfgs, start: .gaussian, rule: TheoryTests.rule,
        seed: 0)
      let state = learn(plan, from: LearningState(starts: 2), jobs: 1) { _, _ in true }
      return state.runs.compactMap { $0.iterate?.value }.min().map(plan.risk) ?? .nan
    }
    #expect(abs(values[0] - values[1]) <= 1e-6 * values[0])
  }
}
