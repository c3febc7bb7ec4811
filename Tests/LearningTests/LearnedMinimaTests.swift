// Basins that starts have found, and the driver that runs the starts.

import LinearAlgebra
import Optimization
import Synchronization
import Testing
import ToyModel

@testable import Learning

@Suite("Minima and starts")
struct LearnedMinimaTests {
  private static func plan(
    _ setting: NamedSetting, _ family: LearnedRisk.Family, start: LearningStart = .gaussian,
    parametrization: Parametrization? = nil, method: LearningMethod = .lbfgs, seed: UInt64 = 0,
    limit: Int = 300
  ) -> LearningPlan {
    LearningPlan(
      problem: setting.problem, family: family, parametrization: parametrization, method: method,
      start: start, rule: StoppingRule(relativeDecrease: 1e-9, iterationLimit: limit), seed: seed)
  }

  /// For step sizes with which f takes the Wiener value.
  @Test("k = n = 1: the curvature is (γ+σ²)(2rf′(r²))²", arguments: [(2, 0.5), (3, 0.5), (3, 0.7)])
  func curvature(depth: Int, omega: Double) throws {
    let setting = NamedSetting.constant("", n: 1, k: 1)
    let plan = Self.plan(
      setting, .unrolled(depth: depth, stepSize: omega, isStepLearned: false),
      parametrization: .plain)
    let state = learn(plan, from: LearningState(starts: 8), jobs: 1) { _, _ in true }
    let deepest = try #require(state.minima(of: plan).first)
    let r = try #require(state.runs[deepest.representative].iterate).point[0]
    let slope = UnrolledFilter(depth: depth, stepSize: omega).derivative(at: r * r)
    let exact = (1.25 + 0.81) * (2 * r * slope) * (2 * r * slope)
    // Central differences, and a minimum found to the square root of rounding.
    #expect(abs(deepest.curvature - exact) <= 1e-4 * exact, "\(deepest.curvature), \(exact)")
  }

  @Test("bilevel in angles: the curvature is (γ+σ²) sin²b")
  func angularCurvature() throws {
    let plan = Self.plan(.constant("", n: 1, k: 1), .bilevel)
    let state = learn(plan, from: LearningState(starts: 3), jobs: 1) { _, _ in true }
    let basins = state.minima(of: plan)
    #expect(basins.map(\.count) == [3])
    // The variable is b in units of √(σ²/(γ+σ²)).
    let cosine = 1.25 / 2.06
    let exact = 0.81 * (1 - cosine * cosine)
    #expect(abs(basins[0].curvature - exact) <= 1e-4 * exact)
  }

  @Test("the trap of N = 3 and the good minimum are two basins; counts add up, sorted by depth")
  func trap() throws {
    let setting = NamedSetting.constant("", n: 1, k: 1)
    let plan = Self.plan(setting, .unrolled(depth: 3, stepSize: 0.1, isStepLearned: false))
    // Beyond the barrier at q = −½ and before it.
    var state = LearningState(starts: 6)
    for (index, r) in [0.1, 4.2, -0.2, -4.2, 4.3, 0.5].enumerated() {
      var objective = plan.objective
      state.runs[index].iterate = Iterate(start: [r], of: &objective)
    }
    let end = learn(plan, from: state, jobs: 2) { _, _ in true }
    let basins = end.minima(of: plan)
    #expect(basins.map(\.count) == [3, 3])
    #expect(basins[0].excess < basins[1].excess)
    #expect([1, 3, 4].contains(basins[0].representative))
    #expect([0, 2, 5].contains(basins[1].representative))
    #expect(basins[0].representative == end.best)
    // The good minimum is the sharp one.
    #expect(basins[0].curvature > 10 * basins[1].curvature)
  }

  @Test(
    "without noise all starts end in one basin, at rounding level",
    arguments: [
      LearnedRisk.Family.bilevel, .unrolled(depth: 2, stepSize: 0.5, isStepLearned: true),
      .unrolled(depth: 3, stepSize: 0.5, isStepLearned: true),
    ])
  func withoutNoise(family: LearnedRisk.Family) {
    let plan = Self.plan(.constant("", n: 8, k: 4, sigma: 0), family)
    let state = learn(plan, from: LearningState(starts: 6), jobs: 1) { _, _ in true }
    #expect(
      state.runs.allSatisfy { plan.risk($0.iterate?.value ?? .infinity) <= plan.problem.riskFloor })
    #expect(state.minima(of: plan).map(\.count) == [6])
  }

  @Test("the floor is a fraction of the signal, or of the noise, where either is missing; else 0")
  func floor() {
    let problems = [([3.0, 1], 0.9), ([3, 1], 0), ([0, 0], 3)].map {
      NamedSetting("", Spectrum(eigenvalues: $0), sigma: $1, k: 1).problem
    }
    // To the rounding of the products.
    for (problem, exact) in zip(problems, [0, 4e-14, 18e-14]) {
      #expect(abs(problem.riskFloor - exact) <= 1e-15 * exact)
    }
  }

  @Test("the result does not depend on how many starts run at a time")
  func jobs() {
    let plan = Self.plan(
      .independent("", n: 12, k: 3), .unrolled(depth: 3, stepSize: 0.5, isStepLearned: true),
      limit: 40)
    let ends = [1, 2, 5].map { jobs in
      learn(plan, from: LearningState(starts: 5), jobs: jobs) { _, _ in true }
    }
    #expect(ends[0] == ends[1] && ends[0] == ends[2])
    #expect(Set(ends[0].runs.map { $0.trace[0].value }).count == 5)
    for run in ends[0].runs {
      #expect(run.isFinished && run.trace.map(\.iteration) == Array(0..<run.trace.count))
      #expect(run.trace.last?.value == run.iterate?.value)
    }
  }

  @Test(
    "a run stopped after any report resumes to the same end", arguments: LearningMethod.allCases,
    [1, 2, 17, 60])
  func resume(method: LearningMethod, reports: Int) {
    let plan = Self.plan(
      .constant("", n: 8, k: 2), .unrolled(depth: 2, stepSize: 0.5, isStepLearned: true),
      method: method, limit: 20)
    let whole = learn(plan, from: LearningState(starts: 3), jobs: 1) { _, _ in true }
    let count = Atomic(0)
    let part = learn(plan, from: LearningState(starts: 3), jobs: 1) { _, _ in
      count.wrappingAdd(1, ordering: .relaxed).newValue < reports
    }
    #expect(part.runs.contains { !$0.isFinished } == (part != whole))
    #expect(learn(plan, from: part, jobs: 2) { _, _ in true } == whole)
  }

  @Test("seeds: the same draws again, others for another seed or start")
  func seeds() {
    let family = LearnedRisk.Family.unrolled(depth: 2, stepSize: 0.5, isStepLearned: true)
    for start in [LearningStart.gaussian, .small] {
      let plans = [UInt64(0), 0, 1].map {
        Self.plan(.constant("", n: 8, k: 2), family, start: start, seed: $0)
      }
      #expect(plans[0].startingPoint(3) == plans[1].startingPoint(3))
      #expect(plans[0].startingPoint(3) != plans[2].startingPoint(3))
      #expect(plans[0].startingPoint(1) != plans[2].startingPoint(0))
      #expect(plans[0].startingPoint(0) != plans[0].startingPoint(1))
    }
  }

  @Test("a start without finite risk is impossible, and the only one that ends without iterate")
  func impossible() {
    let plan = Self.plan(
      .constant("", n: 8, k: 2),
      .unrolled(depth: 1_000_001, stepSize: 1e3, isStepLearned: false))
    let end = learn(plan, from: LearningState(starts: 2), jobs: 1) { _, _ in true }
    #expect(end.runs.allSatisfy { $0.isImpossible && $0.isFinished && $0.iterate == nil })
    #expect(end.best == nil && end.minima(of: plan).isEmpty)
  }
}
