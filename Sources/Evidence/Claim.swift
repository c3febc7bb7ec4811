// A statement of the theory, stated once: claim, assumptions, limits and evidence.

/// One clause of the theory, or of the talk.
///
/// Claims and ``Chapter``s share one name space, so that a name means the same thing everywhere. The formulas
/// under test are stored properties of the conforming types, by default the program's own, so that a wrong
/// one can be substituted: a check that cannot fail says nothing.
package protocol Claim: Sendable {
  /// The name on the command line.
  var id: String { get }
  /// The statement and its exposition, in the words of the field.
  var exposition: Exposition { get }
  /// The parameters for which the claim is checked, unless the command line says otherwise.
  var domain: String { get }
  /// The program's stance on the statement.
  var stance: Stance { get }

  /// Checks the statement, one kind of evidence after the other.
  ///
  /// - Throws: ``EvidenceError/outOfRange(_:)`` if the claim has no case in the ranges,
  ///   ``EvidenceError/failed(_:)`` if a factorization does not converge.
  func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check]
}

extension Claim {
  package var stance: Stance { .asserted }
}

/// The program's stance on a statement before it is checked.
package enum Stance: Sendable, Equatable {
  /// The statement is true; a counterexample is an error of the program or of the theory.
  case asserted
  /// The statement is false as it stands, in the talk for example: a counterexample is expected, and the
  /// correction says what is true, its first sentence alone in lists.
  case refutedAsStated(correction: String)
  /// An open statement: the checks search for a counterexample and report only how far they got.
  case open

  /// Whether the program vouches for the statement.
  package var isAsserted: Bool { self == .asserted }

  /// The correct statement, in one sentence, for a claim that is refuted as stated; nil for others.
  package var truth: String? {
    guard case .refutedAsStated(let correction) = self else { return nil }
    return correction.firstRange(of: ". ").map { "\(correction[..<$0.lowerBound])." } ?? correction
  }

  /// The remark on the statement in a list; empty if the program asserts it.
  package var mark: String {
    switch self {
    case .asserted: ""
    case .refutedAsStated: "refuted as stated"
    case .open: "open"
    }
  }
}
