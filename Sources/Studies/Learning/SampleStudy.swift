// Learning from Gaussian frames again and again, beside the laws of finite samples.

import Files
import Learning
import Libc
import LinearAlgebra
import Optimization
import Synchronization
import ToyModel

/// Replicas of learning from m Gaussian frames at several settings.
///
/// Each replica draws frames with the C and the σ of its setting, learns the family on them and has the risk of the
/// result for the population. R is learned from the optimum of the population on, unless another start is asked for,
/// so that it is the minimum next to it that counts; the best linear denoiser is a closed form.
package struct SampleStudy: Sendable {
  /// The settings, each with its sample.
  package let settings: [Setting]
  /// The number of replicas of every setting.
  package let replicas: Int
  /// The seed.
  package let seed: UInt64
  private let choices: LearningChoices
  private let jobs: Int

  /// The largest n and the largest number of values that a replica draws.
  private static let limit = (dimension: 1000, draws: 1e9)

  /// Checks the settings.
  ///
  /// - Parameters:
  ///   - settings: The settings, each of them legal and with a sample; at least one.
  ///   - choices: The choices of learning, of which the first method and the first kind of start are used.
  ///   - replicas: The number of replicas, at least 2.
  ///   - seed: The seed of all random draws.
  ///   - jobs: The number of replicas that run in parallel, at least 1.
  /// - Throws: ``StudyError/illegal(_:)`` for settings that cannot be simulated.
  package init(
    _ settings: some Collection<Setting>, choices: LearningChoices, replicas: Int, seed: UInt64,
    jobs: Int
  ) throws(StudyError) {
    (self.settings, self.choices) = (Array(settings), choices)
    (self.replicas, self.seed, self.jobs) = (replicas, seed, jobs)
    guard choices.methods.count == 1, choices.initials.count == 1 else {
      throw .illegal("--frames: one method and one kind of start, which all replicas share")
    }
    for setting in settings {
      guard let sample = setting.sample else { preconditionFailure("a setting without a sample") }
      guard setting.n <= Self.limit.dimension else {
        throw .illegal(
          "--n \(setting.n): frames are drawn for n ≤ \(Self.limit.dimension); toy risk --frames has the law for any n"
        )
      }
      guard Double(setting.n) * Double(sample.frames) <= Self.limit.draws else {
        throw .illegal(
          "--frames \(sample.frames): frames of \(setting.n) numbers, more than \(Int(Self.limit.draws)) for a replica"
        )
      }
      guard sample.frames >= setting.n else {
        throw .illegal(
          "--frames \(sample.frames): fewer than n = \(setting.n) frames have a singular second moment"
        )
      }
      guard setting.hasSpectrum else {
        throw .illegal("--frames: --algorithm \(setting.family.algorithm.name) has no single R")
      }
      if setting.family != .linear {
        _ = try choices.task(
          setting, method: choices.methods[0], start: choices.initials[0], seed: seed)
      }
    }
  }

  /// Draws and learns all replicas, until the user stops the program.
  ///
  /// - Returns: The results of the settings that were finished, in their order.
  /// - Throws: ``StudyError/failed(_:)`` and ``StudyError/interrupted(_:)`` if there are none.
  package func results() throws(StudyError) -> [SampleResult] {
    setBLASThreads(1)
    let progress = Mutex(Progress("replica", total: settings.count * replicas))
    var results: [SampleResult] = []
    var evaluator = RiskEvaluator(expecting: nil)
    for setting in settings where !Interruption.hasOccurred {
      let row = evaluator.row(setting)
      let excesses = parallelMap(
        Array(0..<replicas), jobs: jobs, while: { !Interruption.hasOccurred }
      ) { replica in
        defer { progress.withLock { $0.advance() } }
        return excess(row, replica: replica)
      }
      guard !Interruption.hasOccurred else { break }
      results.append(SampleResult(row: row, seed: seed, excesses: excesses.map { $0 ?? nil }))
    }
    progress.withLock { $0.finish() }
    guard results.contains(where: { !$0.risks.isEmpty }) else {
      throw Interruption.hasOccurred
        ? .interrupted("interrupted before a setting was finished")
        : .failed("no replica has a finite risk")
    }
    return results
  }

  /// The excess of one replica over the best risk; nil without a result.
  private func excess(_ row: RiskRow, replica: Int) -> Double? {
    let setting = row.setting
    guard let sample = setting.sample else { return nil }
    let (spectrum, noiseVariance) = (setting.data.spectrum, setting.sigma * setting.sigma)
    // All families see the same frames.
    var generator = SeededGenerator(seed: seed, stream: UInt64(replica))
    let frames = GaussianSample(
      spectrum: spectrum, noiseVariance: noiseVariance, frames: sample.frames, loss: sample.loss,
      using: &generator)
    let denoiser =
      setting.family == .linear
      ? frames.linearDenoiser()
      : learned(setting, frames.moments(), seed: seed &+ UInt64(replica))
    guard let denoiser else { return nil }
    let energies = spectrum.groups.flatMap {
      Array(repeating: $0.eigenvalue, count: $0.multiplicity)
    }
    let risk = Risk(
      denoiser: denoiser, secondMoment: Matrix(diagonal: energies), noiseVariance: noiseVariance)
    let excess = risk.total - row.optimum.risk.total
    return excess.isFinite ? excess : nil
  }

  /// The T that is learned; nil without a finite risk.
  private func learned(_ setting: Setting, _ moments: Moments, seed: UInt64) -> Matrix? {
    guard let family = LearnedRisk.Family(setting.family) else { return nil }
    let plan = LearningPlan(
      problem: LearningProblem(
        spectrum: setting.data.spectrum, noiseVariance: setting.sigma * setting.sigma,
        rows: setting.k, isReducible: false),
      moments: moments, family: family,
      parametrization: choices.coordinates == .plain ? .plain : nil, method: choices.methods[0],
      start: choices.initials[0], rule: choices.rule, seed: seed)
    let state = learn(plan, from: LearningState(starts: choices.starts), jobs: 1) { _, _ in
      !Interruption.hasOccurred
    }
    guard let best = state.best, let iterate = state.runs[best].iterate else { return nil }
    return (try? plan.objective.denoiser(iterate.point)) ?? nil
  }
}
