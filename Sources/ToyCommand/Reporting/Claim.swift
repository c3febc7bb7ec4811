// What a claim of the talk is to the report: something that can turn out false.

import Evidence
import Report
import Studies

/// A claim that can be computed by two routes.
///
/// The formulas under test are stored properties of the conforming types, so that a wrong one can be
/// put in their place: a check that cannot fail says nothing.
protocol ReportChapter: Sendable {
  /// The name on the command line.
  static var id: String { get }
  /// Whether less is computed with `--light`.
  static var hasLightForm: Bool { get }

  /// Computes both sides.
  func section(_ scope: ReportScope) throws(CommandError) -> ReportSection
}

extension ReportChapter {
  static var hasLightForm: Bool { true }
}

/// How much is computed, and from what.
struct ReportScope: Sendable, Equatable {
  /// True for a few seconds instead of a minute.
  let isLight: Bool
  /// The folder of recordings; nil where there is none.
  let recordings: String?

  /// One of two values.
  func pick<Value>(light: Value, full: Value) -> Value { isLight ? light : full }
}

/// A claim with what was found.
struct ReportSection: Sendable {
  let id: String
  let title: String
  /// The claim, correct.
  let statement: String
  /// Where the slide says something else; nil where it does not.
  var correction: String?
  /// What was computed, and by which routes.
  var method: String = ""
  var comparisons: [Comparison] = []
  var figure: DocumentFigure?
  /// The command lines that give these numbers and the figure.
  var commands: [String] = []
  /// The result in a sentence with a number.
  let finding: String
  /// Why nothing was computed; nil where something was.
  var omission: String?

  /// The comparisons that differ by more than is expected.
  var failures: [Comparison] { comparisons.filter { !$0.isAsExpected } }
  /// True where nothing contradicts the claim.
  var isUncontradicted: Bool { failures.isEmpty }
}

/// The figure that a command line draws.
///
/// - Parameter line: A command line, words separated by single spaces.
/// - Returns: The figure.
/// - Throws: ``CommandError``.
func drawing(of line: String) throws(CommandError) -> Figure {
  let words = line.split(separator: " ").dropFirst().map(String.init)
  guard let command = try Toy.prepare(words) as? any DrawingCommand else {
    throw .failure("'\(line)' draws nothing")
  }
  return try command.drawing()
}
