// Newton's method for smooth convex functions.

public import LinearAlgebra

/// A function of n variables that also gives its Hessian, n × n.
public protocol TwiceDifferentiable: Objective {
  /// Evaluates the Hessian.
  ///
  /// - Parameters:
  ///   - point: x, n numbers, where the function is finite.
  ///   - hessian: Receives ∇²f(x), n × n; the lower triangle is enough.
  mutating func evaluateHessian(at point: [Double], into hessian: inout Matrix)

  /// Solves ∇²f(x) d = v; by the Cholesky factorization of the matrix unless a function knows a better way.
  ///
  /// - Parameters:
  ///   - point: x, n numbers.
  ///   - vector: v, n numbers; replaced by d.
  ///   - workspace: An n × n matrix whose contents do not matter.
  /// - Returns: False where the Hessian is not positive definite to working precision.
  mutating func solveNewtonSystem(
    at point: [Double], _ vector: inout [Double], workspace: inout Matrix
  ) -> Bool
}

extension TwiceDifferentiable {
  /// Solves by the Cholesky factorization of the matrix; n³/3 flops.
  public mutating func solveNewtonSystem(
    at point: [Double], _ vector: inout [Double], workspace: inout Matrix
  ) -> Bool {
    evaluateHessian(at: point, into: &workspace)
    guard let factor = CholeskyFactorization(workspace) else { return false }
    factor.solve(&vector)
    return true
  }
}

/// Newton's method x ← x − t(∇²f)⁻¹∇f with backtracking, for convex functions whose Hessian is positive definite.
///
/// Where ∇f has kinks and the function gives an element of its generalised Jacobian in place of ∇²f, this is the semismooth
/// Newton method. For a piecewise linear ∇f, as of ``ChainEnergy/Potential/huber(_:)``, it ends after finitely many steps:
/// on the piece of the minimum a single step reaches it.
///
/// The step t = 1, ½, ¼, … is the first with f(x + td) ≤ f(x) + 10⁻⁴ t∇fᵀd. Near the minimum, where rounding hides
/// the decrease of f, a step with a smaller gradient is taken as well.
///
/// - SeeAlso: S. Boyd and L. Vandenberghe, Convex optimization, Cambridge 2004, section 9.5; L. Qi and J. Sun, A
///   nonsmooth version of Newton's method, Math. Programming 58 (1993).
public struct Newton: Sendable, Equatable {
  /// The reason why a run of Newton's method stopped.
  public enum StopReason: Sendable, Equatable {
    /// ‖∇f‖₂ is within the tolerance.
    case gradientNorm(Double)
    /// No step lowers f or the gradient any more: this is the minimum, up to rounding.
    case rounding(gradientNorm: Double)
    /// The Hessian is not positive definite to working precision.
    case notPositiveDefinite
    /// f or ∇f is not finite at the start.
    case nonFinite
    /// The iteration limit was reached.
    case iterationLimit
    /// The caller asked for it.
    case interrupted
  }

  /// The last iterate of a run, with its gradient and the reason for the end.
  public struct Result: Sendable, Equatable {
    /// x, n numbers.
    public let point: [Double]
    /// f(x).
    public let value: Double
    /// ‖∇f(x)‖₂.
    public let gradientNorm: Double
    /// The number of completed iterations, each of one factorization.
    public let iterations: Int
    /// The reason why this is the end.
    public let stopReason: StopReason
    /// The evaluations of f and ∇f, those of the backtracking included, and the factorizations of ∇²f.
    public let cost: OperationCount
  }

  /// ‖∇f‖₂ at which to stop.
  public let gradientNorm: Double
  /// The largest number of iterations, at least 0; 200 by default.
  public let iterationLimit: Int
  private static let sufficientDecrease = 1e-4
  private static let halvingLimit = 60

  /// Creates the method.
  ///
  /// - Parameters:
  ///   - gradientNorm: ‖∇f‖₂ at which to stop, at least 0; at 0 the run ends at rounding level.
  ///   - iterationLimit: The largest number of iterations, at least 0.
  public init(gradientNorm: Double = 0, iterationLimit: Int = 200) {
    precondition(gradientNorm >= 0, "a gradient of norm \(gradientNorm)")
    precondition(iterationLimit >= 0, "at most \(iterationLimit) iterations")
    self.gradientNorm = gradientNorm
    self.iterationLimit = iterationLimit
  }

  /// Minimises a convex function.
  ///
  /// - Parameters:
  ///   - objective: f, of n variables.
  ///   - start: x⁰, n numbers.
  ///   - watch: Called with every iterate and its gradient, the start included; returning false stops the run.
  /// - Returns: The last iterate, why it is the last, and the cost.
  /// - Complexity: One Newton system, n³/3 flops for a dense Hessian, and mostly one gradient per iteration.
  public func minimize(
    _ objective: inout some TwiceDifferentiable, from start: [Double],
    watch: (_ point: [Double], _ gradient: [Double]) -> Bool = { _, _ in true }
  ) -> Result {
    let n = objective.dimension
    precondition(
      start.count == n, "a point of \(start.count) entries for a function of \(n) variables")
    var cost = OperationCount(gradients: 1)
    var point = start
    var gradient = [Double](repeating: 0, count: n)
    var value = objective.evaluate(at: point, gradient: &gradient)
    var (trial, trialGradient) = (start, gradient)
    var hessian = Matrix(repeating: 0, rows: n, columns: n)
    var iteration = 0
    func result(_ reason: StopReason) -> Result {
      Result(
        point: point, value: value, gradientNorm: norm(gradient), iterations: iteration,
        stopReason: reason, cost: cost)
    }
    guard value.isFinite, norm(gradient).isFinite else { return result(.nonFinite) }
    while true {
      let length = norm(gradient)
      if !watch(point, gradient) { return result(.interrupted) }
      if length <= gradientNorm { return result(.gradientNorm(length)) }
      if iteration >= iterationLimit { return result(.iterationLimit) }
      var direction = gradient
      cost.factorizations += 1
      guard objective.solveNewtonSystem(at: point, &direction, workspace: &hessian) else {
        return result(.notPositiveDefinite)
      }
      let decrease = dot(gradient, direction)
      var step = 1.0
      var isAccepted = false
      for _ in 0..<Self.halvingLimit {
        for index in point.indices { trial[index] = point[index] - step * direction[index] }
        guard trial != point else { break }
        let trialValue = objective.evaluate(at: trial, gradient: &trialGradient)
        cost.gradients += 1
        let trialLength = norm(trialGradient)
        let isLower = trialValue <= value - Self.sufficientDecrease * step * decrease
        // The decrease is below the rounding of f, but the gradient is not.
        let isFlatter =
          trialValue - value <= 8 * .ulpOfOne * abs(value) && trialLength < 0.5 * length
        if trialValue.isFinite, trialLength.isFinite, isLower && trialValue < value || isFlatter {
          swap(&point, &trial)
          swap(&gradient, &trialGradient)
          value = trialValue
          isAccepted = true
          break
        }
        step /= 2
      }
      guard isAccepted else { return result(.rounding(gradientNorm: length)) }
      iteration += 1
    }
  }
}
