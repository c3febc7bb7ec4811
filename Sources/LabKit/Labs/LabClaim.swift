// The claims of a lab, stated before anything is computed.

package import Evidence

/// An assertion of a lab: a statement that one number decides.
package struct LabClaim: Sendable {
  /// The range of instances that an assertion is about.
  package enum Kind: String, Sendable {
    /// True of any instance and of any data: an identity, a bound, a certificate.
    case law
    /// A number of the built-in instance, which exposes errors in porting it.
    case pin
  }

  /// The name among all claims: the name of the lab, a slash and its own name.
  package let id: String
  package let kind: Kind
  /// The heading and the statement, with its assumptions, limits and sources.
  package let exposition: Exposition
  /// Whether the program asserts the statement, or quotes it as printed elsewhere, with a correction.
  package let stance: Stance
  /// The data that a pin is about; nil for the built-in instance.
  package let instance: LabInstance?

  /// Creates an assertion.
  ///
  /// - Parameters:
  ///   - id: The name, such as `lasso/exit-time`.
  ///   - kind: Whether it holds for any instance.
  ///   - title: A heading of a few words.
  ///   - statement: The statement, in plain notation.
  ///   - stance: The program's stance.
  ///   - assumptions: The assumptions.
  ///   - limits: The limits of the statement.
  ///   - sources: The places where the statement is printed or derived.
  ///   - instance: The data that a pin is about; nil for the built-in instance.
  package init(
    _ id: String, _ kind: Kind, _ title: String, _ statement: String, stance: Stance = .asserted,
    assumptions: [String] = [], limits: [String] = [], sources: [Source],
    instance: LabInstance? = nil
  ) {
    self.id = id
    self.kind = kind
    self.stance = stance
    self.instance = instance
    exposition = Exposition(
      title: title, statement: [.text(statement)], assumptions: assumptions, limits: limits,
      sources: sources)
  }
}

/// Data on which pins of a lab are decided, in place of the built-in instance.
package struct LabInstance: Sendable, Equatable {
  /// The data in words, such as "the recordings of Data/speech".
  package let name: String
  /// The command that decides the pins.
  package let command: String

  package init(_ name: String, command: String) {
    self.name = name
    self.command = command
  }
}

/// An assertion with the number that was computed.
package struct LabResult: Sendable {
  /// The verdict.
  package enum Verdict: String, Sendable {
    case holds
    /// A statement that the program quotes as false is false.
    case refutedAsStated = "refuted as stated"
    /// A statement that the program asserts is false.
    case fails
  }

  package let claim: LabClaim
  /// The number, predicted and computed, with its tolerance.
  package let comparison: Comparison

  package init(_ claim: LabClaim, _ comparison: Comparison) {
    self.claim = claim
    self.comparison = comparison
  }

  package var verdict: Verdict {
    if comparison.isAsExpected { return .holds }
    return claim.stance.isAsserted ? .fails : .refutedAsStated
  }
}
