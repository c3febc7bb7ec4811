// Failures of reading and writing, as the user sees them.

/// The error for a file that could not be read or written.
package struct FileError: Error, Equatable {
  /// The kind of failure.
  package enum Kind: Sendable {
    /// The file does not exist, or cannot be read.
    case missing
    /// The contents are not as they should be.
    case malformed
    /// The file cannot be written.
    case unwritable
  }

  /// The kind of failure.
  package let kind: Kind
  /// The message, with the path, of one line or more.
  package let message: String

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}
