// The primal-dual method for sums of two functions with a linear map between them.

public import LinearAlgebra

/// The Chambolle–Pock method for min_x G(x) + F(Kx) with extrapolation θ = 1.
///
/// ```
/// y ← prox_σF*(y + σK(2x − x⁻)),   x ← prox_τG(x − τKᵀy).
/// ```
///
/// It converges for τσ‖K‖² ≤ 1.
///
/// - SeeAlso: A. Chambolle and T. Pock, A first-order primal-dual algorithm for convex problems with applications to
///   imaging, J. Math. Imaging Vision 40 (2011).
public struct ChambollePock: Sendable, Equatable {
  /// The reason why a run of the primal-dual method stopped.
  public enum StopReason: Sendable, Equatable {
    /// The duality gap is within its tolerance.
    case gap(Double)
    /// The residual of the optimality conditions is within its tolerance.
    case residual(Double)
    /// An iterate is not finite.
    case nonFinite
    /// The iteration limit was reached.
    case iterationLimit
    /// The caller asked for it.
    case interrupted
  }

  /// The last pair of points of a run, its certificates and the reason for the end.
  public struct Result: Sendable, Equatable {
    /// x, n numbers.
    public let primal: [Double]
    /// y, m numbers.
    public let dual: [Double]
    /// G(x) + F(Kx) + G*(−Kᵀy) + F*(y), at least G(x) + F(Kx) minus its minimum; ∞ where a point is outside a
    /// domain.
    public let gap: Double
    /// (‖p‖² + ‖d‖²)^½ for p ∈ ∂G(x) + Kᵀy and d ∈ ∂F*(y) − Kx; ∞ before the first iteration.
    public let residual: Double
    /// The number of completed iterations, each of one product with K and one with Kᵀ.
    public let iterations: Int
    /// The reason why this is the end.
    public let stopReason: StopReason
    /// The products with K and Kᵀ and the proximal steps of both functions.
    public let cost: OperationCount
  }

  /// τ > 0.
  public let primalStep: Double
  /// σ > 0.
  public let dualStep: Double

  /// Creates the method.
  ///
  /// - Parameters:
  ///   - primalStep: τ, positive and finite.
  ///   - dualStep: σ, positive and finite.
  public init(primalStep: Double, dualStep: Double) {
    precondition(
      primalStep > 0 && primalStep.isFinite && dualStep > 0 && dualStep.isFinite,
      "steps \(primalStep) and \(dualStep)")
    self.primalStep = primalStep
    self.dualStep = dualStep
  }

  /// Creates the method with τ = ratio/‖K‖ and σ = 1/(ratio·‖K‖).
  ///
  /// - Parameters:
  ///   - norm: ‖K‖₂ or an upper bound, positive and finite.
  ///   - ratio: The square root of τ/σ, positive and finite.
  public init(norm: Double, ratio: Double = 1) {
    self.init(primalStep: ratio / norm, dualStep: 1 / (ratio * norm))
  }

  /// Minimises G(x) + F(Kx).
  ///
  /// - Parameters:
  ///   - simple: G, of n variables.
  ///   - composed: F, of m variables.
  ///   - map: K, m × n.
  ///   - start: x⁰, n numbers; nil for 0.
  ///   - dualStart: y⁰, m numbers; nil for 0.
  ///   - gapTolerance: Stop when the duality gap is at most this; negative for never.
  ///   - residualTolerance: Stop when the residual is at most this; negative for never.
  ///   - iterationLimit: The largest number of iterations, at least 0.
  ///   - watch: Called with the number of every iterate and the iterate, the start included; returning false stops the
  ///     run.
  /// - Returns: The last iterates with their certificates, why they are the last, and the cost.
  /// - Complexity: One product with K, one with Kᵀ and two proximal steps per iteration.
  public func minimize(
    _ simple: some ProximableFunction, _ composed: some ProximableFunction, _ map: some LinearMap,
    from start: [Double]? = nil, dualStart: [Double]? = nil, gapTolerance: Double = -1,
    residualTolerance: Double = 0, iterationLimit: Int = 10_000,
    watch: (_ iteration: Int, _ primal: [Double], _ dual: [Double]) -> Bool = { _, _, _ in true }
  ) -> Result {
    let (m, n) = (map.rows, map.columns)
    precondition(
      (start?.count ?? n) == n && (dualStart?.count ?? m) == m,
      "starts of \(start?.count ?? n) and \(dualStart?.count ?? m) entries for a \(m) × \(n) map")
    precondition(iterationLimit >= 0, "at most \(iterationLimit) iterations")
    let conjugate = ConjugateFunction(composed)
    var cost = OperationCount()
    var x = start ?? [Double](repeating: 0, count: n)
    var y = dualStart ?? [Double](repeating: 0, count: m)
    var (lastX, lastY) = (x, y)
    // Kx, Kx⁻, K(2x − x⁻), Kᵀy and −Kᵀy.
    var image = [Double](repeating: 0, count: m)
    var (back, opposite) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    map.apply(x, into: &image)
    map.applyAdjoint(y, into: &back)
    cost.products += 1
    cost.adjointProducts += 1
    var (lastImage, ahead) = (image, image)
    var residual = Double.infinity
    var iteration = 0
    func gap() -> Double {
      for j in 0..<n { opposite[j] = -back[j] }
      return simple.value(x) + composed.value(image) + simple.conjugate(opposite)
        + composed.conjugate(y)
    }
    func result(_ reason: StopReason) -> Result {
      Result(
        primal: x, dual: y, gap: gap(), residual: residual, iterations: iteration,
        stopReason: reason, cost: cost)
    }
    while true {
      if !watch(iteration, x, y) { return result(.interrupted) }
      if gapTolerance >= 0, case let gap = gap(), gap <= gapTolerance { return result(.gap(gap)) }
      if residual <= residualTolerance { return result(.residual(residual)) }
      if iteration >= iterationLimit { return result(.iterationLimit) }
      swap(&y, &lastY)
      for i in 0..<m {
        ahead[i] = 2 * image[i] - lastImage[i]
        y[i] = lastY[i] + dualStep * ahead[i]
      }
      conjugate.prox(&y, step: dualStep)
      map.applyAdjoint(y, into: &back)
      swap(&x, &lastX)
      for j in 0..<n { x[j] = lastX[j] - primalStep * back[j] }
      simple.prox(&x, step: primalStep)
      swap(&image, &lastImage)
      map.apply(x, into: &image)
      var square = 0.0
      for j in 0..<n {
        let p = (lastX[j] - x[j]) / primalStep
        square += p * p
      }
      for i in 0..<m {
        let d = (lastY[i] - y[i]) / dualStep + ahead[i] - image[i]
        square += d * d
      }
      cost.products += 1
      cost.adjointProducts += 1
      cost.proximalSteps += 2
      residual = square.squareRoot()
      iteration += 1
      guard residual.isFinite else { return result(.nonFinite) }
    }
  }
}
