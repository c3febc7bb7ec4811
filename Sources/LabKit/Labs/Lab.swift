// A lab: an exact experiment on one of the systems around the theory.

package import Evidence

/// A model whose exact solution is known or certified, with claims about it and results to show.
///
/// A lab contains no solver. Its defaults are the verified instance, for which every claim is decided;
/// for other parameters and for the user's data those of its laws that apply.
package protocol Lab: Study
where Setting == LabSettings, Failure == LabError, Outcome == LabStudy {
  /// The name on the command line, and the name of the group of its claims.
  var id: String { get }
  /// The heading.
  var title: String { get }
  /// The question that it answers, on one line.
  var question: String { get }
  /// The model, in a few paragraphs.
  var introduction: [Passage] { get }
  /// The answer to the question, with numbers of the claims; none by default.
  var findings: [Passage] { get }
  /// The sources of the model and its questions.
  var sources: [Source] { get }
  /// The parameters, in the order of the help text.
  var parameters: [LabParameter] { get }
  /// The claims, in the order in which they are read.
  var claims: [LabClaim] { get }
  /// The claim whose number the report shows first.
  var headline: LabHeadline { get }
  /// The names of all tables; which of them an outcome has depends on the parameters.
  var tableNames: [String] { get }

  /// The names of the tables with given settings, so that others are refused before anything is computed; all by default.
  ///
  /// - Parameter settings: The values of all parameters.
  /// - Returns: Names among ``tableNames``, at least those of the outcome.
  func tableNames(_ settings: LabSettings) -> [String]

  /// Whether the outcome may have a main result to save; it has none if nothing could be certified. False by default.
  ///
  /// - Parameter settings: The values of all parameters.
  /// - Returns: True if such a result is computed.
  func hasProduct(_ settings: LabSettings) -> Bool

  /// The parameter whose files may also be given as operands after the lab's name; none by default.
  var operand: LabParameter? { get }

  /// The endings of the names of the sounds that `--listen` writes; none by default.
  ///
  /// - Parameter settings: The values of all parameters.
  /// - Returns: The endings, such as an empty one and `-quantized`; empty if there is nothing to hear.
  func soundSuffixes(_ settings: LabSettings) -> [String]

  /// Whether a first signal ends the computation early, with the finished part of what is saved; otherwise it ends
  /// the program. False by default.
  ///
  /// - Parameter settings: The values of all parameters.
  /// - Returns: True if interrupted work leaves a part to save.
  func keepsPart(_ settings: LabSettings) -> Bool

  /// How the lab makes rows of sweeps; nil, the default, if it cannot be swept.
  var sweep: LabSweep? { get }

  /// Computes everything: claims, tables, figures, arrays.
  ///
  /// - Parameter settings: The values of all parameters, each legal by itself.
  /// - Returns: The outcome.
  /// - Throws: ``LabError`` before anything is computed, if parameters conflict or a file does
  ///   not fit; ``LabError/failed(_:)`` if a computation fails.
  func study(_ settings: LabSettings) throws(LabError) -> LabStudy
}

extension Lab {
  /// None.
  package var findings: [Passage] { [] }

  /// All of them.
  ///
  /// - Parameter settings: The values of all parameters.
  /// - Returns: ``tableNames``.
  package func tableNames(_ settings: LabSettings) -> [String] { tableNames }

  /// False: no result.
  ///
  /// - Parameter settings: The values of all parameters.
  /// - Returns: False.
  package func hasProduct(_ settings: LabSettings) -> Bool { false }

  /// False.
  ///
  /// - Parameter settings: The values of all parameters.
  /// - Returns: False.
  package func keepsPart(_ settings: LabSettings) -> Bool { false }

  /// None.
  package var operand: LabParameter? { nil }

  /// None.
  package var sweep: LabSweep? { nil }

  /// None.
  ///
  /// - Parameter settings: The values of all parameters.
  /// - Returns: An empty list.
  package func soundSuffixes(_ settings: LabSettings) -> [String] { [] }
}

/// A sentence with the number of one claim.
package struct LabHeadline: Sendable {
  /// The words before the number.
  package let before: String
  /// The id of the claim.
  package let claim: String
  /// The significant digits of the number.
  package let digits: Int
  /// The words after the number, with the full stop.
  package let after: String

  package init(_ before: String, _ claim: String, digits: Int = 6, _ after: String) {
    self.before = before
    self.claim = claim
    self.digits = digits
    self.after = after
  }
}
