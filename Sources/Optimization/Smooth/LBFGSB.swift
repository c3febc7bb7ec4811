// The limited-memory quasi-Newton method with bounds.

import LinearAlgebra

/// L-BFGS-B for min f(x) with lᵢ ≤ xᵢ ≤ uᵢ.
///
/// Every iteration minimises the quasi-Newton model along the projected gradient path (the generalised Cauchy point),
/// then over the variables that are free there, and searches along the segment to the resulting point.
///
/// - SeeAlso: R. H. Byrd, P. Lu, J. Nocedal and C. Zhu, A limited memory algorithm for bound constrained optimization,
///   SIAM J. Sci. Comput. 16 (1995).
public struct LBFGSB: Sendable, Equatable {
  /// The reason why a run of L-BFGS-B stopped.
  public enum StopReason: Sendable, Equatable {
    /// The projected gradient is within the tolerance.
    case projectedGradient(Double)
    /// The last iteration lowered f by too small a fraction of |f|.
    case smallDecrease(Double)
    /// No lower point was found; at rounding level this is a minimum.
    case lineSearchFailed
    /// f or ∇f is not finite at the start, or at every trial point.
    case nonFinite
    /// The iteration limit was reached.
    case iterationLimit
    /// The caller asked for it.
    case interrupted
  }

  /// The last iterate of a run, with its projected gradient and the reason for the end.
  public struct Result: Sendable, Equatable {
    /// x, n numbers within the bounds.
    public let point: [Double]
    /// f(x).
    public let value: Double
    /// max |P(x − ∇f(x)) − x| with the projection P onto the bounds; 0 exactly at points that satisfy the optimality
    /// conditions.
    public let projectedGradient: Double
    /// The number of completed iterations, each of one line search.
    public let iterations: Int
    /// The reason why this is the end.
    public let stopReason: StopReason
    /// Gradients, and the products of a ``CountedObjective``.
    public let cost: OperationCount
  }

  /// The number of pairs (Δx, Δg) that are stored.
  public let history: Int
  /// The projected gradient at which to stop.
  public let projectedGradient: Double
  /// The relative decrease of an iteration at which to stop; −∞ for never.
  public let relativeDecrease: Double
  /// The largest number of iterations, at least 0; 1000 by default.
  public let iterationLimit: Int

  /// Creates the method.
  ///
  /// - Parameters:
  ///   - history: The number of pairs to store, at least 1.
  ///   - projectedGradient: The projected gradient at which to stop, at least 0.
  ///   - relativeDecrease: The relative decrease of an iteration at which to stop; −∞ for never.
  ///   - iterationLimit: The largest number of iterations, at least 0.
  public init(
    history: Int = 10, projectedGradient: Double = 1e-8, relativeDecrease: Double = -.infinity,
    iterationLimit: Int = 1000
  ) {
    precondition(history >= 1, "a history of \(history) pairs where at least 1 is needed")
    precondition(projectedGradient >= 0, "a projected gradient of \(projectedGradient)")
    precondition(iterationLimit >= 0, "at most \(iterationLimit) iterations")
    self.history = history
    self.projectedGradient = projectedGradient
    self.relativeDecrease = relativeDecrease
    self.iterationLimit = iterationLimit
  }

  /// Minimises f in a box.
  ///
  /// - Parameters:
  ///   - objective: f, of n variables; evaluated only within the bounds.
  ///   - box: The bounds, one for all or one for every variable.
  ///   - start: x⁰, n numbers; clipped to the bounds.
  ///   - watch: Called with the number of every iterate and the iterate, the start included; returning false stops the
  ///     run.
  /// - Returns: The last iterate, why it is the last, and the cost.
  /// - Complexity: Mostly one gradient and O(n·history²) per iteration.
  public func minimize<Function: Objective>(
    _ objective: inout Function, in box: BoxConstraint, from start: [Double],
    watch: (_ iteration: Int, _ point: [Double]) -> Bool = { _, _ in true }
  ) -> Result {
    let n = objective.dimension
    precondition(
      start.count == n, "a point of \(start.count) entries for a function of \(n) variables")
    precondition(
      box.lower.count == 1 || box.lower.count == n, "\(box.lower.count) bounds for \(n) variables")
    let before = (objective as? any CountedObjective)?.cost ?? OperationCount()
    var function = ClippedObjective(base: objective, box: box, point: start)
    defer { objective = function.base }
    var point = start
    box.prox(&point, step: 1)
    var model = BoundedModel(box: box, dimension: n, history: history)
    func result(_ iterate: Iterate, _ reason: StopReason) -> Result {
      var cost = OperationCount(gradients: iterate.evaluations)
      if let counted = function.base as? any CountedObjective {
        cost = cost + (counted.cost - before)
      }
      return Result(
        point: iterate.point, value: iterate.value,
        projectedGradient: model.projectedGradient(iterate), iterations: iterate.iteration,
        stopReason: reason, cost: cost)
    }
    guard var iterate = Iterate(start: point, of: &function) else {
      return Result(
        point: point, value: .nan, projectedGradient: .nan, iterations: 0, stopReason: .nonFinite,
        cost: OperationCount(gradients: 1))
    }
    while true {
      let measure = model.projectedGradient(iterate)
      if !watch(iterate.iteration, iterate.point) { return result(iterate, .interrupted) }
      if measure <= projectedGradient { return result(iterate, .projectedGradient(measure)) }
      if iterate.iteration >= iterationLimit { return result(iterate, .iterationLimit) }
      let (oldPoint, oldValue, oldGradient) = (iterate.point, iterate.value, iterate.gradient)
      var outcome = search(&iterate, model, &function)
      if case .stopped = outcome, !model.isEmpty {
        // The memory has gone stale; the projected gradient decides whether this is the end.
        model.forget()
        outcome = search(&iterate, model, &function)
      }
      switch outcome {
      case .stopped(.nonFinite): return result(iterate, .nonFinite)
      case .stopped: return result(iterate, .lineSearchFailed)
      case .accepted(let trial, _):
        iterate.accept(trial)
        box.prox(&iterate.point, step: 1)
      }
      iterate.iteration += 1
      model.remember(
        change: zip(iterate.point, oldPoint).map { $0 - $1 },
        gradientChange: zip(iterate.gradient, oldGradient).map { $0 - $1 })
      let decrease = oldValue - iterate.value
      if decrease <= relativeDecrease * abs(iterate.value) {
        return result(iterate, .smallDecrease(decrease))
      }
    }
  }

  /// Searches along the segment to the minimiser of the model.
  private func search<Function: Objective>(
    _ iterate: inout Iterate, _ model: BoundedModel, _ function: inout ClippedObjective<Function>
  ) -> WolfeSearch.Outcome {
    let direction = model.direction(iterate)
    let longest = model.longestStep(iterate.point, direction)
    let length = norm(direction)
    guard length > 0, length.isFinite else { return .stopped(.lineSearchFailed) }
    let first = model.isEmpty ? min(1, 1 / length) : 1
    return WolfeSearch().search(
      from: &iterate, along: direction, firstStep: min(first, longest), largestStep: longest,
      &function)
  }
}

/// A function that is evaluated at the nearest point within the bounds if rounding leads outside.
private struct ClippedObjective<Base: Objective>: Objective {
  var base: Base
  let box: BoxConstraint
  var point: [Double]

  var dimension: Int { base.dimension }

  mutating func evaluate(at outside: [Double], gradient: inout [Double]) -> Double {
    for index in outside.indices { point[index] = outside[index] }
    box.prox(&point, step: 1)
    return base.evaluate(at: point, gradient: &gradient)
  }
}
