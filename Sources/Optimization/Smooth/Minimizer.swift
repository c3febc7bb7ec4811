// The loop that all methods share, and the reasons to leave it.

import LinearAlgebra

/// A first-order method, which leads from one iterate to the next.
///
/// A method holds settings only; everything that changes is in the ``Iterate``.
public protocol Minimizer: Sendable {
  /// Takes one step.
  ///
  /// - Parameters:
  ///   - iterate: The current iterate, of n variables; replaced by the next one, its evaluations counted.
  ///   - objective: The function, of n variables.
  /// - Returns: nil to continue, or the reason why the method cannot do better; point, value and gradient are
  ///   then unchanged.
  func step(
    _ iterate: inout Iterate, _ objective: inout some Objective
  ) -> StopReason?

  /// Whether the method may end at a point whose gradient is within the tolerance; by default it may.
  ///
  /// - Parameters:
  ///   - iterate: The iterate, of n variables; only its evaluations may change.
  ///   - objective: The function, of n variables.
  /// - Returns: False to continue.
  func mayEnd(at iterate: inout Iterate, _ objective: inout some Objective) -> Bool
}

extension Minimizer {
  /// True: a small gradient is enough.
  public func mayEnd(at iterate: inout Iterate, _ objective: inout some Objective) -> Bool {
    true
  }
}

/// The reason why a minimization stopped, with the number that decided it.
public enum StopReason: Sendable, Equatable {
  /// ‖∇f‖₂ is within the tolerance; for ``FlowIntegrator`` f falls in no direction there either.
  case gradientNorm(Double)
  /// f has reached the target value.
  case targetValue(Double)
  /// The last iterations together decreased f by too small a fraction.
  case smallDecrease(Double)
  /// No lower point was found along the direction; at rounding level, a minimum.
  case lineSearchFailed
  /// None of this many trials along the direction had a finite value and gradient.
  case nonFinite(trials: Int)
  /// The iteration limit was reached.
  case iterationLimit
  /// The caller asked for it.
  case interrupted
}

/// The criteria that stop a minimization: the first that is met ends it.
public struct StoppingRule: Sendable, Equatable {
  /// Stop when ‖∇f‖₂ is at most this.
  public var gradientNorm: Double
  /// Stop when f is at most this; −∞ for never.
  public var targetValue: Double
  /// Stop when ``patience`` iterations have lowered f by at most this fraction of |f| + ``baseline``; −∞
  /// for never.
  public var relativeDecrease: Double
  /// The number added to |f| where f is the excess of a larger quantity, at least 0.
  public var baseline = 0.0
  /// The number of iterations over which the decrease is measured.
  public var patience: Int
  /// The largest number of iterations, those before a continuation included.
  public var iterationLimit: Int

  /// Creates a rule; every criterion except the iteration limit is off unless given.
  ///
  /// - Parameters:
  ///   - gradientNorm: The norm of the gradient at which to stop, at least 0.
  ///   - targetValue: The value at which to stop; −∞ for never.
  ///   - relativeDecrease: The decrease, as a fraction, at which to stop; −∞ for never.
  ///   - patience: The number of iterations over which the decrease is measured, at least 1.
  ///   - iterationLimit: The largest number of iterations, at least 0.
  public init(
    gradientNorm: Double = 0, targetValue: Double = -.infinity,
    relativeDecrease: Double = -.infinity,
    patience: Int = 20, iterationLimit: Int = 1000
  ) {
    precondition(patience >= 1, "patience for \(patience) iterations")
    precondition(iterationLimit >= 0, "at most \(iterationLimit) iterations")
    self.gradientNorm = gradientNorm
    self.targetValue = targetValue
    self.relativeDecrease = relativeDecrease
    self.patience = patience
    self.iterationLimit = iterationLimit
  }
}

/// The end of a minimization: the last iterate, and why it is the last.
public struct Minimization: Sendable, Equatable {
  /// The last iterate, from which the run may be resumed to the last bit.
  public let iterate: Iterate
  /// The reason why it is the last.
  public let stopReason: StopReason
  /// ‖∇f‖₂ at the last iterate.
  public var gradientNorm: Double { norm(iterate.gradient) }
}

/// Minimises a function from an iterate on.
///
/// - Parameters:
///   - objective: f, of n variables.
///   - start: A fresh or a saved iterate, of n variables.
///   - method: The method.
///   - rule: When to stop.
///   - watch: Called with every iterate, the first included; returning false stops the run.
/// - Returns: The last iterate and why it is the last.
/// - Complexity: The cost of the evaluations, plus O(n) for each (O(n·history) for L-BFGS).
/// - SeeAlso: ``LBFGS``, ``GradientDescent``, ``Adam`` and ``FlowIntegrator``, the methods there are.
public func minimize(
  _ objective: inout some Objective, from start: Iterate, by method: some Minimizer,
  until rule: StoppingRule, watch: (Iterate) -> Bool = { _ in true }
) -> Minimization {
  var iterate = start
  while true {
    let gradientNorm = norm(iterate.gradient)
    let reason: StopReason? =
      if !watch(iterate) {
        .interrupted
      } else if gradientNorm <= rule.gradientNorm, method.mayEnd(at: &iterate, &objective) {
        .gradientNorm(gradientNorm)
      } else if iterate.value <= rule.targetValue {
        .targetValue(iterate.value)
      } else if iterate.iteration >= rule.iterationLimit {
        .iterationLimit
      } else {
        smallDecrease(iterate, rule) ?? method.step(&iterate, &objective)
      }
    if let reason { return Minimization(iterate: iterate, stopReason: reason) }
    iterate.iteration += 1
    iterate.recentValues.append(iterate.value)
    if iterate.recentValues.count > rule.patience + 1 { iterate.recentValues.removeFirst() }
  }
}

private func smallDecrease(_ iterate: Iterate, _ rule: StoppingRule) -> StopReason? {
  guard rule.relativeDecrease > -.infinity, iterate.recentValues.count > rule.patience else {
    return nil
  }
  let decrease = iterate.recentValues[0] - iterate.value
  return decrease <= rule.relativeDecrease * (abs(iterate.value) + rule.baseline)
    ? .smallDecrease(decrease) : nil
}
