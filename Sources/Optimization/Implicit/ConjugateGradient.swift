// Linear systems that are available through their products.

public import LinearAlgebra

/// The conjugate gradient method for A x = b with a symmetric positive definite A, and for least squares.
///
/// - SeeAlso: M. R. Hestenes and E. Stiefel, Methods of conjugate gradients for solving linear systems, J. Research
///   Nat. Bur. Standards 49 (1952).
public struct ConjugateGradient: Sendable, Equatable {
  /// The reason why a run of conjugate gradients stopped.
  public enum StopReason: Sendable, Equatable {
    /// The residual is at most the requested fraction of the right-hand side.
    case residual(Double)
    /// dᵀAd ≤ 0 for the next direction d: A is not positive definite.
    case notPositiveDefinite(curvature: Double)
    /// A product is not finite.
    case nonFinite
    /// The iteration limit was reached.
    case iterationLimit
    /// The caller asked for it.
    case interrupted
  }

  /// The last iterate of a run, with the residuals on the way and the reason for the end.
  public struct Result: Sendable, Equatable {
    /// x, n numbers.
    public let solution: [Double]
    /// The residual at every iterate, the start included: ‖b − Ax‖₂, or ‖Aᵀ(b − Ax)‖₂ for least squares.
    ///
    /// It is updated rather than recomputed, so it keeps falling after rounding stops the true one.
    public let residuals: [Double]
    /// The reason why this is the end.
    public let stopReason: StopReason
    /// The products; a start at 0 costs none.
    public let cost: OperationCount
    /// The number of completed iterations, each of one product with A, or with A and Aᵀ for least squares.
    public var iterations: Int { residuals.count - 1 }
    /// True if the residual is within the tolerance.
    public var isSolved: Bool { if case .residual = stopReason { true } else { false } }
  }

  /// The residual at which to stop, as a fraction of its value at x = 0.
  public let tolerance: Double
  /// The largest number of iterations; nil for 10n.
  public let iterationLimit: Int?

  /// Creates the method.
  ///
  /// - Parameters:
  ///   - tolerance: The residual at which to stop, as a fraction of its value at x = 0, at least 0.
  ///   - iterationLimit: The largest number of iterations, at least 0; nil for 10n.
  public init(tolerance: Double = 1e-12, iterationLimit: Int? = nil) {
    precondition(tolerance >= 0, "a tolerance of \(tolerance)")
    precondition((iterationLimit ?? 0) >= 0, "at most \(iterationLimit ?? 0) iterations")
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// Solves A x = b.
  ///
  /// - Parameters:
  ///   - map: A, n × n, symmetric and positive definite.
  ///   - target: b, n numbers.
  ///   - start: x⁰, n numbers; nil for 0.
  ///   - watch: Called with the number of every iterate and the iterate, the start included; returning false stops the
  ///     run.
  /// - Returns: The last iterate with all residuals, why it is the last, and the products.
  /// - Complexity: One product per iteration, and one for a given start.
  public func solve(
    _ map: some LinearMap, _ target: [Double], from start: [Double]? = nil,
    watch: (_ iteration: Int, _ point: [Double]) -> Bool = { _, _ in true }
  ) -> Result {
    let n = map.columns
    precondition(
      map.rows == n && target.count == n && (start?.count ?? n) == n,
      """
      a \(map.rows) × \(n) map, \(target.count) numbers and a start of \(start?.count ?? n) \
      entries
      """)
    return run(map, target, from: start, isNormal: false, watch: watch)
  }

  /// Minimises ‖Ax − b‖₂ by the normal equations AᵀAx = Aᵀb.
  ///
  /// Residuals are those of the normal equations, ‖Aᵀ(b − Ax)‖; the number of iterations grows with the condition
  /// number of A, not with its square root.
  ///
  /// - Parameters:
  ///   - map: A, m × n, of rank n.
  ///   - target: b, m numbers.
  ///   - start: x⁰, n numbers; nil for 0.
  ///   - watch: Called with the number of every iterate and the iterate, the start included; returning false stops the
  ///     run.
  /// - Returns: The last iterate with all residuals, why it is the last, and the products.
  /// - Complexity: One product with A and one with Aᵀ per iteration, one with Aᵀ before the first, and one with A for a
  ///   given start.
  public func solveLeastSquares(
    _ map: some LinearMap, _ target: [Double], from start: [Double]? = nil,
    watch: (_ iteration: Int, _ point: [Double]) -> Bool = { _, _ in true }
  ) -> Result {
    let (m, n) = (map.rows, map.columns)
    precondition(
      target.count == m && (start?.count ?? n) == n,
      """
      a \(m) × \(n) map, \(target.count) numbers and a start of \(start?.count ?? n) entries
      """)
    return run(map, target, from: start, isNormal: true, watch: watch)
  }

  /// The iteration for A x = b, or for AᵀAx = Aᵀb, where Aᵀ(b − Ax) takes the place of b − Ax and ‖Ad‖² that of dᵀAd.
  private func run(
    _ map: some LinearMap, _ target: [Double], from start: [Double]?, isNormal: Bool,
    watch: (_ iteration: Int, _ point: [Double]) -> Bool
  ) -> Result {
    let n = map.columns
    var cost = OperationCount()
    var point = start ?? [Double](repeating: 0, count: n)
    var (residual, image) = (target, [Double](repeating: 0, count: map.rows))
    var pulledBack = [Double](repeating: 0, count: isNormal ? n : 0)
    func pullBack() {
      guard isNormal else { return }
      map.applyAdjoint(residual, into: &pulledBack)
      cost.adjointProducts += 1
    }
    /// The residual of the equations that are solved.
    var equationResidual: [Double] { isNormal ? pulledBack : residual }
    pullBack()
    let scale = norm(equationResidual)
    if start != nil {
      map.apply(point, into: &image)
      cost.products += 1
      add(-1, image, to: &residual)
      pullBack()
    }
    var direction = equationResidual
    var square = dot(direction, direction)
    var residuals = [square.squareRoot()]
    while true {
      if let reason = reason(
        residuals, scale, dimension: n, isWanted: watch(residuals.count - 1, point))
      {
        return Result(solution: point, residuals: residuals, stopReason: reason, cost: cost)
      }
      map.apply(direction, into: &image)
      cost.products += 1
      let curvature = isNormal ? dot(image, image) : dot(direction, image)
      guard curvature > 0, curvature.isFinite else {
        return Result(
          solution: point, residuals: residuals,
          stopReason: curvature.isFinite
            ? .notPositiveDefinite(curvature: curvature) : .nonFinite, cost: cost)
      }
      let step = square / curvature
      add(step, direction, to: &point)
      add(-step, image, to: &residual)
      pullBack()
      let next = dot(equationResidual, equationResidual)
      scaleAndAdd(next / square, &direction, equationResidual)
      square = next
      residuals.append(square.squareRoot())
    }
  }

  private func reason(
    _ residuals: [Double], _ scale: Double, dimension: Int, isWanted: Bool
  ) -> StopReason? {
    let residual = residuals[residuals.count - 1]
    if !isWanted { return .interrupted }
    if residual <= tolerance * scale { return .residual(residual) }
    if !residual.isFinite { return .nonFinite }
    if residual == 0 { return .residual(residual) }
    return residuals.count > iterationLimit ?? 10 * dimension ? .iterationLimit : nil
  }

  /// d ← βd + r.
  private func scaleAndAdd(_ beta: Double, _ direction: inout [Double], _ residual: [Double]) {
    scale(&direction, by: beta)
    add(1, residual, to: &direction)
  }
}
