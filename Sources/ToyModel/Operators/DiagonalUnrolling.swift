// Unrolled gradient descent in an inverse problem, with a regularizer along the singular vectors of the operator.

/// The least risk of N steps z ← z − ω((AᵀA + RᵀR)z − Aᵀx) from z = 0 over all R of k rows along the right singular
/// vectors of A, where AᵀA and C commute.
///
/// T = p(AᵀA + RᵀR)Aᵀ with p(l) = (1 − (1−ωl)ᴺ)/l. A direction with s = ‖Rv‖² is one of denoising: a·t = f(s/a²) with f
/// that of N steps of size ωa², the signal energy a²γ, and risks divided by a²:
/// ```
/// g(t) = (1/a²) · ½(a²γ(1−at)² + σ²(at)²)
/// ```
/// For N = 2 this is the infimum over *all* R: T is affine in RᵀR, and the best RᵀR commutes with AᵀA. For N ≥ 3 it is
/// only an upper bound: some R that is not diagonal may be better. For N = 1 R has no influence.
///
/// - SeeAlso: docs/proofs/operators.md.
public struct DiagonalUnrolling: Sendable, Equatable {
  /// The least risk of each direction with a row of R, in their order.
  public let free: [Double]
  /// The risk of each direction without a row.
  public let forced: [Double]

  /// Finds the best s of all directions.
  ///
  /// - Parameters:
  ///   - directions: The n common eigenvectors of AᵀA and C.
  ///   - noiseVariance: σ² ≥ 0, finite.
  ///   - depth: N ≥ 1.
  ///   - stepSize: ω, positive and finite.
  /// - Complexity: O(n).
  public init(
    directions: [OperatorDirection], noiseVariance: Double, depth: Int, stepSize: Double
  ) {
    precondition(noiseVariance >= 0 && noiseVariance.isFinite, "σ² = \(noiseVariance)")
    var (free, forced) = ([Double](), [Double]())
    for direction in directions {
      let a = direction.singularValue
      // Where A maps to 0, the iteration stays at 0 for every R.
      guard a > 0 else {
        free.append(0.5 * direction.energy)
        forced.append(0.5 * direction.energy)
        continue
      }
      let filter = UnrolledFilter(depth: depth, stepSize: stepSize * a * a)
      let target = Gain.wiener(
        eigenvalue: direction.observedEnergy, noiseVariance: noiseVariance)
      func risk(_ gain: Gain) -> Double {
        0.5 * weightedSquare(direction.energy, gain.defect)
          + 0.5 * weightedSquare(noiseVariance, gain.value / a)
      }
      free.append(risk(filter.image.clamp(target)))
      forced.append(risk(filter.forcedGain))
    }
    (self.free, self.forced) = (free, forced)
  }

  /// The least risk with k rows: those directions have one for which it is worth most.
  ///
  /// - Parameter rows: k, 0 ≤ k ≤ n.
  /// - Returns: The infimum over diagonal R of k rows.
  /// - Complexity: O(n log n).
  public func risk(rows: Int) -> Double {
    precondition(rows >= 0 && rows <= free.count, "R with \(rows) rows of length \(free.count)")
    let order = free.indices.sorted { forced[$0] - free[$0] > forced[$1] - free[$1] }
    var sum = CompensatedSum()
    for (place, index) in order.enumerated() { sum += place < rows ? free[index] : forced[index] }
    return sum.value
  }
}
