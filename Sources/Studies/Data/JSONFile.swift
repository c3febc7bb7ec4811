// JSON documents from files.

package import Files
package import Report

extension JSONValue {
  /// The largest number of bytes of a document.
  package static let sizeLimit = 1 << 24

  /// Reads the contents of a file.
  ///
  /// - Throws: ``MalformedFile`` with the line and column of the error.
  package init(file bytes: [UInt8]) throws(MalformedFile) {
    do {
      try self.init(parsing: bytes)
    } catch {
      throw MalformedFile(error.description)
    }
  }
}
