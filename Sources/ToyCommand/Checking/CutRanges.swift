// Ranges of which toy check used only a part.

import Evidence

/// The claims that are about less than a range given, by that range.
struct CutRanges {
  private var claims: [String: [String]] = [:]

  /// Adds the ranges of a claim that was checked.
  ///
  /// - Parameters:
  ///   - id: The name of the claim.
  ///   - ranges: The ranges in which its checks have looked.
  mutating func add(_ id: String, _ ranges: [UsedRange]) {
    for range in ranges where range.isCut {
      let name = "\(range.parameter.symbol) from \(UsedRange.text(range.given))"
      claims[name, default: []].append("\(id) (\(UsedRange.text(range.used)))")
    }
  }

  /// A line for each range that was cut.
  var messages: [String] {
    claims.sorted { $0.key < $1.key }.map { range, claims in
      "not all of \(range) was checked, because the claims are about less: "
        + claims.joined(separator: ", ")
    }
  }
}
