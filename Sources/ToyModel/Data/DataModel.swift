// Sources of spectra: the two toy models, a list of eigenvalues, or data.

public import LinearAlgebra

/// A model of the clean data y ∈ ℝⁿ, on which the risk depends only through C = E[yyᵀ].
public enum DataModel: Sendable, Equatable {
  /// y = λ𝟏 with E λ = μ and Var λ = θ²: constant signals.
  ///
  /// C has the eigenvalue n(μ²+θ²) on 𝟏/√n and 0 on its n − 1 complements.
  case constant(n: Int, mu: Double, theta: Double)
  /// yⱼ independent with E yⱼ = μ and Var yⱼ = θ².
  ///
  /// C has the eigenvalue nμ²+θ² on 𝟏/√n and θ² on its n − 1 complements.
  case independent(n: Int, mu: Double, theta: Double)
  /// Any spectrum.
  case spectrum(Spectrum)

  /// The eigenvalues of C.
  ///
  /// - Precondition: n ≥ 1, and nμ² + nθ² is finite.
  /// - Complexity: O(1) for the toy models.
  public var spectrum: Spectrum {
    switch self {
    case .constant(let n, let mu, let theta):
      return Self.twoGroups(n: n, first: Double(n) * (mu * mu + theta * theta), rest: 0)
    case .independent(let n, let mu, let theta):
      return Self.twoGroups(n: n, first: Double(n) * (mu * mu) + theta * theta, rest: theta * theta)
    case .spectrum(let spectrum):
      return spectrum
    }
  }

  /// Rows of R in the coordinates of the signal, from rows in the eigenbasis of C.
  ///
  /// For the toy models that basis begins with 𝟏/√n; the others follow by the Householder reflection that
  /// maps the first coordinate axis to it. A spectrum comes without a basis, and rows stay as they are.
  ///
  /// - Parameter rows: R, k × n, its columns by descending eigenvalue of C.
  /// - Returns: RVᵀ, k × n, with the eigenvectors of C in the columns of V.
  /// - Precondition: n columns.
  /// - Complexity: O(kn).
  public func signalCoordinates(_ rows: Matrix) -> Matrix {
    precondition(rows.columns == spectrum.dimension, "\(rows.columns) columns of R")
    switch self {
    case .spectrum: return rows
    case .constant(let n, _, _), .independent(let n, _, _):
      guard n > 1 else { return rows }
      var result = rows
      let entry = 1 / Double(n).squareRoot()
      var normal = Array(repeating: entry, count: n)
      normal[0] -= 1
      let scale = 2 / dot(normal, normal)
      for row in 0..<rows.rows {
        var product = 0.0
        for column in 0..<n { product += rows[row, column] * normal[column] }
        for column in 0..<n { result[row, column] -= scale * product * normal[column] }
      }
      return result
    }
  }

  /// The data model of a measured second moment C.
  ///
  /// Eigenvalues at rounding level count as 0; see ``PrincipalBasis`` for the eigenvectors as well.
  ///
  /// - Parameter matrix: C, n × n, symmetric positive semidefinite.
  /// - Returns: A ``spectrum(_:)`` case.
  /// - Throws: `LinearAlgebra.FactorizationError`.
  /// - Complexity: O(n³).
  public static func secondMoment(_ matrix: Matrix) throws(FactorizationError) -> DataModel {
    .spectrum(Spectrum(measuredEigenvalues: try SymmetricEigen.values(of: matrix)))
  }

  private static func twoGroups(n: Int, first: Double, rest: Double) -> Spectrum {
    let leading = Spectrum.Group(eigenvalue: first, multiplicity: 1)
    guard n > 1 else { return Spectrum([leading]) }
    return Spectrum([leading, Spectrum.Group(eigenvalue: rest, multiplicity: n - 1)])
  }
}
