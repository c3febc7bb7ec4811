// The monitoring of learning.

import Learning
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
