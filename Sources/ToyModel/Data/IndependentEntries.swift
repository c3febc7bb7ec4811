// Independent entries, and what they share with constant signals.

import Intervals
import LinearAlgebra

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

extension Spectrum {
  /// One eigenvalue on 𝟏/√n, another on its n − 1 complements.
  init(n: Int, first: Double, rest: Double) {
    let leading = Group(eigenvalue: first, multiplicity: 1)
    self.init(n > 1 ? [leading, Group(eigenvalue: rest, multiplicity: n - 1)] : [leading])
  }
}

extension EnclosedGroup {
  /// One eigenvalue on 𝟏/√n, another on its n − 1 complements.
  static func pair(n: Int, first: Interval, rest: Interval) -> [EnclosedGroup] {
    // Without a mean all directions of independent entries are alike.
    guard n > 1, first != rest else { return [EnclosedGroup(eigenvalue: first, multiplicity: n)] }
    return [
      EnclosedGroup(eigenvalue: first, multiplicity: 1),
      EnclosedGroup(eigenvalue: rest, multiplicity: n - 1),
    ]
  }
}

extension Matrix {
  /// Rows in the coordinates of the signal, from rows in a basis that begins with 𝟏/√n.
  ///
  /// The others of the basis follow by the Householder reflection that maps the first axis to 𝟏/√n.
  var reflectedToConstants: Matrix {
    let n = columns
    guard n > 1 else { return self }
    var result = self
    let entry = 1 / Double(n).squareRoot()
    var normal = Array(repeating: entry, count: n)
    normal[0] -= 1
    let scale = 2 / dot(normal, normal)
    for row in 0..<rows {
      var product = 0.0
      for column in 0..<n { product += self[row, column] * normal[column] }
      for column in 0..<n { result[row, column] -= scale * product * normal[column] }
    }
    return result
  }
}
