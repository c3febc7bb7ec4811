// How near a search for a counterexample came to one.

import Evidence
import Report

/// The least distance from a counterexample among the cases of a search.
struct SearchMargin {
  /// The least distance, relative to the numbers that are compared.
  private var least = Double.infinity
  private var cases = 0
  private var unfinished = 0

  /// Counts a case with its distance, which is negative for a counterexample.
  mutating func add(_ distance: Double) {
    cases += 1
    least = min(least, distance)
  }

  /// Counts a case that came to no end.
  mutating func addUnfinished() { unfinished += 1 }

  /// The distance in words.
  ///
  /// - Parameter words: What the distance is, such as "least end above E".
  /// - Returns: A phrase; nil where no case was counted.
  func remark(_ words: String) -> String? {
    guard cases > 0 else { return nil }
    let rest = unfinished > 0 ? "; \(unfinished) more came to no end" : ""
    return "\(words): \(formatted(least, significantDigits: 2)), of \(cases) cases\(rest)"
  }
}
