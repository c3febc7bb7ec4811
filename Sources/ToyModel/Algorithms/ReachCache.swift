// A cache of the quantities that searches over many spectra need repeatedly.

import Synchronization

/// The reaches of an algorithm at the step sizes that were requested before.
///
/// Searches for different data look at the same step sizes first. For filters whose image takes many evaluations
/// it pays to keep the results, which are the same with and without the cache.
package final class ReachCache: Sendable {
  /// The largest number of step sizes that are kept.
  private let limit: Int

  private let known = Mutex<[Double: FilterReach]>([:])

  /// The samples of a search, by the range that it searches.
  private let scans = Mutex<[ClosedRange<Double>: [Sample]]>([:])

  /// The largest number of ranges kept.
  private static let scanLimit = 16

  /// A step size and its reach.
  struct Sample: Sendable {
    let stepSize: Double
    let reach: FilterReach
  }

  /// An empty memory.
  ///
  /// - Parameter limit: The largest number of step sizes that are kept; a scan has a thousand.
  init(limit: Int) { self.limit = limit }

  /// The reach at a step size, computed at most once while there is room.
  ///
  /// - Complexity: O(1) for a step size that is known.
  func reach(_ stepSize: Double, _ compute: () -> FilterReach) -> FilterReach {
    if let found = known.withLock({ $0[stepSize] }) { return found }
    let found = compute()
    known.withLock { known in
      if known.count < limit { known[stepSize] = found }
    }
    return found
  }

  /// The samples in a range, computed at most once while there is room.
  ///
  /// - Complexity: O(1) for a range that is known.
  func scan(_ range: ClosedRange<Double>, _ compute: () -> [Sample]) -> [Sample] {
    if let found = scans.withLock({ $0[range] }) { return found }
    let found = compute()
    scans.withLock { scans in
      if scans.count < Self.scanLimit { scans[range] = found }
    }
    return found
  }
}
