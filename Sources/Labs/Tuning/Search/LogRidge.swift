// Ridge regression with a penalty for every feature, in the logarithms of the penalties.

import Libc
package import LinearAlgebra
import Optimization

/// h(t) = Σ (c_k/(1 + exp t_k) − d_k)² with c ∈ [1, 2]ᵖ and d = c/(1 + exp t*), whose minimum 0 is at t*.
package struct LogRidge: Objective, Sendable {
  /// c.
  let correlations: [Double]
  /// d.
  let targets: [Double]
  /// t*.
  package let optimum: [Double]

  /// The box in which t is searched.
  static let range = -4.0...4.0

  /// Draws a problem of p variables with t* in [−1.5, 1.5]ᵖ.
  package init(dimension p: Int, _ generator: inout CounterGenerator) {
    let c = generator.uniforms(p).map { 1 + $0 }
    optimum = generator.uniforms(p).map { -1.5 + 3 * $0 }
    correlations = c
    targets = zip(c, optimum).map { $0 / (1 + exp($1)) }
  }

  package var dimension: Int { targets.count }

  /// h(t).
  package func value(_ t: [Double]) -> Double {
    var sum = 0.0
    for k in t.indices {
      let error = correlations[k] / (1 + exp(t[k])) - targets[k]
      sum += error * error
    }
    return sum
  }

  package func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    var sum = 0.0
    for k in point.indices {
      let share = 1 / (1 + exp(point[k]))
      let error = correlations[k] * share - targets[k]
      sum += error * error
      gradient[k] = -2 * error * correlations[k] * share * (1 - share)
    }
    return sum
  }

  /// The diagonal of the Hessian at t*: 2(c e^t*/(1 + e^t*)²)².
  package var curvatures: [Double] {
    zip(correlations, optimum).map { c, t in
      let slope = c / (1 + exp(-t)) / (1 + exp(t))
      return 2 * slope * slope
    }
  }

  /// The smallest value on the grid of k points per axis: a sum over coordinates, for any number of points.
  func gridMinimum(pointsPerAxis k: Int) -> Double {
    let grid = (0..<k).map { index in
      Self.range.lowerBound + (Double(index) + 0.5) * 8 / Double(k)
    }
    let shares = grid.map { 1 / (1 + exp($0)) }
    var sum = 0.0
    for index in targets.indices {
      var least = Double.infinity
      for share in shares {
        let error = correlations[index] * share - targets[index]
        least = min(least, error * error)
      }
      sum += least
    }
    return sum
  }

  /// The smallest of the values at points drawn uniformly.
  func randomMinimum(_ count: Int, _ generator: inout CounterGenerator) -> Double {
    var least = Double.infinity
    for _ in 0..<count {
      var sum = 0.0
      for k in targets.indices {
        let t = Self.range.lowerBound + 8 * generator.uniform()
        let error = correlations[k] / (1 + exp(t)) - targets[k]
        sum += error * error
      }
      least = min(least, sum)
    }
    return least
  }

  /// The smallest values so far of gradient descent with step 1 from 0, and its last point.
  ///
  /// - Parameter count: The number of values, at least 1.
  /// - Returns: The smallest value after every evaluation, and t.
  package func descent(_ count: Int) -> (best: [Double], point: [Double]) {
    var objective = self
    var best: [Double] = []
    guard
      let start = Iterate(
        start: [Double](repeating: 0, count: dimension), of: &objective)
    else { return ([], []) }
    let end = minimize(
      &objective, from: start, by: GradientDescent(.fixed(1)),
      until: StoppingRule(iterationLimit: count - 1)
    ) { iterate in
      best.append(min(best.last ?? .infinity, iterate.value))
      return true
    }
    return (best, end.iterate.point)
  }
}
