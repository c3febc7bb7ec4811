// The example of the documentation, word for word, and that it is right.

import Learning
import Optimization
import Testing
import ToyModel

@Test("the example of Learning")
func learningExample() throws {
  let problem = LearningProblem(
    spectrum: DataModel.independent(n: 20, mu: 1, theta: 0.5).spectrum, noiseVariance: 0.81, rows: 5
  )
  let plan = LearningPlan(
    problem: problem, family: .unrolled(depth: 2, stepSize: 0.5, isStepLearned: true),
    method: .lbfgs, start: .gaussian, rule: StoppingRule(gradientNorm: 1e-10), seed: 1)
  let state = learn(plan, from: LearningState(starts: 4), jobs: 2) { _, _ in true }
  let best = try #require(state.best)
  let iterate = try #require(state.runs[best].iterate)
  let optimum = OptimalRisk(
    spectrum: problem.spectrum, noiseVariance: 0.81, rows: 5,
    family: .unrolled(depth: 2, step: .learned)
  ).risk.total
  // Learning ends where the gradient is 1e-10: the excess is of the order of its square.
  #expect(abs(plan.risk(iterate.value) - optimum) <= 1e-12 * optimum)
}
