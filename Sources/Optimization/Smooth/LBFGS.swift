// The limited-memory quasi-Newton method.

import LinearAlgebra

/// L-BFGS with a strong Wolfe line search.
///
/// - SeeAlso: D. C. Liu and J. Nocedal, On the limited memory BFGS method for large scale optimization, Math.
///   Programming 45 (1989).
public struct LBFGS: Minimizer, Equatable {
  /// The number of pairs (Δx, Δg) that are stored.
  public let history: Int
  private let lineSearch = WolfeSearch()

  /// Creates the method.
  ///
  /// With six pairs the risks of learning take as few evaluations as with ten or twenty, at a fraction of the
  /// memory and of the time that is not spent on evaluations.
  ///
  /// - Parameter history: The number of pairs to remember, at least 1.
  public init(history: Int = 6) {
    precondition(history >= 1, "a history of \(history) pairs where at least 1 is needed")
    self.history = history
  }

  /// One quasi-Newton step.
  ///
  /// - Parameters:
  ///   - iterate: The current iterate, of n variables; replaced by the next one.
  ///   - objective: The function, of n variables.
  /// - Returns: nil to continue, or the reason why there is no better point.
  /// - Complexity: An evaluation a trial of the line search, mostly one, and O(n·history).
  public func step(
    _ iterate: inout Iterate, _ objective: inout some Objective
  ) -> StopReason? {
    var direction = self.direction(iterate)
    let isFresh = iterate.memory.isEmpty
    let gradientNorm = norm(iterate.gradient)
    var found = lineSearch.search(
      from: &iterate, along: direction,
      firstStep: isFresh ? min(1, 1 / gradientNorm) : Self.boundedStep(iterate.point, direction),
      &objective)
    if case .stopped = found, !isFresh {
      // The memory has gone stale; steepest descent decides whether this is the end.
      iterate.memory = []
      direction = iterate.gradient.map { -$0 }
      found = lineSearch.search(
        from: &iterate, along: direction, firstStep: min(1, 1 / gradientNorm), &objective)
    }
    let (trial, step): (Trial, Double)
    switch found {
    case .accepted(let point, let length): (trial, step) = (point, length)
    case .stopped(let reason): return reason
    }
    var change = direction
    scale(&change, by: step)
    var gradientChange = trial.gradient
    add(-1, iterate.gradient, to: &gradientChange)
    iterate.accept(trial)
    // Pairs without curvature would spoil the positive definite model.
    let curvature = dot(change, gradientChange)
    if curvature > .ulpOfOne * norm(change) * norm(gradientChange) {
      iterate.memory += [change, gradientChange]
      if iterate.memory.count > 2 * history { iterate.memory.removeFirst(2) }
    }
    return nil
  }

  /// The first step to try, 1 unless that would more than double the point.
  ///
  /// Where the infimum is at infinity the model asks for longer and longer steps, and a function loses its
  /// digits far out.
  private static func boundedStep(_ point: [Double], _ direction: [Double]) -> Double {
    min(1, max(1, norm(point)) / norm(direction))
  }

  /// −H∇f by the two-loop recursion; memory holds Δx and Δg in turn, oldest first.
  private func direction(_ iterate: Iterate) -> [Double] {
    var result = iterate.gradient
    scale(&result, by: -1)
    let memory = iterate.memory
    guard memory.count >= 2 else { return result }
    var weights = [Double](repeating: 0, count: memory.count / 2)
    for pair in weights.indices.reversed() {
      let (s, y) = (memory[2 * pair], memory[2 * pair + 1])
      weights[pair] = dot(s, result) / dot(s, y)
      add(-weights[pair], y, to: &result)
    }
    let (s, y) = (memory[memory.count - 2], memory[memory.count - 1])
    scale(&result, by: dot(s, y) / dot(y, y))
    for pair in weights.indices {
      let (s, y) = (memory[2 * pair], memory[2 * pair + 1])
      add(weights[pair] - dot(y, result) / dot(s, y), s, to: &result)
    }
    return result
  }
}
