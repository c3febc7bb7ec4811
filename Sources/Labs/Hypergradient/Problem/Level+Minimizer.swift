// The minimiser z*(λ) up to rounding, by the method that suits each level.

import LabKit
import Libc
import LinearAlgebra
import Optimization

extension Level {
  /// The minimiser z*(λ), as exact as rounding allows: by Cholesky factorization, Newton's method, or coordinate
  /// descent that ends with a direct solution on the support.
  ///
  /// - Parameters:
  ///   - lambda: λ, p numbers.
  ///   - start: A point near z*; 0 if omitted.
  /// - Returns: d numbers.
  /// - Throws: ``LabError/failed(_:)`` where the minimum is not unique.
  func minimizer(_ lambda: [Double], from start: [Double]? = nil) throws(LabError) -> [Double] {
    let zero = [Double](repeating: 0, count: stateCount)
    switch (loss, coupling) {
    case (.quadratic(let form), .magnitudes(let owners)):
      guard let lasso = form.lasso else {
        throw .failed("a Lasso needs samples")
      }
      return lasso.solve(
        correlations: form.linear, squaredNorm: 2 * form.constant,
        penalties: owners.map { exp(lambda[$0]) }, from: start
      ).coefficients
    case (.quadratic, _):
      return quadraticMinimizer(lambda, try Self.factorized(hessian(zero, lambda)))
    case (.logistic(let loss), _):
      var objective = LevelObjective(loss, coupling, lambda)
      return try logisticMinimizer(&objective, from: start ?? zero)
    }
  }

  /// The minimiser of a level without kinks, with its Hessian there and a factorization.
  ///
  /// - Parameter lambda: λ, p numbers.
  /// - Returns: z*, d numbers, and H, d × d.
  /// - Throws: As ``minimizer(_:from:)``.
  func smoothMinimum(
    _ lambda: [Double]
  ) throws(LabError) -> (z: [Double], hessian: Matrix, factor: CholeskyFactorization) {
    let zero = [Double](repeating: 0, count: stateCount)
    var (z, matrix) = (zero, Matrix(repeating: 0, rows: 0, columns: 0))
    if case .logistic(let loss) = loss {
      var objective = LevelObjective(loss, coupling, lambda)
      z = try logisticMinimizer(&objective, from: zero)
      objective.evaluateHessian(at: z, into: &matrix)
      return (z, matrix, try Self.factorized(matrix))
    }
    matrix = hessian(zero, lambda)
    let factor = try Self.factorized(matrix)
    z = quadraticMinimizer(lambda, factor)
    return (z, matrix, factor)
  }

  /// The Cholesky factorization of a Hessian.
  static func factorized(_ hessian: Matrix) throws(LabError) -> CholeskyFactorization {
    guard let factor = CholeskyFactorization(hessian) else {
      throw .failed("the Hessian of the lower level is not positive definite")
    }
    return factor
  }

  private func quadraticMinimizer(
    _ lambda: [Double], _ factor: CholeskyFactorization
  ) -> [Double] {
    var z = [Double](repeating: 0, count: stateCount)
    var gradient = z
    // The second step refines the first.
    for _ in 0..<2 {
      self.gradient(z, lambda, into: &gradient)
      factor.solve(&gradient)
      add(-1, gradient, to: &z)
    }
    return z
  }

  private func logisticMinimizer(
    _ objective: inout LevelObjective, from start: [Double]
  ) throws(LabError) -> [Double] {
    // Below that the gradient is rounding; a search for a better point would cost more than all iterations.
    let rounding = .ulpOfOne / 4 * norm(objective.loss.meanMagnitudes)
    let result = Newton(gradientNorm: rounding).minimize(&objective, from: start)
    if case .notPositiveDefinite = result.stopReason {
      throw .failed("the Hessian of the lower level is not positive definite")
    }
    return result.point
  }
}

/// A logistic level at a fixed λ as a function to minimise.
private struct LevelObjective: TwiceDifferentiable {
  let loss: LogisticLoss
  let coupling: Coupling?
  let lambda: [Double]
  /// Where it was evaluated last, and the weights of the Hessian there, which cost nothing more.
  private var last: (point: [Double], weights: [Double]) = ([], [])

  init(_ loss: LogisticLoss, _ coupling: Coupling?, _ lambda: [Double]) {
    self.loss = loss
    self.coupling = coupling
    self.lambda = lambda
  }

  var dimension: Int { loss.design.columns }

  mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    for index in gradient.indices { gradient[index] = 0 }
    let (value, weights) = loss.evaluate(point, addingGradientTo: &gradient)
    last = (point, weights)
    guard let coupling else { return value }
    coupling.addGradient(point, lambda, to: &gradient)
    return value + coupling.value(point, lambda)
  }

  func evaluateHessian(at point: [Double], into hessian: inout Matrix) {
    hessian = loss.hessian(weights: point == last.point ? last.weights : loss.weights(point))
    if let diagonal = coupling?.curvature(lambda) { hessian.addDiagonal(diagonal) }
  }
}
