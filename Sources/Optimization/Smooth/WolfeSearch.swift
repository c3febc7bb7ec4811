// The line search of quasi-Newton methods.

import LinearAlgebra

/// A search along a descent direction for a point with the strong Wolfe conditions.
///
/// ```
/// f(x + td) ≤ f(x) + c₁ t ∇f(x)ᵀd,   |∇f(x + td)ᵀd| ≤ c₂ |∇f(x)ᵀd|.
/// ```
///
/// Bracketing and cubic interpolation as in Nocedal and Wright, Numerical Optimization, section 3.5.
/// A trial without a finite value shortens the step and is never accepted.
struct WolfeSearch: Sendable, Equatable {
  let sufficientDecrease = 1e-4
  let curvature = 0.9
  let evaluationLimit = 40

  /// Searches along a direction.
  ///
  /// - Parameters:
  ///   - iterate: The start of the search; its evaluations are counted.
  ///   - direction: d with ∇f(x)ᵀd < 0.
  ///   - firstStep: The first t to try, at most the largest.
  ///   - largestStep: The largest t allowed; it is accepted if f is low enough and still falls there.
  ///   - objective: f.
  /// - Returns: An accepted point and its t, or the reason why there is none. Where the conditions cannot be met to
  ///   rounding, the lowest point seen, if it is lower than the start.
  func search(
    from iterate: inout Iterate, along direction: [Double], firstStep: Double,
    largestStep: Double = .infinity, _ objective: inout some Objective
  ) -> Outcome {
    let slope = dot(iterate.gradient, direction)
    guard slope < 0 else { return .stopped(.lineSearchFailed) }
    var (finiteTrials, otherTrials) = (0, 0)
    var low = Candidate(step: 0, value: iterate.value, slope: slope, trial: nil)
    var high: Candidate?
    var step = firstStep
    var ceiling = Double.infinity
    for _ in 0..<evaluationLimit {
      let trial = Trial(from: iterate, along: direction, step: step, of: &objective)
      iterate.evaluations += 1
      guard trial.isFinite else {
        otherTrials += 1
        ceiling = step
        high = nil
        step = low.step + 0.25 * (step - low.step)
        continue
      }
      // A step so short that it vanishes does not count as a trial.
      if trial.point != iterate.point { finiteTrials += 1 }
      let current = Candidate(
        step: step, value: trial.value, slope: dot(trial.gradient, direction), trial: trial)
      let isLow = current.value <= iterate.value + sufficientDecrease * step * slope
      if !isLow || current.value >= low.value {
        high = current
      } else {
        if abs(current.slope) <= -curvature * slope || step >= largestStep && current.slope < 0 {
          return .accepted(trial, step: step)
        }
        // The minimum lies on the side to which the slope falls.
        if let other = high {
          if current.slope * (other.step - current.step) >= 0 { high = low }
        } else if current.slope >= 0 {
          high = low
        }
        low = current
      }
      guard let next = nextStep(low, high, ceiling: ceiling) else { break }
      step = min(next, largestStep)
    }
    if let trial = low.trial { return .accepted(trial, step: low.step) }
    let isOutside = finiteTrials == 0 && otherTrials > 0
    return .stopped(isOutside ? .nonFinite(trials: otherTrials) : .lineSearchFailed)
  }

  /// The end of a search.
  enum Outcome {
    case accepted(Trial, step: Double)
    case stopped(StopReason)
  }

  private struct Candidate {
    let step: Double
    let value: Double
    let slope: Double
    let trial: Trial?
  }

  /// A step inside the bracket, or beyond the best one where there is no bracket yet; nil when the
  /// bracket is too narrow for doubles.
  private func nextStep(_ low: Candidate, _ high: Candidate?, ceiling: Double) -> Double? {
    guard let high else {
      let doubled = 2 * low.step
      return doubled < ceiling ? doubled : low.step + 0.5 * (ceiling - low.step)
    }
    let width = high.step - low.step
    guard abs(width) > 1e-14 * max(abs(high.step), abs(low.step)) else { return nil }
    let fraction = cubicFraction(low, high)
    return low.step + min(max(fraction, 0.1), 0.9) * width
  }

  /// Where the cubic through both values and slopes has its minimum, as a fraction of the bracket.
  private func cubicFraction(_ a: Candidate, _ b: Candidate) -> Double {
    let width = b.step - a.step
    let d1 = a.slope + b.slope - 3 * (b.value - a.value) / width
    let radicand = d1 * d1 - a.slope * b.slope
    guard radicand >= 0 else { return 0.5 }
    let d2 = width > 0 ? radicand.squareRoot() : -radicand.squareRoot()
    let fraction = 1 - (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)
    return fraction.isFinite ? fraction : 0.5
  }
}
