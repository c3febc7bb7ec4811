// The reason why a claim was not checked.

/// The reason why a claim was not checked.
package enum EvidenceError: Error, Equatable {
  /// The claim has no case in the ranges given; the text says which range.
  case outOfRange(String)
  /// The claim is about one instance, and another was requested.
  case otherInstance(String)
  /// The drawn instance does not decide the claim, because an assumption fails on it.
  case undecided(String)
  /// The claim is about data that the program does not contain; the command decides it.
  case otherData(command: String)
  /// A computation failed.
  case failed(String)

  /// The message for the user, of one line without a full stop.
  package var message: String {
    switch self {
    case .otherData(let command): "`\(command)` decides it"
    case .outOfRange(let message), .otherInstance(let message), .undecided(let message),
      .failed(let message):
      message
    }
  }
}
