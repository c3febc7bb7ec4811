// The matrices of an evaluation, kept for the next one.

import LinearAlgebra

/// Storage for a ``SpectralRisk``: at these sizes allocation costs as much as arithmetic.
struct RiskWorkspace: Sendable {
  /// R, k × c.
  var r = Matrix(repeating: 0, rows: 0, columns: 0)
  /// dE/dR, k × c.
  var gradient = Matrix(repeating: 0, rows: 0, columns: 0)
  /// k × c.
  var wide = Matrix(repeating: 0, rows: 0, columns: 0)
  /// k × k: G, its eigenvectors, or the inverse of I + G.
  var square = Matrix(repeating: 0, rows: 0, columns: 0)
  /// k × k.
  var kernel = Matrix(repeating: 0, rows: 0, columns: 0)
  /// k × k.
  var spare = Matrix(repeating: 0, rows: 0, columns: 0)
  var eigenSolver = SymmetricEigenSolver()

  /// Shapes the matrices, which allocates in the first evaluation only.
  mutating func prepare(rows k: Int, columns c: Int) {
    gradient.reshape(rows: k, columns: c)
    square.reshape(rows: k, columns: k)
    kernel.reshape(rows: k, columns: k)
    spare.reshape(rows: k, columns: k)
  }
}
