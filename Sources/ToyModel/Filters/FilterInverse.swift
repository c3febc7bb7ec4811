// The inverse of a filter, from eigenvalues of T to eigenvalues of RᵀR.

import Optimization

/// The choice between the two solutions of f(s) = t that odd depths may have.
public enum FilterBranch: String, Sendable, CaseIterable {
  /// s before the turning point: f is flat there and R small. Only for t ≤ f(0).
  case near
  /// s behind the turning point, where f is steep and the iteration overshoots.
  case far
}

extension SpectralFilter {
  /// The s ≥ 0 with f(s) = t.
  ///
  /// - Parameters:
  ///   - gain: t.
  ///   - branch: Which solution to prefer. Filters that are monotone throughout, and eigenvalues
  ///     that lie on one branch only, have one solution, which is returned in any case.
  /// - Returns: s, to the last bits that make a difference to f(s); nil where t is outside the image, or so close
  ///   to an end outside the image that s is not finite.
  /// - Complexity: About 15 evaluations of f, more where s is very large.
  public func inverse(_ gain: Gain, branch: FilterBranch = .near) -> Double? {
    guard image.contains(gain), gain.value.isFinite else { return nil }
    let turning = turningPoint
    let excess = { (s: Double) in self.gain(at: s).difference(to: gain) }
    let isAboveStart = gain.difference(to: forcedGain) > 0
    if turning > 0 && !isAboveStart && branch == .near {
      return root(from: 0, to: turning, of: excess)
    }
    // Beyond the turning point f is monotone and exceeds every bound: double until it has passed t.
    let start = excess(turning)
    // f increases beyond a turning point; rounding may have put its minimum above t.
    if start == 0 || (turning > 0 && start > 0) { return turning }
    var end = max(1, 2 * turning)
    while (excess(end) < 0) == (start < 0) {
      end *= 2
      guard end.isFinite else { return nil }
    }
    return root(from: turning, to: end, of: excess)
  }

  /// A root between two points, at one of which rounding may have left the wrong sign.
  private func root(from lower: Double, to upper: Double, of f: (Double) -> Double) -> Double {
    let (first, last) = (f(lower), f(upper))
    guard first != 0, last != 0, (first < 0) != (last < 0) else {
      return abs(first) <= abs(last) ? lower : upper
    }
    return findRoot(lower: lower, upper: upper, of: f).location
  }
}
