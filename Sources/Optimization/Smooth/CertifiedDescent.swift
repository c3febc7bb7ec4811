// First-order methods for strongly convex functions, with a bound on the distance from the minimum.

/// A function with known bounds μI ⪯ ∇²f ⪯ LI on its curvature, μ > 0.
public protocol StronglyConvex {
  /// The number n of variables.
  var dimension: Int { get }
  /// μ to L.
  var curvature: ClosedRange<Double> { get }

  /// Evaluates ∇f.
  ///
  /// - Parameters:
  ///   - point: x, n numbers.
  ///   - gradient: Receives ∇f(x), n numbers; it does not overlap x.
  /// - Returns: ‖∇f(x)‖².
  func gradient(
    at point: UnsafeBufferPointer<Double>, into gradient: UnsafeMutableBufferPointer<Double>
  ) -> Double
}

/// Gradient descent, plain or accelerated, on a strongly convex function: ‖x − x*‖ ≤ ‖∇f(x)‖/μ certifies how near it has
/// come.
///
/// - SeeAlso: Y. Nesterov, Introductory lectures on convex optimization, Kluwer 2004, sections 2.1.5 and 2.2.1.
public struct CertifiedDescent: Sendable, Equatable {
  /// The iteration.
  public enum Method: Sendable, Equatable {
    /// x ← x − 2/(L + μ) ∇f(x), whose error falls by (κ − 1)/(κ + 1) per step, κ = L/μ.
    case gradient
    /// x⁺ = y − ∇f(y)/L, y ← x⁺ + (κ^½ − 1)/(κ^½ + 1) (x⁺ − x).
    case accelerated
  }

  /// The end of a run.
  public enum Goal: Sendable, Equatable {
    /// The bound on the distance from the minimum is at most this number.
    case error(Double)
    /// A number of iterations, at least 0.
    case iterations(Int)
  }

  /// The iteration.
  public let method: Method
  /// The largest number of iterations of a run that ends by its error; rounding may not allow the error to be reached.
  public let iterationLimit: Int

  /// Creates the method.
  ///
  /// - Parameters:
  ///   - method: The iteration.
  ///   - iterationLimit: The largest number of iterations towards an error, at least 0.
  public init(_ method: Method = .gradient, iterationLimit: Int = 200_000) {
    precondition(iterationLimit >= 0, "at most \(iterationLimit) iterations")
    self.method = method
    self.iterationLimit = iterationLimit
  }

  /// Approaches the minimum.
  ///
  /// - Parameters:
  ///   - function: f, of n variables.
  ///   - point: The start, n numbers; replaced by the end.
  ///   - goal: When to stop.
  /// - Returns: The bound ‖∇f(x)‖/μ on the distance from the minimum, and the number of iterations.
  /// - Complexity: One gradient per iteration; two for the accelerated method that ends by its error.
  public func minimize<Function: StronglyConvex>(
    _ function: Function, from point: inout [Double], until goal: Goal
  ) -> (error: Double, iterations: Int) {
    let n = function.dimension
    precondition(
      point.count == n, "a point of \(point.count) entries for a function of \(n) variables")
    let (mu, lipschitz) = (function.curvature.lowerBound, function.curvature.upperBound)
    let (count, tolerance): (Int, Double) =
      switch goal {
      case .error(let error): (iterationLimit, error)
      case .iterations(let count): (count, -1)
      }
    let isAccelerated = method == .accelerated
    let root = (mu / lipschitz).squareRoot()
    let momentum = (1 - root) / (1 + root)
    let step = isAccelerated ? 1 / lipschitz : 2 / (lipschitz + mu)
    let isCertified = tolerance >= 0
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * n) { workspace in
      point.withUnsafeMutableBufferPointer { x in
        let gradient = UnsafeMutableBufferPointer(rebasing: workspace[..<n])
        let base = UnsafeMutableBufferPointer(rebasing: workspace[n...])
        for index in 0..<n { base[index] = x[index] }
        let here = UnsafeBufferPointer(x)
        var square = function.gradient(at: here, into: gradient)
        var iteration = 0
        while iteration < count, !isCertified || square.squareRoot() > tolerance * mu {
          if isAccelerated {
            _ = function.gradient(at: UnsafeBufferPointer(base), into: gradient)
            for index in 0..<n {
              let next = base[index] - step * gradient[index]
              base[index] = next + momentum * (next - x[index])
              x[index] = next
            }
            if isCertified { square = function.gradient(at: here, into: gradient) }
          } else {
            for index in 0..<n { x[index] -= step * gradient[index] }
            square = function.gradient(at: here, into: gradient)
          }
          iteration += 1
        }
        if !isCertified, isAccelerated { square = function.gradient(at: here, into: gradient) }
        return (square.squareRoot() / mu, iteration)
      }
    }
  }
}
