// Proximal gradient descent, plain and accelerated.

import LinearAlgebra

/// Proximal gradient descent for f + g with a smooth convex f: x ← prox_τg(y − τ∇f(y)).
///
/// For ½‖Az − x‖² + λ‖z‖₁ this is ISTA, and FISTA with ``Acceleration/fista``.
///
/// - SeeAlso: A. Beck and M. Teboulle, A fast iterative shrinkage-thresholding algorithm for linear inverse
///   problems, SIAM J. Imaging Sci. 2 (2009).
public struct ProximalGradient: Sendable {
  /// The point y at which an iteration takes the gradient.
  public enum Acceleration: Sendable, Equatable {
    /// At the last iterate: ISTA.
    case none
    /// At y = x + (tₖ − 1)/tₖ₊₁ (x − x⁻) with t₁ = 1, tₖ₊₁ = (1 + (1 + 4tₖ²)^½)/2: FISTA.
    case fista
  }

  /// The choice of the step τ.
  public enum StepSize: Sendable {
    /// The same step at every iterate; converges for τ ≤ 1/L with the Lipschitz constant L of ∇f, without
    /// acceleration for τ < 2/L.
    case fixed(Double)
    /// A rule, called with y and ∇f(y); it returns τ > 0.
    case rule(@Sendable (_ point: [Double], _ gradient: [Double]) -> Double)
  }

  /// The reason why a run of proximal gradient descent stopped.
  public enum StopReason: Sendable, Equatable {
    /// ‖y − x‖/τ, which is 0 exactly at minimisers, is within the tolerance.
    case residual(Double)
    /// The certificate is within its tolerance.
    case gap(Double)
    /// A value or a step is not finite, or a step is not positive.
    case nonFinite
    /// The iteration limit was reached.
    case iterationLimit
    /// The caller asked for it.
    case interrupted
  }

  /// The last iterate of a run, with its residual and the reason for the end.
  public struct Result: Sendable, Equatable {
    /// x, n numbers.
    public let point: [Double]
    /// The number of completed iterations, each of one gradient and one proximal step.
    public let iterations: Int
    /// ‖y − x‖/τ of the last iteration; ∞ before the first.
    public let residual: Double
    /// The reason why this is the end.
    public let stopReason: StopReason
    /// Gradients and proximal steps, and the products of a ``CountedObjective``.
    public let cost: OperationCount
  }

  /// The point y at which an iteration takes the gradient.
  public let acceleration: Acceleration
  /// The choice of the step τ.
  public let stepSize: StepSize

  /// Creates the method.
  ///
  /// - Parameters:
  ///   - acceleration: The point at which gradients are taken.
  ///   - stepSize: The choice of τ.
  public init(_ acceleration: Acceleration = .none, stepSize: StepSize) {
    if case .fixed(let step) = stepSize {
      precondition(step > 0 && step.isFinite, "step size \(step)")
    }
    self.acceleration = acceleration
    self.stepSize = stepSize
  }

  /// Minimises f + g.
  ///
  /// - Parameters:
  ///   - smooth: f, of n variables.
  ///   - simple: g.
  ///   - start: x⁰, n numbers.
  ///   - tolerance: Stop when ‖y − x‖/τ is at most this; negative for never. With τ ≤ 1/L the distance of 0 from
  ///     the subdifferential at x is then at most twice as much.
  ///   - gap: A bound on (f+g)(x) − min(f+g) that is evaluated at every iterate, with the value at which to stop;
  ///     nil for none.
  ///   - iterationLimit: The largest number of iterations, at least 0.
  ///   - watch: Called with the number of every iterate and the iterate, the start included; returning false stops the
  ///     run.
  /// - Returns: The last iterate, why it is the last, and the cost.
  /// - Complexity: One gradient and one proximal step per iteration.
  public func minimize<Smooth: Objective>(
    _ smooth: inout Smooth, _ simple: some ProximableFunction, from start: [Double],
    residual tolerance: Double = 0, gap: (bound: ([Double]) -> Double, tolerance: Double)? = nil,
    iterationLimit: Int = 10_000,
    watch: (_ iteration: Int, _ point: [Double]) -> Bool = { _, _ in true }
  ) -> Result {
    precondition(
      start.count == smooth.dimension,
      "a point of \(start.count) entries for a function of \(smooth.dimension) variables")
    precondition(iterationLimit >= 0, "at most \(iterationLimit) iterations")
    let before = (smooth as? any CountedObjective)?.cost ?? OperationCount()
    var cost = OperationCount()
    var (point, base, next) = (start, start, start)
    var gradient = [Double](repeating: 0, count: start.count)
    var (residual, momentum) = (Double.infinity, 1.0)
    var (iteration, reason) = (0, StopReason?.none)
    while true {
      if !watch(iteration, point) {
        reason = .interrupted
      } else if let gap, case let value = gap.bound(point), value <= gap.tolerance {
        reason = .gap(value)
      } else if residual <= tolerance {
        reason = .residual(residual)
      } else if iteration >= iterationLimit {
        reason = .iterationLimit
      }
      if reason != nil { break }
      let value = smooth.evaluate(at: base, gradient: &gradient)
      cost.gradients += 1
      let step: Double
      switch stepSize {
      case .fixed(let fixed): step = fixed
      case .rule(let rule): step = rule(base, gradient)
      }
      guard value.isFinite, step > 0, step.isFinite else {
        reason = .nonFinite
        break
      }
      swap(&next, &point)  // `next` now holds the last iterate; `point` will be overwritten.
      for index in point.indices { point[index] = base[index] - step * gradient[index] }
      simple.prox(&point, step: step)
      cost.proximalSteps += 1
      var square = 0.0
      for index in point.indices {
        let change = point[index] - base[index]
        square += change * change
      }
      guard square.isFinite else {
        swap(&next, &point)
        reason = .nonFinite
        break
      }
      residual = square.squareRoot() / step
      switch acceleration {
      case .none:
        for index in point.indices { base[index] = point[index] }
      case .fista:
        let following = 0.5 * (1 + (1 + 4 * momentum * momentum).squareRoot())
        let factor = (momentum - 1) / following
        for index in point.indices {
          base[index] = point[index] + factor * (point[index] - next[index])
        }
        momentum = following
      }
      iteration += 1
    }
    if let counted = smooth as? any CountedObjective { cost = cost + (counted.cost - before) }
    return Result(
      point: point, iterations: iteration, residual: residual,
      stopReason: reason ?? .iterationLimit, cost: cost)
  }
}
