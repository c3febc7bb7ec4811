// Ctrl-C, for work that can stop and keep what it has.

import Glibc
import Synchronization

/// Whether the user has asked the program to stop.
enum Interruption {
  private static let signalNumber = Atomic<Int32>(0)

  /// True after SIGINT or SIGTERM.
  static var hasOccurred: Bool { signalNumber.load(ordering: .relaxed) != 0 }

  /// True after SIGTERM, with which schedulers end programs that are to be run again.
  static var isTermination: Bool { signalNumber.load(ordering: .relaxed) == SIGTERM }

  /// From now on SIGINT and SIGTERM are remembered instead of ending the program; a second one ends
  /// it.
  ///
  /// Both are let through in the calling thread, which ought to be the main one. A program begins with
  /// the signal mask of its parent: where a thread pool blocks signals and starts programs, neither
  /// signal would ever arrive.
  static func catchSignals() {
    var numbers = sigset_t()
    sigemptyset(&numbers)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interruption.signalNumber.store(number, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
      sigaddset(&numbers, number)
    }
    pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
  }
}
