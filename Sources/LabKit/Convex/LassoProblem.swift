// The Lasso with its certificate.

package import LinearAlgebra

/// min P(z) = ½‖x − Dz‖² + Σ λ_j|z_j| with the dual D(u) = ⟨x, u⟩ − ½‖u‖² for |D_jᵀu| ≤ λ_j.
package struct LassoProblem: Certified {
  /// D, n × m, one atom per column.
  package let dictionary: Matrix
  /// x, n numbers.
  package let signal: [Double]
  /// λ_j ≥ 0, m numbers.
  package let penalties: [Double]

  /// Creates a problem with one penalty per entry.
  ///
  /// - Parameters:
  ///   - dictionary: D, n × m.
  ///   - signal: x, n numbers.
  ///   - penalties: λ_j ≥ 0, m numbers.
  package init(dictionary: Matrix, signal: [Double], penalties: [Double]) {
    precondition(
      dictionary.rows == signal.count && dictionary.columns == penalties.count,
      """
      a \(dictionary.rows) × \(dictionary.columns) dictionary, \(signal.count) samples, \
      \(penalties.count) penalties
      """)
    precondition(penalties.allSatisfy { $0 >= 0 }, "penalties \(penalties)")
    self.dictionary = dictionary
    self.signal = signal
    self.penalties = penalties
  }

  /// Creates a problem with one penalty λ ≥ 0.
  package init(dictionary: Matrix, signal: [Double], penalty: Double) {
    self.init(
      dictionary: dictionary, signal: signal,
      penalties: Array(repeating: penalty, count: dictionary.columns))
  }

  /// The residual x − Dz, n numbers.
  package func residual(_ z: [Double]) -> [Double] {
    var residual = dictionary.applied(to: z)
    for index in residual.indices { residual[index] = signal[index] - residual[index] }
    return residual
  }

  package func primal(_ z: [Double]) -> Double {
    let residual = residual(z)
    return 0.5 * dot(residual, residual)
      + zip(z, penalties).reduce(0) { $0 + $1.1 * abs($1.0) }
  }

  package func dual(_ u: [Double]) -> Double {
    let products = dictionary.adjointApplied(to: u)
    // The rounding of the scaling that made u feasible.
    let isFeasible = zip(products, penalties).allSatisfy { abs($0) <= $1 * (1 + 1e-14) }
    return isFeasible ? dot(signal, u) - 0.5 * dot(u, u) : -.infinity
  }

  /// The multiple s of the residual x − Dz that is feasible and has the largest dual value.
  package func dualPoint(from z: [Double]) -> [Double] {
    let residual = residual(z)
    let factor = scale(residual, dictionary.adjointApplied(to: residual))
    return residual.map { factor * $0 }
  }

  /// The gap ½(1 − s)²‖r‖² + Σ(λ_j|z_j| − s z_j D_jᵀr) with r = x − Dz: nonnegative terms, so that no digit is
  /// lost where it is small.
  package func gap(_ z: [Double]) -> Double {
    let residual = residual(z)
    let products = dictionary.adjointApplied(to: residual)
    let factor = scale(residual, products)
    var gap = 0.5 * (1 - factor) * (1 - factor) * dot(residual, residual)
    for index in z.indices {
      gap += penalties[index] * abs(z[index]) - factor * z[index] * products[index]
    }
    return gap
  }

  /// s for a residual r and Dᵀr.
  private func scale(_ residual: [Double], _ products: [Double]) -> Double {
    let limit = zip(products, penalties).reduce(Double.infinity) {
      $1.0 == 0 ? $0 : min($0, $1.1 / abs($1.0))
    }
    let square = dot(residual, residual)
    guard square > 0 else { return 1 }
    return min(max(dot(signal, residual) / square, -limit), limit)
  }
}
