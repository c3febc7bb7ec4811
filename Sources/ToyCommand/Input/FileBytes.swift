// Reading a whole file.

import Glibc

/// The message of the last failed system call.
func systemMessage() -> String { String(cString: strerror(errno)) }

/// True when there is something at a path.
func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// The bytes of a file.
///
/// - Parameter path: A path; `-` is standard input.
/// - Returns: The contents.
/// - Throws: ``CommandError`` of status noInput when the file does not exist or cannot be read.
func readFile(_ path: String) throws(CommandError) -> [UInt8] {
  let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw CommandError(.noInput, "\(path): \(systemMessage())") }
  defer { if descriptor != STDIN_FILENO { close(descriptor) } }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else {
    throw CommandError(.noInput, "\(path): \(systemMessage())")
  }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(max(Int(status.st_size), 0) + 1)
  while true {
    // One byte more than is left, so that the end of a regular file needs no second pass.
    let size = max(Int(status.st_size) - bytes.count + 1, 1 << 16)
    var received = 0
    let piece = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      received = read(descriptor, buffer.baseAddress, size)
      count = max(received, 0)
    }
    if received == 0 { return bytes }
    guard received > 0 || errno == EINTR else {
      throw CommandError(.noInput, "\(path): \(systemMessage())")
    }
    bytes += piece
  }
}
