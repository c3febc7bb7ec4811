// How far a long piece of work is, for someone who watches.

import Glibc

/// A line on standard error that counts steps; it appears on a terminal only, and after two seconds.
struct Progress {
  private let total: Int
  private let start = ContinuousClock().now
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var done = 0
  private var shown = -1

  /// Begins a piece of work.
  ///
  /// - Parameter total: The number of steps, at least 1.
  init(total: Int) {
    self.total = max(total, 1)
  }

  /// Counts one step.
  mutating func advance() {
    done += 1
    guard isTerminal else { return }
    let percent = 100 * done / total
    guard percent != shown, ContinuousClock().now - start > .seconds(2) else { return }
    shown = percent
    writeDiagnostic("\r\(percent) % of \(total)", terminator: "")
  }

  /// Clears the line.
  func finish() {
    if shown >= 0 { writeDiagnostic("\r\u{1B}[K", terminator: "") }
  }
}
