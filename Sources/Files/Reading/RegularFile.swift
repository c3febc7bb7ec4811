// Reading a file piece by piece.

import Libc

/// A regular file with random access, open until its last use.
package struct RegularFile: ~Copyable {
  /// The path with which it was opened.
  package let path: String
  /// The length in bytes when it was opened.
  package let size: Int
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Throws: ``FileError`` of kind missing when it does not exist, cannot be read, or is a
  ///   folder, pipe, socket or device.
  package init(path: String) throws(FileError) {
    var status = stat()
    // Checked before opening, since opening a device may start it.
    guard stat(path, &status) == 0 else {
      throw FileError(.missing, "\(path): \(systemMessage())")
    }
    try Self.requireRegular(status, path)
    // A file that has meanwhile become a pipe must not make the program wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(.missing, "\(path): \(systemMessage())") }
    do throws(FileError) {
      guard fstat(descriptor, &status) == 0 else {
        throw FileError(.missing, "\(path): \(systemMessage())")
      }
      try Self.requireRegular(status, path)
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.size = Int(status.st_size)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Reads bytes from an offset on; fewer than requested only at the end of the file.
  ///
  /// - Throws: ``FileError`` of kind missing when reading fails.
  package func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = 0
      while filled < count {
        let received = pread(
          descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, offset + filled)
        if received < 0 {
          if errno == EINTR { continue }
          failed = true
        }
        if received <= 0 { return }
        filled += received
      }
    }
    guard !failed else { throw FileError(.missing, "\(path): \(systemMessage())") }
    return bytes
  }

  /// The error for malformed contents.
  package func malformed(_ reason: String) -> FileError {
    FileError(.malformed, "\(path): \(reason)")
  }

  private static func requireRegular(_ status: stat, _ path: String) throws(FileError) {
    let kind: String
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: kind = "a directory"
    case S_IFIFO: kind = "a pipe"
    case S_IFSOCK: kind = "a socket"
    default: kind = "a device"
    }
    throw FileError(.missing, "\(path): is \(kind), not a regular file")
  }
}
