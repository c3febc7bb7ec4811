// Denoising by total variation, with its certificate.

package import LinearAlgebra

/// min P(z) = ½‖z − x‖² + λ‖Kz‖₁ with the dual D(u) = ½‖x‖² − ½‖x − Kᵀu‖² for ‖u‖_∞ ≤ λ.
///
/// K is the map of differences between neighbours, or any other. For the differences of one row the dual point
/// for z comes from z itself, by sums of its residual; for other maps, iterations with a dual variable provide it.
package struct TotalVariationProblem<Differences: LinearMap>: Certified {
  /// K.
  package let differences: Differences
  /// x, n numbers.
  package let signal: [Double]
  /// λ ≥ 0.
  package let penalty: Double
  /// The least-squares solution u of Kᵀu = x − z.
  private let preimage: @Sendable (_ residual: [Double]) -> [Double]

  /// Creates a problem with any map.
  ///
  /// - Parameters:
  ///   - differences: K, of n columns.
  ///   - signal: x, n numbers.
  ///   - penalty: λ ≥ 0.
  ///   - preimage: Maps x − z to some u with Kᵀu near it.
  package init(
    differences: Differences, signal: [Double], penalty: Double,
    preimage: @escaping @Sendable (_ residual: [Double]) -> [Double]
  ) {
    precondition(
      differences.columns == signal.count && penalty >= 0,
      "\(differences.columns) columns, \(signal.count) samples, λ = \(penalty)")
    self.differences = differences
    self.signal = signal
    self.penalty = penalty
    self.preimage = preimage
  }

  package func primal(_ z: [Double]) -> Double {
    let square = zip(z, signal).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return 0.5 * square + penalty * differences.applied(to: z).reduce(0) { $0 + abs($1) }
  }

  package func dual(_ u: [Double]) -> Double {
    guard u.allSatisfy({ abs($0) <= penalty * (1 + 1e-14) }) else { return -.infinity }
    let image = differences.adjointApplied(to: u)
    return dot(signal, image) - 0.5 * dot(image, image)
  }

  /// The dual point from the residual, its entries cut off at ±λ.
  package func dualPoint(from z: [Double]) -> [Double] {
    feasible(preimage(zip(signal, z).map { $0 - $1 }))
  }

  /// The feasible point nearest to a dual variable: entries cut off at ±λ.
  package func feasible(_ u: [Double]) -> [Double] {
    u.map { min(max($0, -penalty), penalty) }
  }
}

extension TotalVariationProblem where Differences == StencilMap {
  /// Creates the problem for one row: λ Σ|z_{i+1} − z_i|.
  ///
  /// - Parameters:
  ///   - signal: x, n ≥ 1 numbers.
  ///   - penalty: λ ≥ 0.
  package init(signal: [Double], penalty: Double) {
    self.init(
      differences: StencilMap(length: signal.count, boundary: .open), signal: signal,
      penalty: penalty
    ) { residual in
      // Kᵀu = r means u_i = −(r₁ + … + r_i), if the sum of all is 0, as it is at the solution.
      let mean = residual.reduce(0, +) / Double(residual.count)
      var sum = 0.0
      return residual.dropLast().map { entry in
        sum += entry - mean
        return -sum
      }
    }
  }
}
