// The progress of long work, shown to the user.

import Libc

/// A line on standard error that counts steps; it appears only on a terminal, after two seconds.
///
/// It names the counted things and says how much time is left: `point 1234 of 4000, 31 %, 20 s left`.
package struct Progress {
  private let noun: String
  private let total: Int
  private let before: Int
  private let start = ContinuousClock().now
  private let isTerminal = ErrorTerminal.width != nil
  private let areStepsEqual: Bool
  private var done: Int
  private var shown = -1

  /// Starts to count the steps of a piece of work.
  ///
  /// - Parameters:
  ///   - noun: The noun of the items counted, in the singular.
  ///   - total: The number of steps, at least 1.
  ///   - done: The number of steps that were done before.
  ///   - areStepsEqual: Whether all steps take about the same time; if not, the time left is not estimated.
  package init(_ noun: String, total: Int, done: Int = 0, areStepsEqual: Bool = true) {
    (self.noun, before, self.areStepsEqual) = (noun, done, areStepsEqual)
    self.total = max(total, 1)
    self.done = done
  }

  /// Counts steps.
  package mutating func advance(by count: Int = 1) {
    done = min(done + count, total)
    guard isTerminal else { return }
    let percent = Int(100 * Double(done) / Double(total))
    let time = ContinuousClock().now - start
    guard percent != shown, time > .seconds(2) else { return }
    shown = percent
    let left = time / .seconds(1) * Double(total - done) / Double(max(done - before, 1))
    ErrorTerminal.show(
      ["\(noun) \(done) of \(total)", "\(percent) %"]
        + (areStepsEqual ? ["\(Self.inWords(seconds: left)) left"] : []))
  }

  /// A time in the largest unit of which there are two.
  package static func inWords(seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9).rounded())
    if whole < 120 { return "\(whole) s" }
    if whole < 7200 { return "\(whole / 60) min" }
    return "\(whole / 3600) h"
  }

  /// Clears the line.
  package func finish() {
    if shown >= 0 { ErrorTerminal.clear() }
  }
}
