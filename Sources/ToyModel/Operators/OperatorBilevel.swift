// Bilevel learning in an inverse problem: the best regularizer of any rank, in closed form.

public import LinearAlgebra

/// The least risk of bilevel learning for a forward operator A ∈ ℝᵖˣⁿ of full column rank, and the R that attains it.
///
/// The lower level is ½‖Az − x‖² + ½‖Rz‖², x = Ay + ε, with the solution T x, T = (G + RᵀR)⁻¹Aᵀ and G = AᵀA; the upper
/// level is E ½‖Tx − y‖². For any C, commuting with G or not, and v₁, v₂, … the eigenvectors of Q = GCG + σ²G by
/// ascending eigenvalue,
/// ```
/// R*ᵀR* = σ²GV (VᵀGCGV)⁻¹ VᵀG,   V = [v₁ … v_k]
/// ```
/// For k = n this is σ²C⁻¹, whatever A is; for k < n the rank is spent where A is small, and R* depends on A.
///
/// Numerics: A enters by its singular value decomposition A = U diag(a) Vᵀ and C by a factor FᵀF = C; neither AᵀA nor Q
/// is formed. √qᵢ are the singular values of [FVD; σI]D, D = diag(a), by one-sided Jacobi, which keeps the digits of
/// small ones. R* follows from directions GV that are solved from V in coordinates scaled by D: an error of V where A
/// is large would drown GV where it is small. Relative errors are those of a, times a small multiple of 2⁻⁵² and the
/// condition of [FVD; σI] with columns of norm 1. A singular value aᵢ is as accurate as A determines it: where A is a
/// well-conditioned matrix with scaled rows and columns, to all digits however small; for general A up to 2⁻⁵²·a₁/aᵢ:
/// four digits are left at aᵢ = 10⁻¹²a₁.
///
/// - SeeAlso: ``BilevelRisks`` for risks alone; docs/proofs/operators.md; for k = n G. S. Alberti, E. De Vito, M.
///   Lassas, L. Ratti and M. Santacesaria, Learning the optimal Tikhonov regularizer for inverse problems, NeurIPS
///   2021.
public struct OperatorBilevel: Sendable {
  /// The least risks for all k, and the eigenvalues of Q.
  public let risks: BilevelRisks
  /// The best linear reconstruction, to which bilevel learning leads for k = n.
  public let wiener: OperatorWiener
  /// A = U diag(a) Vᵀ, a in descending order.
  private let decomposition: SingularValues
  /// F with FᵀF = C, its columns in the basis V.
  private let factor: Matrix
  /// The eigenvectors of Q in the basis V, by ascending eigenvalue, n × n.
  private let directions: Matrix
  /// (1/qᵢ)Gvᵢ for the eigenvectors vᵢ of Q, in the basis V, one per column.
  private let images: Matrix

  /// Solves the problem for all k.
  ///
  /// - Parameters:
  ///   - map: A, p × n with finite entries, p ≥ n ≥ 1.
  ///   - secondMoment: C = E[yyᵀ], n × n, symmetric positive semidefinite.
  ///   - noiseVariance: σ², positive and finite.
  /// - Throws: ``OperatorError``.
  /// - Complexity: O(n²(n + p)).
  public init(
    operator map: Matrix, secondMoment: Matrix, noiseVariance: Double
  ) throws(OperatorError) {
    try self.init(
      operator: map, signals: decomposed(PrincipalBasis(covariance: secondMoment)),
      noiseVariance: noiseVariance)
  }

  /// Solves the problem for all k, for a C with known eigenvectors.
  ///
  /// - Parameters:
  ///   - map: A, p × n with finite entries, p ≥ n ≥ 1.
  ///   - signals: The eigenvalues of C and all n eigenvectors.
  ///   - noiseVariance: σ², positive and finite.
  /// - Throws: ``OperatorError``.
  /// - Complexity: O(n²(n + p)).
  public init(
    operator map: Matrix, signals: PrincipalBasis, noiseVariance: Double
  ) throws(OperatorError) {
    precondition(noiseVariance > 0 && noiseVariance.isFinite, "σ² = \(noiseVariance)")
    let n = map.columns
    wiener = try OperatorWiener(operator: map, signals: signals, noiseVariance: noiseVariance)
    decomposition = try decomposed(SingularValues(map))
    let a = decomposition.values
    let errors = decomposition.rounding(ofMagnitudes: map.magnitudes)
    guard a.count == n, zip(a, errors).allSatisfy({ $0 > $1 && $0 > 1e-150 }) else {
      throw .rankDeficient(singularValues: a + Array(repeating: 0, count: n - a.count))
    }
    factor = signals.factor.multiplied(by: decomposition.right)
    // [FVD; σI], with columns scaled by D again for the singular values √q.
    let rank = factor.rows
    var stacked = Matrix(repeating: 0, rows: rank + n, columns: n)
    for column in 0..<n {
      for row in 0..<rank { stacked[row, column] = factor[row, column] * a[column] }
      stacked[rank + column, column] = noiseVariance.squareRoot()
    }
    let triangle = QRFactorization(stacked).r
    stacked.scaleColumns(a)
    let spectral = try decomposed(SingularValues(stacked))
    risks = BilevelRisks(
      eigenvalues: spectral.values.reversed().map { $0 * $0 }, singularValues: a.reversed(),
      noiseVariance: noiseVariance, linearRisk: wiener.risk)
    var ascending = spectral.right
    for column in 0..<n {
      for row in 0..<n { ascending[row, column] = spectral.right[row, n - 1 - column] }
    }
    directions = ascending
    // Gv/q = D M⁻¹ D⁻¹ v in the basis V, M = DFᵀFD + σ²I = LᵀL with the triangle L.
    var images = ascending
    images.scaleRows(a.map { 1 / $0 })
    let system = try decomposed(LUFactorization(triangle))
    system.solve(&images, .transposed)
    system.solve(&images)
    images.scaleRows(a)
    self.images = images
  }

  /// The dimension n of the signals.
  public var dimension: Int { directions.rows }

  /// The best R of k rows, or the limit of reconstructions where none is best.
  ///
  /// - Parameter rows: k, 0 ≤ k ≤ n.
  /// - Returns: The optimum; its risk agrees with ``BilevelRisks/risk(rows:)`` to rounding.
  /// - Throws: ``OperatorError/noConvergence``.
  /// - Complexity: O(n²(n + p)).
  public func optimum(rows: Int) throws(OperatorError) -> OperatorOptimum {
    precondition(rows >= 0 && rows <= dimension, "R with \(rows) rows of length \(dimension)")
    let chosen = try choice(rows: rows)
    let basis = decomposition.right
    let sigma = risks.noiseVariance.squareRoot()
    // Only the span of GV matters for R: its columns are scaled to norm 1.
    var span = images.multiplied(by: chosen.kept)
    span.scaleColumns((0..<rows).map { 1 / span.columnProduct(span, $0).squareRoot() })
    var regularizer: Matrix?
    if rows == 0 {
      regularizer = Matrix(repeating: 0, rows: 0, columns: dimension)
    } else if factor.rows >= rows {
      let energies = try decomposed(
        SingularValues(factor.multiplied(by: span), isComplete: false))
      let errors = energies.rounding(
        ofMagnitudes: factor.magnitudes.multiplied(by: span.magnitudes))
      if zip(energies.values, errors).allSatisfy({ $0 > $1 }) {
        var result = energies.right.transposed.multiplied(by: span.transposed)
        result.scaleRows(energies.values.map { sigma / $0 })
        regularizer = result.multiplied(by: basis.transposed)
      }
    }
    // T = T* + σ² Σ vvᵀAᵀ/q over the directions without a row; the bias is in the others.
    var rest = directions.multiplied(by: chosen.left)
    var scaled = rest
    rest.scaleColumns(chosen.leftEigenvalues.map { risks.noiseVariance / $0 })
    scaled.scaleRows(decomposition.values)
    var map = wiener.map
    map.setProduct(
      basis.multiplied(by: rest), .plain, decomposition.left.multiplied(by: scaled), .transposed,
      beta: 1)
    var bias = factor.multiplied(by: images.multiplied(by: chosen.kept))
    scale(&bias, by: risks.noiseVariance)
    let norm = bias.frobeniusNorm
    return OperatorOptimum(
      risk: Risk(
        bias: 0.5 * norm * norm,
        variance: 0.5 * weightedSquare(risks.noiseVariance, map.frobeniusNorm)),
      regularizer: regularizer, reconstruction: map)
  }

  /// The eigenvectors of Q with a row of R and those without, as orthonormal combinations of all of them.
  ///
  /// Where eigenvalues are equal to rounding, V is chosen so that VᵀGCGV is as far from singular as possible.
  private func choice(
    rows: Int
  ) throws(OperatorError) -> (kept: Matrix, left: Matrix, leftEigenvalues: [Double]) {
    let n = dimension
    let q = risks.eigenvalues
    let all = Matrix.identity(n)
    func columns(_ range: Range<Int>) -> Matrix {
      Matrix(
        rows: n, columns: range.count,
        elements: Array(all.elements[range.lowerBound * n..<range.upperBound * n]))
    }
    let plain = (columns(0..<rows), columns(rows..<n), Array(q[rows...]))
    guard rows > 0, rows < n, factor.rows > 0 else { return plain }
    let tolerance = 64 * Double(n) * .ulpOfOne
    let first = q.firstIndex { $0 >= q[rows - 1] * (1 - tolerance) } ?? rows - 1
    let last = q.lastIndex { $0 <= q[rows - 1] * (1 + tolerance) } ?? rows - 1
    guard last >= rows else { return plain }
    // The energies of the tied directions beyond what the others span.
    var energies = factor.multiplied(by: images.multiplied(by: columns(first..<last + 1)))
    if first > 0 {
      let below = QRFactorization(factor.multiplied(by: images.multiplied(by: columns(0..<first))))
      var inside = Matrix(repeating: 0, rows: below.q.columns, columns: energies.columns)
      inside.setProduct(below.q, .transposed, energies)
      energies.setProduct(below.q, .plain, inside, alpha: -1, beta: 1)
    }
    let order = try decomposed(SingularValues(energies)).right
    let tied = columns(first..<last + 1).multiplied(by: order)
    let count = rows - first
    func joined(_ one: Matrix, _ other: Matrix) -> Matrix {
      Matrix(
        rows: n, columns: one.columns + other.columns, elements: one.elements + other.elements)
    }
    let rest = Matrix(
      rows: n, columns: tied.columns - count, elements: Array(tied.elements[(count * n)...]))
    return (
      joined(columns(0..<first), tied.leadingColumns(count)),
      joined(rest, columns(last + 1..<n)), Array(q[rows...])
    )
  }
}

/// The optimum of bilevel learning for a forward operator and a number k of rows.
public struct OperatorOptimum: Sendable {
  /// The infimum of the risk, with its bias and variance.
  public let risk: Risk
  /// R*, k × n, unique up to a rotation of its rows; nil where no R attains the infimum, because some row would have to
  /// be infinite: every choice of V has a singular VᵀGCGV.
  public let regularizer: Matrix?
  /// T, n × p, or its limit where no R attains the infimum.
  public let reconstruction: Matrix

  /// Whether some R attains the infimum.
  public var isAttained: Bool { regularizer != nil }
}
