// A statement of the theory, said once: what it claims, what it needs, where it ends, and what speaks for it.

/// One clause of the theory, or of the talk.
///
/// Its id is one of a name space that claims and ``Chapter``s share, so that a name means the same thing
/// wherever it is given. The formulas under test are stored properties of the conforming types, by default the
/// program's own, so that a wrong one can be put in their place: a check that cannot fail says nothing.
package protocol Claim: Sendable {
  /// The name on the command line.
  static var id: String { get }
  /// What is claimed, in the words of the field.
  static var exposition: Exposition { get }
  /// The parameters for which it is checked, unless the command line says otherwise.
  static var domain: String { get }
  /// What the program says of the statement.
  static var stance: Stance { get }

  /// Checks the statement, one kind of evidence after the other.
  ///
  /// - Throws: ``EvidenceError/nothingLeft(_:)`` where the ranges leave nothing of the domain,
  ///   ``EvidenceError/failed(_:)`` where a factorization does not converge.
  func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check]
}

extension Claim {
  package static var stance: Stance { .asserted }

  /// The name on the command line.
  package var id: String { Self.id }
  /// What is claimed.
  package var exposition: Exposition { Self.exposition }
  /// What the program says of the statement.
  package var stance: Stance { Self.stance }
}

/// What the program says of a statement before it is checked.
package enum Stance: Sendable, Equatable {
  /// It is true; a counterexample is a failure of the program or of the theory.
  case asserted
  /// It is false as it stands, in the talk for example: a counterexample is expected, and the correction says
  /// what is true.
  case refutedAsStated(correction: String)

  /// Whether the program vouches for the statement.
  package var isAsserted: Bool { self == .asserted }
}
