// The best linear reconstruction in an inverse problem.

public import LinearAlgebra

/// The linear reconstruction of least risk from the data x = Ay + ε, for any operator A and any C.
///
/// T = CAᵀ(ACAᵀ + σ²I)⁻¹. With C = FᵀF and the singular value decomposition AFᵀ = U diag(s) Zᵀ,
/// ```
/// T = FᵀZ diag(s/(s² + σ²)) Uᵀ,   L₀ = (σ²/2) Σⱼ ‖Fᵀzⱼ‖²/(s_j² + σ²)
/// ```
/// so that neither ACAᵀ nor an inverse is formed, and no terms cancel.
public struct OperatorWiener: Sendable {
  /// L₀, the risk of the best linear reconstruction.
  public let risk: Double
  /// T, n × p.
  public let map: Matrix

  /// Finds the best linear reconstruction.
  ///
  /// - Parameters:
  ///   - map: A, p × n with finite entries, of any rank.
  ///   - signals: The eigenvalues of C and all n eigenvectors.
  ///   - noiseVariance: σ², positive and finite.
  /// - Throws: ``OperatorError/noConvergence``.
  /// - Complexity: O(n²(n + p)).
  public init(
    operator map: Matrix, signals: PrincipalBasis, noiseVariance: Double
  ) throws(OperatorError) {
    precondition(noiseVariance > 0 && noiseVariance.isFinite, "σ² = \(noiseVariance)")
    let (n, p) = (map.columns, map.rows)
    let factor = signals.factor
    precondition(factor.columns == n, "A has \(n) columns, C is for n = \(factor.columns)")
    guard factor.rows > 0 else {
      (risk, self.map) = (0, Matrix(repeating: 0, rows: n, columns: p))
      return
    }
    let decomposition = try decomposed(
      SingularValues(map.multiplied(by: factor.transposed), isComplete: true))
    // Fᵀz for all right singular vectors, those without a singular value included.
    var images = factor.transposed.multiplied(by: decomposition.right)
    var sum = CompensatedSum()
    for column in 0..<images.columns {
      let s = column < decomposition.values.count ? decomposition.values[column] : 0
      sum += images.columnProduct(images, column) * (noiseVariance / (s * s + noiseVariance))
    }
    risk = 0.5 * sum.value
    images = images.leadingColumns(decomposition.values.count)
    images.scaleColumns(decomposition.values.map { $0 / ($0 * $0 + noiseVariance) })
    self.map = images.multiplied(by: decomposition.left.transposed)
  }
}

extension PrincipalBasis {
  /// F, r × n, with FᵀF = C: a row √γ vᵀ for every eigenvalue γ > 0, in descending order.
  ///
  /// - Precondition: The basis is complete, n × n.
  var factor: Matrix {
    precondition(vectors.isSquare, "a basis of \(vectors.columns) of \(vectors.rows) vectors")
    let roots = spectrum.groups.filter { $0.eigenvalue > 0 }.flatMap {
      Array(repeating: $0.eigenvalue.squareRoot(), count: $0.multiplicity)
    }
    var factor = vectors.leadingColumns(roots.count)
    factor.scaleColumns(roots)
    return factor.transposed
  }
}
