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

/// The gaps of windows of m neighbouring directions, by sums over all directions from one end of the spectrum.
///
/// Terms that fall with γ are summed from the top and those that rise with it from the bottom: a difference of two sums
/// then has the digits of its largest term, however far the eigenvalues are spread.
private struct CertifiedGaps {
  private let noiseVariance: Interval
  private let count: Int
  private let groups: [CertifiedSpectrum.Group]
  /// Directions before each group, and all of them.
  private let ends: [Int]
  /// Σ σ⁴/w before each group.
  private var inverses: [Interval] = [.zero]
  /// Σ γ and Σ γ²/w from each group on.
  private var energies: [Interval]
  private var squares: [Interval]

  init(_ spectrum: CertifiedSpectrum, _ noiseVariance: Interval, count: Int) {
    (self.noiseVariance, self.count) = (noiseVariance, count)
    groups = spectrum.groups
    var ends = [0]
    let gains = groups.map {
      CertifiedGain.wiener(eigenvalue: $0.eigenvalue, noiseVariance: noiseVariance)
    }
    for (index, group) in groups.enumerated() {
      ends.append(ends[index] + group.multiplicity)
      inverses.append(
        inverses[index] + Interval(group.multiplicity) * (noiseVariance * gains[index].defect))
    }
    self.ends = ends
    energies = Array(repeating: .zero, count: groups.count + 1)
    squares = energies
    for (index, group) in groups.enumerated().reversed() {
      let multiplicity = Interval(group.multiplicity)
      energies[index] = energies[index + 1] + multiplicity * group.eigenvalue
      squares[index] = squares[index + 1] + multiplicity * (group.eigenvalue * gains[index].value)
    }
  }

  /// The starts of the windows that can be best; see ``/ToyModel/RiskBounds``.
  var starts: [Int] {
    let last = ends[ends.count - 1] - count
    return Set(
      ends.filter { $0 <= last } + ends.compactMap { $0 >= count ? $0 - count : nil }
    ).sorted()
  }

  /// Σ γ and Σ γ²/w from a position on, and Σ σ⁴/w before it.
  private func sums(_ position: Int) -> (energy: Interval, square: Interval, inverse: Interval) {
    var (low, high) = (0, ends.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if ends[middle] <= position { low = middle } else { high = middle - 1 }
    }
    guard position > ends[low] else { return (energies[low], squares[low], inverses[low]) }
    let (before, after) = (Interval(position - ends[low]), Interval(ends[low + 1] - position))
    let eigenvalue = groups[low].eigenvalue
    let gain = CertifiedGain.wiener(eigenvalue: eigenvalue, noiseVariance: noiseVariance)
    return (
      energies[low + 1] + after * eigenvalue,
      squares[low + 1] + after * (eigenvalue * gain.value),
      inverses[low] + before * (noiseVariance * gain.defect)
    )
  }

  /// ½(Σ γ²/w − (Σγ)²/Σw), which is ½(Σ σ⁴/w − m²σ⁴/Σw), and not negative.
  func gap(from start: Int) -> Interval {
    let (first, last) = (sums(start), sums(start + count))
    // Rounding must not make it negative: the gain of a negative energy has no bounds.
    let energy = (first.energy - last.energy).maximum(.zero)
    let noise = Interval(count) * noiseVariance
    let mean = CertifiedGain.wiener(eigenvalue: energy, noiseVariance: noise)
    let rising = (first.square - last.square) - energy * mean.value
    let falling = (last.inverse - first.inverse) - noise * mean.defect
    return 0.5 * (rising.intersection(falling) ?? rising).maximum(.zero)
  }
}
