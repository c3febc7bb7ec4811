// Data: a family with its n, μ and θ, a list of eigenvalues, or measured data.

public import LinearAlgebra

/// A model of the clean data y ∈ ℝⁿ, on which the risk depends only through C = E[yyᵀ].
///
/// It is a ``DataFamily`` with its n, μ and θ. Data with their own n have neither μ nor θ.
public struct DataModel: Sendable, Equatable {
  /// The kind of data, which gives C for n, μ and θ.
  public let family: any DataFamily
  /// The dimension n ≥ 1.
  public var n: Int
  /// The mean μ, which has no effect if ``hasParameters`` is false.
  public var mu: Double
  /// The standard deviation θ, likewise.
  public var theta: Double

  /// Creates a model of a family.
  ///
  /// - Parameters:
  ///   - family: The kind of data.
  ///   - n: The dimension n ≥ 1; that of the family if it has its own.
  ///   - mu: The mean μ.
  ///   - theta: The standard deviation θ.
  public init(_ family: any DataFamily, n: Int, mu: Double, theta: Double) {
    self.family = family
    self.n = family.dimension ?? n
    self.mu = mu
    self.theta = theta
  }

  /// y = λ𝟏 with E λ = μ and Var λ = θ²: ``ConstantSignals``.
  public static func constant(n: Int, mu: Double, theta: Double) -> DataModel {
    DataModel(.constant, n: n, mu: mu, theta: theta)
  }

  /// yⱼ independent with E yⱼ = μ and Var yⱼ = θ²: ``IndependentEntries``.
  public static func independent(n: Int, mu: Double, theta: Double) -> DataModel {
    DataModel(.independent, n: n, mu: mu, theta: theta)
  }

  /// Data of which only the eigenvalues of C are known; n is their number, and they have neither μ nor θ.
  public static func spectrum(_ spectrum: Spectrum) -> DataModel {
    DataModel(
      GivenSpectrum(eigenvalues: spectrum), n: spectrum.dimension, mu: 0, theta: 0)
  }

  /// Whether two models have the same family with the same parameters, or the same measured data.
  public static func == (first: DataModel, second: DataModel) -> Bool {
    guard first.n == second.n, first.family.isSame(as: second.family) else { return false }
    return !first.hasParameters || (first.mu == second.mu && first.theta == second.theta)
  }

  /// The name in tables: that of the family, such as `constant`, or the path of a file.
  public var name: String { family.name }

  /// The name for the title of a panel, such as "constant signals", or the path.
  public var title: String { family.title }

  /// Whether μ and θ determine the data.
  public var hasParameters: Bool { family.dimension == nil }

  /// The source of measured numbers; nil for a formula.
  public var provenance: DataProvenance? { family.provenance }

  /// The eigenvectors of C.
  public var basis: Eigenbasis { family.basis }

  /// The eigenvalues of C.
  ///
  /// - Precondition: n ≥ 1, and the eigenvalues are finite.
  /// - Complexity: O(1) for constant signals and independent entries.
  public var spectrum: Spectrum { family.spectrum(n: n, mu: mu, theta: theta) }

  /// Enclosures of the eigenvalues of C, in descending order, for parameters exactly as they are given; a
  /// spectrum is taken as exact.
  public var enclosure: [EnclosedGroup] { family.enclosure(n: n, mu: mu, theta: theta) }

  /// Rows of R in the coordinates of the signal, from rows in the eigenbasis of C.
  ///
  /// - Parameter rows: R, k × n, its columns by descending eigenvalue of C.
  /// - Returns: RVᵀ, k × n, with the eigenvectors of C in the columns of V; R itself if they are not known.
  /// - Precondition: n columns.
  /// - Complexity: O(kn), O(kn²) for ``Eigenbasis/columns(_:)``.
  public func signalCoordinates(_ rows: Matrix) -> Matrix {
    precondition(rows.columns == n, "\(rows.columns) columns of R, n = \(n)")
    switch basis {
    case .constantFirst: return rows.reflectedToConstants
    case .columns(let vectors):
      var result = rows
      result.setProduct(rows, .plain, vectors, .transposed)
      return result
    case .unknown: return rows
    }
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

/// A kind of clean data y ∈ ℝⁿ: with n, a mean μ and a standard deviation θ it is a ``DataModel``.
///
/// Measured data are a separate kind, with their own n and neither μ nor θ. A new family is a new type in its own file,
/// and one entry of ``DataFamilies/all``: the command line, help, completions, tables and bounds follow. See
/// <doc:AddingADataModel>.
public protocol DataFamily: Sendable {
  /// The name on the command line and in tables, which tells it from all others: no commas, no spaces.
  var name: String { get }

  /// The name for the title of a figure, such as "constant signals".
  var title: String { get }

  /// The same kind of data with its own numbers, which follow the name and a colon.
  ///
  /// - Parameter numbers: The text after the colon.
  /// - Returns: The family; nil where it has no numbers, or none such.
  func with(numbers: String) -> (any DataFamily)?

  /// The eigenvalues of C = E[yyᵀ].
  ///
  /// - Precondition: n ≥ 1, and the eigenvalues are finite.
  func spectrum(n: Int, mu: Double, theta: Double) -> Spectrum

  /// Enclosures of the same eigenvalues for n, μ and θ exactly as they are given, in descending order.
  ///
  /// - Precondition: n ≥ 1, and the eigenvalues are finite.
  func enclosure(n: Int, mu: Double, theta: Double) -> [EnclosedGroup]

  /// The n of data that have their own, and neither μ nor θ; nil if n, μ and θ are parameters.
  var dimension: Int? { get }

  /// The eigenvectors of C.
  var basis: Eigenbasis { get }

  /// The source of measured numbers; nil for a formula.
  var provenance: DataProvenance? { get }

  /// Whether another family has the same name and, if the data are measured, the same data.
  func isSame(as other: any DataFamily) -> Bool

  /// A random signal y.
  ///
  /// - Parameters:
  ///   - n: The dimension.
  ///   - mu: The mean μ.
  ///   - theta: The standard deviation θ.
  ///   - normal: The source of standard normal numbers.
  /// - Returns: n numbers; nil if only C is known.
  func signal(n: Int, mu: Double, theta: Double, normal: () -> Double) -> [Double]?
}

extension DataFamily {
  /// The name and "data" unless a family has a title.
  public var title: String { "\(name) data" }
  /// Most families have no such numbers.
  public func with(numbers: String) -> (any DataFamily)? { nil }
  /// Most families have n, μ and θ.
  public var dimension: Int? { nil }
  /// No eigenvectors are known unless a family has them.
  public var basis: Eigenbasis { .unknown }
  /// None: most families are formulas.
  public var provenance: DataProvenance? { nil }
  /// Families are distinguished by their names.
  public func isSame(as other: any DataFamily) -> Bool {
    other.dimension == nil && name == other.name
  }
  /// For most families only C is known.
  public func signal(n: Int, mu: Double, theta: Double, normal: () -> Double) -> [Double]? { nil }
}

/// All data families that have a name.
public enum DataFamilies {
  /// One line each; the first is the default.
  public static let all: [any DataFamily] = [
    ConstantSignals(),
    IndependentEntries(),
  ]
}
