// Least squares with a quadratic penalty, with its certificate.

package import LinearAlgebra

/// min P(x) = ½‖Ax − b‖² + ½λ‖x‖² with the dual D(p) = ⟨b, p⟩ − ½‖p‖² − ‖Aᵀp‖²/(2λ).
package struct TikhonovProblem<Map: LinearMap>: Certified {
  /// A, m × n.
  package let map: Map
  /// b, m numbers.
  package let data: [Double]
  /// λ > 0.
  package let weight: Double

  /// Creates a problem.
  ///
  /// - Parameters:
  ///   - map: A, m × n.
  ///   - data: b, m numbers.
  ///   - weight: λ > 0.
  package init(map: Map, data: [Double], weight: Double) {
    precondition(
      map.rows == data.count && weight > 0,
      "\(map.rows) × \(map.columns), \(data.count) numbers, λ = \(weight)")
    (self.map, self.data, self.weight) = (map, data, weight)
  }

  package func primal(_ x: [Double]) -> Double {
    let misfit = distance(map.applied(to: x), data)
    return 0.5 * misfit * misfit + 0.5 * weight * dot(x, x)
  }

  package func dual(_ p: [Double]) -> Double {
    let back = map.adjointApplied(to: p)
    return dot(data, p) - 0.5 * dot(p, p) - dot(back, back) / (2 * weight)
  }

  /// The residual b − Ax.
  package func dualPoint(from x: [Double]) -> [Double] {
    difference(data, map.applied(to: x))
  }

  /// ‖Aᵀ(b − Ax) − λx‖²/(2λ), the gap without cancellation.
  package func gap(_ x: [Double]) -> Double {
    var rest = map.adjointApplied(to: dualPoint(from: x))
    add(-weight, x, to: &rest)
    return dot(rest, rest) / (2 * weight)
  }
}
