// One plan of learning with the setting it belongs to.

import Files
package import Learning
import LinearAlgebra
package import Optimization
import ToyModel

/// A checked learning task.
package struct LearningTask: Sendable {
  /// The end of a run.
  package struct Result: Sendable {
    package let task: LearningTask
    package let state: LearningState
    package let seconds: Double
  }

  package let setting: Setting
  package let plan: LearningPlan

  /// The largest number of values that all starts together may keep, 4 GB.
  private static let numberLimit = 5e8

  /// Makes a plan for a setting.
  ///
  /// - Throws: ``StudyError/illegal(_:)`` if there is nothing to learn or R is too large.
  package init(
    _ setting: Setting, isPlain: Bool, method: LearningMethod, start: LearningStart,
    rule: StoppingRule, seed: UInt64, starts: Int
  ) throws(StudyError) {
    let theory = setting.family
    if let objection = theory.algorithm.entry.objection(
      to: .training, depth: theory.depth ?? 0, choices: theory.choices)
    {
      throw .illegal(objection)
    }
    if !theory.algorithm.isSpectral {
      try Self.refuseUntied(theory, method: method, start: start, n: setting.n)
    }
    guard let family = LearnedRisk.Family(setting.family) else {
      throw .illegal("--family linear: the best linear denoiser needs no learning")
    }
    let spectrum = setting.data.spectrum
    let widest = spectrum.groups.map(\.multiplicity).max() ?? 1
    let isTied = theory.algorithm.isSpectral
    let columns =
      method == .adam || !isTied ? setting.n : min(setting.n, setting.n - widest + 1 + setting.k)
    let rows = setting.k * (isTied ? 1 : (theory.depth ?? 2) - 1)
    // Point, gradient and trial, and the memory of the method: 6 pairs, two means, two Krylov spaces, or
    // nothing.
    let vectors =
      switch method {
      case .lbfgs: 16.0
      case .adam: 6.0
      case .gd: 4.0
      case .flow: 90.0
      }
    guard Double(rows) * Double(columns) * vectors * Double(starts) <= Self.numberLimit else {
      throw .illegal(
        "\(starts) starts with \(rows) × \(columns) entries of R need more than 4 GB; lower --k "
          + "or --starts")
    }
    self.setting = setting
    let problem = LearningProblem(
      spectrum: spectrum, noiseVariance: setting.sigma * setting.sigma, rows: setting.k)
    plan = LearningPlan(
      problem: problem, family: family,
      parametrization: isPlain ? .plain : nil, method: method, start: start, rule: rule, seed: seed)
  }

  /// The largest n and N with an R for every step, whose T of all steps are kept.
  private static let untiedLimit = (n: 1000, depth: 100)

  /// Rejects tasks that are meaningless or take too long if every step has its own R.
  private static func refuseUntied(
    _ family: DenoiserFamily, method: LearningMethod, start: LearningStart, n: Int
  ) throws(StudyError) {
    let name = "--algorithm \(family.algorithm.name)"
    guard method != .flow else {
      throw .illegal("--method flow: \(name) has no single RᵀR whose eigenvalues could be followed")
    }
    guard start != .spectral else {
      throw .illegal("--init spectral: no optimal R is known for \(name)")
    }
    guard start != .continuation else {
      throw .illegal("--init continuation is for odd depths with a single R, not for \(name)")
    }
    guard n <= untiedLimit.n, (family.depth ?? 2) <= untiedLimit.depth else {
      throw .illegal(
        "\(name): limited to n ≤ \(untiedLimit.n) and N ≤ \(untiedLimit.depth), because T is stored after every step"
      )
    }
  }

  /// The setting to the last bit, with the data as a hash.
  package var fingerprint: String {
    var family = setting.family.inWords
    if let stepSize = setting.family.step?.value { family += " (\(stepSize))" }
    return
      "\(setting.data.fingerprint) data, n = \(setting.n), k = \(setting.k), μ = \(setting.mu), θ = \(setting.theta), "
      + "σ = \(setting.sigma); \(family)"
  }

  /// Learns until all starts have ended or the user stops the program.
  ///
  /// - Parameters:
  ///   - state: A fresh or a saved state.
  ///   - jobs: The number of starts that run in parallel.
  ///   - observe: Called after every iteration, by one thread at a time.
  /// - Returns: The state at the end, and the time it took.
  package func run(
    from state: LearningState, jobs: Int,
    observe: @escaping @Sendable (LearningState, Int) -> Void
  ) -> Result {
    let clock = ContinuousClock()
    let began = clock.now
    setBLASThreads(state.runs.count > 1 ? 1 : availableProcessors())
    let end = learn(plan, from: state, jobs: jobs) { state, index in
      observe(state, index)
      return !Interruption.hasOccurred
    }
    return Result(task: self, state: end, seconds: (clock.now - began) / .seconds(1))
  }

  /// Learns in the calling thread, as one of many tasks that run in parallel.
  ///
  /// BLAS has to be set to one thread beforehand; see ``LinearAlgebra/setBLASThreads(_:)``.
  ///
  /// - Parameters:
  ///   - starts: The number of starts.
  ///   - isStopping: Called after every iteration; true ends the work.
  /// - Returns: The result; nil if the work was stopped early.
  package func run(starts: Int, isStopping: @escaping @Sendable () -> Bool) -> Result? {
    let state = learn(plan, from: LearningState(starts: starts), jobs: 1) { _, _ in !isStopping() }
    guard state.runs.allSatisfy(\.isFinished) else { return nil }
    return Result(task: self, state: state, seconds: 0)
  }
}
