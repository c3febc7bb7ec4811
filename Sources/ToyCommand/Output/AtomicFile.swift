// Output that is whole or absent.

import Glibc

/// Writes a file under a temporary name in the same folder and renames it when it is complete.
///
/// Missing folders are made. A path that exists and is no regular file (a pipe, /dev/null) is
/// written to directly. Symbolic links are followed.
///
/// - Throws: ``CommandError`` of status cannotWrite; the old file, if any, is then untouched.
func writeFile(_ bytes: [UInt8], to path: String) throws(CommandError) {
  let writer = try FileWriter(path)
  try writer.append(bytes)
  try writer.finish()
}

/// A file that is written piece by piece and still is whole or absent, see ``writeFile(_:to:)``.
///
/// What is not finished leaves nothing behind, but for a program that is killed: a temporary file.
final class FileWriter {
  private let path: String
  private let target: String
  /// The temporary name; nil where the path is no regular file and is written to directly.
  private let partial: String?
  private var descriptor: Int32

  /// Opens a file for writing.
  ///
  /// - Throws: ``CommandError`` of status cannotWrite.
  init(_ path: String) throws(CommandError) {
    self.path = path
    var status = stat()
    let isReplacement = stat(path, &status) == 0
    guard !isReplacement || status.st_mode & S_IFMT == S_IFREG else {
      guard status.st_mode & S_IFMT != S_IFDIR else {
        throw CommandError(.cannotWrite, "\(path): is a directory")
      }
      (target, partial) = (path, nil)
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw CommandError(.cannotWrite, "\(path): \(systemMessage())") }
      return
    }
    target = resolvingLinks(path)
    if let slash = target.lastIndex(of: "/"), slash > target.startIndex {
      try makeFolder(String(target[..<slash]))
    }
    let partial = "\(target).partial-\(getpid())"
    self.partial = partial
    descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw CommandError(.cannotWrite, "\(path): \(systemMessage())") }
    // A file that is replaced keeps its permissions.
    if isReplacement { fchmod(descriptor, status.st_mode & 0o7777) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if let partial { unlink(partial) }
  }

  /// Writes what comes next.
  ///
  /// - Throws: ``CommandError`` of status cannotWrite; there will be no file then.
  func append(_ bytes: [UInt8]) throws(CommandError) {
    guard writeAll(bytes, to: descriptor) else {
      throw CommandError(.cannotWrite, "\(path): \(systemMessage())")
    }
  }

  /// Puts the file in its place.
  ///
  /// - Throws: ``CommandError`` of status cannotWrite; the old file, if any, is then untouched.
  func finish() throws(CommandError) {
    let isClosed = close(descriptor) == 0
    descriptor = -1
    guard isClosed, partial.map({ rename($0, target) == 0 }) ?? true else {
      let message = systemMessage()
      if let partial { unlink(partial) }
      throw CommandError(.cannotWrite, "\(path): \(message)")
    }
  }
}

/// Where a chain of symbolic links ends, whether or not there is anything.
private func resolvingLinks(_ path: String) -> String {
  var target = path
  // The kernel follows 40 links at most; a longer chain fails when the file is opened.
  for _ in 0..<40 {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(target, &buffer, buffer.count)
    guard count > 0 else { return target }
    let link = String(decoding: buffer[..<count], as: UTF8.self)
    let folder = target.lastIndex(of: "/").map { target[...$0] } ?? ""
    target = link.hasPrefix("/") ? link : folder + link
  }
  return target
}

/// Makes a folder and those above it, where they do not exist.
///
/// - Throws: ``CommandError`` of status cannotWrite.
func makeFolder(_ path: String) throws(CommandError) {
  var status = stat()
  if stat(path, &status) == 0 { return }
  if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
    try makeFolder(String(path[..<slash]))
  }
  guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
    throw CommandError(.cannotWrite, "\(path): \(systemMessage())")
  }
}

/// Writes all bytes to a descriptor; false with errno set when that fails.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  bytes.withUnsafeBytes { buffer in
    var offset = 0
    while offset < buffer.count {
      let written = write(
        descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
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
/// A reader that has seen enough ends the program quietly.
///
/// - Throws: ``CommandError`` of status cannotWrite for any failure but a closed pipe.
func writeStandardOutput(_ bytes: [UInt8]) throws(CommandError) {
  guard !writeAll(bytes, to: STDOUT_FILENO) else { return }
  guard errno != EPIPE else { exit(ExitStatus.success.rawValue) }
  throw CommandError(.cannotWrite, "standard output: \(systemMessage())")
}

/// Writes a line to standard error, where everything goes that is not data.
func writeDiagnostic(_ line: String, terminator: String = "\n") {
  _ = writeAll(Array("\(line)\(terminator)".utf8), to: STDERR_FILENO)
}
