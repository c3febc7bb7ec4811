// The basin of attraction of a minimum: its ends, its barrier, its width.

import Optimization

/// The basin of one minimum among the critical points of a landscape.
struct BasinSearch {
  let candidates: Candidates
  let index: Int

  /// The neighbouring maxima, the barrier, and where E is half a barrier above the minimum.
  var basin: Basin {
    let points = candidates.points
    let minimum = points[index]
    let location = minimum.s.squareRoot()
    // Minima and maxima alternate, so the neighbours in the list are maxima.
    let next = index + 1 < points.count ? points[index + 1] : nil
    let upper = next?.s.squareRoot() ?? .infinity
    let outward =
      next.map { candidates.directional.rise(to: $0.gain, from: minimum.gain) }
      ?? candidates.riseAtInfinity(from: minimum.gain)
    guard index > 0 else {
      let half = crossing(height: outward / 2, from: 0, to: upper)
      return Basin(
        lower: -upper, upper: upper, barrier: outward, halfLower: -half, halfUpper: half)
    }
    let previous = points[index - 1]
    let lower = previous.s.squareRoot()
    let barrier = min(
      outward, candidates.directional.rise(to: previous.gain, from: minimum.gain))
    return Basin(
      lower: lower, upper: upper, barrier: barrier,
      halfLower: crossing(height: barrier / 2, from: location, to: lower),
      halfUpper: crossing(height: barrier / 2, from: location, to: upper))
  }

  /// The r between the minimum and a neighbouring maximum, or ∞, where E is higher by a given height.
  private func crossing(height: Double, from start: Double, to end: Double) -> Double {
    guard height > 0 else { return start }
    guard height < .infinity else { return end }
    let base = candidates.points[index].gain
    let excess = { (r: Double) in
      candidates.directional.rise(to: candidates.filter.gain(at: r * r), from: base) - height
    }
    var end = end
    if end == .infinity {
      end = max(1, 2 * start)
      while excess(end) < 0 {
        end *= 2
        // r² must stay in range.
        guard end < 0x1p511 else { return .infinity }
      }
    }
    // The minimum or maximum is too shallow to be resolved.
    guard excess(start) < 0, excess(end) > 0 else { return excess(end) > 0 ? start : end }
    return findRoot(lower: start, upper: end, of: excess).location
  }
}
