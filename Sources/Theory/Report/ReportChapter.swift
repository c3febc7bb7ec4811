// A chapter as the report sees it: a set of predictions that can turn out false.

package import Evidence
import LinearAlgebra
package import Report
package import Studies

/// A chapter of the theory whose numbers can be computed by two routes.
///
/// The formulas under test are stored properties of the conforming types, so that a wrong one can be
/// substituted: a check that cannot fail says nothing.
package protocol ReportChapter: Sendable {
  /// The chapter with its claims.
  var chapter: Chapter { get }
  /// Whether less is computed with `--light`.
  var hasLightForm: Bool { get }

  /// Computes both sides.
  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection
}

extension ReportChapter {
  package var hasLightForm: Bool { true }
  /// The name on the command line.
  package var id: String { chapter.id }
}

/// The effort of the computation, and its data.
package struct ReportScope: Sendable, Equatable {
  /// True for a computation of a few seconds instead of a minute.
  package let isLight: Bool
  /// The folder of recordings; nil if there is none.
  package let recordings: String?

  package init(isLight: Bool, recordings: String?) {
    self.isLight = isLight
    self.recordings = recordings
  }

  /// The first value if the scope is light, otherwise the second.
  package func pick<Value>(light: Value, full: Value) -> Value { isLight ? light : full }
}

/// The result of a chapter: a sentence with one number, the computed value of a comparison.
package struct KeyResult: Sendable {
  /// The words before the number; all other numbers in the sentence are settings.
  package let before: String
  /// The comparison that computed the number.
  package let comparison: Comparison
  package let digits: Int
  /// The words after the number, with the full stop.
  package let after: String

  package init(_ before: String, _ comparison: Comparison, digits: Int, _ after: String) {
    self.before = before
    self.comparison = comparison
    self.digits = digits
    self.after = after
  }

  /// The sentence, with the markup of labels.
  package var sentence: String {
    "\(before)\(typeset(comparison.computed, significantDigits: digits))\(after)"
  }
}

/// A chapter with its computations.
package struct ReportSection: Sendable {
  package let chapter: Chapter
  /// The computation and its routes, in words.
  package let method: String
  package let comparisons: [Comparison]
  package let figure: DocumentFigure?
  /// The command lines that reproduce the numbers and the figure.
  package let commands: [String]
  /// The result, in a sentence with a number, or the reason why nothing was computed.
  package let finding: Finding

  package enum Finding: Sendable {
    case result(KeyResult)
    case omission(String)
  }

  package init(
    chapter: Chapter, method: String, comparisons: [Comparison], figure: DocumentFigure?,
    commands: [String], result: KeyResult
  ) {
    self.chapter = chapter
    self.method = method
    self.comparisons = comparisons
    self.figure = figure
    self.commands = commands
    finding = .result(result)
  }

  /// A chapter without computations, with the reason why.
  package init(chapter: Chapter, omission: String) {
    self.chapter = chapter
    (method, comparisons, figure, commands) = ("", [], nil, [])
    finding = .omission(omission)
  }

  /// The name of the section.
  package var id: String { chapter.id }
  /// The comparisons whose difference is larger than expected.
  package var failures: [Comparison] { comparisons.filter { !$0.isAsExpected } }
  /// True if nothing contradicts the claim.
  package var isUncontradicted: Bool { failures.isEmpty }
  /// The result or the omission, as a sentence.
  package var sentence: String {
    switch finding {
    case .result(let result): result.sentence
    case .omission(let reason): reason
    }
  }
  /// The result; nil if nothing was computed.
  package var result: KeyResult? {
    if case .result(let result) = finding { result } else { nil }
  }
  /// True if nothing was computed.
  package var isOmitted: Bool { result == nil }
  /// The statements of the talk that the chapter corrects, with the correct statements.
  package var corrections: [(claim: any Claim, truth: String)] {
    chapter.claims.compactMap { claim in claim.stance.truth.map { (claim, $0) } }
  }
}

/// The result of `body`; the error of a check becomes a study error.
func checked<Value>(
  _ body: @autoclosure () throws(EvidenceError) -> Value
) throws(StudyError) -> Value {
  do throws(EvidenceError) {
    return try body()
  } catch {
    throw .failed(error.message)
  }
}

/// The result of `body`; a factorization that does not converge becomes a study error.
func converged<Value>(
  _ body: @autoclosure () throws(FactorizationError) -> Value
) throws(StudyError) -> Value {
  try checked(factorized(body()))
}
