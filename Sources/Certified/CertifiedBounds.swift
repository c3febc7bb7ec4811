// The numbers L₀ ≤ F ≤ E ≤ B between certain bounds.

public import Intervals
import ToyModel

/// Enclosures of L₀, F, E, E⁻ and B, the numbers of ``/ToyModel/RiskBounds``.
public struct CertifiedBounds: Sendable {
  /// L₀.
  public let linear: Interval
  /// F.
  public let floor: Interval
  /// E.
  public let even: Interval
  /// E⁻.
  public let odd: Interval
  /// B.
  public let bilevel: Interval

  /// Encloses the numbers of a spectrum.
  ///
  /// - Parameters:
  ///   - spectrum: The enclosed eigenvalues γ of C.
  ///   - noiseVariance: σ² ≥ 0.
  ///   - rows: k, 1 ≤ k ≤ n.
  /// - Complexity: O(d) for d groups.
  public init(spectrum: CertifiedSpectrum, noiseVariance: Interval, rows: Int) {
    func risk(_ family: DenoiserFamily) -> Interval {
      CertifiedRisk(
        spectrum: spectrum, noiseVariance: noiseVariance, rows: rows, family: family
      ).risk
    }
    linear = risk(.linear)
    bilevel = risk(.bilevel)
    let count = spectrum.dimension - rows
    guard count > 0, !noiseVariance.isZero else {
      (floor, even, odd) = (linear, linear, linear)
      return
    }
    let windows = CertifiedGaps(spectrum, noiseVariance, count: count)
    let last = spectrum.dimension - count
    even = linear + windows.gap(from: 0)
    odd = linear + windows.gap(from: last)
    floor =
      linear + windows.starts.reduce(windows.gap(from: 0)) { $0.minimum(windows.gap(from: $1)) }
  }
}

/// The gaps of windows of m neighbouring directions, by sums over all directions before each group.
private struct CertifiedGaps {
  private let noiseVariance: Interval
  private let count: Int
  private let groups: [CertifiedSpectrum.Group]
  /// Directions before each group, and all of them.
  private let ends: [Int]
  /// Σ γ, Σ γ²/w and Σ σ⁴/w before each group.
  private var energies: [Interval] = [.zero]
  private var squares: [Interval] = [.zero]
  private var inverses: [Interval] = [.zero]

  init(_ spectrum: CertifiedSpectrum, _ noiseVariance: Interval, count: Int) {
    (self.noiseVariance, self.count) = (noiseVariance, count)
    groups = spectrum.groups
    var ends = [0]
    for (index, group) in spectrum.groups.enumerated() {
      let multiplicity = Interval(group.multiplicity)
      let gain = CertifiedGain.wiener(eigenvalue: group.eigenvalue, noiseVariance: noiseVariance)
      ends.append(ends[index] + group.multiplicity)
      energies.append(energies[index] + multiplicity * group.eigenvalue)
      squares.append(squares[index] + multiplicity * (group.eigenvalue * gain.value))
      inverses.append(inverses[index] + multiplicity * (noiseVariance * gain.defect))
    }
    self.ends = ends
  }

  /// The starts of the windows that can be best; see ``/ToyModel/RiskBounds``.
  var starts: [Int] {
    let last = ends[ends.count - 1] - count
    return Set(
      ends.filter { $0 <= last } + ends.compactMap { $0 >= count ? $0 - count : nil }
    ).sorted()
  }

  /// The sums before a position.
  private func sums(_ position: Int) -> (energy: Interval, square: Interval, inverse: Interval) {
    var (low, high) = (0, ends.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if ends[middle] <= position { low = middle } else { high = middle - 1 }
    }
    guard position > ends[low] else { return (energies[low], squares[low], inverses[low]) }
    let part = Interval(position - ends[low])
    let eigenvalue = groups[low].eigenvalue
    let gain = CertifiedGain.wiener(eigenvalue: eigenvalue, noiseVariance: noiseVariance)
    return (
      energies[low] + part * eigenvalue, squares[low] + part * (eigenvalue * gain.value),
      inverses[low] + part * (noiseVariance * gain.defect)
    )
  }

  /// ½(Σ γ²/w − (Σγ)²/Σw), which is ½(Σ σ⁴/w − m²σ⁴/Σw), and not negative.
  func gap(from start: Int) -> Interval {
    let (before, after) = (sums(start), sums(start + count))
    let energy = after.energy - before.energy
    let noise = Interval(count) * noiseVariance
    let mean = CertifiedGain.wiener(eigenvalue: energy, noiseVariance: noise)
    let first = (after.square - before.square) - energy * mean.value
    let second = (after.inverse - before.inverse) - noise * mean.defect
    return 0.5 * (first.intersection(second) ?? first).maximum(.zero)
  }
}
