// What a chapter is to the report: something that can turn out false.

import Evidence
import Report

/// A chapter of the theory that can be computed by two routes.
///
/// The formulas under test are stored properties of the conforming types, so that a wrong one can be
/// put in their place: a check that cannot fail says nothing.
protocol ReportChapter: Sendable {
  /// The chapter, which has the claims.
  static var chapter: Chapter { get }
  /// Whether less is computed with `--light`.
  static var hasLightForm: Bool { get }

  /// Computes both sides.
  func section(_ scope: ReportScope) throws(CommandError) -> ReportSection
}

extension ReportChapter {
  static var hasLightForm: Bool { true }
  /// The name on the command line.
  static var id: String { chapter.id }
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

/// A chapter with what was found.
struct ReportSection: Sendable {
  let chapter: Chapter
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

  /// The name of the section.
  var id: String { chapter.id }
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
