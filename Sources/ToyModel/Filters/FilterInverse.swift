// The inverse of a filter, from eigenvalues of T to eigenvalues of RᵀR.

import Optimization

/// The choice between several solutions of f(s) = t.
public enum FilterBranch: Sendable, Hashable {
  /// The smallest s: f is flat there and R small.
  case near
  /// The largest s, where f is steep and the iteration overshoots.
  case far
  /// The s on the branch of this number, counted from 1 at s = 0.
  case number(Int)

  /// The two choices that every filter has, with any number of branches.
  public static let ends: [FilterBranch] = [.near, .far]
}

/// A solution of f(s) = t.
public struct FilterSolution: Sendable, Equatable {
  /// s ≥ 0.
  public let location: Double
  /// The number of the branch it is on, counted from 1; at a turning point that of the branch before.
  public let branch: Int
}

extension BranchedFilter {
  /// The s ≥ 0 with f(s) = t.
  ///
  /// - Parameters:
  ///   - gain: t.
  ///   - branch: Which solution. Where there is but one, `near` and `far` are the same.
  /// - Returns: s, to the last bits that make a difference to f(s); nil where t is outside the image, or so close
  ///   to an end outside the image that s is not finite, or where the branch of a number does not reach t.
  /// - Complexity: About 15 evaluations of f for every branch tried, more where s is very large.
  public func inverse(_ gain: Gain, branch: FilterBranch = .near) -> Double? {
    guard image.contains(gain), gain.value.isFinite else { return nil }
    let equation = FilterEquation(filter: self, target: gain)
    switch branch {
    case .near:
      for number in equation.numbers { if let s = equation.solution(on: number) { return s } }
    case .far:
      for number in equation.numbers.reversed() {
        if let s = equation.solution(on: number) { return s }
      }
    case .number(let number):
      guard equation.numbers.contains(number) else { return nil }
      return equation.solution(on: number) ?? (equation.numbers.count == 1 ? equation.closest : nil)
    }
    return equation.closest
  }

  /// All s ≥ 0 with f(s) = t, ascending, with their branches.
  ///
  /// - Parameter gain: t.
  /// - Returns: At most one solution a branch; for a constant filter s = 0 alone.
  /// - Complexity: About 15 evaluations of f for every branch.
  public func solutions(of gain: Gain) -> [FilterSolution] {
    guard image.contains(gain), gain.value.isFinite else { return [] }
    let equation = FilterEquation(filter: self, target: gain)
    var result: [FilterSolution] = []
    for number in equation.numbers {
      // A turning point ends one branch and begins the next.
      guard let s = equation.solution(on: number), s != result.last?.location else { continue }
      result.append(FilterSolution(location: s, branch: number))
    }
    if result.isEmpty, let s = equation.closest {
      result.append(
        FilterSolution(
          location: s, branch: equation.turning.firstIndex { s <= $0 }.map { $0 + 1 } ?? 1))
    }
    return result
  }
}

/// The equation f(s) = t.
private struct FilterEquation<Filter: BranchedFilter> {
  let filter: Filter
  let target: Gain
  let turning: [Double]

  init(filter: Filter, target: Gain) {
    self.filter = filter
    self.target = target
    turning = filter.turningPoints.map(\.location)
  }

  /// The numbers of the branches.
  var numbers: ClosedRange<Int> { 1...turning.count + 1 }

  private func excess(_ s: Double) -> Double { filter.gain(at: s).difference(to: target) }

  /// The solution on a branch; nil if there is no finite one.
  func solution(on number: Int) -> Double? {
    let start = number == 1 ? 0 : turning[number - 2]
    let first = excess(start)
    if first == 0 { return start }
    if number <= turning.count {
      let last = excess(turning[number - 1])
      if last == 0 { return turning[number - 1] }
      guard (first < 0) != (last < 0) else {
        if isRounding(first) { return start }
        return isRounding(last) ? turning[number - 1] : nil
      }
      return findRoot(lower: start, upper: turning[number - 1], of: excess).location
    }
    // Beyond the last turning point f is monotone: double until it has passed t, if it moves there.
    var end = max(1, 2 * start)
    let direction = filter.derivative(at: end)
    guard direction != 0, (direction > 0) == (first < 0) else {
      return isRounding(first) ? start : nil
    }
    while (excess(end) < 0) == (first < 0) {
      end *= 2
      guard end.isFinite else { return nil }
    }
    return findRoot(lower: start, upper: end, of: excess).location
  }

  /// True for a difference from t that may be a rounding error of f.
  private func isRounding(_ difference: Double) -> Bool {
    abs(difference) <= 0x1p-49 * min(abs(target.value), abs(target.defect))
  }

  /// The end of a branch where f comes closest to t: the solution where rounding has put an extreme of f on
  /// the wrong side of t.
  ///
  /// Nil where f still moves towards t beyond every finite s.
  var closest: Double? {
    let ends = [0] + turning
    let last = ends[ends.count - 1]
    let direction = filter.derivative(at: max(1, 2 * last))
    if direction != 0, excess(last) != 0, (direction > 0) == (excess(last) < 0) { return nil }
    return ends.min { abs(excess($0)) < abs(excess($1)) }
  }
}
