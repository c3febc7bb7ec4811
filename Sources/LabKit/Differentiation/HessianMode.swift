// Gradients and Hessian-vector products by nesting the two modes.

/// A function ℝᵈ → ℝ that is written once for all kinds of numbers.
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

  /// The gradient ∇f(x) in reverse mode, at a few times the cost of f for any d.
  ///
  /// - Parameter point: x, d numbers.
  /// - Returns: d numbers.
  package func gradient<Scalar: Differentiable>(at point: [Scalar]) -> [Scalar] {
    let tape = Tape<Scalar>()
    let inputs = point.map(tape.variable)
    return tape.derivatives(of: value(at: inputs), with: inputs)
  }

  /// The product ∇²f(x)u of the Hessian with a vector, at a few times the cost of f for any d.
  ///
  /// - Parameters:
  ///   - point: x, d numbers.
  ///   - direction: u, d numbers.
  ///   - mode: The order in which the modes are nested.
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
      // The direction is a constant, but it has to be on the tape as well.
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

/// The three ways to nest the modes for a second derivative.
package enum HessianMode: String, Sendable, CaseIterable {
  /// A tape of dual numbers.
  case forwardOverReverse = "forward over reverse"
  /// Dual numbers whose parts are on a tape.
  case reverseOverForward = "reverse over forward"
  /// A tape whose operations are on another tape.
  case reverseOverReverse = "reverse over reverse"
}
