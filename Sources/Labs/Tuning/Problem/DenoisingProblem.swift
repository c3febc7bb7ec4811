// Bilevel learning of a regulariser from pairs of clean and noisy signals.

import LabKit
import Libc
import LinearAlgebra
package import Optimization

/// min_θ f(θ) = Σᵢ ‖ûᵢ(θ) − uᵢ‖² + βκ(θ)², where ûᵢ(θ) denoises bᵢ.
package struct DenoisingProblem: Sendable {
  /// The clean signals uᵢ, of n numbers each.
  package let clean: [[Double]]
  /// The noisy signals bᵢ.
  package let noisy: [[Double]]
  /// The regulariser.
  package let regularizer: Regularizer
  /// β.
  package let penalty: Double

  /// Creates a problem.
  ///
  /// - Parameters:
  ///   - clean: At least one signal.
  ///   - noisy: As many, of the same lengths.
  ///   - regularizer: The regulariser.
  ///   - penalty: β ≥ 0.
  package init(clean: [[Double]], noisy: [[Double]], regularizer: Regularizer, penalty: Double) {
    precondition(
      clean.count == noisy.count && !clean.isEmpty
        && zip(clean, noisy).allSatisfy { $0.count == $1.count },
      "\(clean.count) clean and \(noisy.count) noisy signals")
    self.clean = clean
    self.noisy = noisy
    self.regularizer = regularizer
    self.penalty = penalty
  }

  /// Smooth signals with independent cosine coefficients of standard deviation σ/(4d_k + 0.3)^½, d_k = 2 − 2cos(πk/n),
  /// and noise of standard deviation σ = 0.25: the quadratic regulariser with these weights is the Wiener filter.
  ///
  /// - Parameters:
  ///   - seed: 0 for the pinned instance.
  ///   - penalty: β.
  /// - Returns: Twelve signals of 32 samples.
  package static func smooth(seed: UInt64, penalty: Double) -> DenoisingProblem {
    let (n, count, deviation) = (32, 12, 0.25)
    var generator = CounterGenerator(seed: 161, shift: seed)
    let basis = CosineBasis(n)
    let clean = (0..<count).map { _ in
      let coefficients = zip(generator.normals(n), basis.eigenvalues).map {
        deviation / (0.3 + 4 * $1).squareRoot() * $0
      }
      return basis.synthesis(coefficients)
    }
    let noisy = clean.map { signal in
      zip(signal, generator.normals(n)).map { $0 + deviation * $1 }
    }
    return DenoisingProblem(
      clean: clean, noisy: noisy, regularizer: .quadratic, penalty: penalty)
  }

  /// Boxes of height 1 with noise of standard deviation 0.1.
  ///
  /// - Parameters:
  ///   - seed: 0 for the pinned instance.
  ///   - regularizer: The regulariser.
  ///   - penalty: β.
  /// - Returns: Three signals of 32 samples.
  package static func boxes(
    seed: UInt64, _ regularizer: Regularizer = .totalVariation, penalty: Double = 1e-6
  ) -> DenoisingProblem {
    let (n, count) = (32, 3)
    var generator = CounterGenerator(seed: 171, shift: seed)
    let clean = (0..<count).map { _ in
      let center = -0.8 + 1.6 * generator.uniform()
      let halfWidth = 0.4 + 0.5 * generator.uniform()
      return (0..<n).map { index in
        abs(-2 + 4 * Double(index) / Double(n - 1) - center) < halfWidth ? 1.0 : 0
      }
    }
    let noisy = clean.map { signal in
      zip(signal, generator.normals(n)).map { $0 + 0.1 * $1 }
    }
    return DenoisingProblem(
      clean: clean, noisy: noisy, regularizer: regularizer, penalty: penalty)
  }

  /// The number of signals.
  package var count: Int { clean.count }
  /// p.
  package var parameterCount: Int { regularizer.parameterCount }

  /// β^½κ(θ), the root of the penalty.
  package func penaltyRoot(_ theta: [Double]) -> Double {
    penalty.squareRoot() * regularizer.condition(theta)
  }

  // MARK: Truth

  /// ûᵢ(θ) by Newton's method, to rounding.
  package func solution(_ index: Int, _ theta: [Double]) -> [Double] {
    certifiedSolution(index, theta).solution
  }

  /// ûᵢ(θ) with a bound on its error: the gradient of the energy, whose curvature is at least 1.
  private func certifiedSolution(
    _ index: Int, _ theta: [Double]
  ) -> (solution: [Double], error: Double) {
    var energy = regularizer.energy(noisy[index], theta)
    if regularizer == .quadratic {
      var solution = noisy[index]
      if energy.hessian(at: solution).solve(&solution) { return (solution, 0) }
    }
    let result = Newton(gradientNorm: 1e-13).minimize(&energy, from: noisy[index])
    return (result.point, result.gradientNorm)
  }

  /// f(θ) by Newton's method, with a bound on what its end leaves open: Σ 2‖ûᵢ − uᵢ‖eᵢ + eᵢ².
  package func certifiedValue(_ theta: [Double]) -> (value: Double, error: Double) {
    let root = penaltyRoot(theta)
    var (value, bound) = (root * root, 0.0)
    for index in 0..<count {
      let (solution, open) = certifiedSolution(index, theta)
      let error = distance(solution, clean[index])
      value += error * error
      bound += (2 * error + open) * open
    }
    return (value, bound)
  }

  /// f(θ) to rounding.
  package func value(_ theta: [Double]) -> Double { certifiedValue(theta).value }

  /// f(θ) and ∇f(θ) = −Σ Bᵢᵀqᵢ + β∇κ² with Aᵢqᵢ = 2(ûᵢ − uᵢ), to rounding.
  package func gradient(_ theta: [Double]) -> (value: Double, gradient: [Double]) {
    if regularizer == .quadratic, let result = quadraticGradient(theta) { return result }
    var (value, gradient) = penalties(theta)
    for index in 0..<count {
      let solution = solution(index, theta)
      var adjoint = zip(solution, clean[index]).map { 2 * ($0 - $1) }
      value += 0.25 * dot(adjoint, adjoint)
      guard regularizer.energy(noisy[index], theta).hessian(at: solution).solve(&adjoint) else {
        return (.nan, gradient)
      }
      add(-1, regularizer.mixedAdjointProduct(solution, theta, adjoint), to: &gradient)
    }
    return (value, gradient)
  }

  /// The same with the quadratic regulariser, whose Hessian is one for all signals; nil for signals of different lengths.
  private func quadraticGradient(_ theta: [Double]) -> (value: Double, gradient: [Double])? {
    let n = clean[0].count
    guard clean.allSatisfy({ $0.count == n }) else { return nil }
    let hessian = regularizer.energy(noisy[0], theta).hessian(at: noisy[0])
    var solutions = Array(noisy.joined())
    guard hessian.solve(&solutions, columns: count) else { return nil }
    var adjoints = solutions
    for (index, signal) in clean.enumerated() {
      for sample in 0..<n { adjoints[index * n + sample] -= signal[sample] }
    }
    // Half the right-hand sides and half the adjoints of the system Aq = 2(û − u).
    var (value, gradient) = penalties(theta)
    value += dot(adjoints, adjoints)
    guard hessian.solve(&adjoints, columns: count) else { return nil }
    var byWeight = 0.0
    for start in stride(from: 0, to: solutions.count, by: n) {
      for index in start..<start + n - 1 {
        byWeight +=
          (solutions[index + 1] - solutions[index]) * (adjoints[index + 1] - adjoints[index])
      }
    }
    let scale = 2 * log(10.0)
    gradient[0] -= scale * powerOfTen(theta[0]) * byWeight
    gradient[1] -= scale * powerOfTen(theta[1]) * dot(solutions, adjoints)
    return (value, gradient)
  }

  /// βκ² and its gradient.
  private func penalties(_ theta: [Double]) -> (value: Double, gradient: [Double]) {
    let condition = regularizer.condition(theta)
    return (
      penalty * condition * condition,
      regularizer.conditionGradient(theta).map { 2 * penalty * condition * $0 }
    )
  }

  // MARK: Inexact values

  /// f̃(θ) from lower levels within a distance of their solutions, started at 0.
  ///
  /// - Parameters:
  ///   - theta: θ, p numbers.
  ///   - tolerance: The largest ‖ũᵢ − ûᵢ‖.
  ///   - budget: The largest number of lower-level iterations.
  /// - Returns: The value, a bound on its error, and the lower-level iterations; nil where the budget does not suffice.
  package func inexactValue(
    _ theta: [Double], to tolerance: Double, within budget: Int = .max
  ) -> (value: Double, error: Double, iterations: Int)? {
    let root = penaltyRoot(theta)
    var (value, error, iterations) = (root * root, 0.0, 0)
    for index in 0..<count {
      guard let lower = lowerLevel(index, theta, to: tolerance, within: budget - iterations) else {
        return nil
      }
      let length = distance(lower.point, clean[index])
      value += length * length
      error += 2 * length * lower.error + lower.error * lower.error
      iterations += lower.iterations
    }
    return (value, error, iterations)
  }

  /// f̃(θ) and its hypergradient from inexact lower levels, with adjoints by conjugate gradients.
  ///
  /// - Parameters:
  ///   - theta: θ, p numbers.
  ///   - tolerance: The largest ‖ũᵢ − ûᵢ‖, and that of the adjoints.
  ///   - budget: The largest number of iterations and products.
  /// - Returns: The value, the gradient, a bound on the error of the value, and iterations with products; nil where the
  ///   budget does not suffice.
  package func inexactGradient(
    _ theta: [Double], to tolerance: Double, within budget: Int = .max
  ) -> (value: Double, gradient: [Double], error: Double, cost: Int)? {
    var (value, gradient) = penalties(theta)
    var (error, cost) = (0.0, 0)
    for index in 0..<count {
      guard let lower = lowerLevel(index, theta, to: tolerance, within: budget - cost) else {
        return nil
      }
      let right = zip(lower.point, clean[index]).map { 2 * ($0 - $1) }
      let energy = regularizer.energy(noisy[index], theta)
      let size = norm(right)
      let limit = tolerance * energy.curvature.lowerBound / max(size, 1e-300)
      let adjoint = ConjugateGradient(tolerance: limit)
        .solve(energy.hessian(at: lower.point), right)
      value += 0.25 * size * size
      error += size * lower.error + lower.error * lower.error
      add(
        -1, regularizer.mixedAdjointProduct(lower.point, theta, adjoint.solution), to: &gradient)
      cost += lower.iterations + adjoint.cost.products
      guard cost <= budget else { return nil }
    }
    return (value, gradient, error, cost)
  }

  /// û of a signal to a tolerance; nil where it takes more iterations than the budget.
  private func lowerLevel(
    _ index: Int, _ theta: [Double], to tolerance: Double, within budget: Int
  ) -> (point: [Double], error: Double, iterations: Int)? {
    var point = [Double](repeating: 0, count: noisy[index].count)
    let descent = regularizer.descent
    // One iteration beyond the budget shows that it does not suffice.
    let limit = budget < descent.iterationLimit ? max(budget, 0) + 1 : descent.iterationLimit
    let end = regularizer.energy(noisy[index], theta).approach(
      from: &point, by: CertifiedDescent(descent.method, iterationLimit: limit),
      until: .error(tolerance))
    return end.iterations <= budget ? (point, end.error, end.iterations) : nil
  }
}

/// The problem with lower levels of requested accuracy, or of a fixed number of iterations.
package struct InexactDenoising: InexactLeastSquares, Sendable {
  /// The problem.
  package let problem: DenoisingProblem
  /// K; nil for lower levels with certificates.
  package let depth: Int?

  /// Creates the problem.
  ///
  /// - Parameters:
  ///   - problem: The problem.
  ///   - depth: The number K of iterations from 0, whose result counts as exact; nil for certificates.
  package init(_ problem: DenoisingProblem, depth: Int? = nil) {
    self.problem = problem
    self.depth = depth
  }

  package var dimension: Int { problem.parameterCount }
  package var blockCount: Int { problem.count }

  package func initialState(of block: Int) -> [Double] {
    [Double](repeating: 0, count: problem.noisy[block].count)
  }

  package func refine(
    _ state: inout [Double], of block: Int, at point: [Double], to tolerance: Double
  ) -> (error: Double, iterations: Int) {
    let regularizer = problem.regularizer
    let energy = regularizer.energy(problem.noisy[block], point)
    guard let depth else {
      return energy.approach(from: &state, by: regularizer.descent, until: .error(tolerance))
    }
    state = initialState(of: block)
    let end = energy.approach(from: &state, by: regularizer.descent, until: .iterations(depth))
    return (0, end.iterations)
  }

  package func residual(of block: Int, _ state: [Double]) -> [Double] {
    difference(state, problem.clean[block])
  }

  package func exactResidual(at point: [Double]) -> [Double] { [problem.penaltyRoot(point)] }
}

/// f as an objective of L-BFGS-B and gradient descent, exact or with inexact lower levels.
package struct ReducedObjective: Objective, Sendable {
  /// The problem.
  package let problem: DenoisingProblem
  /// The largest error of lower levels and adjoints; nil for exact ones.
  package let tolerance: Double?
  /// The largest number of lower-level iterations and products, of inexact values.
  package let budget: Int
  /// Lower-level iterations and products of adjoints so far.
  package private(set) var cost = 0
  /// The values so far.
  package private(set) var values: [InexactValue] = []
  /// Whether the budget did not suffice for a value; no other is computed then.
  package private(set) var isExhausted = false

  package init(_ problem: DenoisingProblem, tolerance: Double? = nil, budget: Int = .max) {
    self.problem = problem
    self.tolerance = tolerance
    self.budget = budget
  }

  package var dimension: Int { problem.parameterCount }

  /// f(θ) and ∇f(θ); NaN, which no method steps onto, beyond the budget.
  package mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    guard let tolerance else {
      let (value, slope) = problem.gradient(point)
      gradient = slope
      return value
    }
    guard !isExhausted,
      let result = problem.inexactGradient(point, to: tolerance, within: budget - cost)
    else {
      isExhausted = true
      return .nan
    }
    cost += result.cost
    gradient = result.gradient
    values.append(
      InexactValue(point: point, value: result.value, error: result.error, iterations: cost))
    return result.value
  }
}
