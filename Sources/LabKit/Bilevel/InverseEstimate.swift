// Estimates of an inverse Hessian from steps and changes of the gradient, and linear solvers that use them.

import LinearAlgebra

/// The estimate of an inverse Hessian by BFGS from pairs (s, y) of steps and changes of the gradient.
///
/// Products use the two-loop recursion from the identity: with all pairs this is BFGS, with the last m of them
/// L-BFGS. After d exact line searches on a quadratic the estimate is H⁻¹.
///
/// - SeeAlso: J. Nocedal and S. J. Wright, Numerical optimization, Springer 2006, algorithm 7.4.
package struct InverseEstimate: Sendable {
  /// The largest number of pairs kept; nil for all.
  private let memory: Int?
  private var pairs: [(step: [Double], change: [Double], inverse: Double)] = []

  /// Creates the estimate without pairs, which is the identity.
  ///
  /// - Parameter memory: The largest number of pairs kept, the oldest forgotten first; nil for all.
  package init(memory: Int? = nil) { self.memory = memory }

  /// The number of pairs.
  package var count: Int { pairs.count }

  /// Adds a pair, unless ⟨s, y⟩ ≤ 0.
  ///
  /// - Parameters:
  ///   - step: s.
  ///   - change: y.
  package mutating func add(step: [Double], change: [Double]) {
    let curvature = dot(step, change)
    guard curvature > 0, (1 / curvature).isFinite else { return }
    pairs.append((step, change, 1 / curvature))
    if let memory, pairs.count > memory { pairs.removeFirst() }
  }

  /// The product of the estimate with a vector, which takes no product with H.
  package func applied(to vector: [Double]) -> [Double] {
    var result = vector
    var factors: [Double] = []
    for pair in pairs.reversed() {
      let factor = pair.inverse * dot(pair.step, result)
      factors.append(factor)
      LinearAlgebra.add(-factor, pair.change, to: &result)
    }
    for (pair, factor) in zip(pairs, factors.reversed()) {
      LinearAlgebra.add(factor - pair.inverse * dot(pair.change, result), pair.step, to: &result)
    }
    return result
  }
}

/// Quasi-Newton descent on a lower level, with its iterates and its estimate of H⁻¹.
package struct QuasiNewtonRun: Sendable {
  /// z⁰, z¹, ….
  package private(set) var iterates: [[Double]]
  /// The estimate after every iterate.
  package private(set) var estimates: [InverseEstimate]
  private static let curvatureFraction = 0.9

  /// Runs the descent.
  ///
  /// The change of the gradient is computed as y = Hs, which is the same for a quadratic and avoids cancellation. The
  /// step along d is −⟨g, d⟩/⟨d, Hd⟩, which is exact for a quadratic; it is halved as long as it leaves more than 0.9
  /// of the slope along d.
  ///
  /// - Parameters:
  ///   - lower: G.
  ///   - lambda: λ, p numbers.
  ///   - start: z⁰, d numbers.
  ///   - steps: The largest number of steps; fewer if the gradient vanishes.
  ///   - memory: The largest number of pairs kept; nil for all.
  /// - Complexity: One gradient and one product with H per step.
  package init(
    _ lower: some LowerLevel, _ lambda: [Double], from start: [Double], steps: Int,
    memory: Int? = nil
  ) {
    var z = start
    var gradient = [Double](repeating: 0, count: z.count)
    var (image, next) = (gradient, gradient)
    var estimate = InverseEstimate(memory: memory)
    lower.gradient(z, lambda, into: &gradient)
    let scale = norm(gradient)
    iterates = [z]
    estimates = [estimate]
    for _ in 0..<steps {
      guard norm(gradient) > 1e-14 * scale else { return }
      var step = estimate.applied(to: gradient)
      lower.hessianProduct(z, lambda, step, into: &image)
      let curvature = dot(step, image)
      guard curvature > 0 else { return }
      let length = -dot(gradient, step) / curvature
      LinearAlgebra.scale(&step, by: length)
      LinearAlgebra.scale(&image, by: length)
      var decrease = dot(gradient, step)
      var trial = z
      for _ in 0..<30 {
        trial = z
        add(1, step, to: &trial)
        lower.gradient(trial, lambda, into: &next)
        // Function values would lose digits near the minimum.
        if abs(dot(next, step)) <= -Self.curvatureFraction * decrease { break }
        LinearAlgebra.scale(&step, by: 0.5)
        LinearAlgebra.scale(&image, by: 0.5)
        decrease *= 0.5
      }
      estimate.add(step: step, change: image)
      (z, gradient) = (trial, next)
      iterates.append(z)
      estimates.append(estimate)
    }
  }
}

extension AdjointSolver {
  /// L-BFGS with exact line searches on ½vᵀHv − bᵀv.
  ///
  /// - Parameters:
  ///   - memory: The number of pairs kept.
  ///   - steps: The largest number of steps, one product each.
  /// - Returns: The solver.
  package static func lbfgs(memory: Int = 5, steps: Int) -> AdjointSolver {
    AdjointSolver("l-bfgs \(steps)") { system in
      var v = [Double](repeating: 0, count: system.dimension)
      var gradient = system.rightHandSide.map { -$0 }
      let scale = norm(gradient)
      var image = gradient
      var estimate = InverseEstimate(memory: memory)
      for _ in 0..<steps {
        guard norm(gradient) > 1e-15 * scale else { break }
        var step = estimate.applied(to: gradient)
        system.multiply(step, into: &image)
        let curvature = dot(step, image)
        guard curvature > 0 else { break }
        let length = -dot(gradient, step) / curvature
        LinearAlgebra.scale(&step, by: length)
        LinearAlgebra.scale(&image, by: length)
        add(1, step, to: &v)
        add(1, image, to: &gradient)
        estimate.add(step: step, change: image)
      }
      return v
    }
  }

  /// SHINE: v is b times the estimate of H⁻¹ by a quasi-Newton method on the lower level; it takes no product.
  ///
  /// - Parameter estimate: The estimate.
  /// - Returns: The solver.
  /// - SeeAlso: Z. Ramzi et al., SHINE: SHaring the INverse Estimate, ICLR 2022.
  package static func shine(_ estimate: InverseEstimate) -> AdjointSolver {
    AdjointSolver("shine") { system in estimate.applied(to: system.rightHandSide) }
  }
}
