// The eigenvalues of the second moment with multiplicities, on which alone the risk depends.

/// The spectrum of C = E[yyᵀ]: distinct eigenvalues γ ≥ 0 with multiplicities, in descending order.
///
/// The two toy models have two groups for every n, so that n = 10¹² costs as much as n = 5.
public struct Spectrum: Sendable, Equatable {
  /// One eigenvalue and how many directions share it.
  public struct Group: Sendable, Equatable {
    /// The eigenvalue γ ≥ 0, in units of the signal squared.
    public let eigenvalue: Double
    /// The number of directions, at least 1.
    public let multiplicity: Int

    /// Creates a group.
    ///
    /// - Parameters:
    ///   - eigenvalue: γ, finite and not negative.
    ///   - multiplicity: The number of directions, at least 1.
    public init(eigenvalue: Double, multiplicity: Int) {
      precondition(
        eigenvalue >= 0 && eigenvalue.isFinite,
        "\(eigenvalue) is not an eigenvalue of a second moment")
      precondition(multiplicity >= 1, "an eigenvalue of multiplicity \(multiplicity)")
      self.eigenvalue = eigenvalue
      self.multiplicity = multiplicity
    }
  }

  /// The groups, by descending eigenvalue, no eigenvalue twice.
  public let groups: [Group]

  /// Whether all eigenvalues are equal except for at most one larger one, as in the toy models.
  public var isTwoLevel: Bool {
    groups.count == 1 || (groups.count == 2 && groups[0].multiplicity == 1)
  }
  /// The dimension n, the sum of the multiplicities.
  public let dimension: Int

  /// Creates a spectrum from groups in any order; equal eigenvalues are merged.
  ///
  /// - Parameter groups: At least one group.
  /// - Complexity: O(d log d) for d groups.
  public init(_ groups: [Group]) {
    precondition(!groups.isEmpty, "a spectrum of no eigenvalues")
    var merged: [Group] = []
    merged.reserveCapacity(groups.count)
    for group in groups.sorted(by: { $0.eigenvalue > $1.eigenvalue }) {
      if let last = merged.last, last.eigenvalue == group.eigenvalue {
        merged[merged.count - 1] = Group(
          eigenvalue: last.eigenvalue, multiplicity: last.multiplicity + group.multiplicity)
      } else {
        merged.append(group)
      }
    }
    self.groups = merged
    dimension = merged.reduce(0) { $0 + $1.multiplicity }
  }

  /// Creates a spectrum from a list of n eigenvalues in any order.
  ///
  /// - Parameter eigenvalues: At least one number, all finite and not negative.
  public init(eigenvalues: [Double]) {
    self.init(eigenvalues.map { Group(eigenvalue: $0, multiplicity: 1) })
  }

  /// Creates the spectrum with one eigenvalue on 𝟏/√n and another on its n − 1 complements.
  init(n: Int, first: Double, rest: Double) {
    let leading = Group(eigenvalue: first, multiplicity: 1)
    self.init(n > 1 ? [leading, Group(eigenvalue: rest, multiplicity: n - 1)] : [leading])
  }

  /// The trace of C, the mean signal energy E‖y‖².
  public var trace: Double {
    var sum = CompensatedSum()
    for group in groups { sum += Double(group.multiplicity) * group.eigenvalue }
    return sum.value
  }
}
