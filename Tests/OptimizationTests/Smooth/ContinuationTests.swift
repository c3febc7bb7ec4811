// Saved iterates and their continuation, bit by bit.

import Optimization
import Testing

@Suite("Saving and continuing")
struct ContinuationTests {
  /// The iterate as it would come back from a file.
  private static func restored(_ iterate: Iterate) -> Iterate {
    Iterate(
      point: iterate.point, value: iterate.value, gradient: iterate.gradient,
      iteration: iterate.iteration, evaluations: iterate.evaluations,
      recentValues: iterate.recentValues, memory: iterate.memory)
  }

  @Test(
    "a run continued from any of its iterates ends at the same bits",
    arguments: NamedMethod.allCases, NamedProblem.all)
  func everyIterate(method: NamedMethod, problem: NamedProblem) throws {
    let rule = StoppingRule(
      gradientNorm: 1e-10, relativeDecrease: 1e-13, patience: 4, iterationLimit: 30)
    let (iterates, end) = try method.trace(problem, until: rule)
    for iterate in iterates {
      var rest: [Iterate] = []
      let again = method.minimize(problem, from: Self.restored(iterate), until: rule) {
        rest.append($0)
        return true
      }.end
      #expect(again == end, "from iteration \(iterate.iteration)")
      #expect(rest == Array(iterates[iterate.iteration...]))
    }
  }

  @Test(
    "a watcher that says no interrupts with the iterate it has seen",
    arguments: NamedMethod.allCases, [0, 1, 7])
  func watch(method: NamedMethod, last: Int) throws {
    let rule = StoppingRule(gradientNorm: 1e-10, iterationLimit: 30)
    let problem = NamedProblem.rosenbrock(10)
    let (iterates, end) = try method.trace(problem, until: rule)
    let stopped = method.minimize(problem, from: try problem.first(), until: rule) {
      $0.iteration < last
    }.end
    #expect(stopped.stopReason == .interrupted)
    #expect(stopped.iterate == iterates[last])
    #expect(method.minimize(problem, from: stopped.iterate, until: rule).end == end)
  }

  @Test(
    "the iteration limit counts the iterations before a continuation",
    arguments: NamedMethod.allCases)
  func limit(method: NamedMethod) throws {
    let problem = NamedProblem.rosenbrock(10)
    let first = method.minimize(
      problem, from: try problem.first(), until: StoppingRule(iterationLimit: 10)
    ).end
    #expect(first.stopReason == .iterationLimit && first.iterate.iteration == 10)
    let second = method.minimize(
      problem, from: first.iterate, until: StoppingRule(iterationLimit: 15)
    ).end
    #expect(second.stopReason == .iterationLimit && second.iterate.iteration == 15)
    let none = method.minimize(
      problem, from: first.iterate, until: StoppingRule(iterationLimit: 10))
    #expect(none.end.iterate == first.iterate && none.evaluations == 0)
  }

  @Test("L-BFGS remembers as many pairs as it was told to", arguments: [1, 3, 10])
  func history(length: Int) throws {
    var problem = NamedProblem.rosenbrock(10)
    let end = minimize(
      &problem, from: try problem.first(), by: LBFGS(history: length),
      until: StoppingRule(iterationLimit: 25))
    #expect(end.iterate.memory.count == 2 * length)
  }
}
