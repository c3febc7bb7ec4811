// The state of a multistart run: enough to resume it to the last bit.

public import Optimization
import ToyModel

/// One line of a run's trace: where the run was after an iteration, and what that had cost.
public struct TracePoint: Sendable, Equatable {
  /// The number of completed iterations, 0 at the starting point.
  public let iteration: Int
  /// Evaluations of risk and gradient so far.
  public let evaluations: Int
  /// The value of the objective: the excess over the best linear risk, in the unit of the plan.
  public let value: Double
  /// The Euclidean norm of the gradient of the objective, in the unit of the plan.
  public let gradientNorm: Double
  /// The numbers that are learned besides R.
  public let numbers: [Double]
  /// The position of the flow; nil for other methods.
  public let flow: FlowPoint?

  /// Creates a line; its parts are described where they are declared.
  public init(
    iteration: Int, evaluations: Int, value: Double, gradientNorm: Double, numbers: [Double],
    flow: FlowPoint? = nil
  ) {
    self.flow = flow
    self.iteration = iteration
    self.evaluations = evaluations
    self.value = value
    self.gradientNorm = gradientNorm
    self.numbers = numbers
  }
}

/// A point of the path of gradient flow, seen through the eigenvalues of RRᵀ.
public struct FlowPoint: Sendable, Equatable {
  /// The time t of Ṙ = −∇E(R), E the risk.
  public let time: Double
  /// The k eigenvalues of RRᵀ, those of RᵀR that are not 0 for want of a row, ascending.
  public let penalties: [Double]

  /// Creates a point from t ≥ 0 and k eigenvalues, ascending.
  public init(time: Double, penalties: [Double]) {
    self.time = time
    self.penalties = penalties
  }
}

/// The run from one of several starting points: where it is, and whether it has ended.
public struct LearningRun: Sendable, Equatable {
  /// The last iterate; nil before the first evaluation.
  public var iterate: Iterate?
  /// The reason why the run stopped; nil for a run that has not ended, interrupted ones included.
  public var stopReason: StopReason?
  /// True where the starting point has no finite risk, so that the run cannot begin.
  public var isImpossible: Bool
  /// The trace, one line per iteration, the starting point first.
  public var trace: [TracePoint]

  /// Creates a run that has not begun.
  public init(
    iterate: Iterate? = nil, stopReason: StopReason? = nil, isImpossible: Bool = false,
    trace: [TracePoint] = []
  ) {
    self.iterate = iterate
    self.stopReason = stopReason
    self.isImpossible = isImpossible
    self.trace = trace
  }

  /// True when nothing is left to do.
  public var isFinished: Bool { isImpossible || stopReason != nil }
}

/// All starts of a plan, by their number.
public struct LearningState: Sendable, Equatable {
  /// The runs by the number of their start, from 0.
  public var runs: [LearningRun]

  /// Creates the state before anything has begun.
  public init(starts: Int) {
    runs = Array(repeating: LearningRun(), count: starts)
  }

  /// The index of the run with the lowest risk so far; the first of equals.
  public var best: Int? {
    runs.indices.filter { runs[$0].iterate != nil }.min { first, second in
      (runs[first].iterate?.value ?? .infinity) < (runs[second].iterate?.value ?? .infinity)
    }
  }
}

extension LearningState {
  /// The state with the risks of the reported denoisers f(RᵀR).
  ///
  /// Reparametrised bilevel learning may end at negative eigenvalues, which no R has; see
  /// ``Parametrization/reparametrized``. The iterate is replaced by that of the R that is reported.
  ///
  /// - Parameter plan: The plan whose state this is.
  /// - Returns: The state. Do not continue from it, unless nothing differs by more than rounding.
  /// - Complexity: A decomposition of k × k for every run, and an evaluation where it matters.
  public func givenOut(by plan: LearningPlan) -> LearningState {
    guard plan.family.reparametrization == .interval, plan.parametrization == .reparametrized else {
      return self
    }
    var result = self
    for index in runs.indices {
      guard let iterate = runs[index].iterate else { continue }
      result.runs[index].iterate = Self.givenOut(iterate, of: plan.objective)
    }
    return result
  }

  private static func givenOut(
    _ iterate: Iterate, of description: some DenoisingRisk
  ) -> Iterate {
    var objective = description
    guard let point = objective.folded(iterate.point) else { return iterate }
    var gradient = iterate.gradient
    let value = objective.evaluate(at: point, gradient: &gradient)
    let visible = 0x1p-48 * (objective.linearRisk + abs(iterate.value))
    guard value.isFinite, abs(value - iterate.value) > visible else { return iterate }
    return Iterate(
      point: point, value: value, gradient: gradient, iteration: iterate.iteration,
      evaluations: iterate.evaluations, recentValues: iterate.recentValues, memory: [])
  }
}
