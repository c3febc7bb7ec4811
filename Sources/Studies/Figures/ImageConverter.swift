// Conversion of SVG to PDF and PNG by librsvg's program, without a shell and without files.

import Files
import Libc

/// The program `rsvg-convert`, which turns SVG into PDF or PNG.
package struct ImageConverter: Sendable, Equatable {
  /// The format of a converted image.
  package enum Target: String, Sendable {
    case pdf, png

    /// The options of the program; the image has twice the requested number of pixels, as on current screens.
    fileprivate var options: [String] {
      self == .png ? ["--format=png", "--zoom=2"] : ["--format=pdf"]
    }

    /// The first bytes of a file.
    fileprivate var beginning: [UInt8] {
      self == .png ? [0x89, 0x50, 0x4E, 0x47] : Array("%PDF".utf8)
    }
  }

  private let path: String

  /// Finds the program on the search path.
  ///
  /// - Throws: ``StudyError`` if there is none, with advice on what to install.
  package init() throws(StudyError) {
    let search = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    let candidates = search.split(separator: ":").map { "\($0)/rsvg-convert" }
    guard let found = candidates.first(where: { access($0, X_OK) == 0 }) else {
      throw .failed(
        "PDF and PNG need the program rsvg-convert, which is not installed: apt-get install librsvg2-bin"
      )
    }
    path = found
  }

  /// Converts an image.
  ///
  /// - Parameters:
  ///   - svg: The bytes of an SVG file.
  ///   - target: The format.
  /// - Returns: The bytes of a file of that format, the same for the same image.
  /// - Throws: ``StudyError``.
  package func convert(_ svg: [UInt8], to target: Target) throws(StudyError) -> [UInt8] {
    let (input, output) = (try Self.pipe(), try Self.pipe())
    let child: pid_t
    do {
      child = try spawn(target, reading: input.read, writing: output.write)
    } catch {
      for end in [input.read, input.write, output.read, output.write] { close(end) }
      throw error
    }
    close(input.read)
    close(output.write)
    let bytes = Self.exchange(svg, to: input.write, from: output.read)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard status == 0, let bytes, bytes.starts(with: target.beginning) else {
      throw .failed("\(path) made no \(target.rawValue.uppercased())")
    }
    return bytes
  }

  private static func pipe() throws(StudyError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard Libc.pipe(&ends) == 0 else { throw .failed("pipe: \(systemMessage())") }
    // The child has copies of the two ends that it needs, and no others.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Starts the program between two pipes.
  private func spawn(
    _ target: Target, reading input: Int32, writing output: Int32
  ) throws(StudyError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    var arguments = ([path] + target.options).map { strdup($0) } + [nil]
    // Otherwise the date in the file would change with every run.
    var environment = Self.environment.map { strdup($0) } + [nil]
    defer { for text in arguments + environment { free(text) } }
    var child: pid_t = 0
    let failure = posix_spawn(&child, path, &actions, nil, &arguments, &environment)
    guard failure == 0 else { throw .failed("\(path): \(String(cString: strerror(failure)))") }
    return child
  }

  /// The environment with a fixed date for the file, unless one is set already.
  private static var environment: [String] {
    var variables: [String] = []
    var next = environ
    while let entry = next.pointee {
      variables.append(String(cString: entry))
      next += 1
    }
    let hasDate = variables.contains { $0.hasPrefix("SOURCE_DATE_EPOCH=") }
    return variables + (hasDate ? [] : ["SOURCE_DATE_EPOCH=0"])
  }

  /// Writes all bytes to one pipe and reads another to its end, both at once so that neither fills up.
  ///
  /// - Returns: The bytes that were read; nil if reading fails. Both pipes are closed.
  private static func exchange(
    _ bytes: [UInt8], to input: Int32, from output: Int32
  ) -> [UInt8]? {
    var (received, offset): ([UInt8], Int) = ([], 0)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var isWriting = true
    _ = fcntl(input, F_SETFL, O_NONBLOCK)
    defer {
      if isWriting { close(input) }
      close(output)
    }
    while true {
      var ends = [pollfd(fd: output, events: Int16(POLLIN), revents: 0)]
      if isWriting { ends.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0)) }
      guard poll(&ends, nfds_t(ends.count), -1) > 0 else {
        if errno == EINTR { continue }
        return nil
      }
      if isWriting, ends[1].revents != 0 {
        let written = bytes.withUnsafeBytes { all in
          write(input, all.baseAddress?.advanced(by: offset), all.count - offset)
        }
        if written > 0 { offset += written }
        let isBroken = written < 0 && errno != EINTR && errno != EAGAIN
        if isBroken || offset == bytes.count {
          close(input)
          isWriting = false
        }
      }
      guard ends[0].revents != 0 else { continue }
      let count = read(output, &buffer, buffer.count)
      if count == 0 { return received }
      if count > 0 {
        received += buffer[..<count]
      } else if errno != EINTR {
        return nil
      }
    }
  }
}
