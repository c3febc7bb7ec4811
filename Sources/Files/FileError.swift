// Failures of reading and writing, as the user meets them.

/// Why a file was not read or written.
package struct FileError: Error, Equatable {
  /// What is the matter.
  package enum Kind: Sendable {
    /// There is no such file, or it cannot be read.
    case missing
    /// Its contents are not what they should be.
    case malformed
    /// It cannot be written.
    case unwritable
  }

  /// What is the matter.
  package let kind: Kind
  /// The path and what is wrong with it, in one line or more.
  package let message: String

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}
