// Derivative-free trust regions with values of dynamic accuracy.

import LinearAlgebra

/// A derivative-free trust-region method for f(θ) = Σ ‖rᵢ(θ)‖² + ‖s(θ)‖² whose blocks are computed only as accurately as a
/// decision needs.
///
/// All residuals are interpolated linearly at θ and p further points, which gives the model m(s) = ‖r + Js‖²; its minimum
/// over ‖s‖ ≤ Δ is a candidate. Errors of f̃ at θ and at the candidate are certified to be at most η₁′(m(0) − m(s)) before
/// the ratio ρ = (f̃(θ) − f̃(θ + s))/(m(0) − m(s)) is formed: with η₁′ < η₁/2 every accepted step lowers f itself. Points
/// of the interpolation are accurate to `accuracy`·Δ², so that the model is fully linear.
///
/// - SeeAlso: M. J. Ehrhardt and L. Roberts, Inexact derivative-free optimization for bilevel learning, J. Math. Imaging
///   and Vision 63 (2021), algorithm 1; bounds as in C. Cartis, J. Fiala, B. Marteau and L. Roberts, Improving the
///   flexibility and robustness of model-based derivative-free optimization solvers, ACM Trans. Math. Software 45 (2019).
public struct DynamicAccuracySearch: Sendable, Equatable {
  /// The reason why a run stopped.
  public enum StopReason: Sendable, Equatable {
    /// The radius is at most the smallest one.
    case radius(Double)
    /// The blocks have taken as many iterations as allowed.
    case budget
    /// The largest number of steps was reached.
    case stepLimit
    /// A value is not finite, or the points span no space.
    case nonFinite
    /// The caller asked for it.
    case interrupted
  }

  /// A step of the run.
  public struct Step: Sendable, Equatable {
    /// The outcome of a step.
    public enum Outcome: Sendable, Equatable {
      /// θ moved.
      case accepted
      /// The candidate was evaluated, and θ stayed.
      case rejected
      /// The model was improved instead.
      case geometry
    }

    /// θ after the step, its value and error bound, and the iterations so far.
    public let state: InexactValue
    /// θ before the step, its value and error bound when the step was decided, and the iterations at its start.
    public let origin: InexactValue
    /// Δ with which the step was taken.
    public let radius: Double
    /// The norm of the gradient 2Jᵀr of the model; of its projection with bounds.
    public let gradientNorm: Double
    /// The decrease m(0) − m(s) that the model predicted.
    public let predictedDecrease: Double
    /// The outcome.
    public let outcome: Outcome

    /// f̃(θ) − f̃(θ⁺) minus both error bounds: a lower bound on the decrease of f.
    public var certifiedDecrease: Double {
      origin.value - state.value - origin.error - state.error
    }
  }

  /// The end of a run.
  public struct Result: Sendable, Equatable {
    /// θ with its value and error bound.
    public let end: InexactValue
    /// All steps.
    public let steps: [Step]
    /// All values, in the order in which they became known; a point whose accuracy was raised appears again.
    public let values: [InexactValue]
    /// The reason for the end.
    public let stopReason: StopReason
    /// The iterations of all blocks.
    public var iterations: Int { end.iterations }
  }

  /// Δ at the start.
  public let firstRadius: Double
  /// Δ at which to stop.
  public let smallestRadius: Double
  /// The largest Δ.
  public let largestRadius: Double
  /// The error of the blocks at interpolation points, over Δ².
  public let accuracy: Double
  /// The norm of the model's gradient, with bounds of its projection, below which Δ is reduced to it.
  public let criticality: Double
  /// The largest number of steps.
  public let stepLimit: Int
  /// The number of iterations of all blocks after which no step begins.
  public let budget: Int

  /// η₁: the smallest ratio with which a step is accepted.
  public static let acceptance = 0.1
  /// η₂: the smallest ratio with which the radius grows.
  public static let expansion = 0.7
  /// η₁′ < min(η₁, 1 − η₂)/2: the error of f over the predicted decrease.
  public static let errorShare = 0.04
  static let (shrinkage, growth) = (0.5, 2.0)
  /// The largest condition number of the directions to the interpolation points.
  static let conditionLimit = 20.0
  /// The errors of the blocks that rounding does not allow to be reduced, and the decreases that it hides.
  static let (errorFloor, decreaseFloor) = (2e-12, 1e-11)
  /// The least error that is requested of a block.
  static let leastTolerance = 1e-12

  /// Creates the method.
  ///
  /// - Parameters:
  ///   - firstRadius: Δ at the start, positive.
  ///   - smallestRadius: Δ at which to stop, positive.
  ///   - largestRadius: The largest Δ, at least the first.
  ///   - accuracy: The error of the blocks at interpolation points over Δ², positive.
  ///   - criticality: The norm of the model's gradient below which Δ is reduced to it, positive.
  ///   - stepLimit: The largest number of steps, at least 0.
  ///   - budget: The number of iterations of all blocks after which no step begins.
  public init(
    firstRadius: Double = 0.5, smallestRadius: Double = 1e-5, largestRadius: Double = 2,
    accuracy: Double = 0.1, criticality: Double = 1e-3, stepLimit: Int = 400, budget: Int = .max
  ) {
    precondition(
      firstRadius > 0 && smallestRadius > 0 && largestRadius >= firstRadius,
      "radii \(firstRadius), \(smallestRadius), \(largestRadius)")
    precondition(accuracy > 0 && criticality > 0, "accuracy \(accuracy), \(criticality)")
    precondition(stepLimit >= 0, "at most \(stepLimit) steps")
    self.firstRadius = firstRadius
    self.smallestRadius = smallestRadius
    self.largestRadius = largestRadius
    self.accuracy = accuracy
    self.criticality = criticality
    self.stepLimit = stepLimit
    self.budget = budget
  }

  /// Minimises f.
  ///
  /// - Parameters:
  ///   - problem: f, of p variables.
  ///   - start: θ⁰, p numbers.
  ///   - box: Bounds, of p variables, each range at least 2Δ long at any time; nil for none. θ⁰ is moved to the nearest
  ///     point within them, steps minimise the model within them, and ‖P(θ − g) − θ‖ with the projection P onto
  ///     them takes the place of the norm of the model's gradient g.
  ///   - neighbors: Points for the first interpolation, such as those of an earlier run; θ⁰ ± Δe_i where there are
  ///     too few, or they are too far or too nearly in one plane.
  ///   - watch: Called with every step; returning false ends the run.
  /// - Returns: The last θ, all steps and all values.
  /// - Complexity: O(p) refinements and O(p²m + p³) for m residuals per step; up to 3ᵖ times O(p³) where the step of the
  ///   model would leave the bounds.
  public func minimize(
    _ problem: inout some InexactLeastSquares, from start: [Double], in box: SearchBox? = nil,
    neighbors: [[Double]] = [],
    watch: (Step) -> Bool = { _ in true }
  ) -> Result {
    precondition(
      start.count == problem.dimension,
      "a point of \(start.count) entries for a function of \(problem.dimension) variables")
    precondition(
      box.map { box in
        box.dimension == problem.dimension && box.widths.allSatisfy { $0 >= 2 * largestRadius }
      } ?? true, "bounds that are less than two radii of \(largestRadius) apart")
    var run = DynamicAccuracyRun(method: self, problem: problem, box: box)
    defer { problem = run.problem }
    return run.minimize(from: start, neighbors: neighbors, watch: watch)
  }
}
