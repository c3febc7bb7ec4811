// The requirements of a kind of data: everything that other modules ask for.

public import Intervals
public import LinearAlgebra

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

/// The eigenvectors of C.
public enum Eigenbasis: Sendable {
  /// 𝟏/√n is the first; the others are the images of the other axes under the Householder reflection that maps the
  /// first axis to it.
  case constantFirst
  /// The columns of an n × n matrix, by descending eigenvalue.
  case columns(Matrix)
  /// Only the eigenvalues are known.
  case unknown
}

/// The source of measured data, and the accuracy of their eigenvalues.
public struct DataProvenance: Sendable {
  /// The path of the file or folder, as it was given.
  public let path: String
  /// A summary of what was read, for readers.
  public let note: String
  /// A warning about the data; nil if there is none.
  public let warning: String?
  /// The number of eigenvalues that count as 0 only because double precision cannot distinguish them from 0.
  public let unresolvedCount: Int
  /// Error bounds on the eigenvalues above 0, by the groups of the spectrum; empty if the eigenvalues are given.
  public let eigenvalueErrors: [Double]

  /// Creates a description.
  ///
  /// - Parameters:
  ///   - path: The file or folder.
  ///   - note: A summary of what was read.
  ///   - warning: A warning about the data.
  ///   - unresolvedCount: The number of eigenvalues that double precision cannot distinguish from 0.
  ///   - eigenvalueErrors: Error bounds on the eigenvalues above 0.
  public init(
    path: String, note: String, warning: String? = nil, unresolvedCount: Int = 0,
    eigenvalueErrors: [Double] = []
  ) {
    self.path = path
    self.note = note
    self.warning = warning
    self.unresolvedCount = unresolvedCount
    self.eigenvalueErrors = eigenvalueErrors
  }
}

/// All data families that have a name.
public enum DataFamilies {
  /// One line each; the first is the default.
  public static let all: [any DataFamily] = [
    ConstantSignals(),
    IndependentEntries(),
  ]
}

/// An enclosed eigenvalue and how many directions share it.
public struct EnclosedGroup: Sendable {
  /// An enclosure of γ ≥ 0.
  public let eigenvalue: Interval
  /// The number of directions that share the eigenvalue itself, not its enclosure alone; at least 1.
  public let multiplicity: Int

  /// Creates a group of one enclosed eigenvalue and the number of directions that share it.
  public init(eigenvalue: Interval, multiplicity: Int) {
    precondition(multiplicity >= 1, "an eigenvalue of multiplicity \(multiplicity)")
    self.eigenvalue = eigenvalue
    self.multiplicity = multiplicity
  }
}
