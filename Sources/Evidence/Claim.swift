// A statement of the theory that the program can check.

/// One clause of the theory, or of the talk.
///
/// The formulas under test are stored properties of the conforming types, by default the program's own,
/// so that a wrong one can be put in their place: a check that cannot fail says nothing.
package protocol Claim: Sendable {
  /// The name on the command line.
  static var id: String { get }
  /// What is claimed, in a sentence with its assumptions.
  static var statement: String { get }
  /// Where it is from: paper, talk, or what follows from which.
  static var source: String { get }
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
}

/// What the program says of a statement before it is checked.
package enum Stance: Sendable {
  /// It is true; a counterexample is a failure of the program or of the theory.
  case asserted
  /// It is false as it stands, in the talk for example; a counterexample is expected.
  case refutedAsStated
}
