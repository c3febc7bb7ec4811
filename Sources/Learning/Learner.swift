// The multistart driver.

import Libc
import LinearAlgebra
import Optimization
import Synchronization

/// Runs all unfinished starts of a plan, several in parallel.
///
/// Starts are independent and have their own seeds, so the result does not depend on how many run in
/// parallel, if BLAS uses the same number of threads: one if several starts run, see
/// ``/LinearAlgebra/setBLASThreads(_:)``.
///
/// - Parameters:
///   - plan: The problem and the method.
///   - state: A fresh or a saved state.
///   - jobs: The number of starts that run in parallel, at least 1.
///   - report: Called after every iteration, by one thread at a time, with the state and the number
///     of the start; false stops all runs where they are.
/// - Returns: The state at the end; interrupted runs have no stop reason.
public func learn(
  _ plan: LearningPlan, from state: LearningState, jobs: Int,
  report: @escaping @Sendable (LearningState, Int) -> Bool
) -> LearningState {
  let shared = Mutex(state)
  let pending = state.runs.indices.filter { !state.runs[$0].isFinished }
  let isStopping = Atomic(false)
  parallelMap(pending, jobs: jobs, while: { !isStopping.load(ordering: .relaxed) }) { index in
    let run = shared.withLock { $0.runs[index] }
    let finished = complete(run, of: plan, index: index, plan.objective) { iterate, point in
      shared.withLock { state in
        state.runs[index].iterate = iterate
        if let point { state.runs[index].trace.append(point) }
        if !report(state, index) { isStopping.store(true, ordering: .relaxed) }
      }
      return !isStopping.load(ordering: .relaxed)
    }
    shared.withLock { state in
      state.runs[index].isImpossible = finished.isImpossible
      state.runs[index].iterate = finished.iterate
      state.runs[index].stopReason = finished.stopReason
    }
  }
  return shared.withLock { $0 }
}

/// Runs one start to its end.
private func complete(
  _ run: LearningRun, of plan: LearningPlan, index: Int, _ description: some DenoisingRisk,
  watch: (Iterate, TracePoint?) -> Bool
) -> LearningRun {
  var objective = description
  guard let start = run.iterate ?? Iterate(start: plan.startingPoint(index), of: &objective) else {
    return LearningRun(isImpossible: true)
  }
  let resumedAt = run.iterate?.iteration
  let watched = { (iterate: Iterate) -> Bool in
    // The trace already contains the iterate with which a resumed run begins.
    guard iterate.iteration != resumedAt else { return watch(iterate, nil) }
    let point = TracePoint(
      iteration: iterate.iteration, evaluations: iterate.evaluations, value: iterate.value,
      gradientNorm: norm(iterate.gradient), numbers: description.numbers(iterate.point),
      flow: plan.flowPoint(iterate, of: description))
    return watch(iterate, point)
  }
  let rule = plan.scaledRule(
    firstGradient: run.trace.first?.gradientNorm ?? norm(start.gradient))
  let result =
    switch plan.method {
    case .lbfgs:
      minimize(&objective, from: start, by: LBFGS(), until: rule, watch: watched)
    case .adam:
      minimize(&objective, from: start, by: Adam(), until: rule, watch: watched)
    case .gd:
      minimize(
        &objective, from: start, by: GradientDescent(.backtracking(first: 1)),
        until: rule, watch: watched)
    case .flow:
      minimize(&objective, from: start, by: FlowIntegrator(), until: rule, watch: watched)
    }
  return LearningRun(
    iterate: result.iterate,
    stopReason: result.stopReason == .interrupted ? nil : result.stopReason)
}

extension LearningPlan {
  /// The position of the flow; nil for other methods.
  fileprivate func flowPoint(_ iterate: Iterate, of risk: some DenoisingRisk) -> FlowPoint? {
    guard method == .flow else { return nil }
    // The objective is E/unit, whose flow takes the time t·unit.
    return FlowPoint(
      time: FlowIntegrator.time(of: iterate) / unit,
      penalties: risk.regularizer(iterate.point).penalties)
  }
}
