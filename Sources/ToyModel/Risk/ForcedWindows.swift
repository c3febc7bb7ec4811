// Windows of neighbouring directions that are forced to one common gain, and their price.

import Intervals

/// The windows of m = n − k neighbouring directions, in descending order of γ, that can have the least gap.
///
/// The gap of a set M of directions is the least price of one common gain c for all of them:
/// ```
/// gap(M) = min_c ½ Σ_M w(c−t*)² = (σ⁴/2) Σ_M (γ−γ̄)²/(A²w) = (mσ⁴/2)(1/H − 1/A),   c* = 1 − σ²/A
/// ```
/// with w = γ+σ², the mean γ̄ of γ over M, and the arithmetic and harmonic means A and H of w. For a fixed c the price of
/// a direction is convex in w, so that a best M is a window; and as a function of its offset the gap is concave while
/// both ends move inside groups of equal γ, so that only windows count that begin or end at an end of a group.
struct ForcedWindows {
  private let spectrum: Spectrum
  private let noiseVariance: Double
  /// m.
  let count: Int
  /// The number of directions before each group, followed by n.
  private let ends: [Int]

  /// One window.
  struct Window {
    /// The number of directions before it.
    let start: Int
    /// The number of its directions.
    let count: Int
    /// c*, the best common gain.
    let gain: Gain
    /// The gap, up to ``rounding``.
    let roughGap: Double
    /// A bound on the error of it.
    var rounding = 0.0
  }

  /// - Precondition: m ≥ 1 and σ > 0.
  init(_ spectrum: Spectrum, noiseVariance: Double, count: Int) {
    (self.spectrum, self.noiseVariance, self.count) = (spectrum, noiseVariance, count)
    var ends = [0]
    ends.reserveCapacity(spectrum.groups.count + 1)
    for group in spectrum.groups { ends.append(ends[ends.count - 1] + group.multiplicity) }
    self.ends = ends
  }

  /// The windows that can be best, by ascending start.
  ///
  /// - Complexity: O(d) for d groups, by sums in twice the precision.
  func candidates() -> [Window] {
    let n = spectrum.dimension
    // The starts at an end of a group, and those at which a window ends at one, both ascending.
    let first = ends.filter { $0 + count <= n }
    let last = ends.filter { $0 >= count }.map { $0 - count }
    var starts: [Int] = []
    starts.reserveCapacity(first.count + last.count)
    var (i, j) = (0, 0)
    while i < first.count || j < last.count {
      let next: Int
      if j >= last.count || (i < first.count && first[i] <= last[j]) {
        next = first[i]
        i += 1
      } else {
        next = last[j]
        j += 1
      }
      if starts.last != next { starts.append(next) }
    }
    return windows(starts.map { $0..<$0 + count })
  }

  /// The windows [b, m+2b), for b from 0 to a largest number, that can be best, by ascending start.
  ///
  /// As a function of b the gap is concave as well while both ends move inside groups.
  ///
  /// - Parameter limit: The largest b, with m + 2b ≤ n.
  /// - Returns: The windows.
  /// - Complexity: O(d) for d groups.
  func growingCandidates(upTo limit: Int) -> [Window] {
    let before = ends.map { ($0 - count) >> 1 }
    let starts = Set([0, limit] + ends + before + before.map { $0 + 1 })
    return windows(
      starts.filter { (0...limit).contains($0) }.sorted().map { $0..<count + 2 * $0 })
  }

  /// The windows of given directions, whose ends ascend.
  ///
  /// - Complexity: O(d) for d groups and as many windows.
  func windows(_ ranges: [Range<Int>]) -> [Window] {
    let n = spectrum.dimension
    // Sums from the top of terms that fall with γ, and from the bottom of terms that rise with it, so that small
    // windows of small terms keep their digits.
    // The quotient first: squares of large γ are beyond the range of Double.
    let fromTop = sums(spectrum.groups) { noise, weight, _ in noise * (noise / weight) }
    let fromBottom = sums(spectrum.groups.reversed()) { _, weight, eigenvalue in
      eigenvalue * (eigenvalue / weight)
    }
    var cursors = (0, 0, 0, 0)
    let noise = DoubleDouble(noiseVariance)
    // The sums from the bottom are walked downwards.
    let below = ranges.reversed().map { range in
      fromBottom.part(n - range.upperBound, n - range.lowerBound, &cursors.0, &cursors.1)
    }.reversed()
    return zip(ranges, below).map { range, below in
      let m = DoubleDouble(Double(range.count))
      let above = fromTop.part(range.lowerBound, range.upperBound, &cursors.2, &cursors.3)
      let useTop = above.terms.high <= below.terms.high
      // (σ²/2)(Σ σ²/w − m²σ²/Σw), or ½(Σ γ²/w − (Σγ)²/Σw).
      let energy = below.energy
      let total = energy + m * noise
      let gap =
        useTop
        ? above.terms - m * noise * (m * noise / total)
        : below.terms - energy * (energy / total)
      return Window(
        start: range.lowerBound, count: range.count,
        gain: Gain(value: (below.energy / total).high, defect: (m * noise / total).high),
        roughGap: 0.5 * max(gap.high, 0), rounding: 1e-26 * (useTop ? above : below).terms.high)
    }
  }

  /// Sums over groups in an order, after each of them.
  private struct Sums {
    /// The numbers of directions.
    var ends = [0]
    /// Σ γ.
    var energies = [DoubleDouble(0)]
    /// The sums of the terms.
    var terms = [DoubleDouble(0)]
    /// γ and the term of each group.
    var groups: [(eigenvalue: DoubleDouble, term: DoubleDouble)] = []

    /// The sums before a position, near that of a cursor, which moves upwards.
    private func before(
      _ position: Int, _ cursor: inout Int
    ) -> (energy: DoubleDouble, terms: DoubleDouble) {
      while cursor + 1 < ends.count, ends[cursor + 1] <= position { cursor += 1 }
      guard position > ends[cursor] else { return (energies[cursor], terms[cursor]) }
      let part = DoubleDouble(Double(position - ends[cursor]))
      return (
        energies[cursor] + part * groups[cursor].eigenvalue,
        terms[cursor] + part * groups[cursor].term
      )
    }

    /// The sums between two positions, both moving upwards from call to call.
    func part(
      _ start: Int, _ end: Int, _ lower: inout Int, _ upper: inout Int
    ) -> (energy: DoubleDouble, terms: DoubleDouble) {
      let (first, last) = (before(start, &lower), before(end, &upper))
      return (last.energy - first.energy, last.terms - first.terms)
    }
  }

  private func sums(
    _ groups: some Sequence<Spectrum.Group>,
    _ term: (_ noise: DoubleDouble, _ weight: DoubleDouble, _ eigenvalue: DoubleDouble) ->
      DoubleDouble
  ) -> Sums {
    let noise = DoubleDouble(noiseVariance)
    var sums = Sums()
    for (index, group) in groups.enumerated() {
      let multiplicity = DoubleDouble(Double(group.multiplicity))
      let eigenvalue = DoubleDouble(group.eigenvalue)
      let value = term(noise, DoubleDouble(sum: group.eigenvalue, noiseVariance), eigenvalue)
      sums.ends.append(sums.ends[index] + group.multiplicity)
      sums.energies.append(sums.energies[index] + multiplicity * eigenvalue)
      sums.terms.append(sums.terms[index] + multiplicity * value)
      sums.groups.append((eigenvalue, value))
    }
    return sums
  }

  /// The window of least gap; of several that agree to rounding the first.
  func best() -> Window { best(of: candidates()) }

  /// The window of least gap among some; of several that agree to rounding the first.
  func best(of windows: [Window]) -> Window {
    guard let least = windows.min(by: { $0.roughGap < $1.roughGap }) else { return top }
    return windows.first { $0.roughGap <= least.roughGap + $0.rounding + least.rounding } ?? least
  }

  /// The gap of a window, as a sum of positive terms.
  func gap(of window: Window) -> Double {
    var sum = CompensatedSum()
    for (index, group) in spectrum.groups.enumerated() {
      let part = min(ends[index + 1], window.start + window.count) - max(ends[index], window.start)
      guard part > 0 else { continue }
      let target = Gain.wiener(eigenvalue: group.eigenvalue, noiseVariance: noiseVariance)
      sum +=
        0.5 * Double(part)
        * weightedSquare(
          group.eigenvalue + noiseVariance, window.gain.difference(to: target))
    }
    return sum.value
  }

  /// The window of the m largest γ.
  var top: Window {
    let gain = spectrum.bestForcedGain(noiseVariance: noiseVariance, count: count)
    return Window(start: 0, count: count, gain: gain, roughGap: 0)
  }

  /// The window of the m smallest γ.
  var bottom: Window {
    var energy = CompensatedSum()
    var remaining = count
    for group in spectrum.groups.reversed() where remaining > 0 {
      let part = min(remaining, group.multiplicity)
      energy += Double(part) * group.eigenvalue
      remaining -= part
    }
    return Window(
      start: spectrum.dimension - count, count: count,
      gain: .wiener(eigenvalue: energy.value, noiseVariance: Double(count) * noiseVariance),
      roughGap: 0)
  }
}
