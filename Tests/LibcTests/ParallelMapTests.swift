// Work in several threads: results in order, the first error, and a stop on request.

import Libc
import Synchronization
import Testing

/// An error with the number of the element that has it.
private struct Failure: Error, Equatable {
  let element: Int
}

@Suite("Work on several processors") struct ParallelMapTests {
  /// The number of transformations running now, and its maximum so far.
  private struct Occupancy {
    var now = 0
    var most = 0
  }

  @Test("results are in the order of the elements, not of completion", arguments: 1...5)
  func order(jobs: Int) {
    for count in [0, 1, 2, 7, 100] {
      let squares = parallelMap(0..<count, jobs: jobs) { element in
        // The first elements take longest.
        (0..<10 * (count - element)).reduce(0) { $0 ^ $1 } == -1 ? -1 : element * element
      }
      #expect(squares == (0..<count).map { $0 * $0 }, "\(count) elements")
    }
  }

  @Test("a slice is mapped from its own first index")
  func slice() {
    #expect(parallelMap([4, 5, 6, 7][1..<3], jobs: 2) { $0 + 1 } == [6, 7])
  }

  @Test(
    "each element is transformed once, and no more at a time than there are jobs", arguments: 1...3)
  func once(jobs: Int) {
    let occupancy = Mutex(Occupancy())
    let seen = Mutex([Int]())
    parallelMap(0..<200, jobs: jobs) { element in
      occupancy.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      seen.withLock { $0.append(element) }
      occupancy.withLock { $0.now -= 1 }
    }
    #expect(seen.withLock { $0.sorted() } == Array(0..<200))
    #expect(occupancy.withLock { $0.most } <= jobs)
  }

  @Test(
    "the error is that of the first element that has one, and little is begun after it",
    arguments: 1...4)
  func failure(jobs: Int) {
    for _ in 0..<20 {
      let begun = Atomic(0)
      #expect(throws: Failure(element: 10)) {
        try parallelMap(0..<1000, jobs: jobs) { element throws(Failure) in
          begun.add(1, ordering: .relaxed)
          if element >= 10 && element.isMultiple(of: 5) { throw Failure(element: element) }
        }
      }
      // With one thread nothing is begun after the error; others may be far ahead by then.
      if jobs == 1 { #expect(begun.load(ordering: .relaxed) == 11) }
    }
  }

  @Test("after a stop, exactly the elements that were begun have a result", arguments: 1...4)
  func stop(jobs: Int) {
    let begun = Mutex(Set<Int>())
    let results = parallelMap(0..<1000, jobs: jobs, while: { begun.withLock { $0.count < 20 } }) {
      element in
      begun.withLock { _ = $0.insert(element) }
      return element
    }
    #expect(results.count == 1000)
    #expect(Set(results.compactMap(\.self)) == begun.withLock { $0 })
    #expect((20..<20 + jobs).contains(begun.withLock { $0.count }))
    let none = parallelMap(0..<3, jobs: jobs, while: { false }) { $0 }
    #expect(none == [nil, nil, nil])
  }

  @Test("the longest are begun first, and the results keep the order of the elements")
  func longestFirst() {
    let costs = [3, 1, 4, 1, 5]
    let begun = Mutex([Int]())
    let results = parallelMap(
      costs, jobs: 1, longestFirst: { $0 }, while: { begun.withLock { $0.count < 4 } }
    ) { cost in
      begun.withLock { $0.append(cost) }
      return 10 * cost
    }
    #expect(begun.withLock { $0 } == [5, 4, 3, 1])
    #expect(results == [30, 10, 40, nil, 50])
  }

  @Test("no jobs are refused")
  func noJobs() async {
    await #expect(processExitsWith: .failure) { parallelMap(0..<3, jobs: 0) { _ in } }
  }
}

@Suite("FNV-1a") struct FNV1aTests {
  /// From the list of the authors of the hash.
  @Test(
    "published values",
    arguments: [
      ("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C), ("foobar", 0x8594_4171_F739_67E8),
    ] as [(String, UInt64)])
  func published(text: String, hash: UInt64) {
    #expect(fnv1a(text.utf8) == hash)
  }
}
