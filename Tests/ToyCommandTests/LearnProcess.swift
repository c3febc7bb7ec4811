// Runs of the executable that are stopped from outside.

import Foundation
import Studies
import TestSupport
import Testing

/// A run in the background.
final class RunningProgram {
  private let process: ChildProcess

  /// Starts `toy` with the words of a line; both streams go to files in the folder.
  ///
  /// The program begins with SIGINT and SIGTERM blocked or not, whatever they are in this thread.
  init(
    _ line: String, in folder: Folder, output: String, diagnostics: String,
    blocksSignals: Bool = false
  ) throws {
    for name in [output, diagnostics] { try folder.write("", to: name) }
    let streams = try [output, diagnostics].map { name in
      try FileHandle(forWritingTo: folder.url.appendingPathComponent(name))
    }
    process = try ChildProcess(
      try Program.toy(), words(line), in: folder.url,
      environment: ProcessInfo.processInfo.environment,
      streams: (
        FileHandle.nullDevice.fileDescriptor, streams[0].fileDescriptor, streams[1].fileDescriptor
      ),
      blocked: blocksSignals ? [SIGINT, SIGTERM] : [])
  }

  /// Waits until a file is there or the program has ended; false when the program is taken to hang.
  func wait(forFile name: String, in folder: Folder) -> Bool {
    let path = folder.url.appendingPathComponent(name).path
    for _ in 0..<Int(100 * Program.hangs) {
      if FileManager.default.fileExists(atPath: path) || !process.isRunning { return true }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return false
  }

  /// True until the program has ended.
  var isRunning: Bool { process.isRunning }

  /// Sends a signal; nothing where the program has ended.
  func send(_ signal: Int32) { process.send(signal) }

  /// The exit status, or the negative of the signal that ended the program.
  func status() throws -> Int32 {
    guard let status = process.wait(timeout: Program.hangs) else {
      throw ProgramError.timeout(seconds: Program.hangs, arguments: [])
    }
    return status
  }
}
