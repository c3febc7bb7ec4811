// A measured second moment with its eigenvectors.

public import LinearAlgebra

/// The eigenvalues of a measured C and the basis in which it is diagonal.
public struct PrincipalBasis: Sendable {
  /// The eigenvalues; those at rounding level count as 0, as in ``DataModel/secondMoment(_:)``.
  public let spectrum: Spectrum
  /// The eigenvectors, n × n, one a column, by descending eigenvalue.
  public let vectors: Matrix

  /// Decomposes C.
  ///
  /// - Parameter matrix: C, n × n, symmetric positive semidefinite.
  /// - Throws: `LinearAlgebra.FactorizationError`.
  /// - Complexity: O(n³).
  public init(_ matrix: Matrix) throws(FactorizationError) {
    let eigen = try SymmetricEigen(matrix)
    spectrum = Spectrum(measuredEigenvalues: eigen.values)
    let n = matrix.rows
    var vectors = eigen.vectors
    for column in 0..<n {
      for row in 0..<n { vectors[row, column] = eigen.vectors[row, n - 1 - column] }
    }
    self.vectors = vectors
  }
}

extension Spectrum {
  /// The spectrum of a decomposed second moment.
  ///
  /// Eigenvalues below n·2⁻⁵²·γ₁ are rounding errors of a decomposition in double precision and
  /// count as 0: fewer frames than dimensions leave directions that carry no signal at all.
  ///
  /// - Parameter values: n finite eigenvalues in any order, at least one.
  init(measuredEigenvalues values: [Double]) {
    let threshold = Double(values.count) * .ulpOfOne * (values.max() ?? 0)
    self.init(eigenvalues: values.map { $0 > threshold ? $0 : 0 })
  }
}
