// The eigenvalues of C, enclosed.

public import Intervals

/// The spectrum of C with enclosed eigenvalues, in descending order.
///
/// For the toy models the eigenvalues are computed from n, μ and θ as they are given; a ``Spectrum`` is
/// taken as exact.
public struct CertifiedSpectrum: Sendable {
  /// One eigenvalue and how many directions share it.
  public struct Group: Sendable {
    /// An enclosure of γ ≥ 0.
    public let eigenvalue: Interval
    /// The number of directions, at least 1.
    public let multiplicity: Int
  }

  /// The groups, by descending eigenvalue.
  public let groups: [Group]
  /// The dimension n.
  public let dimension: Int

  /// Encloses the spectrum of a data model.
  ///
  /// - Complexity: O(1) for the toy models, else O(d) for d distinct eigenvalues.
  public init(_ model: DataModel) {
    switch model {
    case .constant(let n, let mu, let theta):
      let energy = Interval(mu).squared + Interval(theta).squared
      self.init(n: n, first: Interval(n) * energy, rest: .zero)
    case .independent(let n, let mu, let theta):
      let rest = Interval(theta).squared
      self.init(n: n, first: Interval(n) * Interval(mu).squared + rest, rest: rest)
    case .spectrum(let spectrum):
      self.init(
        spectrum.groups.map {
          Group(eigenvalue: Interval($0.eigenvalue), multiplicity: $0.multiplicity)
        })
    }
  }

  private init(n: Int, first: Interval, rest: Interval) {
    // Without a mean all directions of independent entries are alike.
    guard n > 1, first != rest else {
      self.init([Group(eigenvalue: first, multiplicity: n)])
      return
    }
    self.init([
      Group(eigenvalue: first, multiplicity: 1), Group(eigenvalue: rest, multiplicity: n - 1),
    ])
  }

  private init(_ groups: [Group]) {
    self.groups = groups
    dimension = groups.reduce(0) { $0 + $1.multiplicity }
  }

  /// The sum of all eigenvalues.
  public var trace: Interval {
    groups.reduce(.zero) { $0 + Interval($1.multiplicity) * $1.eigenvalue }
  }
}
