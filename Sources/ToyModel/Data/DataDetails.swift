// Details of data besides their eigenvalues: eigenvectors, source, accuracy.

public import Intervals
public import LinearAlgebra

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
  /// A summary of the data that were read, for readers.
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
  ///   - note: A summary of the data that were read.
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
