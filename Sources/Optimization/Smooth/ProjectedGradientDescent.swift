// Gradient descent within bounds.

import LinearAlgebra

/// Steepest descent x ← P(x − η∇f(x)) with the projection P onto a box and Armijo's condition along its arc.
///
/// η begins with twice the last accepted one and is halved until
/// f(x⁺) ≤ f(x) − (c/η)‖x⁺ − x‖² for x⁺ = P(x − η∇f(x)): no step raises f or leaves the box, however flat f is. Where P is
/// the identity this is Armijo's condition of ``GradientDescent``.
///
/// - SeeAlso: D. P. Bertsekas, On the Goldstein–Levitin–Polyak gradient projection method, IEEE Trans. Automatic
///   Control 21 (1976).
public struct ProjectedGradientDescent: Minimizer, Equatable {
  /// The bounds.
  public let box: SearchBox
  /// η with which the first step begins.
  public let firstStep: Double
  /// The norm of P(x − ∇f(x)) − x, the projected gradient, at which to stop.
  public let tolerance: Double
  /// Armijo's constant c.
  public static let sufficientDecrease = 1e-4
  private static let halvingLimit = 60

  /// Creates the method.
  ///
  /// - Parameters:
  ///   - box: The bounds, of n variables.
  ///   - firstStep: η with which the first step begins, positive.
  ///   - tolerance: The norm of the projected gradient at which to stop, at least 0.
  public init(in box: SearchBox, firstStep: Double = 1, tolerance: Double = 0) {
    precondition(firstStep > 0 && firstStep.isFinite, "step size \(firstStep)")
    precondition(tolerance >= 0, "a projected gradient of \(tolerance)")
    self.box = box
    self.firstStep = firstStep
    self.tolerance = tolerance
  }

  /// One step along the arc of projections.
  ///
  /// - Parameters:
  ///   - iterate: The current iterate, of n variables within the bounds; replaced by the next one.
  ///   - objective: The function, of n variables; evaluated only within the bounds.
  /// - Returns: nil to continue, or the reason why there is no better point.
  /// - Complexity: An evaluation a trial, 60 at most, and O(n).
  public func step(
    _ iterate: inout Iterate, _ objective: inout some Objective
  ) -> StopReason? {
    let measure = distance(point(from: iterate, step: 1), iterate.point)
    guard measure > tolerance else { return .gradientNorm(measure) }
    var eta = iterate.memory.first.map { 2 * $0[0] } ?? firstStep
    var (finiteTrials, otherTrials) = (0, 0)
    for _ in 0..<Self.halvingLimit {
      let point = point(from: iterate, step: eta)
      let length = distance(point, iterate.point)
      // The arc has become shorter than rounding.
      guard length > 0 else { break }
      let trial = Trial(at: point, of: &objective)
      iterate.evaluations += 1
      if trial.isFinite { finiteTrials += 1 } else { otherTrials += 1 }
      if trial.isFinite, trial.value < iterate.value,
        trial.value <= iterate.value - Self.sufficientDecrease / eta * length * length
      {
        iterate.accept(trial)
        iterate.memory = [[eta]]
        return nil
      }
      eta /= 2
    }
    return finiteTrials == 0 && otherTrials > 0
      ? .nonFinite(trials: otherTrials) : .lineSearchFailed
  }

  /// P(x − η∇f(x)).
  private func point(from iterate: Iterate, step eta: Double) -> [Double] {
    var point = iterate.point
    add(-eta, iterate.gradient, to: &point)
    return box.clipped(point)
  }
}
