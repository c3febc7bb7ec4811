// The best soft threshold, alone and with a gain.

import Libc
import Optimization

/// A denoiser c·ST_λ with its risk and the numbers that decide about it.
public struct SoftThresholdFit: Sendable, Equatable {
  /// λ ≥ 0.
  public let threshold: Double
  /// c.
  public let gain: Double
  /// E ½(c·ST_λ(x) − y)².
  public let risk: Double
  /// What lies beyond the threshold.
  public let tail: TailMoments
  /// σ².
  public let noiseVariance: Double

  /// c·ST_λ with a given threshold and gain.
  ///
  /// - Parameters:
  ///   - prior: The law of y.
  ///   - threshold: λ ≥ 0.
  ///   - gain: c; nil for the best one, ``bestGain``.
  ///   - noiseVariance: σ² > 0.
  public init(
    _ prior: some ScalarPrior, threshold: Double, gain: Double?, noiseVariance: Double
  ) {
    self.threshold = threshold
    self.noiseVariance = noiseVariance
    tail = prior.tail(beyond: threshold, noiseVariance: noiseVariance)
    let best = Self.bestGain(threshold, tail, noiseVariance)
    self.gain = gain ?? best
    risk = prior.risk(threshold: threshold, gain: self.gain, noiseVariance: noiseVariance)
  }

  /// The best gain at this threshold, c* = 1 + (λe − σ²)/m₂.
  public var bestGain: Double { Self.bestGain(threshold, tail, noiseVariance) }

  private static func bestGain(
    _ threshold: Double, _ tail: TailMoments, _ noiseVariance: Double
  ) -> Double {
    1 + (threshold * tail.meanExcess - noiseVariance) / tail.meanSquare
  }

  /// What the best gain is worth at this threshold against the gain 1: ½P(λe − σ²)²/m₂.
  public var worth: Double {
    let distance = threshold * tail.meanExcess - noiseVariance
    return 0.5 * tail.probability * distance * (distance / tail.meanSquare)
  }

  /// Whether a best denoiser of its family stops early, overshoots, or neither.
  public var verdict: GainVerdict { GainVerdict(criterion: tail.criterion) }
}

/// What a gain is good for at a best threshold: c < 1 where e·r < 1, c > 1 where e·r > 1.
public enum GainVerdict: String, Sendable {
  /// c < 1: the iteration is best stopped before it has converged.
  case earlyStopping = "early stopping"
  /// c > 1: the iteration is best made to overshoot its limit.
  case overshoot
  /// c = 1 up to rounding: the exact solution is best.
  case neither

  /// The verdict for e·r.
  ///
  /// - Parameter criterion: e·r at a stationary threshold.
  init(criterion: Double) {
    self = abs(criterion - 1) < 1e-12 ? .neither : criterion < 1 ? .earlyStopping : .overshoot
  }
}

/// The best soft thresholds of a law at a noise level.
public struct SoftThresholdOptimum: Sendable, Equatable {
  /// The best ST_λ, what bilevel learning finds: the hazard is r(λ) = λ/σ².
  public let bilevel: SoftThresholdFit
  /// The best c·ST_λ over λ ≥ 0 and all c, what one learned gain adds; λ = 0 for the best linear denoiser.
  public let joint: SoftThresholdFit

  /// Finds both by all changes of sign of the derivatives on a logarithmic grid of thresholds.
  ///
  /// Bilevel: dR/dλ = P(λ − σ²r). Joint: with the best c, dR/dλ has the sign of λ(m₂ − e²) − σ²(rm₂ − e), so that
  /// λ = σ²(rm₂ − e)/(m₂ − e²) and c = 1 + (λe − σ²)/m₂ where it vanishes. Of several minima the lowest is taken; that
  /// there is only one has not been proved.
  ///
  /// - Parameters:
  ///   - prior: The law of y.
  ///   - noiseVariance: σ² > 0.
  /// - Complexity: About 300 tails.
  public init(_ prior: some ScalarPrior, noiseVariance: Double) {
    self.init(prior, noiseVariance: noiseVariance, largestGain: .infinity)
  }

  /// The same with c at most a number ≥ 1, as far as the joint optimum is concerned.
  init(_ prior: some ScalarPrior, noiseVariance: Double, largestGain: Double) {
    let scan = ThresholdScan(prior, noiseVariance: noiseVariance)
    bilevel = scan.best(gain: 1)
    let stationary = scan.minima { threshold, tail in
      let (e, second) = (tail.meanExcess, tail.meanSquare)
      return threshold * (second - e * e) - noiseVariance * (tail.hazard * second - e)
    }
    var candidates = ([0] + stationary).map { scan.fit($0, gain: nil) }
    if largestGain.isFinite {
      candidates.removeAll { $0.gain > largestGain }
      candidates.append(largestGain == 1 ? bilevel : scan.best(gain: largestGain))
    }
    joint = candidates.min { $0.risk < $1.risk } ?? bilevel
  }

  /// The best c·ST_λ with a given c > 0.
  static func best(
    _ prior: some ScalarPrior, gain: Double, noiseVariance: Double
  ) -> SoftThresholdFit {
    ThresholdScan(prior, noiseVariance: noiseVariance).best(gain: gain)
  }
}

/// The tails of a law on a grid of thresholds, on which minima of the risk are bracketed.
private struct ThresholdScan<Prior: ScalarPrior> {
  let prior: Prior
  let noiseVariance: Double
  let grid: [Double]
  let tails: [TailMoments]

  init(_ prior: Prior, noiseVariance: Double) {
    (self.prior, self.noiseVariance) = (prior, noiseVariance)
    grid = Self.grid(prior, noiseVariance)
    tails = grid.map { prior.tail(beyond: $0, noiseVariance: noiseVariance) }
  }

  func fit(_ threshold: Double, gain: Double?) -> SoftThresholdFit {
    SoftThresholdFit(prior, threshold: threshold, gain: gain, noiseVariance: noiseVariance)
  }

  /// Where a derivative by λ rises through 0.
  func minima(_ slope: (Double, TailMoments) -> Double) -> [Double] {
    let signs = zip(grid, tails).map(slope)
    return grid.indices.dropLast().compactMap { index in
      guard signs[index] < 0, signs[index + 1] >= 0 else { return nil }
      return findRoot(lower: grid[index], upper: grid[index + 1]) {
        slope($0, prior.tail(beyond: $0, noiseVariance: noiseVariance))
      }.location
    }
  }

  /// The best threshold for a given c: dR/dλ = cP(λ − σ²r + (1−c)e).
  func best(gain: Double) -> SoftThresholdFit {
    let thresholds = minima { threshold, tail in
      threshold - noiseVariance * tail.hazard + (1 - gain) * tail.meanExcess
    }
    let fits = ([0] + thresholds + [grid[grid.count - 1]]).map { fit($0, gain: gain) }
    return fits.min { $0.risk < $1.risk } ?? fits[0]
  }

  /// λ from far below the first stationary point to far beyond the last one.
  private static func grid(_ prior: some ScalarPrior, _ noiseVariance: Double) -> [Double] {
    let deviation = noiseVariance.squareRoot()
    let first = noiseVariance * prior.tail(beyond: 0, noiseVariance: noiseVariance).hazard
    let lower = 1e-3 * min(deviation, max(first, 1e-6 * deviation))
    let signal = prior.energy.squareRoot()
    let upper = 20 * max(deviation, noiseVariance / signal, signal)
    let count = 160
    return (0...count).map { lower * pow(upper / lower, Double($0) / Double(count)) }
  }
}
