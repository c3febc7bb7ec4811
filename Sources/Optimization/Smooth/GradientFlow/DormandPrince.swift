// The explicit Runge–Kutta pair of Dormand and Prince.

import LinearAlgebra

/// A step of order 5 of ẋ = −∇f(x), with an error estimate of order 4.
///
/// - SeeAlso: J. R. Dormand and P. J. Prince, A family of embedded Runge–Kutta formulae, J. Comput. Appl.
///   Math. 6 (1980).
enum DormandPrince {
  /// The weights of the former stages in the point of a stage; the last row gives the step itself.
  private static let weights: [[Double]] = [
    [1.0 / 5],
    [3.0 / 40, 9.0 / 40],
    [44.0 / 45, -56.0 / 15, 32.0 / 9],
    [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
    [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
    [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
  ]
  /// The difference of the two formulas.
  private static let errorWeights = [
    71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40,
  ]

  /// A step; nil where a stage is not finite.
  ///
  /// - Parameters:
  ///   - iterate: The beginning, whose gradient is the first stage.
  ///   - step: h > 0.
  ///   - evaluations: Counts the evaluations: six, or fewer where one is not finite.
  ///   - objective: f.
  /// - Returns: The step.
  static func trial(
    from iterate: Iterate, step: Double, _ evaluations: inout Int, _ objective: inout some Objective
  ) -> FlowStep? {
    var stages = [iterate.gradient]
    var (before, last) = (iterate.point, Trial(point: iterate.point, value: 0, gradient: []))
    for row in weights {
      before = last.point
      var point = iterate.point
      for (weight, stage) in zip(row, stages) where weight != 0 {
        add(-step * weight, stage, to: &point)
      }
      last = Trial(at: point, of: &objective)
      evaluations += 1
      guard last.isFinite else { return nil }
      stages.append(last.gradient)
    }
    var error = [Double](repeating: 0, count: iterate.point.count)
    for (weight, stage) in zip(errorWeights, stages) where weight != 0 {
      add(step * weight, stage, to: &error)
    }
    // The last two stages belong to the same time: the quotient of their differences estimates the largest
    // eigenvalue.
    var (slope, distance) = (last.gradient, last.point)
    add(-1, stages[5], to: &slope)
    add(-1, before, to: &distance)
    let gap = norm(distance)
    return FlowStep(
      trial: last, length: step, error: norm(error), errorOrder: 5,
      largestCurvature: gap > 0 ? norm(slope) / gap : 0)
  }
}
