// The example of the documentation, word for word, and that it is right.

import Optimization
import Testing

/// (x − 3)²/2.
private struct Parabola: Objective {
  var dimension: Int { 1 }

  func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    gradient[0] = point[0] - 3
    return 0.5 * gradient[0] * gradient[0]
  }
}

@Test("the example of Optimization")
func optimizationExample() throws {
  var parabola = Parabola()
  let start = try #require(Iterate(start: [0], of: &parabola))
  let result = minimize(
    &parabola, from: start, by: LBFGS(), until: StoppingRule(gradientNorm: 1e-12))
  #expect(result.iterate.point == [3] && result.stopReason == .gradientNorm(0))
}
