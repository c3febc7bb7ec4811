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
      guard let factor = CholeskyFactorization(hessian(zero, lambda)) else {
        throw .failed("the Hessian of the lower level is not positive definite")
      }
      var z = zero
      var gradient = zero
      // The second step refines the first.
      for _ in 0..<2 {
        self.gradient(z, lambda, into: &gradient)
        factor.solve(&gradient)
        add(-1, gradient, to: &z)
      }
      return z
    case (.logistic, _):
      var objective = LevelObjective(level: self, lambda: lambda)
      let result = Newton().minimize(&objective, from: start ?? zero)
      if case .notPositiveDefinite = result.stopReason {
        throw .failed("the Hessian of the lower level is not positive definite")
      }
      return result.point
    }
  }
}

/// A level at a fixed λ as a function to minimise.
private struct LevelObjective: TwiceDifferentiable {
  let level: Level
  let lambda: [Double]

  var dimension: Int { level.stateCount }

  func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    level.gradient(point, lambda, into: &gradient)
    return level.value(point, lambda)
  }

  func evaluateHessian(at point: [Double], into hessian: inout Matrix) {
    hessian = level.hessian(point, lambda)
  }
}
