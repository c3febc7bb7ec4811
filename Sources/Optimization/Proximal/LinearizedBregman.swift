// The linearised Bregman iteration, and Landweber's iteration as its case without a threshold.

public import LinearAlgebra

/// The linearised Bregman iteration for Au = b with J(u) = μ‖u‖₁ + ½‖u‖².
///
/// ```
/// y ← y + τ(b − Au),   u ← soft(Aᵀy, μ).
/// ```
///
/// For τ < 2/‖A‖² it converges to the solution of Au = b with the least J, if there is a solution. With noise in b it is
/// stopped early. For μ = 0 it is Landweber's iteration u ← u + τAᵀ(b − Au).
///
/// - SeeAlso: W. Yin, S. Osher, D. Goldfarb and J. Darbon, Bregman iterative algorithms for ℓ1-minimization, SIAM J.
///   Imaging Sci. 1 (2008).
public struct LinearizedBregman: Sendable, Equatable {
  /// The reason why a run stopped.
  public enum StopReason: Sendable, Equatable {
    /// ‖Au − b‖ is within the tolerance.
    case residual(Double)
    /// A residual is not finite.
    case nonFinite
    /// The iteration limit was reached.
    case iterationLimit
    /// The caller asked for it.
    case interrupted
  }

  /// The last iterate of a run with its certificate and the reason for the end.
  public struct Result: Sendable, Equatable {
    /// u, n numbers.
    public let point: [Double]
    /// y, m numbers; u = soft(Aᵀy, μ), so that Aᵀy is a subgradient of J at u.
    public let multiplier: [Double]
    /// ‖Au − b‖₂.
    public let residual: Double
    /// J(u) − min{J : Au = b} is at most this: ⟨y, Au − b⟩, of either sign before convergence.
    public let gap: Double
    /// The number of completed iterations.
    public let iterations: Int
    /// The reason why this is the end.
    public let stopReason: StopReason
    /// The products with A and Aᵀ.
    public let cost: OperationCount
  }

  /// μ ≥ 0.
  public let weight: Double
  /// τ > 0.
  public let stepSize: Double

  /// Creates the method.
  ///
  /// - Parameters:
  ///   - weight: μ ≥ 0, finite; 0 for Landweber's iteration.
  ///   - stepSize: τ, positive and finite.
  public init(weight: Double, stepSize: Double) {
    precondition(
      weight >= 0 && weight.isFinite && stepSize > 0 && stepSize.isFinite,
      "μ = \(weight), τ = \(stepSize)")
    (self.weight, self.stepSize) = (weight, stepSize)
  }

  /// Iterates from y = 0.
  ///
  /// - Parameters:
  ///   - map: A, m × n.
  ///   - target: b, m numbers.
  ///   - tolerance: Stop when ‖Au − b‖ is at most this; negative for never.
  ///   - iterationLimit: The largest number of iterations, at least 0.
  ///   - watch: Called with the number of every iterate, the iterate and ‖Au − b‖, the start included; returning false
  ///     stops the run.
  /// - Returns: The last iterate, why it is the last, and the cost.
  /// - Complexity: One product with A and one with Aᵀ per iteration.
  public func run(
    _ map: some LinearMap, _ target: [Double], residual tolerance: Double = -1, iterationLimit: Int,
    watch: (_ iteration: Int, _ point: [Double], _ residual: Double) -> Bool = { _, _, _ in true }
  ) -> Result {
    precondition(
      target.count == map.rows, "\(target.count) numbers for a \(map.rows) × \(map.columns) map")
    precondition(iterationLimit >= 0, "at most \(iterationLimit) iterations")
    var cost = OperationCount()
    var point = [Double](repeating: 0, count: map.columns)
    var multiplier = [Double](repeating: 0, count: map.rows)
    // b − Au.
    var rest = target
    var residual = norm(rest)
    var iteration = 0
    while true {
      let reason: StopReason?
      if !residual.isFinite {
        reason = .nonFinite
      } else if !watch(iteration, point, residual) {
        reason = .interrupted
      } else if residual <= tolerance {
        reason = .residual(residual)
      } else {
        reason = iteration >= iterationLimit ? .iterationLimit : nil
      }
      if let reason {
        return Result(
          point: point, multiplier: multiplier, residual: residual, gap: -dot(multiplier, rest),
          iterations: iteration, stopReason: reason, cost: cost)
      }
      add(stepSize, rest, to: &multiplier)
      map.applyAdjoint(multiplier, into: &point)
      if weight > 0 {
        for index in point.indices { point[index] = softThreshold(point[index], weight) }
      }
      map.apply(point, into: &rest)
      for index in rest.indices { rest[index] = target[index] - rest[index] }
      residual = norm(rest)
      cost.products += 1
      cost.adjointProducts += 1
      iteration += 1
    }
  }
}
