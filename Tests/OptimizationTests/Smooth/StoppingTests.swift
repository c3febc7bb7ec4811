// When minimizations stop, and what they say about it.

import Libc
import Optimization
import Testing

@Suite("Stopping")
struct StoppingTests {
  /// f(x) = 1000 + x: every step of size 1 lowers it by 1.
  private static let slope = NamedProblem(
    "slope", start: [0], infimum: -.infinity, stepSize: 1, sharpGap: 0, roughGap: 0
  ) { (1000 + $0[0], [1]) }

  private func descend(
    _ problem: NamedProblem, _ rule: StoppingRule, stepSize: Double = 1
  ) throws -> Minimization {
    var objective = problem
    return minimize(
      &objective, from: try problem.first(), by: GradientDescent(.fixed(stepSize)), until: rule)
  }

  /// Over p iterations f falls by p, and p ≤ ρ(1000 − i) decides.
  @Test(
    "patience: the decrease is the total over that many last iterations",
    arguments: [1, 5, 20])
  func patience(count: Int) throws {
    let limit = 100
    var rule = StoppingRule(patience: count, iterationLimit: limit)
    rule.relativeDecrease = 1.1 * Double(count) / 1000
    let early = try descend(Self.slope, rule)
    #expect(early.stopReason == .smallDecrease(Double(count)))
    #expect(early.iterate.iteration == count)
    rule.relativeDecrease = 0.9 * Double(count) / 1000
    #expect(try descend(Self.slope, rule).stopReason == .iterationLimit)
  }

  @Test("each criterion stops, with its value")
  func reasons() throws {
    let target = try descend(Self.slope, StoppingRule(targetValue: 995))
    #expect(target.stopReason == .targetValue(995) && target.iterate.iteration == 5)
    let flat = try descend(Self.slope, StoppingRule(gradientNorm: 1))
    #expect(flat.stopReason == .gradientNorm(1) && flat.iterate.iteration == 0)
    #expect(flat.gradientNorm == 1)
    let none = try descend(Self.slope, StoppingRule(iterationLimit: 0))
    #expect(none.stopReason == .iterationLimit && none.iterate.evaluations == 1)
  }

  /// Over 5 iterations f falls by 5, which is 5/(1000 + 4000) of the larger quantity.
  @Test("the decrease may be a fraction of something larger than f")
  func baseline() throws {
    var rule = StoppingRule(relativeDecrease: 0.0011, patience: 5, iterationLimit: 100)
    #expect(try descend(Self.slope, rule).stopReason == .iterationLimit)
    rule.baseline = 4000
    #expect(try descend(Self.slope, rule).stopReason == .smallDecrease(5))
  }

  /// f = ½x² − 10 with steps of size 3: x doubles, f rises from below 0 to far above.
  @Test("criteria that are not given do not stop a run, whatever the values do")
  func off() throws {
    let parabola = NamedProblem(
      "½x² − 10", start: [1], infimum: -10, stepSize: 3, sharpGap: 0, roughGap: 0
    ) { (0.5 * $0[0] * $0[0] - 10, $0) }
    let end = try descend(parabola, StoppingRule(iterationLimit: 40), stepSize: 3)
    #expect(end.stopReason == .iterationLimit)
    #expect(end.iterate.iteration == 40)
  }

  @Test(
    "a start without finite value or gradient gives no iterate",
    arguments: [
      (Double.nan, 0.0), (.infinity, 0), (-.infinity, 0), (1, .nan), (1, .infinity),
      (1, -.infinity),
    ])
  func start(value: Double, slope: Double) {
    var problem = NamedProblem(
      "not finite", start: [0, 0], infimum: 0, stepSize: 1, sharpGap: 0, roughGap: 0
    ) { _ in (value, [1, slope]) }
    #expect(Iterate(start: [0, 0], of: &problem) == nil)
    #expect(problem.evaluations == 1)
  }

  @Test("steps that would leave the domain are shortened", arguments: NamedMethod.allCases)
  func domain(method: NamedMethod) throws {
    // The first gradient is −99: a step of 1 goes far beyond 3.
    let problem = NamedProblem(
      "between barriers", start: [0.01], infimum: 1, stepSize: 1, sharpGap: 0, roughGap: 0
    ) { x in x[0] > 0 && x[0] < 3 ? (x[0] - log(x[0]), [1 - 1 / x[0]]) : (-.infinity, [0]) }
    let rule = StoppingRule(gradientNorm: 1e-6, iterationLimit: 200)
    let (iterates, end) = try method.trace(problem, until: rule)
    #expect(iterates.allSatisfy { $0.point[0] > 0 && $0.point[0] < 3 && $0.value.isFinite })
    #expect(end.iterate.value < iterates[0].value)
  }

  @Test(
    "no descent: the line search reports it", arguments: [NamedMethod.backtracking, .longMemory])
  func noWayDown(method: NamedMethod) throws {
    // A gradient that points the wrong way.
    let problem = NamedProblem(
      "wrong gradient", start: [1], infimum: 0, stepSize: 1, sharpGap: 0, roughGap: 0
    ) { ($0[0] * $0[0], [-2 * $0[0]]) }
    let end = method.minimize(problem, from: try problem.first(), until: StoppingRule()).end
    #expect(end.stopReason == .lineSearchFailed && end.iterate.point == [1])
    #expect(end.iterate.iteration == 0 && end.iterate.evaluations > 1)
  }

  @Test("every step is outside the domain: all methods give up", arguments: NamedMethod.allCases)
  func noStep(method: NamedMethod) throws {
    let problem = NamedProblem(
      "one point", start: [1], infimum: 0, stepSize: 1, sharpGap: 0, roughGap: 0
    ) { ($0[0] == 1 ? 1 : .nan, [1e9]) }
    let end = method.minimize(problem, from: try problem.first(), until: StoppingRule()).end
    // Where the step is halved until it vanishes, the point itself may be found again.
    #expect(end.iterate.point == [1] && end.iterate.value == 1)
    // A fixed step that has vanished is no search.
    guard method != .fixed else { return }
    guard case .nonFinite(let trials) = end.stopReason else {
      Issue.record("stopped by \(end.stopReason)")
      return
    }
    #expect(trials > 1 && trials < end.iterate.evaluations)
    #expect(end.iterate.iteration == 0)
  }

  @Test("a step too short to move the point is no sign of values that are not finite")
  func vanishingStep() throws {
    // Beside 1e20 the longest step that is tried, 1/‖∇f‖ along the gradient, is nothing.
    let problem = NamedProblem(
      "far out", start: [1e20], infimum: 0, stepSize: 1, sharpGap: 0, roughGap: 0
    ) { _ in (1, [1]) }
    for method in [NamedMethod.backtracking, .longMemory] {
      let end = method.minimize(problem, from: try problem.first(), until: StoppingRule()).end
      #expect(end.stopReason == .lineSearchFailed, "\(method)")
    }
  }

  @Test("refuses settings that make no sense")
  func refusals() async {
    await #expect(processExitsWith: .failure) { _ = LBFGS(history: 0) }
    await #expect(processExitsWith: .failure) { _ = GradientDescent(.fixed(0)) }
    await #expect(processExitsWith: .failure) { _ = Adam(learningRate: .nan) }
  }
}
