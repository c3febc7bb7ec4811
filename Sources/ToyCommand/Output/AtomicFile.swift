// Output that is whole or absent.

import Glibc

/// Writes a file under a temporary name in the same folder and renames it when it is complete.
///
/// Missing folders are made. A path that exists and is no regular file (a pipe, /dev/null) is
/// written to directly. Symbolic links are followed.
///
/// - Throws: ``CommandError`` of status cannotWrite; the old file, if any, is then untouched.
func writeFile(_ bytes: [UInt8], to path: String) throws(CommandError) {
  var status = stat()
  let isReplacement = stat(path, &status) == 0
  if isReplacement && status.st_mode & S_IFMT != S_IFREG {
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw CommandError(.cannotWrite, "\(path): is a directory")
    }
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CommandError(.cannotWrite, "\(path): \(systemMessage())") }
    defer { close(descriptor) }
    guard writeAll(bytes, to: descriptor) else {
      throw CommandError(.cannotWrite, "\(path): \(systemMessage())")
    }
    return
  }
  let target = resolvingLinks(path)
  if let slash = target.lastIndex(of: "/"), slash > target.startIndex {
    try makeFolder(String(target[..<slash]))
  }
  let partial = "\(target).partial-\(getpid())"
  let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { throw CommandError(.cannotWrite, "\(path): \(systemMessage())") }
  // A file that is replaced keeps its permissions.
  if isReplacement { fchmod(descriptor, status.st_mode & 0o7777) }
  let isWritten = writeAll(bytes, to: descriptor)
  let message = systemMessage()
  guard close(descriptor) == 0, isWritten else {
    unlink(partial)
    throw CommandError(.cannotWrite, "\(path): \(message)")
  }
  guard rename(partial, target) == 0 else {
    let message = systemMessage()
    unlink(partial)
    throw CommandError(.cannotWrite, "\(path): \(message)")
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
private func makeFolder(_ path: String) throws(CommandError) {
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
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
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
