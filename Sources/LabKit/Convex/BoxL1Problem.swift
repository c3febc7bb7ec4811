// The sparsest signal within bounds, with its certificate.

package import LinearAlgebra

/// min P(z) = ‖z‖₁ for |Kz − s| ≤ Δ/2, with the dual D(u) = ⟨s, u⟩ − (Δ/2)‖u‖₁ for ‖Kᵀu‖_∞ ≤ 1.
///
/// Dequantisation: s are the quantised samples, Δ the distance between levels, and K maps coefficients to samples.
package struct BoxL1Problem<Synthesis: LinearMap>: Certified {
  /// K, with one row per sample.
  package let synthesis: Synthesis
  /// s.
  package let samples: [Double]
  /// Δ/2 > 0.
  package let halfWidth: Double
  /// The distance outside the bounds that counts as rounding.
  package let slack: Double

  /// Creates a problem.
  ///
  /// - Parameters:
  ///   - synthesis: K.
  ///   - samples: s.
  ///   - halfWidth: Δ/2 > 0.
  ///   - slack: The distance outside the bounds that counts as rounding; 10⁻¹² Δ/2 if omitted.
  package init(
    synthesis: Synthesis, samples: [Double], halfWidth: Double, slack: Double? = nil
  ) {
    precondition(
      synthesis.rows == samples.count && halfWidth > 0,
      "\(synthesis.rows) rows, \(samples.count) samples, Δ/2 = \(halfWidth)")
    self.synthesis = synthesis
    self.samples = samples
    self.halfWidth = halfWidth
    self.slack = slack ?? 1e-12 * halfWidth
  }

  /// The largest distance of the samples of z from the bounds; 0 where z is feasible.
  package func violation(_ z: [Double]) -> Double {
    zip(synthesis.applied(to: z), samples).reduce(0) {
      max($0, abs($1.0 - $1.1) - halfWidth)
    }
  }

  package func primal(_ z: [Double]) -> Double {
    violation(z) <= slack ? z.reduce(0) { $0 + abs($1) } : .infinity
  }

  package func dual(_ u: [Double]) -> Double {
    let products = synthesis.adjointApplied(to: u)
    guard products.allSatisfy({ abs($0) <= 1 + 1e-14 }) else { return -.infinity }
    return dot(samples, u) - halfWidth * u.reduce(0) { $0 + abs($1) }
  }

  /// A dual variable scaled to be feasible.
  package func feasible(_ u: [Double]) -> [Double] {
    let largest = maximumNorm(synthesis.adjointApplied(to: u))
    return largest > 1 ? u.map { $0 / largest } : u
  }

  /// The dual point K sign z, which has the correct signs if K is orthogonal, scaled to be feasible.
  ///
  /// Iterations with a dual variable give a better one: pass it to ``feasible(_:)``.
  package func dualPoint(from z: [Double]) -> [Double] {
    var point = feasible(synthesis.applied(to: z.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }))
    // Samples strictly inside their bounds have the multiplier 0.
    for (index, value) in synthesis.applied(to: z).enumerated()
    where abs(value - samples[index]) < halfWidth * (1 - 1e-9) {
      point[index] = 0
    }
    return feasible(point)
  }
}
