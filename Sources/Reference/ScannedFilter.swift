// Best risks of a filter that is known only by its values.

import Libc

/// A filter known by its values at points s ≥ 0.
package struct ScannedFilter: Sendable {
  /// f(0).
  package let forced: Double
  /// The least and the greatest value found.
  package let bounds: (lower: Double, upper: Double)

  /// Scans a filter.
  ///
  /// - Parameters:
  ///   - points: The number of points between 10⁻⁴ and 10⁶, at equal ratios; 10⁹ and 10¹² are added.
  ///   - value: f(s).
  package init(points: Int = 120, _ value: (_ s: Double) -> Double) {
    forced = value(0)
    var (lower, upper) = (forced, forced)
    let grid = (0...points).map { pow(10, 10 * Double($0) / Double(points) - 4) } + [1e9, 1e12]
    for s in grid {
      let t = value(s)
      (lower, upper) = (min(lower, t), max(upper, t))
    }
    bounds = (lower, upper)
  }

  /// The least risk, by listing every choice of n − k forced directions.
  ///
  /// - Precondition: few eigenvalues, of which there are 2ⁿ choices.
  package func bestRisk(eigenvalues: [Double], noise: Double, k: Int) -> Double {
    func risk(_ energy: Double, _ t: Double) -> Double {
      0.5 * (energy * (1 - t) * (1 - t) + noise * t * t)
    }
    let free = eigenvalues.map {
      risk($0, min(max($0 / ($0 + noise), bounds.lower), bounds.upper))
    }
    let held = eigenvalues.map { risk($0, forced) }
    var best = Double.infinity
    for subset in 0..<(1 << eigenvalues.count)
    where subset.nonzeroBitCount == max(0, eigenvalues.count - k) {
      best = min(
        best,
        eigenvalues.indices.reduce(0.0) {
          $0 + (subset >> $1 & 1 == 1 ? held[$1] : free[$1])
        })
    }
    return best
  }
}
