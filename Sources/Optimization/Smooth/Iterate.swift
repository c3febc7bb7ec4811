// The state of a minimization: enough to resume it to the last bit.

import LinearAlgebra

/// A point with its value and gradient, and the memory of the method.
///
/// An iterate is plain numbers, so that it can be written to a file and taken up again: a run that is
/// continued from a saved iterate is the same run, bit by bit.
public struct Iterate: Sendable, Equatable {
  /// x, n numbers.
  public internal(set) var point: [Double]
  /// f(x), finite.
  public internal(set) var value: Double
  /// ∇f(x), n numbers.
  public internal(set) var gradient: [Double]
  /// The number of iterations that led here from the starting point, 0 for that point itself.
  public internal(set) var iteration: Int
  /// The number of evaluations of f and ∇f so far, at least 1; a line search takes several an iteration.
  public internal(set) var evaluations: Int
  /// The last values of f, this one included, for the rule that watches the decrease.
  public internal(set) var recentValues: [Double]
  /// The memory of the method; the meaning of the vectors depends on the method.
  public internal(set) var memory: [[Double]]

  /// Creates an iterate from saved numbers.
  ///
  /// - Parameters:
  ///   - point: x, n numbers.
  ///   - value: f(x), finite.
  ///   - gradient: ∇f(x), n numbers.
  ///   - iteration: Completed iterations.
  ///   - evaluations: Evaluations so far.
  ///   - recentValues: The last values of f, this one included.
  ///   - memory: The memory of the method.
  public init(
    point: [Double], value: Double, gradient: [Double], iteration: Int, evaluations: Int,
    recentValues: [Double], memory: [[Double]]
  ) {
    precondition(
      point.count == gradient.count,
      "a gradient of \(gradient.count) entries at a point of \(point.count)")
    self.point = point
    self.value = value
    self.gradient = gradient
    self.iteration = iteration
    self.evaluations = evaluations
    self.recentValues = recentValues
    self.memory = memory
  }

  /// Evaluates an objective at a starting point; nil where value or gradient are not finite there.
  ///
  /// - Parameters:
  ///   - point: x, n numbers.
  ///   - objective: f, of n variables.
  public init?(start point: [Double], of objective: inout some Objective) {
    precondition(
      point.count == objective.dimension,
      "a point of \(point.count) entries for a function of \(objective.dimension) variables")
    var gradient = [Double](repeating: 0, count: point.count)
    let value = objective.evaluate(at: point, gradient: &gradient)
    guard value.isFinite, gradient.allSatisfy(\.isFinite) else { return nil }
    self.init(
      point: point, value: value, gradient: gradient, iteration: 0, evaluations: 1,
      recentValues: [value], memory: [])
  }

  /// Moves to a new point.
  mutating func accept(_ trial: Trial) {
    point = trial.point
    value = trial.value
    gradient = trial.gradient
  }
}

/// A point that was evaluated but not yet accepted.
struct Trial: Sendable {
  var point: [Double]
  var value: Double
  var gradient: [Double]

  /// True when value and gradient are finite.
  var isFinite: Bool { value.isFinite && norm(gradient).isFinite }

  /// Evaluates an objective at a point.
  init(at point: [Double], of objective: inout some Objective) {
    self.point = point
    gradient = [Double](repeating: 0, count: point.count)
    value = objective.evaluate(at: point, gradient: &gradient)
  }

  /// A point with known value and gradient.
  init(point: [Double], value: Double, gradient: [Double]) {
    (self.point, self.value, self.gradient) = (point, value, gradient)
  }

  /// Evaluates an objective at x + t·d.
  init(
    from iterate: Iterate, along direction: [Double], step: Double,
    of objective: inout some Objective
  ) {
    point = iterate.point
    add(step, direction, to: &point)
    gradient = [Double](repeating: 0, count: point.count)
    value = objective.evaluate(at: point, gradient: &gradient)
  }
}
