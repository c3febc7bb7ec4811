// The flow against closed solutions.

import Libc
import LinearAlgebra
import Optimization
import Testing

@Suite("Gradient flow")
struct FlowTests {
  /// ½ Σ λx².
  private static func quadratic(_ eigenvalues: [Double]) -> NamedProblem {
    NamedProblem(
      "quadratic", start: eigenvalues.map { _ in 1 }, infimum: 0, stepSize: 1, sharpGap: 0,
      roughGap: 0
    ) { x in
      let slopes = zip(eigenvalues, x).map { $0 * $1 }
      return (0.5 * zip(x, slopes).reduce(0) { $0 + $1.0 * $1.1 }, slopes)
    }
  }

  /// ¼(x² − 1)²: ẋ = x − x³, x(t) = x₀eᵗ/√(1 + x₀²(e²ᵗ − 1)).
  private static func doubleWell(start: Double) -> NamedProblem {
    NamedProblem(
      "double well", start: [start], infimum: 0, stepSize: 1, sharpGap: 0, roughGap: 0
    ) { x in
      let gap = x[0] * x[0] - 1
      return (0.25 * gap * gap, [x[0] * gap])
    }
  }

  private func path(
    _ problem: NamedProblem, tolerance: Double = 1e-8, gradientNorm: Double = 1e-10
  ) throws -> (iterates: [Iterate], end: Minimization) {
    var (objective, iterates) = (problem, [Iterate]())
    let end = minimize(
      &objective, from: try problem.first(), by: FlowIntegrator(tolerance: tolerance),
      until: StoppingRule(gradientNorm: gradientNorm, iterationLimit: 20_000)
    ) {
      iterates.append($0)
      return true
    }
    return (iterates, end)
  }

  /// The largest error of x(t) on the path, relative to 1.
  private func error(
    _ iterates: [Iterate], _ exact: (_ time: Double) -> [Double]
  ) -> Double {
    iterates.reduce(0) { largest, iterate in
      let difference = zip(iterate.point, exact(FlowIntegrator.time(of: iterate))).map { $0 - $1 }
      return max(largest, norm(difference))
    }
  }

  @Test(
    "linear flows, of any condition",
    arguments: [[1], [1, 2, 5], [1, 1e2, 1e4], [1e-2, 1, 1e3, 1e3]])
  func linear(eigenvalues: [Double]) throws {
    let (iterates, end) = try path(Self.quadratic(eigenvalues))
    let error = error(iterates) { time in eigenvalues.map { exp(-$0 * time) } }
    #expect(error < 3e-7, "\(error)")
    #expect(end.stopReason == .gradientNorm(end.gradientNorm))
    // A method whose steps stability limits would take millions of evaluations.
    #expect(end.iterate.evaluations < 60_000, "\(end.iterate.evaluations)")
  }

  @Test("the double well, from both sides and from next to its saddle", arguments: [1e-9, 0.1, 3])
  func wells(start: Double) throws {
    let (iterates, end) = try path(Self.doubleWell(start: start))
    let error = error(iterates) { t in
      let fall = exp(-2 * t)
      return [start / (fall + start * start * (1 - fall)).squareRoot()]
    }
    #expect(error < 1e-6, "\(error)")
    #expect(abs(end.iterate.point[0] - 1) < 1e-9)
  }

  /// Errors are proportional to the tolerance; the number of steps of order 5 grows as its fifth root.
  @Test("order: a hundredth of the tolerance, about a hundredth of the error")
  func order() throws {
    let start = 0.1
    let tolerances = [1e-4, 1e-6, 1e-8, 1e-10]
    let runs = try tolerances.map { tolerance in
      try path(Self.doubleWell(start: start), tolerance: tolerance, gradientNorm: 1e-2)
    }
    let errors = runs.map { run in
      error(run.iterates) { t in
        let fall = exp(-2 * t)
        return [start / (fall + start * start * (1 - fall)).squareRoot()]
      }
    }
    for (tolerance, error) in zip(tolerances, errors) {
      #expect(error < 20 * tolerance, "\(error) at \(tolerance)")
    }
    #expect(errors[3] < 1e-4 * errors[0] && errors[2] < 1e-2 * errors[1], "\(errors)")
    let counts = runs.map { Double($0.iterates.count) }
    // 10^(2·2/5) = 6.3 for four digits.
    #expect(counts[3] < 8 * counts[1], "\(counts)")
  }

  @Test("f never rises by more than rounding, and time always does", arguments: NamedProblem.all)
  func energy(problem: NamedProblem) throws {
    let iterates = try path(problem, gradientNorm: 1e-8).iterates
    let largest = iterates.map { abs($0.value) }.max() ?? 0
    for (before, after) in zip(iterates, iterates.dropFirst()) {
      #expect(after.value <= before.value + 1e-13 * largest, "\(after.iteration)")
      #expect(FlowIntegrator.time(of: after) > FlowIntegrator.time(of: before))
    }
  }

  @Test("the energy falls by the integral of ‖∇f‖²")
  func dissipation() throws {
    // Along ẋ = −∇f, df/dt = −‖∇f‖²; the trapezoidal rule on the accepted times.
    let iterates = try path(.rosenbrock(2), tolerance: 1e-10, gradientNorm: 1).iterates
    var sum = 0.0
    for (before, after) in zip(iterates, iterates.dropFirst()) {
      let step = FlowIntegrator.time(of: after) - FlowIntegrator.time(of: before)
      sum +=
        0.5 * step * (dot(before.gradient, before.gradient) + dot(after.gradient, after.gradient))
    }
    let fall = iterates[0].value - iterates[iterates.count - 1].value
    #expect(abs(sum - fall) < 1e-2 * fall, "\(sum) instead of \(fall)")
  }

  @Test("next to a saddle a small gradient is no end", arguments: [1e-9, 1e-12])
  func saddle(start: Double) throws {
    let end = try path(Self.doubleWell(start: start), gradientNorm: 1e-6).end
    #expect(abs(end.iterate.point[0] - 1) < 1e-6)
    #expect(end.stopReason == .gradientNorm(end.gradientNorm))
  }

  @Test("a start at rest stays there and does not claim a minimum that it left")
  func rest() throws {
    let problem = Self.doubleWell(start: 0)
    let end = try path(problem, gradientNorm: 0).end
    #expect(end.stopReason == .gradientNorm(0) && end.iterate.point == [0])
  }

  @Test("a run that is resumed is the same run")
  func resumed() throws {
    let problem = NamedProblem.rosenbrock(2)
    let whole = try path(problem, gradientNorm: 1e-6)
    var objective = problem
    for count in [1, 17, whole.iterates.count / 2] {
      let end = minimize(
        &objective, from: whole.iterates[count], by: FlowIntegrator(),
        until: StoppingRule(gradientNorm: 1e-6, iterationLimit: 20_000))
      #expect(end.iterate.point == whole.end.iterate.point)
      #expect(FlowIntegrator.time(of: end.iterate) == FlowIntegrator.time(of: whole.end.iterate))
    }
  }

  @Test("an unreachable gradient ends at rounding, an interruption at once")
  func ends() throws {
    let end = try path(NamedProblem.toyRisk(depth: 3), gradientNorm: 0).end
    #expect(end.stopReason == .lineSearchFailed || end.stopReason == .gradientNorm(0))
    #expect(end.gradientNorm < 1e-14 && end.iterate.iteration < 2000)
    var objective = NamedProblem.rosenbrock(2)
    let interrupted = minimize(
      &objective, from: try objective.first(), by: FlowIntegrator(), until: StoppingRule()
    ) { $0.iteration < 5 }
    #expect(interrupted.stopReason == .interrupted && interrupted.iterate.iteration == 5)
  }
}
