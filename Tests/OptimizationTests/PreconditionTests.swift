// Preconditions name the values that break them.

import Optimization
import TestSupport
import Testing

/// x².
private struct Square: Objective {
  var dimension: Int { 1 }

  func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    gradient[0] = 2 * point[0]
    return point[0] * point[0]
  }
}

@Suite("Refusals name the values") struct PreconditionTests {
  @Test("settings of methods") func methods() async {
    expectMessage(
      "decays 0.9 and 1.0, not in [0, 1)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Adam(squareDecay: 1)
      })
    expectMessage(
      "ε = 0.0",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Adam(epsilon: 0)
      })
    expectMessage(
      "a history of 0 pairs",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = LBFGS(history: 0)
      })
  }

  @Test("limits of a rule") func rules() async {
    expectMessage(
      "patience for 0 iterations",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = StoppingRule(patience: 0)
      })
    expectMessage(
      "at most -1 iterations",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = StoppingRule(iterationLimit: -1)
      })
  }

  @Test("points of another dimension") func points() async {
    expectMessage(
      "a point of 2 entries for a function of 1 variables",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var square = Square()
        _ = Iterate(start: [1, 2], of: &square)
      })
    expectMessage(
      "a gradient of 1 entries at a point of 2",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Iterate(
          point: [1, 2], value: 0, gradient: [0], iteration: 0, evaluations: 0, recentValues: [],
          memory: [])
      })
  }

  @Test("values without a change of sign") func roots() async {
    expectMessage(
      "no sign change between 1.0, where f = 1.0, and 2.0, where f = 4.0",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = findRoot(lower: 1, upper: 2) { $0 * $0 }
      })
  }
}
