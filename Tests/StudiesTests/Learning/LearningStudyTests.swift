// Learning from values: one setting, several, and perturbations of the learned ones.

import Learning
import Optimization
import Report
import Studies
import TestSupport
import Testing
import ToyModel

@Suite struct LearningStudyTests {
  private func setting(_ k: Int, depth: Int = 2) -> Setting {
    Setting(
      data: .independent, n: 8, mu: 1, theta: 0.5, sigma: 0.9, k: k,
      family: .unrolled(depth: depth, step: .learned))
  }

  @Test("learning finds the optimum of the theory")
  func single() throws {
    let study = try LearningStudy([setting(4)], choices: LearningChoices(starts: 2))
    let summary = try study.learned()
    let optimum = OptimalRisk(
      spectrum: .init(eigenvalues: [8.25] + Array(repeating: 0.25, count: 7)), noiseVariance: 0.81,
      rows: 4, family: .unrolled(depth: 2, step: .learned))
    // Learning stops where 20 iterations gain less than 1e-9 of the risk.
    #expect(agree(summary.risk, optimum.risk.total, within: 1e-7))
    #expect(summary.share == 1)
  }

  @Test("a comparison has one row per setting and method, a theory line, and dots on it")
  func comparison() throws {
    let choices = LearningChoices(methods: [.lbfgs, .gd], initials: [.spectral], starts: 1)
    let study = try LearningStudy([setting(2), setting(4)], choices: choices)
    let comparison = LearningComparison(summaries: try study.summaries(), axis: .k)
    #expect(comparison.table.rows.count == 4)
    let curves = comparison.figure(command: "toy learn").panels[0].curves
    // Both methods end on the line, and share its name.
    #expect(curves.map(\.label) == ["*N* = 2, any start", ""])
    #expect(curves[1].points.map(\.x) == [2, 4])
    #expect(throws: StudyError.self) {
      try LearningComparison.requireCurves(over: .depth, study.tasks.map(\.setting))
    }
  }

  @Test("starts that end in the trap are named on its line, those at the optimum on theirs")
  func trap() throws {
    let choices = LearningChoices(
      initials: [.gaussian, .spectral], coordinates: .plain, starts: 1)
    let settings = [5, 10].map { k in
      Setting(
        data: .constant, n: 20, mu: 1, theta: 0.5, sigma: 0.9, k: k,
        family: .unrolled(depth: 3, step: .learned))
    }
    let study = try LearningStudy(settings, choices: choices)
    let summaries = try study.summaries()
    let figure = LearningComparison(summaries: summaries, axis: .k).figure(command: "toy learn")
    let named = figure.panels[0].curves.filter { !$0.label.isEmpty }
    #expect(
      named.map(\.label) == [
        "*N* = 3, start near the theory’s *R*: the optimum", "*N* = 3, random start: the trap",
      ])
    #expect(
      named[1].points.map(\.y)
        == summaries.filter { $0.plan.start == .gaussian }.map { $0.trapRisk })
    let share = LearningComparison(summaries: summaries, axis: .k, quantity: .share)
      .figure(command: "toy learn").panels[0]
    #expect(share.yAxis.ticks.count == 2)
    // One frame and one bar, full or empty, for each setting and start.
    let bars = share.bands.filter(\.isSolid)
    #expect(bars.count == 4 && share.bands.count == 8)
    #expect(Set(bars.map { $0.upper[0] > $0.lower[0] }) == [true, false])
  }

  @Test("perturbed risks grow with the perturbation")
  func perturbed() throws {
    let choices = LearningChoices(initials: [.spectral], starts: 1)
    let study = try LearningStudy([setting(4)], choices: choices)
    let plan = try PerturbationPlan(sizes: [0.1, 0.01, 0.1], draws: 8)
    #expect(plan.sizes == [0.01, 0.1])
    let result = try #require(try study.perturbed(by: plan).first)
    #expect(
      result.points[0].median > result.risk && result.points[1].median > result.points[0].median)
    #expect(PerturbationResult.table([result]).rows.count == 2)
    let figure = PerturbationFigure(results: [result]).figure(command: "toy learn")
    #expect(figure.panels.count == 2)
    for panel in figure.panels {
      let range = try #require(panel.yAxis.range)
      #expect(range.contains(result.risk) && range.upperBound > 6 * result.risk)
    }
    #expect(figure.panels[0].curves[0].points.map(\.y) == result.points.map(\.median))
    #expect(throws: StudyError.self) { try PerturbationPlan(sizes: [0]) }
  }

  @Test("a kept state is taken up again, and none of another computation is")
  func kept() throws {
    let folder = try Folder()
    let path = folder.path("state")
    let choices = LearningChoices(
      starts: 1, rule: StoppingRule(relativeDecrease: 0, iterationLimit: 3))
    var study = try LearningStudy([setting(4)], choices: choices)
    try study.keepState(in: path)
    let first = try study.learned()
    var again = try LearningStudy([setting(4)], choices: choices)
    try again.keepState(in: path)
    #expect(try again.learned().iterate == first.iterate)
    var other = try LearningStudy([setting(3)], choices: choices)
    #expect(throws: StudyError.self) { try other.keepState(in: path) }
  }

  @Test("the best linear denoiser is not learned, and neither are millions of settings")
  func refusals() {
    let linear = Setting(
      data: .constant, n: 8, mu: 1, theta: 0.5, sigma: 0.9, k: 4, family: .linear)
    #expect(throws: StudyError.self) { try LearningStudy([linear], choices: LearningChoices()) }
    let many = repeatElement(setting(4), count: 100_001)
    #expect(throws: StudyError.self) { try LearningStudy(many, choices: LearningChoices()) }
  }
}
