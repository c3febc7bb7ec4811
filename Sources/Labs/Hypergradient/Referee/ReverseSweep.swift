// Back-propagation through a run, cut after any number of steps.

import LabKit
import LinearAlgebra

/// The gradients of back-propagation through the last K of N steps of descent from 0, for all K.
enum ReverseSweep {
  /// The gradients for K = 1, …, N.
  ///
  /// - Parameters:
  ///   - point: The problem.
  ///   - step: The size of the steps.
  ///   - count: N ≥ 1.
  /// - Returns: One gradient a column, p × N; the last is that of the whole run.
  /// - Complexity: O(d²N), for a logistic loss O(ndN).
  static func gradients(_ point: RefereePoint, step: Double, count: Int) -> Matrix {
    if point.logistic == nil, !point.isLasso { return quadratic(point, step, count) }
    return general(point, step, count)
  }

  /// For quadratics all products are those of two d × N matrices with the eigenvectors.
  private static func quadratic(_ point: RefereePoint, _ step: Double, _ count: Int) -> Matrix {
    let d = point.dimension
    let basis = point.spectrum.vectors
    let (factors, pull) = point.descent(step: step)
    let zero = [Double](repeating: 0, count: d)
    // z_{N−1}, …, z₀, the order of back-propagation.
    var places = Matrix(repeating: 0, rows: d, columns: count)
    var state = zero
    for k in 0..<count {
      for i in 0..<d {
        places[i, count - 1 - k] = state[i]
        state[i] = factors[i] * state[i] + pull[i]
      }
    }
    let last = basis.applied(to: state)
    var right = zero
    point.levels.upper.gradient(last, point.lambda, into: &right)
    let rotated = basis.adjointApplied(to: right)
    var adjoints = Matrix(repeating: 0, rows: d, columns: count)
    var powers = rotated
    adjoints.withColumns { column, _ in
      for i in 0..<d {
        column[i] = step * powers[i]
        powers[i] *= factors[i]
      }
    }
    let lambda = point.lambda
    var result = Matrix(repeating: 0, rows: lambda.count, columns: count)
    point.levels.lower.subtractMixedProducts(
      at: basis.multiplied(by: places), lambda, basis.multiplied(by: adjoints), from: &result)
    return accumulated(result, from: point, last)
  }

  private static func general(_ point: RefereePoint, _ step: Double, _ count: Int) -> Matrix {
    let d = point.dimension
    let lower = point.levels.lower
    let penalties = point.penalties ?? []
    let zero = [Double](repeating: 0, count: d)
    var states = [zero]
    var (state, slope) = (zero, zero)
    let smooth = Level(loss: lower.loss, coupling: nil, parameterCount: lower.parameterCount)
    for _ in 0..<count {
      smooth.gradient(state, point.lambda, into: &slope)
      if point.isLasso {
        for i in 0..<d {
          let u = state[i] - step * slope[i]
          let threshold = step * penalties[i]
          state[i] = u > threshold ? u - threshold : u < -threshold ? u + threshold : 0
        }
      } else {
        for i in 0..<d { state[i] -= step * (slope[i] + penalties[i] * state[i]) }
      }
      states.append(state)
    }
    var adjoint = zero
    point.levels.upper.gradient(state, point.lambda, into: &adjoint)
    var product = zero
    var (places, adjoints) = ([Double](), [Double]())
    for k in stride(from: count, to: 0, by: -1) {
      if point.isLasso {
        for i in 0..<d where states[k][i] == 0 { adjoint[i] = 0 }
      }
      places += point.isLasso ? states[k] : states[k - 1]
      adjoints += adjoint.map { step * $0 }
      lower.hessianProduct(states[k - 1], point.lambda, adjoint, into: &product)
      add(-step, product, to: &adjoint)
    }
    var result = Matrix(repeating: 0, rows: point.parameterCount, columns: count)
    lower.subtractMixedProducts(
      at: Matrix(rows: d, columns: count, elements: places), point.lambda,
      Matrix(rows: d, columns: count, elements: adjoints), from: &result)
    return accumulated(result, from: point, state)
  }

  /// The sums of the first K columns, with ∂_λF at the last iterate.
  private static func accumulated(
    _ terms: Matrix, from point: RefereePoint, _ last: [Double]
  ) -> Matrix {
    var sum = point.lambda.map { _ in 0.0 }
    point.levels.upper.directGradient(last, point.lambda, into: &sum)
    var result = terms
    result.withColumns { column, _ in
      for j in column.indices {
        sum[j] += column[j]
        column[j] = sum[j]
      }
    }
    return result
  }
}
