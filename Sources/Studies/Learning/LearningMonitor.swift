// The monitoring of learning: its state is saved, and its progress shown to the user.

import Files
package import Learning
import Libc
import Optimization
import Report
import Synchronization
import ToyModel

/// A monitor of a running computation, which shows progress and saves the state every two seconds.
final class LearningMonitor: Sendable {
  private struct Record {
    var progress = LearningProgress()
    var lastSave = ContinuousClock().now
    var failure: StudyError?
  }

  private let path: String?
  private let settings: String
  private let record = Mutex(Record())

  /// Starts monitoring.
  ///
  /// - Parameters:
  ///   - path: The file of the state; nil to keep none.
  ///   - settings: Everything that determines the computation.
  init(path: String?, settings: String) {
    self.path = path
    self.settings = settings
  }

  /// Called before a task.
  func begin(_ task: LearningTask, number: Int, of total: Int) {
    let (plan, setting) = (task.plan, task.setting)
    let depth = setting.family.depth.map { "N = \($0), " } ?? ""
    record.withLock {
      $0.progress.begin(
        "k = \(setting.k), \(depth)\(plan.method.rawValue), \(plan.start.rawValue)", number: number,
        of: total)
    }
  }

  /// Called after every iteration of a plan.
  func observe(_ state: LearningState, _ index: Int, of plan: LearningPlan) {
    record.withLock { record in
      record.progress.show(state, index) { plan.risk($0) }
      guard path != nil, ContinuousClock().now - record.lastSave > .seconds(2) else { return }
      save(state, &record)
      record.lastSave = ContinuousClock().now
    }
  }

  /// Called at the end.
  ///
  /// - Throws: ``StudyError/file(_:)`` if the state could not be saved.
  func finish(_ state: LearningState) throws(StudyError) {
    let failure = record.withLock { record in
      record.progress.finish()
      save(state, &record)
      return record.failure
    }
    if let failure { throw failure }
  }

  private func save(_ state: LearningState, _ record: inout Record) {
    guard let path else { return }
    do {
      try StateFile.write(state, settings: settings, to: path)
    } catch {
      record.failure = .file(error)
    }
  }
}

/// A line on standard error; it appears only on a terminal, after two seconds, and is renewed twice a second.
package struct LearningProgress {
  private let start = ContinuousClock().now
  private let isTerminal = ErrorTerminal.width != nil
  private var lastShown = ContinuousClock().now
  private var isShown = false
  /// The name of the current task; below, its number and the number of tasks.
  private var task = ""
  private var (number, total) = (1, 1)

  /// Names the task that begins, where there are several.
  package mutating func begin(_ task: String, number: Int, of total: Int) {
    self.task = total > 1 ? "setting \(number) of \(total): \(task); " : ""
    (self.number, self.total) = (number, total)
  }

  /// Shows the progress of a run.
  ///
  /// - Parameters:
  ///   - state: The state of all runs.
  ///   - index: The run that has just made a step.
  ///   - risk: The risk for a value of the objective.
  package mutating func show(_ state: LearningState, _ index: Int, risk: (Double) -> Double) {
    guard isTerminal else { return }
    let now = ContinuousClock().now
    guard now - start > .seconds(2), now - lastShown > .milliseconds(500) else { return }
    lastShown = now
    isShown = true
    let finished = state.runs.count { $0.isFinished }
    let best = state.best.flatMap { state.runs[$0].iterate?.value }.map(risk) ?? .nan
    let iteration = state.runs[index].iterate?.iteration ?? 0
    ErrorTerminal.show(
      [
        "\(task)start \(index + 1) of \(state.runs.count)",
        timeLeft(now, share: Double(finished) / Double(state.runs.count)),
        "best risk \(formatted(best, significantDigits: 8))", "iteration \(iteration)",
      ].filter { !$0.isEmpty })
  }

  /// The time left if all starts of all tasks take equally long; empty before one has finished.
  private func timeLeft(_ now: ContinuousClock.Instant, share: Double) -> String {
    let done = (Double(number - 1) + share) / Double(total)
    guard done > 0 else { return "" }
    let seconds = (now - start) / .seconds(1) * (1 - done) / done
    return "\(Progress.inWords(seconds: seconds)) left"
  }

  /// Clears the line.
  package func finish() {
    if isShown { ErrorTerminal.clear() }
  }
}
