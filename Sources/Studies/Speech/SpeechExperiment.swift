// Learning from frames, with an evaluation on held-out ones and the theory for either covariance.

import Dispatch
import Files
package import Learning
import Libc
package import LinearAlgebra
package import Optimization
import Synchronization
package import ToyModel

/// Learning from the moments of training frames.
package struct SpeechExperiment: Sendable {
  /// One denoiser to learn.
  package struct Task: Sendable {
    package let family: LearnedRisk.Family
    package let rows: Int
    package let start: LearningStart
  }

  /// One learned denoiser.
  package struct Result: Sendable {
    package let family: LearnedRisk.Family
    package let rows: Int
    package let start: LearningStart
    /// T, n × n.
    package let denoiser: Matrix
    /// ω; nil for bilevel.
    package let stepSize: Double?
    /// The minimised mean loss over the training frames.
    package let trainRisk: Double
    /// The optimal risk for the covariance of the training frames.
    package let trainTheory: OptimalRisk
    /// The number of eigenvalues of T for which the iteration diverges.
    package let unstableCount: Int
    package let evaluations: Int
    package let stopReason: StopReason?
  }

  package let coordinates: Parametrization
  package let method: LearningMethod
  package let rule: StoppingRule
  package let seed: UInt64
  package let noiseVariance: Double

  /// Learns all tasks, several in parallel.
  ///
  /// - Parameters:
  ///   - tasks: The tasks.
  ///   - moments: The moments of the training frames.
  ///   - basis: The eigenvectors of their covariance.
  ///   - jobs: The number of tasks in parallel; does not change the results.
  ///   - finished: Called after each task, by one thread at a time; false stops all.
  /// - Returns: The results in the order of the tasks; nil if learning was stopped or has no finite
  ///   risk to start from.
  package func run(
    _ tasks: [Task], moments: Moments, basis: PrincipalBasis, jobs: Int,
    finished: @escaping @Sendable () -> Bool
  ) -> [Result?] {
    let rotated = moments.rotated(to: basis.vectors)
    let isStopping = Mutex(false)
    return parallelMap(
      tasks, jobs: jobs, longestFirst: { $0.cost }, while: { !isStopping.withLock { $0 } }
    ) { task in
      let result = learn(task, rotated, basis)
      isStopping.withLock { isStopping in
        if !finished() { isStopping = true }
      }
      return result
    }.map { $0 ?? nil }
  }

  private func learn(
    _ task: Task, _ moments: Moments, _ basis: PrincipalBasis
  ) -> Result? {
    let plan = LearningPlan(
      problem: LearningProblem(
        spectrum: basis.spectrum, noiseVariance: noiseVariance, rows: task.rows,
        isReducible: false),
      moments: moments, family: task.family,
      parametrization: coordinates == .plain ? .plain : nil,
      method: method, start: task.start, rule: rule, seed: seed)
    let state = Learning.learn(plan, from: LearningState(starts: 1), jobs: 1) { _, _ in
      !Interruption.hasOccurred
    }
    guard let iterate = state.runs[0].iterate, state.runs[0].isFinished else { return nil }
    return result(task, plan.objective, iterate, state.runs[0].stopReason, moments, basis)
  }

  private func result(
    _ task: Task, _ risk: some DenoisingRisk, _ iterate: Iterate, _ stopReason: StopReason?,
    _ moments: Moments, _ basis: PrincipalBasis
  ) -> Result? {
    let learned = LearnedDenoiser(iterate.point, of: risk)
    guard let map = (try? risk.denoiser(iterate.point)) ?? nil else { return nil }
    var product = map
    product.setProduct(basis.vectors, .plain, map)
    var denoiser = map
    denoiser.setProduct(product, .plain, basis.vectors, .transposed)
    return Result(
      family: task.family, rows: task.rows, start: task.start, denoiser: denoiser.symmetricPart,
      stepSize: learned.stepSize, trainRisk: moments.risk(of: map),
      trainTheory: OptimalRisk(
        spectrum: basis.spectrum, noiseVariance: noiseVariance, rows: task.rows,
        family: task.family.theory),
      unstableCount: learned.unstableCount,
      evaluations: iterate.evaluations, stopReason: stopReason)
  }
}

extension SpeechExperiment.Task {
  /// A rough estimate of the time: reparametrised even depths need no decomposition.
  fileprivate var cost: Int { rows * (family.canBeReparametrized && family != .bilevel ? 1 : 8) }
}
