// What a chapter is to the report: something that can turn out false.

package import Evidence
import LinearAlgebra
package import Report
package import Studies

/// A chapter of the theory that can be computed by two routes.
///
/// The formulas under test are stored properties of the conforming types, so that a wrong one can be
/// put in their place: a check that cannot fail says nothing.
package protocol ReportChapter: Sendable {
  /// The chapter, which has the claims.
  static var chapter: Chapter { get }
  /// Whether less is computed with `--light`.
  static var hasLightForm: Bool { get }

  /// Computes both sides.
  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection
}

extension ReportChapter {
  package static var hasLightForm: Bool { true }
  /// The name on the command line.
  package static var id: String { chapter.id }
}

/// How much is computed, and from what.
package struct ReportScope: Sendable, Equatable {
  /// True for a few seconds instead of a minute.
  package let isLight: Bool
  /// The folder of recordings; nil where there is none.
  package let recordings: String?

  package init(isLight: Bool, recordings: String?) {
    self.isLight = isLight
    self.recordings = recordings
  }

  /// One of two values.
  package func pick<Value>(light: Value, full: Value) -> Value { isLight ? light : full }
}

/// A chapter with what was found.
package struct ReportSection: Sendable {
  package let chapter: Chapter
  /// What was computed, and by which routes.
  package let method: String
  package let comparisons: [Comparison]
  package let figure: DocumentFigure?
  /// The command lines that give these numbers and the figure.
  package let commands: [String]
  /// The result in a sentence with a number.
  package let finding: String
  /// Why nothing was computed; nil where something was.
  package let omission: String?

  package init(
    chapter: Chapter, method: String = "", comparisons: [Comparison] = [],
    figure: DocumentFigure? = nil, commands: [String] = [], finding: String, omission: String? = nil
  ) {
    self.chapter = chapter
    self.method = method
    self.comparisons = comparisons
    self.figure = figure
    self.commands = commands
    self.finding = finding
    self.omission = omission
  }

  /// The name of the section.
  package var id: String { chapter.id }
  /// The comparisons that differ by more than is expected.
  package var failures: [Comparison] { comparisons.filter { !$0.isAsExpected } }
  /// True where nothing contradicts the claim.
  package var isUncontradicted: Bool { failures.isEmpty }
}

/// What `body` returns; a failure of a check becomes one of the study.
func checked<Value>(
  _ body: @autoclosure () throws(EvidenceError) -> Value
) throws(StudyError) -> Value {
  do throws(EvidenceError) {
    return try body()
  } catch {
    throw .failed(error.message)
  }
}

/// What `body` returns; a factorization that does not converge is a failure of the study.
func converged<Value>(
  _ body: @autoclosure () throws(FactorizationError) -> Value
) throws(StudyError) -> Value {
  do throws(FactorizationError) {
    return try body()
  } catch {
    throw .failed("a factorization did not converge")
  }
}
