// Gradient flow, integrated accurately in time.

import Libc
import LinearAlgebra

/// The flow ẋ = −∇f(x), with an error that is controlled in every step, until ∇f vanishes and f is
/// not concave in any direction.
///
/// Other methods go downhill in steps of any length, and may jump over a barrier that the flow never
/// crosses. Here the error of a step is estimated, and kept below a fraction of ‖x‖. Two methods share the
/// work:
///
/// - `DormandPrince`, explicit and of order 5, while the flow moves on its fastest time scale. It takes
///   six gradients a step, but no step may be longer than 3.3/λ with the largest eigenvalue λ of the
///   Hessian.
/// - `ExponentialStep` of order 3, where that is the limit: near a minimum the fast directions are at
///   rest, and the slow ones may take λ_max/λ_min times as long. There the flow is nearly linear, and a
///   linear one is solved exactly for any step; the Hessian is symmetric, so that Lanczos vectors serve,
///   and enters by products only.
///
/// The first detects its limit from the last two stages, the second from the eigenvalues that it computes.
/// Steps that raise f by more than rounding are refused as well. The error of the final point is that of
/// ∇f, not the sum of those of the steps: a minimum attracts.
///
/// - SeeAlso: E. Hairer, S. P. Nørsett and G. Wanner, Solving Ordinary Differential Equations I, Springer
///   1993, section II.5, and volume II, section IV.2, for the detection of stiffness.
public struct FlowIntegrator: Minimizer, Equatable {
  /// The error allowed in a step, as a fraction of ‖x‖₂.
  public let tolerance: Double
  private static let trialLimit = 60
  /// The length of explicit steps, times the largest eigenvalue of the Hessian, that counts as their limit.
  private static let explicitLimit = 2.5
  /// The longest step in the same unit: in less time every direction comes to rest that the gradient can
  /// tell from none.
  private static let longestStep = 1e12
  /// The number of steps at that limit, and of consecutive ones without any effect, that are enough to draw
  /// a conclusion.
  ///
  /// Steps at the limit need not follow each other: between them the fast directions come to rest, and no
  /// error is seen.
  private static let patience = (limited: 8.0, resting: 20.0)

  /// Creates the method.
  ///
  /// - Parameter tolerance: The error allowed in a step, as a fraction of ‖x‖₂, from 1e-13 to 1e-2.
  public init(tolerance: Double = 1e-8) {
    precondition((1e-13...1e-2).contains(tolerance), "a tolerance of \(tolerance)")
    self.tolerance = tolerance
  }

  /// The time t of an iterate of this method: 0 at the start.
  public static func time(of iterate: Iterate) -> Double {
    iterate.memory.first.map { Memory($0).time } ?? 0
  }

  /// One step in time.
  ///
  /// - Parameters:
  ///   - iterate: The current iterate, of n variables; replaced by the next one, its time in the memory.
  ///   - objective: The function, of n variables.
  /// - Returns: nil to continue, or the reason why no step has any effect: where ∇f is below its rounding
  ///   errors, at a point of rest.
  /// - Complexity: Six evaluations for every explicit trial, or up to 2·min(n, 40) for each of two Krylov
  ///   spaces; O(n) beside each.
  public func step(
    _ iterate: inout Iterate, _ objective: inout some Objective
  ) -> StopReason? {
    var memory = iterate.memory.first.map(Memory.init) ?? Memory(start: iterate)
    guard memory.resting < Self.patience.resting else { return .lineSearchFailed }
    memory.largestValue = max(memory.largestValue, abs(iterate.value))
    let rounding = 0x1p-44 * memory.largestValue
    let size = norm(iterate.point)
    var (finiteTrials, otherTrials) = (0, 0)
    var exponential = ExponentialStep(at: iterate)
    for _ in 0..<Self.trialLimit {
      let step =
        memory.isStiff
        ? exponential.trial(
          step: memory.step, error: tolerance * size, &iterate.evaluations, &objective)
        : DormandPrince.trial(from: iterate, step: memory.step, &iterate.evaluations, &objective)
      guard let step, step.trial.isFinite, step.error.isFinite else {
        otherTrials += 1
        memory.step *= 0.25
        memory.isStiff = false
        continue
      }
      // A step that was shortened until it vanished does not count as a trial.
      if otherTrials > 0, step.trial.point == iterate.point { break }
      finiteTrials += 1
      let allowed = tolerance * max(size, norm(step.trial.point)) + .leastNormalMagnitude
      let ratio = step.error / allowed
      let isLimited = !memory.isStiff && step.length * step.largestCurvature > Self.explicitLimit
      if isLimited { memory.limited += 1 }
      guard ratio <= 1, step.trial.value <= iterate.value + rounding else {
        memory.step = step.length * (ratio > 1 ? step.factor(ratio: ratio) : 0.5)
        continue
      }
      memory.time += step.length
      memory.observe(rest: Self.isAtRest(iterate, step.trial, size: size, rounding: rounding))
      memory.step = step.length * step.factor(ratio: ratio)
      if memory.isStiff {
        // Too short a step for its price.
        if memory.step * step.largestCurvature < Self.explicitLimit { memory.isStiff = false }
      } else if !isLimited {
        memory.limited = max(memory.limited - 0.25, 0)
      } else if memory.limited >= Self.patience.limited {
        (memory.isStiff, memory.limited) = (true, 0)
      }
      if step.largestCurvature > 0 {
        memory.step = min(memory.step, Self.longestStep / step.largestCurvature)
      }
      if otherTrials + finiteTrials > 1 { memory.step = min(memory.step, step.length) }
      iterate.accept(step.trial)
      iterate.memory = [memory.numbers]
      return nil
    }
    return finiteTrials == 0 && otherTrials > 0
      ? .nonFinite(trials: otherTrials) : .lineSearchFailed
  }

  /// False at a saddle: a flow that passes near one slows down there, and leaves it along directions in which f is
  /// concave.
  ///
  /// The least eigenvalue of the Hessian is that of its projection onto a Krylov space of up to 40 dimensions; it counts
  /// as negative below −1e-6 of the largest one.
  ///
  /// - Parameters:
  ///   - iterate: The iterate, of n variables; its evaluations are counted.
  ///   - objective: The function, of n variables.
  /// - Returns: False to continue; true where ∇f = 0, which the flow never leaves.
  /// - Complexity: 2·min(n, 40) evaluations.
  public func mayEnd(at iterate: inout Iterate, _ objective: inout some Objective) -> Bool {
    guard norm(iterate.gradient) > 0 else { return true }
    var generator = SeededGenerator(seed: 0)
    var space = KrylovSpace(
      iterate.point.map { _ in generator.nextNormal() }, at: iterate.point)
    guard space.fill(&iterate.evaluations, &objective) else { return true }
    return space.leastEigenvalue >= -1e-6 * space.largestEigenvalue
  }

  /// True for a step that neither moves the point, nor lowers f, nor shortens ∇f, up to rounding.
  private static func isAtRest(
    _ iterate: Iterate, _ trial: Trial, size: Double, rounding: Double
  ) -> Bool {
    var change = trial.point
    add(-1, iterate.point, to: &change)
    return norm(change) <= 1e-10 * size && trial.value >= iterate.value - rounding
      && norm(trial.gradient) >= 0.9 * norm(iterate.gradient)
  }

  /// The memory of the method from step to step.
  private struct Memory {
    var time = 0.0
    /// The length of the next step.
    var step: Double
    /// Whether exponential steps are taken.
    var isStiff = false
    /// The number of explicit steps that stability has limited, less a quarter of that of others.
    var limited = 0.0
    /// The number of steps in a row without effect.
    var resting = 0.0
    /// The largest |f| so far, to which rounding errors of f are compared.
    var largestValue: Double

    /// At the start: a step that moves x by a hundredth.
    init(start: Iterate) {
      let (size, speed) = (norm(start.point), norm(start.gradient))
      step = size > 0 && speed > 0 ? min(0.01 * size / speed, 1e100) : 1e-6
      largestValue = abs(start.value)
    }

    init(_ numbers: [Double]) {
      precondition(numbers.count == 6, "a memory of \(numbers.count) numbers")
      (time, step, isStiff) = (numbers[0], numbers[1], numbers[2] != 0)
      (limited, resting, largestValue) = (numbers[3], numbers[4], numbers[5])
    }

    var numbers: [Double] { [time, step, isStiff ? 1 : 0, limited, resting, largestValue] }

    mutating func observe(rest: Bool) { resting = rest ? resting + 1 : 0 }
  }
}

/// A step of the flow with the estimate of its error.
struct FlowStep {
  var trial: Trial
  /// h, which may be less than requested.
  let length: Double
  /// The norm of the error.
  let error: Double
  /// The p for which the error is proportional to hᵖ.
  let errorOrder: Double
  /// The largest eigenvalue of the Hessian, roughly.
  let largestCurvature: Double

  /// The factor by which to lengthen the next step, for an error that is this fraction of the allowed one.
  func factor(ratio: Double) -> Double {
    min(max(0.9 * pow(1 / ratio, 1 / errorOrder), 0.2), 5)
  }
}
