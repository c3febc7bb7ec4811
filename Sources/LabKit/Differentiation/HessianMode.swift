// Gradients and Hessian-vector products by nesting the two modes.

/// A function ℝᵈ → ℝ that is written once for all numbers.
package protocol DifferentiableFunction {
  /// The value at a point of d numbers.
  func value<Scalar: Differentiable>(at point: [Scalar]) -> Scalar
}

extension DifferentiableFunction {
  /// The derivative ⟨∇f(x), u⟩ in one direction, in forward mode.
  ///
  /// - Parameters:
  ///   - point: x, d numbers.
  ///   - direction: u, d numbers.
  /// - Returns: f(x) and the derivative.
  package func jvp<Scalar: Differentiable>(
    at point: [Scalar], _ direction: [Scalar]
  ) -> (value: Scalar, derivative: Scalar) {
    let result = value(at: zip(point, direction).map { Dual($0, $1) })
    return (result.value, result.tangent ?? result.value * 0)
  }

  /// The gradient ∇f(x) in reverse mode, for a few times the cost of f whatever d is.
  ///
  /// - Parameter point: x, d numbers.
  /// - Returns: d numbers.
  package func gradient<Scalar: Differentiable>(at point: [Scalar]) -> [Scalar] {
    let tape = Tape<Scalar>()
    let inputs = point.map(tape.variable)
    return tape.derivatives(of: value(at: inputs), with: inputs)
  }

  /// The product ∇²f(x)u of the Hessian with a vector, for a few times the cost of f whatever d is.
  ///
  /// - Parameters:
  ///   - point: x, d numbers.
  ///   - direction: u, d numbers.
  ///   - mode: Which mode is differentiated by which.
  /// - Returns: d numbers, the same in all modes up to rounding.
  /// - SeeAlso: B. Pearlmutter, Neural Computation 1994.
  package func hessianProduct<Scalar: Differentiable>(
    at point: [Scalar], _ direction: [Scalar], _ mode: HessianMode
  ) -> [Scalar] {
    switch mode {
    case .forwardOverReverse:
      return gradient(at: zip(point, direction).map { Dual($0, $1) }).map {
        $0.tangent ?? $0.value * 0
      }
    case .reverseOverForward:
      let tape = Tape<Scalar>()
      let inputs = point.map(tape.variable)
      // The direction depends on nothing, but lies on the tape as well.
      let derivative = value(
        at: zip(inputs, direction).map { Dual($0, tape.variable($1)) }
      ).tangent
      guard let derivative else { return point.map { $0 * 0 } }
      return tape.derivatives(of: derivative, with: inputs)
    case .reverseOverReverse:
      let tape = Tape<Scalar>()
      let inputs = point.map(tape.variable)
      let products = zip(gradient(at: inputs), direction).map { $0 * tape.variable($1) }
      guard let first = products.first else { return [] }
      return tape.derivatives(of: products.dropFirst().reduce(first) { $0 + $1 }, with: inputs)
    }
  }
}

/// The three orders in which a gradient is differentiated once more.
package enum HessianMode: String, Sendable, CaseIterable {
  /// The gradient by a tape of dual numbers.
  case forwardOverReverse = "forward over reverse"
  /// The derivative in a direction by dual numbers on a tape.
  case reverseOverForward = "reverse over forward"
  /// The gradient by a tape on a tape.
  case reverseOverReverse = "reverse over reverse"
}
