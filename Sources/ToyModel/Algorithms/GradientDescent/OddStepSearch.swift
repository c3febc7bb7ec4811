// The learned step of odd depths on any spectrum, by a complete global search.

import Intervals
import Libc
import Optimization

/// The global minimum over ω > 0 of the optimal risk at odd depth N ≥ 3, for m = n − k ≥ 1 forced
/// directions, where fewer than m directions have γ = 0.
///
/// As a function of ω the risk has several local minima, but it is a minimum of functions with one
/// minimum each:
///
/// 1. The regret of forcing a direction is r(γ) = g(c₀) − min g over the image. For every t, g(t) is
///    linear in γ, so r is linear minus concave: convex. Hence the m directions of smallest regret
///    are *neighbours* in the ordered spectrum: a window.
/// 2. For a fixed window W let t̄ = Σ_W γ/Σ_W w, w = γ + σ². Increasing ω beyond c₀(ω) = t̄ only
///    increases the risk. Below, the derivative of the risk of the window,
///    ```
///    −Σ_W w (t̄ − c₀) N(1−ω)^(N−1) + p Σ_{free, t* < c} w (pω − t*),
///    ```
///    is increasing: the first term is minus a product of two falling positive factors. So its
///    only zero is the minimum for this window.
/// 3. The best window is best for its own ω, where it begins or ends at an end of a group of equal
///    eigenvalues, or costs the same as one that does. So at most 2d windows matter, where d is the number of
///    distinct eigenvalues.
///
/// A window is skipped when even its lower bound, the cost with all free directions at their Wiener
/// gains, exceeds the best risk so far. Step sizes are handled as v = −log(1−ω), which keeps the
/// digits of ω near 0 and of 1 − ω near 0.
struct OddStepSearch {
  /// The best step size and the bounds on eigenvalues at it.
  struct Solution {
    /// ω, in (0, 1).
    let stepSize: Double
    /// c₀ at ω.
    let forcedGain: Gain
    /// c = p ω.
    let lowerBound: Double
    /// The risk.
    let risk: Double
  }

  private let noiseVariance: Double
  private let forcedCount: Int
  private let minimum: OddMinimum
  // Everything below is by ascending eigenvalue, so that a difference of prefix sums is at least as
  // large as what is subtracted, up to the count; double-double leaves all digits of it.
  private let gains: [Gain]
  private let counts: [Int]
  private let signal: PrefixSum
  private let wiener: PrefixSum

  init(spectrum: Spectrum, noiseVariance: Double, forcedCount: Int, minimum: OddMinimum) {
    self.noiseVariance = noiseVariance
    self.forcedCount = forcedCount
    self.minimum = minimum
    let groups = spectrum.groups.reversed()
    gains = groups.map { .wiener(eigenvalue: $0.eigenvalue, noiseVariance: noiseVariance) }
    var counts = [0]
    for group in groups { counts.append(counts[counts.count - 1] + group.multiplicity) }
    self.counts = counts
    signal = PrefixSum(groups.map(\.eigenvalue), counts: counts)
    wiener = PrefixSum(gains.map(\.value), counts: counts)
  }

  /// The global minimum.
  ///
  /// - Complexity: O(d) lower bounds, and a root of O(log d) an evaluation for every window that a
  ///   lower bound does not exclude.
  func best() -> Solution {
    // A window without signal would need ω → 0; with fewer than m such directions there is none.
    let windows = candidateWindows()
    let bounds = windows.map(lowerBound)
    var order = Array(windows.indices)
    // The most promising window first: it excludes most of the others.
    if let first = order.indices.min(by: { bounds[$0] < bounds[$1] }) { order.swapAt(0, first) }
    var best: Solution?
    for index in order {
      if let best, bounds[index] >= best.risk { continue }
      let candidate = solve(windows[index])
      if candidate.risk < (best?.risk ?? .infinity) { best = candidate }
    }
    return best ?? solve(windows[order[0]])
  }

  /// A window: the directions start..<start + m in ascending order, with their sums.
  private struct Window {
    let start: Int
    /// Σ_W γ.
    let signal: Double
    /// t̄ = Σ_W γ/Σ_W w.
    let meanGain: Gain
  }

  private func candidateWindows() -> [Window] {
    let last = counts[counts.count - 1] - forcedCount
    // Windows that begin at the start of a group, or end at the end of one; both lists ascend.
    let starts = counts.filter { $0 <= last }
    let ends = counts.compactMap { $0 >= forcedCount ? $0 - forcedCount : nil }
    return (starts + ends).map { start in
      let sum = signal.sum(start..<start + forcedCount)
      return Window(
        start: start, signal: sum,
        meanGain: .wiener(eigenvalue: sum, noiseVariance: Double(forcedCount) * noiseVariance))
    }
  }

  /// The risk with the window at its own best c₀ and the free directions at their Wiener gains.
  private func lowerBound(_ window: Window) -> Double {
    let forced = window.meanGain.value * Double(forcedCount)
    return 0.5 * noiseVariance * (forced + freeWiener(window, clipped: 0))
  }

  /// Σ t* over the free directions that are not clipped.
  private func freeWiener(_ window: Window, clipped: Int) -> Double {
    wiener.sum(clipped..<window.start)
      + wiener.sum(window.start + forcedCount..<counts[counts.count - 1])
  }

  /// The number of free directions below the window with t* < c.
  ///
  /// Above the window there are none: c < c₀ ≤ t̄ there.
  private func clippedCount(below bound: Double, _ window: Window) -> Int {
    var (low, high) = (0, gains.count)
    while low < high {
      let middle = (low + high) / 2
      if gains[middle].value < bound { low = middle + 1 } else { high = middle }
    }
    return min(window.start, counts[low])
  }

  private func solve(_ window: Window) -> Solution {
    let n = Double(minimum.depth)
    let p = minimum.value
    /// The derivative of the risk in ω, at ω = 1 − exp(−v).
    func slope(_ v: Double) -> Double {
      let bound = -p * expm1(-v)
      let clipped = clippedCount(below: bound, window)
      let excess =
        bound * Double(clipped) * noiseVariance - (1 - bound) * signal.sum(0..<clipped)
      let weight = window.signal + Double(forcedCount) * noiseVariance
      let shortfall = window.meanGain.difference(to: forcedGain(v))
      return p * excess - weight * shortfall * n * exp(-(n - 1) * v)
    }
    let mean = window.meanGain
    let logarithm =
      mean.value < 0.5 ? log1p(-mean.value) : log(max(mean.defect, .leastNormalMagnitude))
    let largest = -logarithm / n
    guard slope(largest) > 0 else { return solution(window, v: largest) }
    return solution(window, v: findRoot(lower: 0, upper: largest, of: slope).location)
  }

  private func forcedGain(_ v: Double) -> Gain {
    let exponent = Double(minimum.depth) * v
    return Gain(value: -expm1(-exponent), defect: exp(-exponent))
  }

  private func solution(_ window: Window, v: Double) -> Solution {
    let stepSize = -expm1(-v)
    let forced = forcedGain(v)
    let bound = minimum.value * stepSize
    let clipped = clippedCount(below: bound, window)
    let count = Double(forcedCount)
    var sum = CompensatedSum()
    sum += weightedSquare(window.signal, forced.defect)
    sum += weightedSquare(count * noiseVariance, forced.value)
    sum += weightedSquare(signal.sum(0..<clipped), 1 - bound)
    sum += weightedSquare(Double(clipped) * noiseVariance, bound)
    sum += noiseVariance * freeWiener(window, clipped: clipped)
    return Solution(
      stepSize: stepSize, forcedGain: forced, lowerBound: bound, risk: 0.5 * sum.value)
  }
}

/// Sums over ranges of a list given in groups of equal values, in O(log d).
private struct PrefixSum {
  private let values: [Double]
  private let counts: [Int]
  private let sums: [DoubleDouble]

  init(_ values: [Double], counts: [Int]) {
    self.values = values
    self.counts = counts
    var sums = [DoubleDouble(0)]
    sums.reserveCapacity(counts.count)
    for (index, value) in values.enumerated() {
      let count = Double(counts[index + 1] - counts[index])
      sums.append(sums[index] + DoubleDouble(product: count, value))
    }
    self.sums = sums
  }

  func sum(_ range: Range<Int>) -> Double {
    range.isEmpty ? 0 : (prefix(range.upperBound) - prefix(range.lowerBound)).high
  }

  private func prefix(_ position: Int) -> DoubleDouble {
    var (low, high) = (0, counts.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if counts[middle] <= position { low = middle } else { high = middle - 1 }
    }
    guard counts[low] < position else { return sums[low] }
    return sums[low] + DoubleDouble(product: Double(position - counts[low]), values[low])
  }
}
