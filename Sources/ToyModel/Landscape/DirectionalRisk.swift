// The risk of one direction as a function of the eigenvalue that the denoiser has there.

/// The parabola g(t) = ½(γ(1−t)² + σ²t²) of one direction.
///
/// Its minimiser is the Wiener gain t* = γ/(γ+σ²), and g(t) − g(t*) = ½(γ+σ²)(t−t*)².
public struct DirectionalRisk: Sendable, Equatable {
  /// γ ≥ 0, the second moment of the signal in the direction.
  public let signalEnergy: Double
  /// σ² ≥ 0, the variance of the noise.
  public let noiseVariance: Double
  /// The Wiener gain t*.
  public let wienerGain: Gain

  /// Creates the risk of a direction.
  ///
  /// - Precondition: γ and σ² are finite and not negative, and so is their sum.
  public init(signalEnergy: Double, noiseVariance: Double) {
    precondition(
      signalEnergy >= 0 && noiseVariance >= 0 && (signalEnergy + noiseVariance).isFinite,
      "no risk for γ = \(signalEnergy), σ² = \(noiseVariance)")
    self.signalEnergy = signalEnergy
    self.noiseVariance = noiseVariance
    wienerGain = Gain.wiener(eigenvalue: signalEnergy, noiseVariance: noiseVariance)
  }

  /// γ + σ², the second derivative of g.
  public var curvature: Double { signalEnergy + noiseVariance }

  /// g(t*) = ½γσ²/(γ+σ²), the best linear risk.
  public var best: Double { value(wienerGain) }

  /// g(t).
  public func value(_ gain: Gain) -> Double {
    0.5 * weightedSquare(signalEnergy, gain.defect)
      + 0.5 * weightedSquare(noiseVariance, gain.value)
  }

  /// g′(t) = (γ+σ²)(t − t*).
  func slope(_ gain: Gain) -> Double { curvature * gain.difference(to: wienerGain) }

  /// g(t) − g(u) = ½(γ+σ²)(t−u)((t−u) + 2(u−t*)), without the difference of two risks.
  public func rise(to gain: Gain, from base: Gain) -> Double {
    let step = gain.difference(to: base)
    guard step != 0 else { return 0 }
    return 0.5 * curvature * step * (step + 2 * base.difference(to: wienerGain))
  }
}
