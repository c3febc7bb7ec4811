// The kinds of numbers in a data file: frames, eigenvalues or a covariance matrix.

package import Files
package import LinearAlgebra
import Report

extension NumericTable {
  /// The largest number of eigenvalues in a file.
  package static let eigenvalueLimit = 1_000_000

  /// The table as a matrix.
  package var matrix: Matrix {
    Matrix(rows: columns, columns: rows, elements: values).transposed
  }

  /// Determines what the numbers are.
  ///
  /// - Parameter asked: The kind that the user states.
  /// - Returns: Frames, eigenvalues or a covariance matrix.
  /// - Throws: ``MalformedFile`` if `auto` would have to guess, or if the numbers cannot be what was asked
  ///   for.
  package func kind(_ asked: DataKind) throws(MalformedFile) -> DataKind {
    try Self.requireModest(rows: rows, columns: columns)
    switch asked {
    case .auto:
      do throws(MalformedFile) {
        try requireDecided()
      } catch {
        throw MalformedFile(error.description + "; so does --as frames")
      }
      if columns == 1 { return .eigenvalues }
      guard rows > 1 else {
        throw MalformedFile(
          "a single row of \(columns) numbers may be eigenvalues of C or one frame: --as eigenvalues or "
            + "--as frames decides")
      }
      if rows == columns, isCovariance {
        throw MalformedFile(
          "a symmetric positive semidefinite \(rows) × \(columns) matrix may be C itself or frames: --as "
            + "covariance or --as frames decides")
      }
      if rows == columns, asymmetry == nil, let least = negativeEigenvalue,
        least >= -Self.nearlySymmetric * maximumNorm(values)
      {
        throw MalformedFile(
          "a symmetric \(rows) × \(columns) matrix that is positive semidefinite only to three digits (its least "
            + "eigenvalue is \(formatted(least, significantDigits: 3))) may be a C that was rounded, or frames: --as "
            + "covariance or --as frames decides")
      }
      if rows == columns,
        let (row, column) = asymmetry(beyond: Self.nearlySymmetric) == nil ? asymmetry : nil
      {
        throw MalformedFile(
          "row \(row + layout.firstRow), column \(column + 1): a \(rows) × \(columns) matrix that is symmetric "
            + "to three digits may be a C that was rounded, or frames: --as covariance or --as frames decides"
        )
      }
      return .frames
    case .frames: break
    case .eigenvalues:
      guard rows == 1 || columns == 1 else {
        throw MalformedFile(
          "eigenvalues are one column or one row, these are \(rows) rows of \(columns) numbers"
            + hint)
      }
    case .covariance: try requireCovariance()
    }
    return asked
  }

  /// A hint at names or indices that may have been taken for data, as the end of a message.
  package var hint: String {
    guard let suspicion = headerSuspicion ?? indexColumnSuspicion else { return "" }
    return "\n" + suspicion
  }

  // MARK: Covariance

  /// The rounding error of an entry, relative to the largest.
  private var tolerance: Double { max(1e-12, 16 * resolution) }

  /// The first entry that differs from the one across the diagonal by more than rounding.
  private var asymmetry: (row: Int, column: Int)? { asymmetry(beyond: tolerance) }

  /// The tolerance for entries and eigenvalues of a rounded covariance matrix, relative to the largest entry.
  private static let nearlySymmetric = 1e-3

  private func asymmetry(beyond tolerance: Double) -> (row: Int, column: Int)? {
    let bound = tolerance * maximumNorm(values)
    for row in 0..<rows {
      for column in 0..<row
      where abs(values[row * columns + column] - values[column * columns + row]) > bound {
        return (row, column)
      }
    }
    return nil
  }

  /// The smallest eigenvalue if it is negative by more than rounding; nil for a positive semidefinite matrix,
  /// and if the eigenvalues do not converge.
  private var negativeEigenvalue: Double? {
    let c = matrix.symmetricPart
    let shift = tolerance * c.elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
    if let index = (0..<rows).min(by: { c[$0, $0] < c[$1, $1] }), c[index, index] < -shift {
      return c[index, index]
    }
    guard shift > 0 else { return nil }
    var shifted = c
    for index in 0..<rows { shifted[index, index] += shift }
    // Much cheaper than the eigenvalues, which are computed only if it fails.
    guard shifted.choleskyFactor() == nil else { return nil }
    do {
      let least = try SymmetricEigen.values(of: c).min() ?? 0
      return least < -shift ? least : nil
    } catch {
      return nil
    }
  }

  /// True for a symmetric positive semidefinite matrix, to rounding.
  private var isCovariance: Bool {
    guard asymmetry == nil else { return false }
    return negativeEigenvalue == nil
  }

  private func requireCovariance() throws(MalformedFile) {
    guard rows == columns else {
      throw MalformedFile(
        "a covariance matrix is square, this one has \(rows) rows and \(columns) columns" + hint)
    }
    guard columns <= Self.dimensionLimit else {
      throw MalformedFile("a covariance matrix of n = \(columns), more than \(Self.dimensionLimit)")
    }
    if let (row, column) = asymmetry {
      let entries = (values[row * columns + column], values[column * columns + row])
      throw MalformedFile(
        "row \(row + layout.firstRow), column \(column + (layout.hasIndexColumn ? 2 : 1)): \(entries.0), but "
          + "\(entries.1) across the diagonal: a covariance matrix is symmetric" + hint)
    }
    if let eigenvalue = negativeEigenvalue {
      throw MalformedFile(
        "the eigenvalue or diagonal entry \(formatted(eigenvalue, significantDigits: 6)) is negative: a "
          + "covariance matrix is positive semidefinite; where rounding has made it so, write more digits"
      )
    }
  }
}
