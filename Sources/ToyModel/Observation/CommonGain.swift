// The price of one common gain for some directions, where noise differs from direction to direction.

/// The m directions that are cheapest to give one common gain, and that gain.
///
/// With weights w = γ+σ² and targets t* = γ/w in every direction,
/// ```
/// gap(M) = min_c ½Σ_M w(c−t*)² = ½[Σγ²/w − (Σγ)²/Σw],   c* = Σγ/Σw
/// ```
/// For white noise the best M is a window of neighbouring γ, see ``RiskBounds``; with coloured noise it need not be one
/// of neighbouring γ, nor of neighbouring t*. For a fixed c the m directions of least ½w(t*−c)² are best. They change only
/// where two of these parabolas cross, so that one c between any two neighbouring crossings suffices.
///
/// - SeeAlso: docs/proofs/noise.md.
public struct CommonGain: Sendable, Equatable {
  /// The price, ½Σw(c*−t*)², a sum of positive terms.
  public let gap: Double
  /// c*.
  public let gain: Gain
  /// The number of directions of every group of the observation that are in M.
  public let counts: [Int]

  /// Finds the directions.
  ///
  /// - Parameters:
  ///   - observation: γ and σ² in every direction; every a is 1.
  ///   - count: m, 1 ≤ m ≤ n.
  /// - Complexity: O(d³ log d) for d groups.
  public init(observation: Observation, count: Int) {
    precondition(count >= 1 && count <= observation.dimension, "\(count) directions")
    precondition(observation.groups.allSatisfy { $0.singularValue == 1 }, "an operator")
    let groups = observation.groups
    let lines = groups.map { (weight: $0.weight, target: $0.target) }
    var crossings = [0.0, 1]
    for i in groups.indices {
      for j in groups.indices where j > i {
        // √wᵢ(c − tᵢ) = ±√wⱼ(c − tⱼ).
        let (p, q) = (lines[i].weight.squareRoot(), lines[j].weight.squareRoot())
        let (u, v) = (p * lines[i].target.value, q * lines[j].target.value)
        crossings += [(u - v) / (p - q), (u + v) / (p + q)].filter { $0 > 0 && $0 < 1 }
      }
    }
    crossings.sort()
    var best: CommonGain?
    for (first, last) in zip(crossings, crossings.dropFirst()) where first < last {
      let middle = Gain(value: 0.5 * (first + last))
      let prices = lines.map { weightedSquare($0.weight, middle.difference(to: $0.target)) }
      let order = groups.indices.sorted { (prices[$0], $0) < (prices[$1], $1) }
      var counts = Array(repeating: 0, count: groups.count)
      var remaining = count
      for index in order where remaining > 0 {
        counts[index] = min(remaining, groups[index].multiplicity)
        remaining -= counts[index]
      }
      let found = CommonGain(groups, counts)
      if found.gap < best?.gap ?? .infinity { best = found }
    }
    self = best ?? CommonGain(groups, groups.map(\.multiplicity))
  }

  /// The price of given directions.
  private init(_ groups: [Observation.Group], _ counts: [Int]) {
    var (energy, noise) = (CompensatedSum(), CompensatedSum())
    for (group, count) in zip(groups, counts) {
      energy += Double(count) * group.eigenvalue
      noise += Double(count) * group.noiseVariance
    }
    gain = .wiener(eigenvalue: energy.value, noiseVariance: noise.value)
    var sum = CompensatedSum()
    for (group, count) in zip(groups, counts) where count > 0 {
      sum +=
        0.5 * Double(count) * weightedSquare(group.weight, gain.difference(to: group.target))
    }
    gap = sum.value
    self.counts = counts
  }
}
