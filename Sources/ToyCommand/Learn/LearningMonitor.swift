// What happens while learning goes on.

import Learning
import Studies

/// Watches a running computation: shows progress, and saves the state every two seconds.
struct LearningMonitor {
  let path: String?
  let settings: String
  private var progress: LearningProgress
  private var lastSave = ContinuousClock().now
  private var failure: CommandError?

  init(path: String?, settings: String) {
    self.path = path
    self.settings = settings
    progress = LearningProgress()
  }

  /// Called after every iteration of a plan.
  mutating func observe(_ state: LearningState, _ index: Int, of plan: LearningPlan) {
    progress.show(state, index) { plan.risk($0) }
    guard path != nil, ContinuousClock().now - lastSave > .seconds(2) else { return }
    save(state)
    lastSave = ContinuousClock().now
  }

  mutating func finish(_ state: LearningState) throws(CommandError) {
    progress.finish()
    save(state)
    if let failure { throw failure }
  }

  private mutating func save(_ state: LearningState) {
    guard let path else { return }
    do {
      try StateFile.write(state, settings: settings, to: path)
    } catch {
      failure = CommandError(error)
    }
  }
}
