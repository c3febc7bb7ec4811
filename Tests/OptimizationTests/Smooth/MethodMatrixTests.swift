// Every method on every problem.

import LinearAlgebra
import Optimization
import Testing

@Suite("Every method on every problem")
struct MethodMatrixTests {
  private static let rule = StoppingRule(gradientNorm: 1e-8, iterationLimit: 3000)

  @Test(
    "comes as near to the infimum as its kind can, and says why it stopped",
    arguments: NamedMethod.allCases, NamedProblem.all)
  func gap(method: NamedMethod, problem: NamedProblem) throws {
    let (end, evaluations) = method.minimize(
      problem, from: try problem.first(), until: Self.rule)
    let gap = end.iterate.value - problem.infimum
    // Rounding of a sum of a few terms of the size of the infimum.
    #expect(gap >= -1e-15 * max(1, problem.infimum))
    let first = try problem.first().value - problem.infimum
    let allowed =
      switch method {
      case .longMemory: problem.sharpGap
      // One pair is little memory for a condition of 1e6.
      case .shortMemory: problem.sharpGap + 1e-7 * first
      default: problem.roughGap
      }
    #expect(gap <= allowed, "gap \(gap)")
    switch end.stopReason {
    case .gradientNorm(let norm):
      #expect(norm == end.gradientNorm && norm <= 1e-8)
    case .lineSearchFailed:
      #expect(gap <= problem.sharpGap, "gave up at \(gap)")
    case .iterationLimit:
      #expect(method != .longMemory && end.iterate.iteration == 3000)
    case let other: Issue.record("stopped by \(other)")
    }
    // The start was evaluated before the counting began.
    #expect(end.iterate.evaluations == evaluations + 1)
    #expect(end.iterate.evaluations > end.iterate.iteration)
  }

  @Test(
    "value and gradient of every iterate are those of the function at its point, and finite",
    arguments: NamedMethod.allCases, NamedProblem.all)
  func consistent(method: NamedMethod, problem: NamedProblem) throws {
    let rule = StoppingRule(gradientNorm: 1e-8, iterationLimit: 40)
    for (number, iterate) in try method.trace(problem, until: rule).iterates.enumerated() {
      let (value, gradient) = problem.function(iterate.point)
      #expect(value.isFinite && value == iterate.value && gradient == iterate.gradient)
      #expect(iterate.iteration == number)
    }
  }

  @Test(
    "values never increase, where the method promises it",
    arguments: NamedMethod.allCases.filter(\.isMonotone), NamedProblem.all)
  func monotone(method: NamedMethod, problem: NamedProblem) throws {
    let values = try method.trace(problem, until: Self.rule).iterates.map(\.value)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
  }

  /// f(x+td) ≤ f(x) + 10⁻⁴t∇f(x)ᵀd and |∇f(x+td)ᵀd| ≤ 0.9|∇f(x)ᵀd|, with td read off the trace.
  @Test(
    "accepted steps of L-BFGS meet the strong Wolfe conditions",
    arguments: [NamedMethod.shortMemory, .longMemory], NamedProblem.all)
  func wolfe(method: NamedMethod, problem: NamedProblem) throws {
    // Nearer to the minimum the conditions are below the rounding of f.
    let rule = StoppingRule(gradientNorm: 1e-4, iterationLimit: 3000)
    let iterates = try method.trace(problem, until: rule).iterates
    #expect(iterates.count > 2)
    for (old, new) in zip(iterates, iterates.dropFirst()) {
      let step = zip(new.point, old.point).map { $0 - $1 }
      let slope = dot(old.gradient, step)
      #expect(slope < 0)
      let rounding = 1e-14 * abs(old.value)
      #expect(new.value <= old.value + 1e-4 * slope + rounding, "iteration \(new.iteration)")
      #expect(
        abs(dot(new.gradient, step)) <= 0.9 * abs(slope) + rounding, "iteration \(new.iteration)")
    }
  }

  @Test("L-BFGS takes far fewer evaluations than gradient descent")
  func economy() throws {
    let start = try NamedProblem.rosenbrock(2).first()
    let rule = StoppingRule(targetValue: 1e-6, iterationLimit: 30_000)
    let counts = [NamedMethod.backtracking, .longMemory].map { method in
      method.minimize(.rosenbrock(2), from: start, until: rule).evaluations
    }
    #expect(counts[1] < 100 && 20 * counts[1] < counts[0], "\(counts)")
  }
}
