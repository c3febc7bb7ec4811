// Noise whose variance differs from direction to direction.

package import Files

/// The eigenvalues of the covariance of the noise, in the directions of the eigenvectors of C.
package struct NoiseSpectrum: Sendable, Equatable {
  /// The path as given.
  package let path: String
  /// σᵢ² ≥ 0 for unit σ, in the order of descending eigenvalues of C.
  package let variances: [Double]
  /// Σσᵢ², the mean energy of the noise for unit σ.
  package let total: Double

  /// Reads a file of one row or one column of variances.
  ///
  /// - Parameters:
  ///   - path: The file, CSV or .npy.
  ///   - reading: Which row is a header and which column an index.
  /// - Throws: ``StudyError/file(_:)``.
  package init(path: String, reading: TableReading = TableReading()) throws(StudyError) {
    variances = try Self.list(
      path, reading, what: "the variances of noise",
      limit: Magnitude.limit * Magnitude.limit)
    self.path = path
    total = variances.reduce(0, +)
  }

  /// Reads a file of one row or one column of numbers that are not negative.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - reading: Which row is a header and which column an index.
  ///   - what: The numbers, for messages.
  ///   - limit: The largest number; the least that is not 0 is its inverse.
  /// - Returns: The numbers in the order of the file.
  /// - Throws: ``StudyError/file(_:)``.
  package static func list(
    _ path: String, _ reading: TableReading, what: String, limit: Double
  ) throws(StudyError) -> [Double] {
    let table = try translated(NumericTable(path: path, reading: reading))
    guard table.rows == 1 || table.columns == 1 else {
      throw .malformed(
        "\(path): \(table.rows) × \(table.columns) numbers; \(what) are one row or one column")
    }
    guard table.values.count <= NumericTable.eigenvalueLimit else {
      throw .malformed(
        "\(path): \(table.values.count) numbers, more than \(NumericTable.eigenvalueLimit)")
    }
    if let entry = table.first(where: { $0 < 0 }) {
      throw .malformed(
        "\(path): row \(entry.row), column \(entry.column): \(what) are 0 or more, not \(entry.value)"
      )
    }
    try translated(table.requireMagnitude(limit, in: path))
    if let suspicion = table.headerSuspicion ?? table.indexColumnSuspicion {
      writeDiagnostic("warning: \(path): \(suspicion)")
    }
    return table.values
  }
}
