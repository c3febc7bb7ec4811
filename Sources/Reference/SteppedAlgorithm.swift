// Algorithms for the lower level as they are defined: one step after the other, for one direction.

/// An algorithm for min ½(z−1)² + ½sz², that is for u z = 1 with u = 1 + s, known by its steps alone.
///
/// It gives f(s), in the numbers it is run with: doubles, intervals for enclosures, polynomials in s for
/// identities, or numbers with derivatives. The raw value is the name on the command line.
package enum SteppedAlgorithm: String, Sendable, CaseIterable {
  case ridge, gain
  case gradientDescent = "gradient-descent"
  case gradientFlow = "gradient-flow"
  case implicitData = "implicit-data"
  case implicitRegularizer = "implicit-regularizer"
  case proximalPoint = "proximal-point"
  case alternatingDirections = "admm"
  case chebyshev
  case neumann

  /// Whether there is a number of steps.
  package var hasDepth: Bool { ![.ridge, .gain, .gradientFlow].contains(self) }

  /// Whether the parameter is the length of an interval of eigenvalues, instead of the size of a step.
  package var hasInterval: Bool { self == .chebyshev }

  /// z after N steps from z = 0.
  ///
  /// - Parameters:
  ///   - depth: N; irrelevant without steps.
  ///   - p: The parameter: a penalty, a gain, a step, a time, or the length of an interval; irrelevant to the
  ///     Neumann series.
  ///   - s: s ≥ 0.
  /// - Returns: f(s); for the gradient flow up to a relative error of 10⁻²¹, as its exponential series ends, and
  ///   for times p with p(1+s) ≤ 2048.
  /// - Complexity: O(N).
  package func run<Number: StepNumber>(depth: Int, parameter p: Number, at s: Number) -> Number {
    let one = Number(1)
    let u = one + s
    var z = Number(0)
    switch self {
    case .ridge:
      // The minimum of ½(z−1)² + ½sz² + ½pz².
      return one / (p + u)
    case .gain: return p / u
    case .gradientDescent:
      for _ in 0..<depth { z = z - p * (u * z - one) }
    case .gradientFlow:
      // The missing part 1 − uz is e^(−h) after a short time, and is squared when the time doubles.
      let h = p * u / Number(4096)
      var term = one
      var gained = Number(0)
      for j in 1...20 {
        term = term * h / Number(Double(j))
        gained = j.isMultiple(of: 2) ? gained - term : gained + term
      }
      for _ in 0..<12 { gained = gained * (Number(2) - gained) }
      return gained / u
    case .implicitData:
      for _ in 0..<depth { z = (z - p * s * z + p) / (one + p) }
    case .implicitRegularizer:
      for _ in 0..<depth { z = (z - p * (z - one)) / (one + p * s) }
    case .proximalPoint:
      for _ in 0..<depth { z = (z + p) / (one + p * u) }
    case .alternatingDirections:
      // z takes the data into account, v the regularizer, y is the scaled multiplier.
      var (v, y) = (Number(0), Number(0))
      for _ in 0..<depth {
        let data = (p + v - y) / (one + p)
        v = (data + y) / (one + p * s)
        y = y + data - v
      }
      return v
    case .chebyshev:
      // Chebyshev iteration for eigenvalues in [1, 1+p]: centre 1 + p/2, half width p/2.
      let half = p / Number(2)
      let centre = one + half
      let ratio = centre / half
      var rho = one / ratio
      var step = one / centre
      for index in 0..<depth {
        z = z + step
        guard index + 1 < depth else { break }
        let next = one / (ratio + ratio - rho)
        step = next * rho * step + (next + next) / half * (one - u * z)
        rho = next
      }
    case .neumann:
      var term = one
      for _ in 0..<depth {
        z = z + term
        term = Number(0) - s * term
      }
    }
    return z
  }
}

/// Gradient steps with or without momentum, each with its own size.
package struct SteppedMomentum: Sendable {
  /// Whether the gradient is taken at z + β(z − z⁻), as by Nesterov, or at z, as by heavy ball.
  package let isNesterov: Bool

  package init(isNesterov: Bool) { self.isNesterov = isNesterov }

  /// z after one step of each size.
  ///
  /// - Parameters:
  ///   - steps: ω₁ … ω_N, of any sign.
  ///   - momenta: β of every step.
  ///   - start: z⁰ = z⁻¹.
  ///   - s: s.
  /// - Returns: f(s).
  package func run<Number: StepNumber>(
    _ steps: [Number], _ momenta: [Number], from start: Number = Number(0), at s: Number
  ) -> Number {
    let u = Number(1) + s
    var (z, before) = (start, start)
    for (step, momentum) in zip(steps, momenta) {
      let carried = momentum * (z - before)
      let place = isNesterov ? z + carried : z
      (z, before) = (z + carried - step * (u * place - Number(1)), z)
    }
    return z
  }

  /// z after N steps of one size and momentum.
  package func run<Number: StepNumber>(
    depth: Int, stepSize: Number, momentum: Number, from start: Number = Number(0), at s: Number
  ) -> Number {
    run(
      Array(repeating: stepSize, count: depth), Array(repeating: momentum, count: depth),
      from: start, at: s)
  }
}
