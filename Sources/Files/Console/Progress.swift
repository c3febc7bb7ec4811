// The progress of long work, shown to the user.

import Libc

/// A line on standard error that counts steps; it appears only on a terminal, after two seconds.
package struct Progress {
  private let total: Int
  private let start = ContinuousClock().now
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var done: Int
  private var shown = -1

  /// Starts to count the steps of a piece of work.
  ///
  /// - Parameters:
  ///   - total: The number of steps, at least 1.
  ///   - done: The number of steps that were done before.
  package init(total: Int, done: Int = 0) {
    self.total = max(total, 1)
    self.done = done
  }

  /// Counts steps.
  package mutating func advance(by count: Int = 1) {
    done = min(done + count, total)
    guard isTerminal else { return }
    let percent = 100 * done / total
    guard percent != shown, ContinuousClock().now - start > .seconds(2) else { return }
    shown = percent
    writeDiagnostic("\r\(percent) % of \(total)", terminator: "")
  }

  /// Clears the line.
  package func finish() {
    if shown >= 0 { writeDiagnostic("\r\u{1B}[K", terminator: "") }
  }
}
