// Signals with independent entries.

import Intervals

/// yⱼ independent with E yⱼ = μ and Var yⱼ = θ².
///
/// C has the eigenvalue nμ²+θ² on 𝟏/√n and θ² on its n − 1 complements.
public struct IndependentEntries: DataFamily {
  /// The name on the command line, `--data iid`.
  public let name = "iid"
  /// The name in titles of panels.
  public let title = "independent entries"

  /// Creates the family, of which there is one.
  public init() {}

  /// Two groups: 𝟏/√n and its complements; O(1).
  public func spectrum(n: Int, mu: Double, theta: Double) -> Spectrum {
    Spectrum(n: n, first: Double(n) * (mu * mu) + theta * theta, rest: theta * theta)
  }

  /// The same two groups, enclosed; O(1).
  public func enclosure(n: Int, mu: Double, theta: Double) -> [EnclosedGroup] {
    let rest = Interval(theta).squared
    return EnclosedGroup.pair(n: n, first: Interval(n) * Interval(mu).squared + rest, rest: rest)
  }

  /// 𝟏/√n and its complements.
  public var basis: Eigenbasis { .constantFirst }

  /// n independent normal entries of mean μ and standard deviation θ.
  public func signal(n: Int, mu: Double, theta: Double, normal: () -> Double) -> [Double]? {
    (0..<n).map { _ in mu + theta * normal() }
  }
}

extension DataFamily where Self == IndependentEntries {
  /// The family of signals with independent entries of equal mean and variance.
  public static var independent: Self { IndependentEntries() }
}
