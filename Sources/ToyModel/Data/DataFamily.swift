// What a model of data with a mean and a standard deviation has to say: all that other modules ask for.

public import Intervals
public import LinearAlgebra

/// A kind of clean data y ∈ ℝⁿ, before n, the mean μ and the standard deviation θ are known.
///
/// A new one is a type of its own in a file of its own, and one entry of ``DataFamilies/all``: the command
/// line, help, completions, tables and bounds follow. See <doc:AddingADataModel>.
public protocol DataFamily: Sendable {
  /// The name on the command line and in tables, which tells it from all others: no commas, no spaces.
  var name: String { get }

  /// The name for the title of a figure, such as "constant signals".
  var title: String { get }

  /// The same kind of data with numbers of its own, which follow the name and a colon.
  ///
  /// - Parameter numbers: What follows the colon.
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

  /// Rows of R in the coordinates of the signal, from rows in the eigenbasis of C by descending eigenvalue.
  ///
  /// - Parameter rows: R, k × n.
  /// - Returns: RVᵀ, k × n, with the eigenvectors of C in the columns of V; nil where they are not known,
  ///   and rows stay as they are.
  func signalCoordinates(_ rows: Matrix) -> Matrix?
}

extension DataFamily {
  /// The name and "data" unless a family has a title.
  public var title: String { "\(name) data" }
  /// Most families have no numbers of their own.
  public func with(numbers: String) -> (any DataFamily)? { nil }
  /// No eigenbasis is known unless a family has one.
  public func signalCoordinates(_ rows: Matrix) -> Matrix? { nil }
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

  /// Creates a group.
  public init(eigenvalue: Interval, multiplicity: Int) {
    precondition(multiplicity >= 1, "an eigenvalue of multiplicity \(multiplicity)")
    self.eigenvalue = eigenvalue
    self.multiplicity = multiplicity
  }
}
