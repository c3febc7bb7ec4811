// Ctrl-C and its like: temporary files are removed, and work that can stop keeps what it has.

import Libc
import Synchronization

/// What happens when the user, a scheduler or a closing terminal asks the program to stop.
///
/// A handler may call next to nothing, so it only passes the number of the signal on, through a pipe, to
/// a thread that waits for it.
package enum Interruption {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  /// The end of the pipe that the handler writes to.
  private static let pipeEnd = Atomic<Int32>(-1)
  private static let signalNumber = Atomic<Int32>(0)
  private static let isCaught = Atomic<Bool>(false)
  private static let exitStatus = Atomic<Int32>(1)

  /// True after a signal that was caught.
  package static var hasOccurred: Bool { signalNumber.load(ordering: .relaxed) != 0 }

  /// True after SIGTERM, with which schedulers end programs that are to be run again.
  package static var isTermination: Bool { signalNumber.load(ordering: .relaxed) == SIGTERM }

  /// From now on a first signal is remembered instead of ending the program; a second one ends it.
  package static func catchSignals() { isCaught.store(true, ordering: .relaxed) }

  /// From now on SIGINT, SIGTERM and SIGHUP end the program without leaving temporary files.
  ///
  /// The signals are let through in the calling thread, which ought to be the main one. A program begins
  /// with the signal mask of its parent: where a thread pool blocks signals and starts programs, none of
  /// them would ever arrive. SIGHUP stays ignored where it is, as under nohup.
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

  /// A pipe that takes none of the numbers of the standard streams, one of which may be closed.
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
