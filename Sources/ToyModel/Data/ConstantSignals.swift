// Constant signals: y = λ𝟏.

import Intervals
import LinearAlgebra

/// y = λ𝟏 with E λ = μ and Var λ = θ².
///
/// C has the eigenvalue n(μ²+θ²) on 𝟏/√n and 0 on its n − 1 complements.
public struct ConstantSignals: DataFamily {
  /// The name on the command line, `--data constant`.
  public let name = "constant"
  /// The name in titles of panels.
  public let title = "constant signals"

  /// Creates the family, of which there is one.
  public init() {}

  /// Two groups: 𝟏/√n and its complements; O(1).
  public func spectrum(n: Int, mu: Double, theta: Double) -> Spectrum {
    Spectrum(n: n, first: Double(n) * (mu * mu + theta * theta), rest: 0)
  }

  /// The same two groups, enclosed; O(1).
  public func enclosure(n: Int, mu: Double, theta: Double) -> [EnclosedGroup] {
    EnclosedGroup.pair(
      n: n, first: Interval(n) * (Interval(mu).squared + Interval(theta).squared), rest: .zero)
  }

  /// 𝟏/√n and its complements.
  public var basis: Eigenbasis { .constantFirst }

  /// λ𝟏 with a normal λ.
  public func signal(n: Int, mu: Double, theta: Double, normal: () -> Double) -> [Double]? {
    Array(repeating: mu + theta * normal(), count: n)
  }
}

extension DataFamily where Self == ConstantSignals {
  /// The family y = λ𝟏 of constant signals.
  public static var constant: Self { ConstantSignals() }
}
