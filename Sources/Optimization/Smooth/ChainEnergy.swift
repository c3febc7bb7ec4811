// Denoising of signals by a penalty on differences of neighbours.

public import LinearAlgebra

/// E(u) = ½‖u − b‖² + ½c‖u‖² + a Σ ψ(uᵢ₊₁ − uᵢ), strongly convex with μ = 1 + c.
///
/// The Hessian is tridiagonal, so gradients, products and Newton steps take O(n). With the Huber function ∇E has kinks,
/// and the Hessian is an element of its generalised Jacobian.
public struct ChainEnergy: TwiceDifferentiable, StronglyConvex, Sendable {
  /// The penalty ψ of a difference t.
  public enum Potential: Sendable, Equatable {
    /// ½t².
    case quadratic
    /// (t² + ν²)^½ with ν > 0: smoothed total variation.
    case smoothed(Double)
    /// t²/(2ν) for |t| ≤ ν and |t| − ν/2 beyond, with ν > 0: Huber total variation.
    case huber(Double)

    /// A bound on ψ″.
    public var largestCurvature: Double {
      switch self {
      case .quadratic: 1
      case .smoothed(let nu), .huber(let nu): 1 / nu
      }
    }

    /// ψ(t), ψ′(t) and an element of the generalised derivative of ψ′ at t.
    fileprivate func derivatives(_ t: Double) -> (value: Double, slope: Double, curvature: Double) {
      switch self {
      case .quadratic: return (0.5 * t * t, t, 1)
      case .smoothed(let nu):
        let root = (t * t + nu * nu).squareRoot()
        return (root, t / root, nu * nu / (root * root * root))
      case .huber(let nu):
        return abs(t) < nu
          ? (t * t / (2 * nu), t / nu, 1 / nu)
          : (abs(t) - nu / 2, t < 0 ? -1 : 1, 0)
      }
    }
  }

  /// b, n ≥ 1 numbers.
  public let signal: [Double]
  /// a ≥ 0.
  public let weight: Double
  /// c ≥ 0.
  public let ridge: Double
  /// ψ.
  public let potential: Potential

  /// Creates the function.
  ///
  /// - Parameters:
  ///   - signal: b, at least one number.
  ///   - weight: a ≥ 0.
  ///   - ridge: c ≥ 0.
  ///   - potential: ψ.
  public init(signal: [Double], weight: Double, ridge: Double = 0, potential: Potential) {
    precondition(!signal.isEmpty, "a signal without samples")
    precondition(weight >= 0 && ridge >= 0, "a = \(weight), c = \(ridge)")
    switch potential {
    case .quadratic: break
    case .smoothed(let nu), .huber(let nu): precondition(nu > 0, "ν = \(nu)")
    }
    self.signal = signal
    self.weight = weight
    self.ridge = ridge
    self.potential = potential
  }

  /// n.
  public var dimension: Int { signal.count }

  /// μ = 1 + c and L = 1 + c + 4a max ψ″.
  public var curvature: ClosedRange<Double> {
    let lower = 1 + ridge
    return lower...(lower + 4 * weight * potential.largestCurvature)
  }

  /// Evaluates E and ∇E.
  ///
  /// - Parameters:
  ///   - point: u, n numbers.
  ///   - gradient: Receives ∇E(u).
  /// - Returns: E(u).
  public func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    var value = 0.0
    for index in point.indices {
      let distance = point[index] - signal[index]
      value += 0.5 * distance * distance + 0.5 * ridge * point[index] * point[index]
      gradient[index] = distance + ridge * point[index]
    }
    for index in 0..<point.count - 1 {
      let penalty = potential.derivatives(point[index + 1] - point[index])
      value += weight * penalty.value
      gradient[index] -= weight * penalty.slope
      gradient[index + 1] += weight * penalty.slope
    }
    return value
  }

  /// Evaluates ∇E alone, in a single pass.
  ///
  /// - Parameters:
  ///   - point: u, n numbers.
  ///   - gradient: Receives ∇E(u).
  /// - Returns: ‖∇E(u)‖².
  public func gradient(
    at point: UnsafeBufferPointer<Double>, into gradient: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    // One loop for each ψ: a branch within would double the time.
    let weight = weight
    switch potential {
    case .quadratic: return fill(point, gradient) { weight * $0 }
    case .smoothed(let nu):
      return fill(point, gradient) { weight * ($0 / ($0 * $0 + nu * nu).squareRoot()) }
    case .huber(let nu):
      return fill(point, gradient) { weight * min(max($0 / nu, -1), 1) }
    }
  }

  @inline(__always)
  private func fill(
    _ point: UnsafeBufferPointer<Double>, _ gradient: UnsafeMutableBufferPointer<Double>,
    flux: (Double) -> Double
  ) -> Double {
    let (scale, last) = (1 + ridge, point.count - 1)
    return signal.withUnsafeBufferPointer { signal in
      var (carry, square) = (0.0, 0.0)
      for index in 0..<last {
        let passing = flux(point[index + 1] - point[index])
        let entry = scale * point[index] - signal[index] + (carry - passing)
        gradient[index] = entry
        square += entry * entry
        carry = passing
      }
      let entry = scale * point[last] - signal[last] + carry
      gradient[last] = entry
      return square + entry * entry
    }
  }

  /// The Hessian at u, or an element of the generalised Jacobian of ∇E.
  ///
  /// - Parameter point: u, n numbers.
  /// - Returns: The tridiagonal matrix.
  public func hessian(at point: [Double]) -> SymmetricTridiagonal {
    var diagonal = [Double](repeating: 1 + ridge, count: point.count)
    var beside = [Double](repeating: 0, count: point.count - 1)
    for index in beside.indices {
      let curvature =
        weight * potential.derivatives(point[index + 1] - point[index]).curvature
      diagonal[index] += curvature
      diagonal[index + 1] += curvature
      beside[index] = -curvature
    }
    return SymmetricTridiagonal(diagonal: diagonal, offDiagonal: beside)
  }

  /// Evaluates the Hessian as a dense matrix.
  ///
  /// - Parameters:
  ///   - point: u, n numbers.
  ///   - hessian: Receives the matrix, n × n.
  public func evaluateHessian(at point: [Double], into hessian: inout Matrix) {
    hessian = Matrix(of: self.hessian(at: point))
  }

  /// Solves with the Hessian in O(n).
  ///
  /// - Parameters:
  ///   - point: u, n numbers.
  ///   - vector: The right-hand side, replaced by the solution.
  ///   - workspace: Not used.
  /// - Returns: False where the Hessian is not positive definite to working precision.
  public func solveNewtonSystem(
    at point: [Double], _ vector: inout [Double], workspace: inout Matrix
  ) -> Bool {
    hessian(at: point).solve(&vector)
  }

  /// Approaches the minimum with a certificate, by a loop that is specialised for this function.
  ///
  /// - Parameters:
  ///   - point: The start, n numbers; replaced by the end.
  ///   - method: The iteration.
  ///   - goal: When to stop.
  /// - Returns: A bound on the distance from the minimum, and the number of iterations.
  public func approach(
    from point: inout [Double], by method: CertifiedDescent, until goal: CertifiedDescent.Goal
  ) -> (error: Double, iterations: Int) {
    method.minimize(self, from: &point, until: goal)
  }
}
