// Learning at several settings, by every method and from every kind of start.

import Files
import Learning
import Optimization

/// All tasks of one call of `toy learn`.
package struct LearningStudy: Sendable {
  /// The tasks, by method, then kind of start, then setting.
  package let tasks: [LearningTask]
  /// The number of starts that run in parallel; does not change the results.
  package let jobs: Int
  private let choices: LearningChoices
  private let seed: UInt64
  private var state: LearningState
  private var statePath: String?

  /// The largest number of results that are kept at the same time.
  private static let taskLimit = 100_000

  /// Checks the tasks.
  ///
  /// - Parameters:
  ///   - settings: The settings, each of them legal; at least one.
  ///   - choices: The choices of learning.
  ///   - seed: The seed of all random draws, within ``LearningChoices/seedRange``.
  ///   - jobs: The number of starts that run in parallel, at least 1.
  /// - Throws: ``StudyError/illegal(_:)`` if there is nothing to learn, R is too large, or there are too
  ///   many tasks.
  package init(
    _ settings: some Collection<Setting>, choices: LearningChoices, seed: UInt64 = 0, jobs: Int = 1
  ) throws(StudyError) {
    (self.choices, self.seed, self.jobs) = (choices, seed, jobs)
    let count = Self.taskCount(settings, choices)
    guard count <= Self.taskLimit else {
      throw .illegal(
        "the options give \(count) settings, methods and starts, more than \(Self.taskLimit); 'toy "
          + "sweep' learns any number of them")
    }
    var tasks: [LearningTask] = []
    for method in choices.methods {
      for initial in choices.initials {
        for setting in settings {
          tasks.append(try choices.task(setting, method: method, start: initial, seed: seed))
        }
      }
    }
    self.tasks = tasks
    state = LearningState(starts: choices.starts)
  }

  /// The number of tasks that result from settings and choices.
  package static func taskCount(
    _ settings: some Collection<Setting>, _ choices: LearningChoices
  ) -> Int {
    choices.methods.count * choices.initials.count * settings.count
  }

  // MARK: One task

  /// Keeps the state of the only task in a file, and resumes from the file if it exists.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``StudyError/file(_:)`` for a file that is not a state of this task.
  package mutating func keepState(in path: String) throws(StudyError) {
    statePath = path
    guard fileExists(path) else { return }
    state = try translated(StateFile.read(path, settings: key, starts: choices.starts))
    let dimension = tasks[0].plan.objective.dimension
    guard state.runs.allSatisfy({ $0.iterate?.point.count ?? dimension == dimension }) else {
      throw .malformed("\(path): the state has another number of variables")
    }
  }

  /// Everything that determines the computation; a state is useless for any other.
  private var key: String {
    [
      tasks[0].fingerprint, choices.coordinates.rawValue, choices.methods[0].rawValue,
      choices.initials[0].rawValue, "starts \(choices.starts)", "seed \(seed)",
      "limit \(choices.rule.iterationLimit)", "tolerance \(choices.rule.relativeDecrease)",
    ].joined(separator: "; ")
  }

  /// Learns the only task, until all starts have ended or the user stops the program.
  ///
  /// - Returns: The result; after Ctrl-C the best so far.
  /// - Throws: ``StudyError/file(_:)`` if the state cannot be kept, ``StudyError/failed(_:)`` and
  ///   ``StudyError/interrupted(_:)`` if no start has a finite risk.
  package func learned() throws(StudyError) -> LearningSummary {
    let monitor = LearningMonitor(path: statePath, settings: key)
    let result = run(tasks[0], monitor)
    try monitor.finish(result.state)
    guard let summary = LearningSummary(result) else { throw Self.nothingLearned }
    return summary
  }

  // MARK: Many tasks

  /// Learns all tasks, one after another, until the user stops the program.
  ///
  /// - Returns: The results, in the order of the tasks; those without a finite risk are left out.
  /// - Throws: ``StudyError``.
  package func summaries() throws(StudyError) -> [LearningSummary] {
    var summaries: [LearningSummary] = []
    try forEach { summaries.append($0) }
    return summaries
  }

  /// Learns all tasks and perturbs the results, until the user stops the program.
  ///
  /// - Parameter plan: The perturbations.
  /// - Returns: The risks, in the order of the tasks.
  /// - Throws: ``StudyError/failed(_:)`` and ``StudyError/interrupted(_:)`` if nothing was learned.
  package func perturbed(by plan: PerturbationPlan) throws(StudyError) -> [PerturbationResult] {
    var results: [PerturbationResult] = []
    try forEach { summary in
      if let result = plan.perturb(summary) { results.append(result) }
    }
    guard !results.isEmpty else { throw Self.nothingLearned }
    return results
  }

  private func forEach(_ use: (LearningSummary) -> Void) throws(StudyError) {
    let monitor = LearningMonitor(path: nil, settings: "")
    for (index, task) in tasks.enumerated() where !Interruption.hasOccurred {
      monitor.begin(task, number: index + 1, of: tasks.count)
      if let summary = LearningSummary(run(task, monitor)) { use(summary) }
    }
    try monitor.finish(state)
  }

  private func run(_ task: LearningTask, _ monitor: LearningMonitor) -> LearningTask.Result {
    task.run(from: state, jobs: jobs) { state, index in
      monitor.observe(state, index, of: task.plan)
    }
  }

  /// The error that says why there is no result.
  private static var nothingLearned: StudyError {
    Interruption.hasOccurred
      ? .interrupted("interrupted before anything was learned")
      : .failed("no start has a finite risk; smaller steps may help")
  }
}
