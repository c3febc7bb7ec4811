// Runs of the executable that are stopped from outside.

import Foundation
import Testing

/// A run that goes on in the background.
final class RunningProgram {
  private let process = Process()
  private let ended = DispatchSemaphore(value: 0)

  /// A test that fails half-way leaves no program behind.
  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// Starts `toy` with the words of a line; both streams go to files in the folder.
  ///
  /// The program begins with SIGINT and SIGTERM blocked or not, whatever they are in this thread.
  init(
    _ line: String, in folder: Folder, output: String, diagnostics: String,
    blocksSignals: Bool = false
  ) throws {
    for name in [output, diagnostics] { try folder.write("", to: name) }
    process.executableURL = try Program.toy()
    process.arguments = words(line)
    process.currentDirectoryURL = folder.url
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(
      forWritingTo: folder.url.appendingPathComponent(output))
    process.standardError = try FileHandle(
      forWritingTo: folder.url.appendingPathComponent(diagnostics))
    process.terminationHandler = { [ended] _ in ended.signal() }
    // A child inherits the mask of the thread that starts it.
    var (wanted, old) = (sigset_t(), sigset_t())
    sigemptyset(&wanted)
    for signal in [SIGINT, SIGTERM] { sigaddset(&wanted, signal) }
    pthread_sigmask(blocksSignals ? SIG_BLOCK : SIG_UNBLOCK, &wanted, &old)
    defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
    try process.run()
  }

  /// Waits until a file is there or the program has ended; false after a minute.
  func wait(forFile name: String, in folder: Folder) -> Bool {
    let path = folder.url.appendingPathComponent(name).path
    for _ in 0..<6000 {
      if FileManager.default.fileExists(atPath: path) || !process.isRunning { return true }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return false
  }

  /// Sends a signal; nothing where the program has ended.
  func send(_ signal: Int32) {
    if process.isRunning { kill(process.processIdentifier, signal) }
  }

  /// The exit status, or the negative of the signal that ended the program.
  func status() throws -> Int32 {
    guard ended.wait(timeout: .now() + 60) == .success else {
      kill(process.processIdentifier, SIGKILL)
      throw ProgramError.timeout(seconds: 60, arguments: process.arguments ?? [])
    }
    let isExit = process.terminationReason == .exit
    return isExit ? process.terminationStatus : -process.terminationStatus
  }
}
