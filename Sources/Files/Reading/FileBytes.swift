// Reading files from beginning to end.

import Libc

/// The message of the last failed system call.
package func systemMessage() -> String { String(cString: strerror(errno)) }

/// True if a path exists.
package func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Reads the bytes of a file that has to fit into memory.
///
/// - Parameters:
///   - path: A path; `-` is standard input.
///   - limit: The largest number of bytes; pipes and devices may be endless.
/// - Returns: The contents.
/// - Throws: ``FileError`` of kind missing if the file does not exist or cannot be read, of kind
///   malformed if it has more bytes than the limit.
package func readFile(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
  var reader = try ByteReader(path)
  var bytes: [UInt8] = []
  bytes.reserveCapacity(min(reader.size ?? 0, limit))
  while true {
    let block = try reader.next()
    if block.isEmpty { return bytes }
    guard bytes.count + block.count <= limit else {
      throw FileError(
        .malformed, "\(path): more than \(limit >> 20) MiB, too large for a file of this kind")
    }
    bytes += block
  }
}

/// A file, pipe or device that is read block by block.
package struct ByteReader: ~Copyable {
  /// The number of bytes of a regular file; nil for pipes and devices, which may be endless.
  package let size: Int?
  private let path: String
  private let descriptor: Int32
  private var progress: ReadingProgress

  /// The largest number of bytes in a block.
  private static let blockSize = 1 << 20

  /// Opens a file.
  ///
  /// - Parameter path: A path; `-` is standard input.
  /// - Throws: ``FileError`` of kind missing.
  package init(_ path: String) throws(FileError) {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(.missing, "\(path): \(systemMessage())") }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let message = systemMessage()
      if descriptor != STDIN_FILENO { close(descriptor) }
      throw FileError(.missing, "\(path): \(message)")
    }
    size = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    self.path = path
    self.descriptor = descriptor
    progress = ReadingProgress(path: path, size: size)
  }

  deinit {
    progress.finish()
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// Reads the beginning of the file, from which its format can be recognised.
  ///
  /// - Parameter count: The least number of bytes, unless the file is shorter.
  /// - Returns: All bytes up to the end of the last block that was read.
  /// - Throws: ``FileError`` of kind missing when reading fails.
  package mutating func beginning(_ count: Int) throws(FileError) -> [UInt8] {
    var start: [UInt8] = []
    while start.count < count {
      let block = try next()
      if block.isEmpty { break }
      start += block
    }
    return start
  }

  /// Reads the next bytes; none at the end.
  ///
  /// - Throws: ``FileError`` of kind missing when reading fails.
  package mutating func next() throws(FileError) -> [UInt8] {
    // One byte more than a small file has, so that its end is found without a second block.
    let count = size.map { min(max($0 + 1, 1 << 12), Self.blockSize) } ?? Self.blockSize
    while true {
      var received = 0
      let block = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        received = read(descriptor, buffer.baseAddress, count)
        filled = max(received, 0)
      }
      if received >= 0 {
        progress.advance(by: received)
        return block
      }
      guard errno == EINTR else { throw FileError(.missing, "\(path): \(systemMessage())") }
    }
  }
}

/// A line on standard error that says how much has been read; only on a terminal, after two seconds.
package struct ReadingProgress {
  private let path: String
  private let size: Int?
  private let start = ContinuousClock().now
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var done = 0
  private var shown = ""

  /// Starts to count.
  ///
  /// - Parameters:
  ///   - path: The file, as it is named.
  ///   - size: The total number of bytes, or of another unit; nil if there may be no end.
  package init(path: String, size: Int?) {
    self.path = path
    self.size = size
  }

  /// Counts bytes or units that were read.
  package mutating func advance(by count: Int) {
    done += count
    guard isTerminal, ContinuousClock().now - start > .seconds(2) else { return }
    let text =
      if let size, size > 0 { "\(min(100 * done / size, 100)) %" } else { "\(done / 1_000_000) MB" }
    guard text != shown else { return }
    shown = text
    writeDiagnostic("\rreading \(path): \(text)", terminator: "")
  }

  /// Clears the line.
  package func finish() {
    if !shown.isEmpty { writeDiagnostic("\r\u{1B}[K", terminator: "") }
  }
}
