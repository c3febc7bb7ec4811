// The progress of learning, shown to the user.

import Files
import Libc
package import Learning
import Optimization
import Report

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
