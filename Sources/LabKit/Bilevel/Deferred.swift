// A value that is computed when it is first needed.

import Synchronization

/// A value that is computed at its first use and kept; copies share it.
package final class Deferred<Value: Sendable>: Sendable {
  private let state = Mutex<Value?>(nil)
  private let make: @Sendable () -> Value

  /// Creates a value that is not computed yet.
  ///
  /// - Parameter make: Computes it; called once at most.
  package init(_ make: @escaping @Sendable () -> Value) { self.make = make }

  /// The value, which other threads wait for while one computes it.
  package var value: Value {
    state.withLock { state in
      if let state { return state }
      let made = make()
      state = made
      return made
    }
  }
}
