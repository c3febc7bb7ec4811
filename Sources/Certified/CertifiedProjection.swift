// The Wiener gains moved into an expressivity set, enclosed.

import Intervals
import ToyModel

/// The Wiener gains moved into an expressivity set, with certain bounds.
///
/// See ``SpectralProjection``: free directions take the nearest gain of the image, and the n − k
/// directions of least regret are forced. Where it is not certain which these are, the bounds are those of
/// every choice that may be the best.
struct CertifiedProjection: Sendable {
  private(set) var risk = Interval.zero
  private(set) var bias = Interval.zero
  private(set) var variance = Interval.zero
  private(set) var eigenvalues: [CertifiedEigenvalue] = []
  /// See ``CertifiedRisk/isChoiceUnique``.
  private(set) var isUnique = true
  /// See ``CertifiedRisk/margin``.
  private(set) var margin = Double.infinity

  /// Projects the Wiener gains.
  ///
  /// - Parameters:
  ///   - spectrum: γ.
  ///   - noiseVariance: σ².
  ///   - forcedCount: m = n − k.
  ///   - forced: f(0).
  ///   - lower: The infimum of the image; nil where there is none.
  ///   - upper: The supremum of the image; nil where there is none.
  /// - Complexity: O(d log d) for d groups.
  init(
    _ spectrum: CertifiedSpectrum, _ noiseVariance: Interval, forcedCount: Int = 0,
    forced: CertifiedGain = .one, lower: CertifiedGain? = nil, upper: CertifiedGain? = nil
  ) {
    let reach = CertifiedReach(forced: forced, lower: lower, upper: upper)
    self.init(
      spectrum.groups.map {
        CertifiedDirection(
          eigenvalue: $0.eigenvalue, noiseVariance: noiseVariance, multiplicity: $0.multiplicity)
      }, forcedCount: forcedCount
    ) { _ in reach }
  }

  /// Projects the Wiener gains of directions with their own noise onto what is reached in each of them.
  ///
  /// - Parameters:
  ///   - given: γ and the variance of the noise beside it.
  ///   - forcedCount: m = n − k.
  ///   - reach: What is reached in the directions of a group, by its index.
  /// - Complexity: O(d log d) for d groups.
  init(
    _ given: [CertifiedDirection], forcedCount: Int, reach: (Int) -> CertifiedReach
  ) {
    let directions = given.enumerated().map { index, direction in
      Direction(direction, reach(index), isForceable: forcedCount > 0)
    }
    let choice = Choice(directions, forcedCount: forcedCount)
    var open: [(count: Int, bias: Interval, variance: Interval)] = []
    for (index, direction) in directions.enumerated() {
      let count = choice.forced[index]
      let isOpen = choice.open[index]
      let free = direction.multiplicity - count
      bias = bias + Interval(count) * direction.forcedBias + Interval(free) * direction.freeBias
      variance =
        variance + Interval(count) * direction.forcedVariance
        + Interval(free) * direction.freeVariance
      if isOpen {
        // If the two gains are equal, so are bias and variance.
        open.append(
          (
            free, direction.isIndifferent ? .zero : direction.forcedBias - direction.freeBias,
            direction.isIndifferent ? .zero : direction.forcedVariance - direction.freeVariance
          ))
      }
      let isDecided = !isOpen || direction.isIndifferent
      for (gain, count, isForced) in [
        (direction.forced, count, Bool?.some(true)),
        (
          isDecided ? direction.free : direction.free.hull(direction.forced), free,
          isDecided ? Bool?.some(false) : nil
        ),
      ] where count > 0 {
        eigenvalues.append(
          CertifiedEigenvalue(
            dataEigenvalue: given[index].eigenvalue, wiener: direction.target, gain: gain,
            multiplicity: count, isForced: isForced))
      }
    }
    if choice.openCount > 0 {
      bias = bias + sumOfChoices(open.map { ($0.bias, $0.count) }, choosing: choice.openCount)
      variance =
        variance + sumOfChoices(open.map { ($0.variance, $0.count) }, choosing: choice.openCount)
      isUnique = haveCommonNumber(open.map(\.bias)) && haveCommonNumber(open.map(\.variance))
      risk = Self.openRisk(directions, forcedCount: forcedCount)
    } else {
      risk = bias + variance
    }
    margin = isUnique ? Self.margin(directions, choice, risk: risk) : 0
  }

  /// The risk where it is not certain which directions are forced: the sum of the m least regrets lies
  /// between the sums of the m least lower and of the m least upper ends.
  private static func openRisk(_ directions: [Direction], forcedCount: Int) -> Interval {
    let free = directions.reduce(Interval.zero) {
      $0 + Interval($1.multiplicity) * ($1.freeBias + $1.freeVariance)
    }
    let regrets = directions.map { ($0.regret, $0.multiplicity) }
    return free
      + sumOfLeast(regrets, \.lower, choosing: forcedCount)
      .hull(sumOfLeast(regrets, \.upper, choosing: forcedCount))
  }

  /// The cost of the cheapest exchange of a forced direction for a free one, relative to the risk.
  private static func margin(
    _ directions: [Direction], _ choice: Choice, risk: Interval
  ) -> Double {
    // The regrets of directions that are forced, free, and of groups of which some are. An indifferent
    // direction may always be given up for another.
    var last = directions.contains(where: \.isIndifferent) ? Interval.zero : nil
    var (between, next) = (Interval?.none, Interval?.none)
    for (index, direction) in directions.enumerated() where !direction.isIndifferent {
      let (regret, count) = (direction.regret, choice.forced[index])
      if choice.open[index] || (count > 0 && count < direction.multiplicity) {
        between = between?.hull(regret) ?? regret
      } else if count > 0 {
        last = last?.maximum(regret) ?? regret
      } else {
        next = next?.minimum(regret) ?? regret
      }
    }
    let steps = [last, between, next].compactMap { $0 }
    let difference = zip(steps.dropFirst(), steps).map { ($0 - $1).lowerBound }.min()
    guard let difference else { return .infinity }
    let scale = risk.upperBound
    return difference > 0 && scale > 0 ? difference / scale : 0
  }

  /// The directions that are certainly forced, and those among which the rest is chosen.
  private struct Choice {
    /// The number of directions of each group that are certainly forced.
    var forced: [Int]
    /// Whether more of a group may be forced.
    var open: [Bool]
    /// The number of forced directions in open groups.
    var openCount: Int

    init(_ directions: [Direction], forcedCount: Int) {
      forced = Array(repeating: 0, count: directions.count)
      open = Array(repeating: false, count: directions.count)
      openCount = 0
      guard forcedCount > 0 else { return }
      let lower = Accumulated(directions.map { ($0.regret.lower, $0.multiplicity) })
      let upper = Accumulated(directions.map { ($0.regret.upper, $0.multiplicity) })
      var remaining = forcedCount
      for (index, direction) in directions.enumerated() {
        // It fits even if everything that may come before it does.
        if lower.count(upTo: direction.regret.upper) <= forcedCount {
          forced[index] = direction.multiplicity
          remaining -= direction.multiplicity
        } else if upper.count(below: direction.regret.lower) < forcedCount {
          open[index] = true
        }
      }
      let candidates = directions.indices.filter { open[$0] }
      // Equal directions of one group cost the same, and so do those whose gain is the forced one.
      if candidates.count == 1 || candidates.allSatisfy({ directions[$0].isIndifferent }) {
        for index in candidates {
          forced[index] = min(remaining, directions[index].multiplicity)
          remaining -= forced[index]
          open[index] = false
        }
      } else {
        openCount = remaining
      }
    }
  }

  /// The costs of a direction of one group, free and forced.
  private struct Direction {
    let multiplicity: Int
    let target: CertifiedGain
    let free: CertifiedGain
    let forced: CertifiedGain
    let freeBias: Interval
    let freeVariance: Interval
    let forcedBias: Interval
    let forcedVariance: Interval
    let regret: Interval
    /// Whether the forced gain is the best one that is free.
    let isIndifferent: Bool

    init(
      _ group: CertifiedDirection, _ reach: CertifiedReach, isForceable: Bool
    ) {
      let noiseVariance = group.noiseVariance
      multiplicity = group.multiplicity
      forced = reach.forced
      target = .wiener(eigenvalue: group.eigenvalue, noiseVariance: noiseVariance)
      var free = target
      if let lower = reach.lower { free = free.maximum(lower) }
      if let upper = reach.upper { free = free.minimum(upper) }
      self.free = free
      freeBias = 0.5 * group.eigenvalue * free.defect.squared
      freeVariance = 0.5 * noiseVariance * free.value.squared
      guard isForceable else {
        (forcedBias, forcedVariance, regret, isIndifferent) = (.zero, .zero, .zero, true)
        return
      }
      forcedBias = 0.5 * group.eigenvalue * forced.defect.squared
      forcedVariance = 0.5 * noiseVariance * forced.value.squared
      let step = forced.difference(to: free)
      let cost =
        0.5 * (group.eigenvalue + noiseVariance) * step
        * (forced.difference(to: target) + free.difference(to: target))
      // The nearest gain costs least: no regret is negative, and that of a direction which is clipped
      // to the forced gain is 0.
      isIndifferent = free == forced
      regret = isIndifferent ? .zero : cost.maximum(.zero)
    }
  }
}

/// Numbers with multiplicities, to count those up to a bound.
private struct Accumulated {
  private let values: [DoubleDouble]
  /// The number of occurrences before each value, and the total.
  private let counts: [Int]

  init(_ entries: [(value: DoubleDouble, count: Int)]) {
    let sorted = entries.sorted { isLess($0.value, $1.value) }
    values = sorted.map(\.value)
    var counts = [0]
    for entry in sorted { counts.append(counts[counts.count - 1] + entry.count) }
    self.counts = counts
  }

  func count(upTo bound: DoubleDouble) -> Int { count { !isLess(bound, $0) } }

  func count(below bound: DoubleDouble) -> Int { count { isLess($0, bound) } }

  private func count(where isBefore: (DoubleDouble) -> Bool) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(values[middle]) { low = middle + 1 } else { high = middle }
    }
    return counts[low]
  }
}

private func isLess(_ a: DoubleDouble, _ b: DoubleDouble) -> Bool {
  a.high < b.high || (a.high == b.high && a.low < b.low)
}

/// The sum of the least of many numbers, by one end of their enclosures.
private func sumOfLeast(
  _ entries: [(Interval, Int)], _ end: (Interval) -> DoubleDouble, choosing count: Int
) -> Interval {
  var remaining = count
  var sum = Interval.zero
  for (value, count) in entries.map({ (end($0.0), $0.1) }).sorted(by: { isLess($0.0, $1.0) })
  where remaining > 0 {
    let taken = min(remaining, count)
    sum = sum + Interval(taken) * Interval(value)
    remaining -= taken
  }
  return sum
}

/// The sums of all subsets of the numbers with a given size.
private func sumOfChoices(_ entries: [(Interval, Int)], choosing count: Int) -> Interval {
  let least = sumOfLeast(entries, \.lower, choosing: count)
  let most = -sumOfLeast(entries.map { (-$0.0, $0.1) }, \.lower, choosing: count)
  return least.hull(most)
}

/// Whether some number lies in all of the intervals.
func haveCommonNumber(_ intervals: [Interval]) -> Bool {
  var common = intervals.first
  for interval in intervals { common = common?.intersection(interval) }
  return common != nil || intervals.isEmpty
}
