// Output that is complete or absent.

import Libc

/// Writes a file under a temporary name in the same folder and renames it when it is complete.
///
/// Missing folders are created. A path that exists and is not a regular file (a pipe, /dev/null) is
/// written to directly. Symbolic links are followed.
///
/// - Throws: ``FileError`` of kind unwritable; the old file, if any, is then untouched.
package func writeFile(_ bytes: [UInt8], to path: String) throws(FileError) {
  let writer = try FileWriter(path)
  try writer.append(bytes)
  try writer.finish()
}

/// A file that is written piece by piece and still is complete or absent, see ``writeFile(_:to:)``.
///
/// An unfinished file leaves nothing behind, unless the program is killed outright.
package final class FileWriter {
  private let path: String
  private let target: [CChar]
  /// The temporary name; nil if the path is not a regular file and is written to directly.
  private let partial: [CChar]?
  private var descriptor: Int32

  /// Opens a file for writing.
  ///
  /// - Throws: ``FileError`` of kind unwritable.
  package init(_ path: String) throws(FileError) {
    self.path = path
    var status = stat()
    let isReplacement = stat(path, &status) == 0
    let stream = openStream(path)
    guard stream == nil, !isReplacement || status.st_mode & S_IFMT == S_IFREG else {
      guard status.st_mode & S_IFMT != S_IFDIR else {
        throw FileError(.unwritable, "\(path): is a directory")
      }
      (target, partial) = ([], nil)
      // Opening the path again would write from the beginning of the file.
      descriptor =
        stream.map { fcntl($0, F_DUPFD_CLOEXEC, 3) } ?? open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileError(.unwritable, "\(path): \(systemMessage())") }
      return
    }
    let resolved = try LinkedPath.target(of: path)
    target = resolved + [0]
    if let slash = resolved.lastIndex(of: LinkedPath.slash), slash > 0 {
      guard makeFolders(Array(resolved[..<slash])) else {
        throw FileError(.unwritable, "\(path): \(systemMessage())")
      }
    }
    let partial = resolved + Array(".partial-\(getpid())".utf8CString)
    self.partial = partial
    descriptor = PartialFiles.create(partial)
    guard descriptor >= 0 else { throw FileError(.unwritable, "\(path): \(systemMessage())") }
    // A file that is replaced keeps its permissions.
    if isReplacement { fchmod(descriptor, status.st_mode & 0o7777) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if let partial { PartialFiles.remove(partial) }
  }

  /// Writes the next bytes.
  ///
  /// - Throws: ``FileError`` of kind unwritable; there is no file then.
  package func append(_ bytes: [UInt8]) throws(FileError) {
    guard writeAll(bytes, to: descriptor) else {
      throw FileError(.unwritable, "\(path): \(systemMessage())")
    }
  }

  /// Puts the file in its place.
  ///
  /// - Throws: ``FileError`` of kind unwritable; the old file, if any, is then untouched.
  package func finish() throws(FileError) {
    let isClosed = close(descriptor) == 0
    descriptor = -1
    guard let partial else {
      guard isClosed else { throw FileError(.unwritable, "\(path): \(systemMessage())") }
      return
    }
    guard isClosed else {
      let message = systemMessage()
      PartialFiles.remove(partial)
      throw FileError(.unwritable, "\(path): \(message)")
    }
    guard PartialFiles.rename(partial, to: target) else {
      throw FileError(.unwritable, "\(path): \(systemMessage())")
    }
  }
}

/// The targets of paths, in bytes: a link may lead to a name that is not valid text.
package enum LinkedPath {
  package static let slash = CChar(bitPattern: UInt8(ascii: "/"))

  /// The end of a chain of symbolic links, whether or not it exists.
  ///
  /// - Returns: The bytes of the path, without a zero at the end.
  /// - Throws: ``FileError`` of kind unwritable for links that lead in a circle.
  package static func target(of path: String) throws(FileError) -> [CChar] {
    var target = Array(path.utf8CString.dropLast())
    // The kernel follows 40 links at most.
    for _ in 0...40 {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(target + [0], &buffer, buffer.count)
      guard count > 0 else { return target }
      let link = buffer[..<count]
      let folder = target.lastIndex(of: slash).map { target[...$0] } ?? []
      target = Array(link.first == slash ? link : folder + link)
    }
    throw FileError(.unwritable, "\(path): \(String(cString: strerror(ELOOP)))")
  }
}

/// The inherited descriptor behind a name such as /dev/stdout; nil for other names.
///
/// It is written to directly, wherever it leads: replacing the file behind it would disconnect
/// the processes that opened it.
package func openStream(_ path: String) -> Int32? {
  switch path {
  case "/dev/stdin": return STDIN_FILENO
  case "/dev/stdout": return STDOUT_FILENO
  case "/dev/stderr": return STDERR_FILENO
  default:
    let folder = ["/dev/fd/", "/proc/self/fd/"].first(where: path.hasPrefix)
    return folder.flatMap { Int32(path.dropFirst($0.count)) }
  }
}

/// True for the names of standard output: `-`, and the names that the system has for it.
package func isStandardOutput(_ path: String) -> Bool {
  path == "-" || openStream(path) == STDOUT_FILENO
}

/// Creates a folder and its parents unless they exist; false with errno set if that fails.
private func makeFolders(_ path: [CChar]) -> Bool {
  var status = stat()
  if stat(path + [0], &status) == 0 { return true }
  // Once created, the part before the dots would lead back to an existing folder.
  let dot = CChar(bitPattern: UInt8(ascii: "."))
  guard path.split(separator: LinkedPath.slash).last.map({ Array($0) != [dot, dot] }) ?? true else {
    errno = ENOENT
    return false
  }
  if let slash = path.lastIndex(of: LinkedPath.slash), slash > 0 {
    guard makeFolders(Array(path[..<slash])) else { return false }
  }
  return mkdir(path + [0], 0o777) == 0 || errno == EEXIST
}

/// Creates a folder and its parents unless they exist.
///
/// - Throws: ``FileError`` of kind unwritable.
package func makeFolder(_ path: String) throws(FileError) {
  guard makeFolders(Array(path.utf8CString.dropLast())) else {
    throw FileError(.unwritable, "\(path): \(systemMessage())")
  }
}

/// Writes all bytes to a descriptor.
///
/// - Parameters:
///   - bytes: The bytes.
///   - descriptor: The descriptor to write to.
///   - start: Their offset in the file; nil for the descriptor's current position, which then advances.
/// - Returns: False, with errno set, if that fails.
package func writeAll(_ bytes: [UInt8], to descriptor: Int32, at start: Int? = nil) -> Bool {
  bytes.withUnsafeBytes { buffer in
    var offset = 0
    while offset < buffer.count {
      let (rest, count) = (buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
      let written =
        if let start { pwrite(descriptor, rest, count, off_t(start + offset)) } else {
          write(descriptor, rest, count)
        }
      if written < 0 {
        if errno == EINTR { continue }
        return false
      }
      offset += written
    }
    return true
  }
}

/// Writes data to standard output.
///
/// A reader that closes the pipe early ends the program quietly.
///
/// - Throws: ``FileError`` of kind unwritable for any failure except a closed pipe.
package func writeStandardOutput(_ bytes: [UInt8]) throws(FileError) {
  guard !writeAll(bytes, to: STDOUT_FILENO) else { return }
  guard errno != EPIPE else { PartialFiles.exitWithout(status: 0) }
  throw FileError(.unwritable, "standard output: \(systemMessage())")
}

/// Writes a line to standard error, the place for everything that is not data.
package func writeDiagnostic(_ line: String, terminator: String = "\n") {
  // Text that does not end a line is a progress display, which moves the cursor.
  var text = line
  if terminator == "\n" {
    text = printableMessage(line)
    if let width = ErrorTerminal.width { text = ErrorTerminal.folded(text, width: width) }
  }
  _ = writeAll(Array("\(text)\(terminator)".utf8), to: STDERR_FILENO)
}
