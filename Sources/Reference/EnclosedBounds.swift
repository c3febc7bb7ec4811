// The numbers L₀, F, E, E⁻ and B from their definitions, by listing all sets of directions.

package import Intervals

/// Best risks of data for forced sets of directions, enclosed.
///
/// The directions of a set M of m have one common gain c, the others their Wiener gains; the best c for M is
/// ΣγM/Σ(γ+σ²). Nothing is known here of windows or gaps.
package struct EnclosedBounds: Sendable {
  /// γ in descending order.
  private let eigenvalues: [Interval]
  /// σ².
  private let noise: Interval
  /// m.
  private let count: Int
  /// L₀, no direction is forced.
  package let linear: Interval

  /// Prepares the data.
  ///
  /// - Parameters:
  ///   - eigenvalues: γ.
  ///   - noise: σ² > 0.
  ///   - rows: k.
  package init(_ eigenvalues: [Double], noise: Interval, rows: Int) {
    self.eigenvalues = eigenvalues.sorted(by: >).map { Interval($0) }
    self.noise = noise
    count = max(0, eigenvalues.count - rows)
    linear = self.eigenvalues.reduce(.zero) { $0 + Self.least($1, noise) }
  }

  private static func least(_ energy: Interval, _ noise: Interval) -> Interval {
    0.5 * energy * noise / (energy + noise)
  }

  /// The best common gain of some directions, counted from 0 in descending order of γ.
  package func gain(_ members: some Sequence<Int>) -> Interval {
    var (energy, total) = (Interval.zero, Interval.zero)
    for index in members {
      energy = energy + eigenvalues[index]
      total = total + (eigenvalues[index] + noise)
    }
    return energy / total
  }

  /// The best risk if some directions have a common gain.
  ///
  /// - Parameters:
  ///   - members: The directions.
  ///   - gain: c; by default the best.
  /// - Returns: An enclosure.
  package func risk(forcing members: Set<Int>, to gain: Interval? = nil) -> Interval {
    guard !members.isEmpty else { return linear }
    let c = gain ?? self.gain(members)
    return eigenvalues.indices.reduce(.zero) { sum, index in
      let energy = eigenvalues[index]
      return sum
        + (members.contains(index)
          ? 0.5 * (energy * (1 - c).squared + noise * c.squared) : Self.least(energy, noise))
    }
  }

  /// All sets of m directions.
  ///
  /// - Precondition: Few eigenvalues, of which there are 2ⁿ sets.
  package var sets: [Set<Int>] {
    let n = eigenvalues.count
    return (0..<(1 << n)).filter { $0.nonzeroBitCount == count }.map { subset in
      Set((0..<n).filter { subset >> $0 & 1 == 1 })
    }
  }

  /// F, by all sets of m directions.
  package var floor: Interval {
    sets.map { risk(forcing: $0) }.reduce(Interval(.infinity)) { $0.minimum($1) }
  }

  /// F, by all sets of m neighbouring directions.
  package var floorOfWindows: Interval {
    (0...eigenvalues.count - count).map { risk(forcing: Set($0..<$0 + count)) }
      .reduce(Interval(.infinity)) { $0.minimum($1) }
  }

  /// E: the m largest γ are forced.
  package var even: Interval { risk(forcing: Set(0..<count)) }

  /// E⁻: the m smallest γ are forced.
  package var odd: Interval { risk(forcing: Set(eigenvalues.count - count..<eigenvalues.count)) }

  /// B: the m largest γ are forced to 1.
  package var bilevel: Interval { risk(forcing: Set(0..<count), to: .one) }

  /// mσ⁴/(2A) with the mean A of γ+σ² over the m largest γ.
  package var advantage: Interval {
    guard count > 0 else { return .zero }
    let total = eigenvalues.prefix(count).reduce(Interval.zero) { $0 + ($1 + noise) }
    return 0.5 * (Interval(count) * noise).squared / total
  }
}
