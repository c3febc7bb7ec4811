// Values that are computed when they are needed.

import Synchronization
import Testing

@testable import LabKit

struct DeferredTests {
  @Test("a value is computed once, at its first use, and shared by copies")
  func once() {
    let calls = Mutex(0)
    let deferred = Deferred {
      calls.withLock { calls in
        calls += 1
        return calls
      }
    }
    let copy = deferred
    #expect(calls.withLock { $0 } == 0)
    #expect(deferred.value == 1 && copy.value == 1 && deferred.value == 1)
    #expect(calls.withLock { $0 } == 1)
  }

  @Test("threads that ask together get the same value")
  func threads() async {
    let calls = Mutex(0)
    let deferred = Deferred {
      calls.withLock { calls in
        calls += 1
        return calls
      }
    }
    let values = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 { group.addTask { deferred.value } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(values == [Int](repeating: 1, count: 8))
  }
}
