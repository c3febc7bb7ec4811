// The progress of learning, shown to the user.

import Files
import Libc
package import Learning
import Optimization
import Report

/// A line on standard error; it appears only on a terminal, after two seconds, and is renewed twice a second.
package struct LearningProgress {
  private let start = ContinuousClock().now
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var lastShown = ContinuousClock().now
  private var isShown = false
  /// What is learned, and which of how many.
  private var task = ""

  /// Names the task that begins, where there are several.
  package mutating func begin(_ task: String, number: Int, of total: Int) {
    self.task = total > 1 ? "setting \(number) of \(total): \(task); " : ""
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
    writeDiagnostic(
      "\r\u{1B}[K\(task)start \(index + 1) of \(state.runs.count), iteration \(iteration), "
        + "\(finished) finished, best risk \(formatted(best, significantDigits: 8))",
      terminator: "")
  }

  /// Clears the line.
  package func finish() {
    if isShown { writeDiagnostic("\r\u{1B}[K", terminator: "") }
  }
}
