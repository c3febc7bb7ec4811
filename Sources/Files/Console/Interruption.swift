// Ctrl-C and other signals: temporary files are removed, and work that can stop keeps its results.

import Libc
import Synchronization

/// The handling of requests to stop, from the user, a scheduler or a closing terminal.
///
/// A signal handler may call almost nothing, so it only passes the number of the signal through a pipe to
/// a thread that waits for it.
package enum Interruption {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  /// The write end of the handler's pipe.
  private static let pipeEnd = Atomic<Int32>(-1)
  private static let signalNumber = Atomic<Int32>(0)
  private static let isCaught = Atomic<Bool>(false)
  private static let exitStatus = Atomic<Int32>(1)

  /// True after a signal that was caught.
  package static var hasOccurred: Bool { signalNumber.load(ordering: .relaxed) != 0 }

  /// True after SIGTERM, which schedulers send to programs that will be run again.
  package static var isTermination: Bool { signalNumber.load(ordering: .relaxed) == SIGTERM }

  /// Makes a first signal be remembered instead of ending the program; a second one ends it.
  package static func catchSignals() { isCaught.store(true, ordering: .relaxed) }

  /// Makes SIGINT, SIGTERM and SIGHUP end the program without leaving temporary files behind.
  ///
  /// The signals are unblocked in the calling thread, which should be the main one. A program inherits the
  /// signal mask of its parent: if the parent is a thread pool that blocks signals, none of them would ever
  /// arrive. An ignored SIGHUP stays ignored, as under nohup.
  ///
  /// - Parameter status: The exit status after a signal.
  package static func watch(exitingWith status: Int32) {
    exitStatus.store(status, ordering: .relaxed)
    guard let ends = signalPipe() else { return }
    pipeEnd.store(ends.write, ordering: .relaxed)
    guard startThread(reading: ends.read) else { return }
    var numbers = sigset_t()
    sigemptyset(&numbers)
    for number in signals {
      let previous = signal(number) { number in
        let code = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(Interruption.pipeEnd.load(ordering: .relaxed), &byte, 1)
        errno = code
      }
      if number == SIGHUP, let previous, isIgnoring(previous) {
        signal(number, SIG_IGN)
      }
      sigaddset(&numbers, number)
    }
    pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
  }

  private static func isIgnoring(_ handler: @escaping @convention(c) (Int32) -> Void) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// A pipe whose descriptors avoid those of the standard streams, one of which may be closed.
  private static func signalPipe() -> (read: Int32, write: Int32)? {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 3) }
    for end in ends { close(end) }
    return moved.contains { $0 < 0 } ? nil : (moved[0], moved[1])
  }

  private static func startThread(reading end: Int32) -> Bool {
    var thread = pthread_t()
    let argument = UnsafeMutableRawPointer(bitPattern: Int(end))
    let failure = pthread_create(
      &thread, nil,
      { argument in
        Interruption.serve(Int32(Int(bitPattern: argument)))
        return nil
      }, argument)
    if failure == 0 { pthread_detach(thread) }
    return failure == 0
  }

  /// Waits for signals, until the program ends.
  private static func serve(_ end: Int32) {
    while true {
      var byte: UInt8 = 0
      let count = read(end, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      guard count == 1 else { return }
      guard isCaught.load(ordering: .relaxed), !hasOccurred else {
        PartialFiles.exitWithout(status: exitStatus.load(ordering: .relaxed))
      }
      signalNumber.store(Int32(byte), ordering: .relaxed)
    }
  }
}
