// The excess of a risk over the best linear one as a sum of squares.

import ToyModel

/// The part of the excess ½ tr((T−T*) S (T−T*)ᵀ), S = C + σ²I, T* = CS⁻¹, that depends on the spectrum.
///
/// With X = T − T* and its columns Xeⱼ in the p deviating directions,
/// ```
/// E = ½ Σⱼ wⱼ‖Xeⱼ‖²,   w = γ + σ²,
/// ```
/// over all directions; where the others are alike, with w and t* of the shift β,
/// ```
/// E = ½w_β‖T − t_βI‖² + Σⱼ [½dⱼ‖Xeⱼ‖² − κⱼ(Xⱼⱼ + ½(tⱼ − t_β))],   κⱼ = w_β(tⱼ − t_β),
/// ```
/// because w_β‖(T − t_β)eⱼ‖² is counted once too often for a deviating j.
///
/// Error: all gains carry t and 1 − t, so that w(t − s)² is accurate to a few ulp at any ratio of signal
/// to noise. A square ‖Xeⱼ‖² assembled from a = c₀ − tⱼ and quadratic forms in R has an error of ulp·a²,
/// however small it is; ``LearnedRisk`` uses the vector Xeⱼ itself where that error might be visible.
struct ExcessTerms: Sendable {
  /// γⱼ of the deviating directions.
  let energies: [Double]
  /// w_β; 0 where every direction deviates.
  let shiftWeight: Double
  /// t_β.
  let shiftGain: Gain
  /// dⱼ, or wⱼ where every direction deviates.
  let weights: [Double]
  /// tⱼ, the Wiener gains.
  let targets: [Gain]
  /// κⱼ.
  let couplings: [Double]
  /// Σ ½κⱼ(tⱼ − t_β).
  let constant: Double
  /// The largest term that cancels.
  let cancellation: Double

  /// - Parameters:
  ///   - energies: γ of the deviating directions.
  ///   - shift: β; nil where every direction deviates.
  ///   - noiseVariance: σ².
  init(energies: [Double], shift: Double?, noiseVariance: Double) {
    let base = Gain.wiener(eigenvalue: shift ?? 0, noiseVariance: noiseVariance)
    let weight = shift.map { $0 + noiseVariance } ?? 0
    let targets = energies.map { Gain.wiener(eigenvalue: $0, noiseVariance: noiseVariance) }
    self.energies = energies
    self.targets = targets
    shiftGain = base
    shiftWeight = weight
    weights = energies.map { energy in shift.map { energy - $0 } ?? (energy + noiseVariance) }
    couplings = targets.map { weight * $0.difference(to: base) }
    let constants = zip(couplings, targets).map { 0.5 * $0 * $1.difference(to: base) }
    constant = constants.reduce(0, +)
    cancellation = constants.max() ?? 0
  }

  /// ½w_β(f − t_β)² of one direction.
  func spectral(_ gain: Gain) -> Double {
    let difference = gain.difference(to: shiftGain)
    return 0.5 * (shiftWeight * difference) * difference
  }

  /// The contribution of the deviating directions, from Xⱼⱼ and ‖Xeⱼ‖².
  func deviating(_ columns: [(diagonal: Double, square: Double)]) -> Double {
    var sum = -constant
    for (j, column) in columns.enumerated() {
      sum += 0.5 * weights[j] * column.square - couplings[j] * column.diagonal
    }
    return sum
  }
}
