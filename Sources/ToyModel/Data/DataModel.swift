// Sources of spectra: data families with their parameters, a list of eigenvalues, or data.

import Intervals
public import LinearAlgebra

/// A model of the clean data y ∈ ℝⁿ, on which the risk depends only through C = E[yyᵀ].
///
/// It is a ``DataFamily`` with its n, μ and θ, or a spectrum.
public struct DataModel: Sendable, Equatable {
  private enum Source: Sendable {
    case family(any DataFamily, n: Int, mu: Double, theta: Double)
    case spectrum(Spectrum)
  }

  private let source: Source

  /// Creates a model of a family.
  ///
  /// - Parameters:
  ///   - family: The kind of data.
  ///   - n: The dimension n ≥ 1.
  ///   - mu: The mean μ.
  ///   - theta: The standard deviation θ.
  public init(_ family: any DataFamily, n: Int, mu: Double, theta: Double) {
    source = .family(family, n: n, mu: mu, theta: theta)
  }

  private init(_ source: Source) { self.source = source }

  /// y = λ𝟏 with E λ = μ and Var λ = θ²: ``ConstantSignals``.
  public static func constant(n: Int, mu: Double, theta: Double) -> DataModel {
    DataModel(ConstantSignals(), n: n, mu: mu, theta: theta)
  }

  /// yⱼ independent with E yⱼ = μ and Var yⱼ = θ²: ``IndependentEntries``.
  public static func independent(n: Int, mu: Double, theta: Double) -> DataModel {
    DataModel(IndependentEntries(), n: n, mu: mu, theta: theta)
  }

  /// Any spectrum.
  public static func spectrum(_ spectrum: Spectrum) -> DataModel { DataModel(.spectrum(spectrum)) }

  /// Whether two models are of the same family with the same parameters, or have the same spectrum.
  public static func == (first: DataModel, second: DataModel) -> Bool {
    switch (first.source, second.source) {
    case (.spectrum(let first), .spectrum(let second)): first == second
    case (.family(let first, let n, let mu, let theta), .family(let second, let m, let nu, let eta)):
      first.name == second.name && n == m && mu == nu && theta == eta
    default: false
    }
  }

  /// The eigenvalues of C.
  ///
  /// - Precondition: n ≥ 1, and the eigenvalues are finite.
  /// - Complexity: O(1) for constant signals and independent entries.
  public var spectrum: Spectrum {
    switch source {
    case .family(let family, let n, let mu, let theta):
      family.spectrum(n: n, mu: mu, theta: theta)
    case .spectrum(let spectrum): spectrum
    }
  }

  /// Enclosures of the eigenvalues of C, in descending order, for parameters exactly as they are given; a
  /// spectrum is taken as exact.
  public var enclosure: [EnclosedGroup] {
    switch source {
    case .family(let family, let n, let mu, let theta):
      family.enclosure(n: n, mu: mu, theta: theta)
    case .spectrum(let spectrum):
      spectrum.groups.map {
        EnclosedGroup(eigenvalue: Interval($0.eigenvalue), multiplicity: $0.multiplicity)
      }
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
    guard case .family(let family, _, _, _) = source else { return rows }
    return family.signalCoordinates(rows) ?? rows
  }

  /// The data model of a measured second moment C.
  ///
  /// Eigenvalues at rounding level count as 0; see ``PrincipalBasis`` for the eigenvectors as well.
  ///
  /// - Parameter matrix: C, n × n, symmetric positive semidefinite.
  /// - Returns: A model by ``spectrum(_:)``.
  /// - Throws: `LinearAlgebra.FactorizationError`.
  /// - Complexity: O(n³).
  public static func secondMoment(_ matrix: Matrix) throws(FactorizationError) -> DataModel {
    .spectrum(Spectrum(measuredEigenvalues: try SymmetricEigen.values(of: matrix)))
  }
}
