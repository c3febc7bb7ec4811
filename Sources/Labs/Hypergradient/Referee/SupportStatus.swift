// How the support of a point compares with that of the solution.

/// The entries of a support that the solution of the Lasso does not have, and those that are missing.
struct SupportStatus: Sendable, Equatable {
  let extra: Int
  let missing: Int

  /// Compares a support with that of the solution, both in ascending order.
  init(_ support: [Int], solution: [Int]) {
    let (now, known) = (Set(support), Set(solution))
    extra = now.subtracting(known).count
    missing = known.subtracting(now).count
  }

  /// Whether both are the same.
  var isRight: Bool { extra == 0 && missing == 0 }

  /// The comparison, for readers.
  var statement: String {
    isRight
      ? "support right" : "support not identified, \(extra) extra, \(missing) missing"
  }
}
