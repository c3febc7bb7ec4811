// Runs on a terminal, for output that differs there.

import Foundation
import Testing

extension Folder {
  /// Runs `toy` with standard output on a terminal.
  ///
  /// - Parameters:
  ///   - words: The words after the program's name.
  ///   - width: The number of characters of a line.
  /// - Returns: The visible text; line feeds as the program wrote them.
  /// - Throws: Where there are no terminals, or the program cannot be started.
  package func onTerminal(_ words: [String], width: UInt16) throws -> Outcome {
    let main = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(main >= 0)
    defer { close(main) }
    // What unlockpt and ptsname do, which Glibc does not show to Swift: TIOCSPTLCK and TIOCGPTN.
    var (lock, number): (Int32, UInt32) = (0, 0)
    try #require(ioctl(main, 0x4004_5431, &lock) == 0 && ioctl(main, 0x8004_5430, &number) == 0)
    let terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(terminal >= 0)
    // Bytes pass as they are, without carriage returns.
    var modes = termios()
    tcgetattr(terminal, &modes)
    cfmakeraw(&modes)
    tcsetattr(terminal, TCSANOW, &modes)
    var size = winsize(ws_row: 50, ws_col: width, ws_xpixel: 0, ws_ypixel: 0)
    try #require(ioctl(terminal, UInt(TIOCSWINSZ), &size) == 0)
    try write("", to: "standard-error")
    let diagnostics = try FileHandle(
      forWritingTo: url.appendingPathComponent("standard-error"))
    let child = try ChildProcess(
      try Program.toy(), words, in: url, environment: ProcessInfo.processInfo.environment,
      streams: (
        FileHandle.nullDevice.fileDescriptor, terminal, diagnostics.fileDescriptor
      ))
    // With the last copy of the terminal the end of the output can be read.
    close(terminal)
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(main, &buffer, buffer.count)
      if count > 0 { output += buffer[..<count] }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { break }
    }
    let status = try #require(child.wait(timeout: 600))
    let message = try text("standard-error")
    try FileManager.default.removeItem(atPath: path("standard-error"))
    return Outcome(status: status, output: output, diagnostics: message)
  }
}
