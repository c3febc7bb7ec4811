// Why a claim was not checked.

/// Why a claim was not checked.
package enum EvidenceError: Error, Equatable {
  /// The ranges leave nothing of what the claim is about; the words say of which.
  case nothingLeft(String)
  /// A computation failed.
  case failed(String)

  /// What is wrong, in one line.
  package var message: String {
    switch self {
    case .nothingLeft(let message), .failed(let message): message
    }
  }
}
