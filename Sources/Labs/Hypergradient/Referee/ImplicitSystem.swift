// The linear system of the implicit formula at any point.

import LabKit
import LinearAlgebra

/// The system Hv = ∂_zF at a point z, on its support for the Lasso, and gradients from approximate solutions.
struct ImplicitSystem: Sendable {
  private let levels: BilevelProblem<Level, Level>
  private let lambda: [Double]
  private let z: Matrix
  /// The entries of z that are not 0 for the Lasso, all entries otherwise.
  let support: [Int]
  /// H, on the support.
  let matrix: Matrix
  /// ∂_zF, all of it.
  let slope: [Double]
  /// ∂_λF.
  let direct: [Double]

  /// States the system.
  ///
  /// - Parameters:
  ///   - levels: The problem.
  ///   - z: The point, d numbers.
  ///   - lambda: λ.
  ///   - matrix: The whole of H, where it is known.
  init(
    _ levels: BilevelProblem<Level, Level>, at z: [Double], _ lambda: [Double],
    matrix: Matrix? = nil
  ) {
    self.levels = levels
    self.lambda = lambda
    self.z = Matrix(column: z)
    let isLasso = levels.lower.hasKinks
    let support = isLasso ? nonzeroEntries(of: z) : Array(z.indices)
    self.support = support
    let whole = matrix ?? levels.lower.hessian(z, lambda)
    self.matrix = isLasso ? whole.restricted(to: support) : whole
    var slope = z
    levels.upper.gradient(z, lambda, into: &slope)
    self.slope = slope
    var direct = [Double](repeating: 0, count: lambda.count)
    levels.upper.directGradient(z, lambda, into: &direct)
    self.direct = direct
  }

  /// ∂_zF on the support.
  var right: [Double] { support.map { slope[$0] } }

  /// ∂_λF − Cᵀv for every column of a matrix with a row for each entry of the support, or of z.
  func gradients(adjoints: Matrix) -> Matrix {
    var result = Matrix(
      rows: direct.count, columns: adjoints.columns,
      elements: (0..<adjoints.columns).flatMap { _ in direct })
    var whole = adjoints
    if adjoints.rows < z.rows {
      whole = Matrix(repeating: 0, rows: z.rows, columns: adjoints.columns)
      whole.withColumns { column, index in
        for (row, k) in support.enumerated() { column[k] = adjoints[row, index] }
      }
    }
    levels.lower.subtractMixedProducts(at: z, lambda, whole, from: &result)
    return result
  }

  /// ∂_λF − Cᵀv.
  func gradient(adjoint: [Double]) -> [Double] {
    gradients(adjoints: Matrix(column: adjoint)).elements
  }

  /// The implicit formula; nil where H is not positive definite.
  func gradient() -> [Double]? { gradient(solving: nil) }

  /// The implicit formula with another matrix or right-hand side; nil where the matrix is not positive definite.
  func gradient(solving matrix: Matrix?, _ right: [Double]? = nil) -> [Double]? {
    var v = right ?? self.right
    guard !v.isEmpty else { return direct }
    guard let factor = CholeskyFactorization(matrix ?? self.matrix) else { return nil }
    factor.solve(&v)
    return gradient(adjoint: v)
  }

  /// I − (I − ρA)D for the projection D on the support of z: the fixed-point system of a step of ISTA, unsymmetric.
  func fixedPointMatrix(step: Double) -> Matrix {
    let d = z.rows
    let whole = levels.lower.hessian(z.elements, lambda)
    var result = Matrix.identity(d)
    for j in support {
      for i in 0..<d { result[i, j] = step * whole[i, j] }
    }
    return result
  }
}
