// Solving f(s) = t: the step from an eigenvalue of T to an eigenvalue of RᵀR.

import Optimization

/// Which of the two solutions of f(s) = t to take, where an odd depth offers both.
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
  ///     that lie on one branch only, have one solution, which is returned whatever is preferred.
  /// - Returns: s, to the last bits for which f(s) can be told from t; nil where t is outside the
  ///   image, or so near an end that is not reached that s is not finite.
  /// - Complexity: About 15 evaluations of f, more where s is very large.
  public func inverse(_ gain: Gain, branch: FilterBranch = .near) -> Double? {
    guard image.contains(gain), gain.value.isFinite else { return nil }
    let turning = turningPoint
    let excess = { (s: Double) in self.gain(at: s).difference(to: gain) }
    let isAboveStart = gain.difference(to: forcedGain) > 0
    if turning > 0 && !isAboveStart && branch == .near {
      return root(from: 0, to: turning, of: excess)
    }
    // Beyond the turning point f is monotone and leaves every bound: double until it has passed t.
    let start = excess(turning)
    // f rises from a turning point on; rounding may have put its least value above t.
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
