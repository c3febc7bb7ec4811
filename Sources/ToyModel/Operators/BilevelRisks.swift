// The least risks of bilevel learning in an inverse problem, for every rank of the regularizer.

/// The least risks of bilevel learning for a forward operator A of full column rank, over the number k of rows of R.
///
/// The lower level is ½‖Az − x‖² + ½‖Rz‖² with x = Ay + ε. With G = AᵀA and q₁ ≤ … ≤ qₙ the eigenvalues of
/// Q = GCG + σ²G,
/// ```
/// inf_R E = (σ²/2) tr G⁻¹ − (σ⁴/2) Σ_{i≤k} 1/qᵢ = L₀ + (σ⁴/2) Σ_{i>k} 1/qᵢ
/// ```
/// where L₀ is the best linear risk. The second form has positive terms only; in the first one tr G⁻¹ hides everything
/// where A has a small singular value.
///
/// - SeeAlso: ``OperatorBilevel`` for the R that attains it; docs/proofs/operators.md.
public struct BilevelRisks: Sendable, Equatable {
  /// q₁ ≤ … ≤ qₙ, all positive.
  public let eigenvalues: [Double]
  /// a₁ ≤ … ≤ aₙ, the singular values of A, in ascending order.
  public let singularValues: [Double]
  /// σ² > 0.
  public let noiseVariance: Double
  /// L₀, the risk of the best linear reconstruction, and of bilevel learning for k = n.
  public let linearRisk: Double
  /// Σ_{i>k} σ²/qᵢ for k = 0…n, each from its smallest term on.
  private let tails: [Double]

  /// Risks from the eigenvalues of Q.
  init(
    eigenvalues: [Double], singularValues: [Double], noiseVariance: Double, linearRisk: Double
  ) {
    self.eigenvalues = eigenvalues
    self.singularValues = singularValues
    self.noiseVariance = noiseVariance
    self.linearRisk = linearRisk
    var sum = CompensatedSum()
    var tails = [0.0]
    for q in eigenvalues.reversed() {
      sum += noiseVariance / q
      tails.append(sum.value)
    }
    self.tails = tails.reversed()
  }

  /// Risks where AᵀA and C commute: qᵢ = aᵢ²(aᵢ²γᵢ + σ²), and the price of a direction without a row of R is
  /// ½σ⁴/qᵢ.
  ///
  /// - Parameters:
  ///   - directions: The n common eigenvectors, in any order; at least one.
  ///   - noiseVariance: σ², positive and finite.
  /// - Throws: ``OperatorError/rankDeficient(singularValues:)`` where a singular value is 0.
  /// - Complexity: O(n log n); every risk is accurate to a few ulp.
  public init(
    directions: [OperatorDirection], noiseVariance: Double
  ) throws(OperatorError) {
    precondition(!directions.isEmpty, "an operator without directions")
    precondition(noiseVariance > 0 && noiseVariance.isFinite, "σ² = \(noiseVariance)")
    let values = directions.map(\.singularValue).sorted()
    // 1/a² is to be finite.
    guard values[0] > 1e-150 else { throw .rankDeficient(singularValues: values.reversed()) }
    self.init(
      eigenvalues: directions.map {
        $0.singularValue * ($0.singularValue * ($0.observedEnergy + noiseVariance))
      }.sorted(), singularValues: values, noiseVariance: noiseVariance,
      linearRisk: directions.linearRisk(noiseVariance: noiseVariance))
  }

  /// The dimension n of the signals.
  public var dimension: Int { eigenvalues.count }

  /// The infimum of the risk over R ∈ ℝᵏˣⁿ.
  ///
  /// - Parameter rows: k, 0 ≤ k ≤ n.
  /// - Returns: L₀ + (σ⁴/2) Σ_{i>k} 1/qᵢ.
  public func risk(rows: Int) -> Double {
    precondition(rows >= 0 && rows <= dimension, "R with \(rows) rows of length \(dimension)")
    return linearRisk + 0.5 * noiseVariance * tails[rows]
  }

  /// A lower bound on the risk that does not depend on C: (σ²/2) Σ_{i>k} aᵢ⁻² over all but the k smallest singular
  /// values.
  ///
  /// It follows from Q ⪰ σ²G. Where more than k singular values tend to 0 the risk is unbounded; with at most k of them
  /// it stays bounded.
  ///
  /// - Parameter rows: k, 0 ≤ k ≤ n.
  /// - Returns: The bound.
  /// - Complexity: O(n).
  public func lowerBound(rows: Int) -> Double {
    precondition(rows >= 0 && rows <= dimension, "R with \(rows) rows of length \(dimension)")
    var sum = CompensatedSum()
    for a in singularValues.dropFirst(rows) { sum += noiseVariance / a / a }
    return 0.5 * sum.value
  }
}

extension [OperatorDirection] {
  /// L₀ = ½ Σ σ²γᵢ/(aᵢ²γᵢ + σ²), the risk of the best linear reconstruction where AᵀA and C commute; any rank.
  ///
  /// - Parameter noiseVariance: σ² ≥ 0.
  /// - Returns: The risk.
  public func linearRisk(noiseVariance: Double) -> Double {
    var sum = CompensatedSum()
    for direction in self { sum += direction.linearRisk(noiseVariance: noiseVariance) }
    return sum.value
  }
}
