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
    /// c*, the best common gain.
    let gain: Gain
    /// The gap, to about 10⁻²⁰ of (σ⁴/2) Σ 1/w.
    let roughGap: Double
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
    let noise = DoubleDouble(noiseVariance)
    // Σ γ and Σ 1/w over all directions before each group.
    var energies = [DoubleDouble(0)]
    var inverses = [DoubleDouble(0)]
    energies.reserveCapacity(ends.count)
    inverses.reserveCapacity(ends.count)
    for (index, group) in spectrum.groups.enumerated() {
      let multiplicity = DoubleDouble(Double(group.multiplicity))
      let weight = DoubleDouble(sum: group.eigenvalue, noiseVariance)
      energies.append(energies[index] + multiplicity * DoubleDouble(group.eigenvalue))
      inverses.append(inverses[index] + multiplicity * (noise / weight))
    }
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
    var (lower, upper) = (0, 0)
    /// The sums over all directions before a position, which moves upwards.
    func sums(_ position: Int, _ group: inout Int) -> (energy: DoubleDouble, inverse: DoubleDouble)
    {
      while group + 1 < ends.count, ends[group + 1] <= position { group += 1 }
      guard position > ends[group] else { return (energies[group], inverses[group]) }
      let part = DoubleDouble(Double(position - ends[group]))
      let eigenvalue = spectrum.groups[group].eigenvalue
      let weight = DoubleDouble(sum: eigenvalue, noiseVariance)
      return (
        energies[group] + part * DoubleDouble(eigenvalue), inverses[group] + part * (noise / weight)
      )
    }
    let m = DoubleDouble(Double(count))
    return starts.map { start in
      let (before, after) = (sums(start, &lower), sums(start + count, &upper))
      let energy = after.energy - before.energy
      // (σ²/2)(Σ σ²/w − m²σ²/Σw).
      let total = energy + m * noise
      let gap = (after.inverse - before.inverse) - m * m * noise / total
      return Window(
        start: start,
        gain: Gain(value: (energy / total).high, defect: (m * noise / total).high),
        roughGap: 0.5 * noiseVariance * max(gap.high, 0))
    }
  }

  /// The window of least gap; of several that agree to rounding the first.
  func best() -> Window {
    let windows = candidates()
    let scale = 0.5 * noiseVariance * Double(count)
    let least = windows.reduce(Double.infinity) { min($0, $1.roughGap) }
    // (σ²/2) Σ σ²/w is at most mσ²/2.
    return windows.first { $0.roughGap <= least + 1e-24 * scale } ?? windows[0]
  }

  /// The gap of a window, as a sum of positive terms.
  func gap(of window: Window) -> Double {
    var sum = CompensatedSum()
    for (index, group) in spectrum.groups.enumerated() {
      let part = min(ends[index + 1], window.start + count) - max(ends[index], window.start)
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
    return Window(start: 0, gain: gain, roughGap: 0)
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
      start: spectrum.dimension - count,
      gain: .wiener(eigenvalue: energy.value, noiseVariance: Double(count) * noiseVariance),
      roughGap: 0)
  }
}
