// Gradient descent with a fixed step or with backtracking.

import LinearAlgebra

/// Steepest descent x ← x − η∇f(x).
///
/// - SeeAlso: L. Armijo, Minimization of functions having Lipschitz continuous first partial derivatives,
///   Pacific J. Math. 16 (1966), for backtracking.
public struct GradientDescent: Minimizer, Equatable {
  /// The choice of η.
  public enum StepSize: Sendable, Equatable {
    /// The same η at every iterate; halved for a step that would leave the domain of finite values.
    case fixed(Double)
    /// Begins with twice the last accepted η and halves it until Armijo's condition
    /// f(x − η∇f) ≤ f(x) − cη‖∇f‖² holds.
    case backtracking(first: Double)
  }

  /// The choice of η.
  public let stepSize: StepSize
  /// Armijo's constant c of backtracking.
  public let sufficientDecrease: Double
  private static let halvingLimit = 60

  /// Creates the method.
  ///
  /// - Parameters:
  ///   - stepSize: The choice of η, with a positive and finite number.
  ///   - sufficientDecrease: Armijo's constant c, above 0 and below 1. For c = ½ backtracking accepts no step beyond the
  ///     minimum along the line of a quadratic function, so that the iterates follow the gradient flow into the nearest
  ///     basin.
  public init(_ stepSize: StepSize, sufficientDecrease: Double = 1e-4) {
    switch stepSize {
    case .fixed(let eta), .backtracking(let eta):
      precondition(eta > 0 && eta.isFinite, "step size \(eta)")
    }
    precondition(
      sufficientDecrease > 0 && sufficientDecrease < 1,
      "a decrease of \(sufficientDecrease) of the slope")
    self.sufficientDecrease = sufficientDecrease
    self.stepSize = stepSize
  }

  /// One step against the gradient.
  ///
  /// - Parameters:
  ///   - iterate: The current iterate, of n variables; replaced by the next one.
  ///   - objective: The function, of n variables.
  /// - Returns: nil to continue, or the reason why there is no better point.
  /// - Complexity: An evaluation a trial, 60 at most, and O(n).
  public func step(
    _ iterate: inout Iterate, _ objective: inout some Objective
  ) -> StopReason? {
    var eta: Double
    var slope = 0.0
    switch stepSize {
    case .fixed(let value): eta = value
    case .backtracking(let first):
      eta = iterate.memory.first.map { 2 * $0[0] } ?? first
      let norm = norm(iterate.gradient)
      slope = sufficientDecrease * norm * norm
    }
    var (finiteTrials, otherTrials) = (0, 0)
    for _ in 0..<Self.halvingLimit {
      if case .backtracking = stepSize {
        var point = iterate.point
        add(-eta, iterate.gradient, to: &point)
        if let value = objective.cheapValue(at: point), value.isFinite,
          !isLow(value, iterate, eta * slope)
        {
          iterate.evaluations += 1
          if point != iterate.point { finiteTrials += 1 }
          eta /= 2
          continue
        }
      }
      let trial = Trial(from: iterate, along: iterate.gradient, step: -eta, of: &objective)
      iterate.evaluations += 1
      if !trial.isFinite {
        otherTrials += 1
      } else if trial.point != iterate.point {
        // A step that was halved until it vanished does not count as a trial.
        finiteTrials += 1
      }
      let isAccepted: Bool =
        if case .backtracking = stepSize {
          isLow(trial.value, iterate, eta * slope)
        } else {
          true
        }
      if trial.isFinite && isAccepted {
        iterate.accept(trial)
        iterate.memory = [[eta]]
        return nil
      }
      eta /= 2
    }
    return finiteTrials == 0 && otherTrials > 0
      ? .nonFinite(trials: otherTrials) : .lineSearchFailed
  }

  /// Whether a value is lower than that of the iterate, by a decrease at least.
  private func isLow(_ value: Double, _ iterate: Iterate, _ decrease: Double) -> Bool {
    value < iterate.value && value <= iterate.value - decrease
  }
}
