// Programs started by posix_spawn.

package import Foundation

/// A running program.
///
/// Not Foundation's `Process`: in some versions of it, starting many programs at a time reads memory
/// that is not its own.
package final class ChildProcess {
  private let identifier: pid_t
  private var ended: Int32?
  /// The most memory that the program had at a time, in bytes; 0 until it has ended.
  package private(set) var peakMemory = 0

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - executable: The program.
  ///   - arguments: The words after its name.
  ///   - folder: Where it runs.
  ///   - environment: All of its environment.
  ///   - streams: Descriptors that become standard input, output and error.
  ///   - blocked: Signals that are blocked when it begins; no others are.
  /// - Throws: A `POSIXError` where the program cannot be started.
  package init(
    _ executable: URL, _ arguments: [String], in folder: URL, environment: [String: String],
    streams: (input: Int32, output: Int32, diagnostics: Int32), blocked: [Int32] = []
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (index, stream) in [streams.input, streams.output, streams.diagnostics].enumerated() {
      posix_spawn_file_actions_adddup2(&actions, stream, Int32(index))
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var mask = sigset_t()
    sigemptyset(&mask)
    for signal in blocked { sigaddset(&mask, signal) }
    posix_spawnattr_setsigmask(&attributes, &mask)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    // env changes the folder and becomes the program.
    let line = ["/usr/bin/env", "-C", folder.path, executable.path] + arguments
    var words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) }
    words.append(nil)
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") }
    variables.append(nil)
    defer { for pointer in words + variables { free(pointer) } }
    var identifier: pid_t = 0
    let error = posix_spawn(
      &identifier, line[0], &actions, &attributes, words, variables)
    guard error == 0 else { throw POSIXError(POSIXErrorCode(rawValue: error) ?? .EINVAL) }
    self.identifier = identifier
  }

  /// Ends a program that is no longer needed.
  deinit {
    guard ended == nil else { return }
    kill(identifier, SIGKILL)
    waitpid(identifier, nil, 0)
  }

  /// True until the program has ended.
  package var isRunning: Bool {
    if ended == nil { poll() }
    return ended == nil
  }

  /// Sends a signal; nothing where the program has ended.
  package func send(_ signal: Int32) {
    if isRunning { kill(identifier, signal) }
  }

  /// Waits for the end.
  ///
  /// - Parameter timeout: Seconds, after which the program is killed.
  /// - Returns: The exit status, or the negative of the signal that ended it; nil after the timeout.
  package func wait(timeout: Double) -> Int32? {
    let clock = ContinuousClock()
    let start = clock.now
    var pause: useconds_t = 200
    while isRunning {
      guard clock.now - start < .seconds(timeout) else {
        kill(identifier, SIGKILL)
        waitpid(identifier, nil, 0)
        ended = -SIGKILL
        return nil
      }
      usleep(pause)
      pause = min(2 * pause, 10_000)
    }
    return ended
  }

  private func poll() {
    var status: Int32 = 0
    var usage = rusage()
    guard wait4(identifier, &status, WNOHANG, &usage) == identifier else { return }
    peakMemory = 1024 * usage.ru_maxrss
    let signal = status & 0x7F
    ended = signal == 0 ? status >> 8 & 0xFF : -signal
  }
}
