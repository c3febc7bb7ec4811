// Lists of step sizes that are kept once, so that families stay small values.

import Synchronization

/// The sizes of all steps of a schedule.
///
/// Every list that a user gives is kept once for as long as the program runs: sequences are compared by number, and families that have one
/// are copied without touching memory.
public struct StepSequence: Sendable, Hashable {
  private let index: Int

  private static let known = Mutex<(lists: [[Double]], indices: [[Double]: Int])>(([], [:]))

  /// The sequence of a list of sizes, which equal lists share; O(N) for N steps.
  public init(_ steps: [Double]) {
    index = Self.known.withLock { known in
      if let index = known.indices[steps] { return index }
      known.lists.append(steps)
      known.indices[steps] = known.lists.count - 1
      return known.lists.count - 1
    }
  }

  /// The sizes in the order of the steps.
  public var steps: [Double] { Self.known.withLock { $0.lists[index] } }
}
