// One Chambolle–Pock step for the sparsest signals within bounds, for many signals at a time.

import LinearAlgebra

/// A step of the Chambolle–Pock method for min ‖x‖₁ with |Kx − s| ≤ h, one signal in every row of a block.
///
/// ```
/// p⁺ = ST(p + σ(Kx̄ − s), σh),   x⁺ = ST(x − τKᵀp⁺, τ),   x̄⁺ = 2x⁺ − x.
/// ```
///
/// The intermediate numbers are kept, because reverse mode needs them. With σ or τ = 0 the step leaves p or x unchanged.
///
/// - SeeAlso: ``ChambollePock`` for any two functions.
package struct BoxL1Step: Sendable, Equatable {
  /// The length n of a signal.
  package let sampleCount: Int
  /// The number m of coefficients.
  package let atomCount: Int
  /// h ≥ 0.
  package let halfWidth: Double

  package init(sampleCount: Int, atomCount: Int, halfWidth: Double) {
    precondition(
      sampleCount > 0 && atomCount > 0 && halfWidth >= 0,
      "K of \(sampleCount) × \(atomCount), h = \(halfWidth)")
    self.sampleCount = sampleCount
    self.atomCount = atomCount
    self.halfWidth = halfWidth
  }

  /// The buffers of a step, a row for every signal; none overlaps another.
  package struct Buffers {
    /// x̄, m numbers a row.
    package let ahead: UnsafeBufferPointer<Double>
    /// p, n numbers a row.
    package let dual: UnsafeBufferPointer<Double>
    /// x, m numbers a row; replaced by x⁺.
    package let primal: UnsafeMutableBufferPointer<Double>
    /// Receives Kx̄ − s.
    package let residual: UnsafeMutableBufferPointer<Double>
    /// Receives p⁺.
    package let nextDual: UnsafeMutableBufferPointer<Double>
    /// Receives x − τKᵀp⁺.
    package let point: UnsafeMutableBufferPointer<Double>
    /// Receives x̄⁺.
    package let nextAhead: UnsafeMutableBufferPointer<Double>

    package init(
      ahead: UnsafeBufferPointer<Double>, dual: UnsafeBufferPointer<Double>,
      primal: UnsafeMutableBufferPointer<Double>, residual: UnsafeMutableBufferPointer<Double>,
      nextDual: UnsafeMutableBufferPointer<Double>, point: UnsafeMutableBufferPointer<Double>,
      nextAhead: UnsafeMutableBufferPointer<Double>
    ) {
      self.ahead = ahead
      self.dual = dual
      self.primal = primal
      self.residual = residual
      self.nextDual = nextDual
      self.point = point
      self.nextAhead = nextAhead
    }
  }

  /// Takes a step.
  ///
  /// - Parameters:
  ///   - map: K, n × m, its rows following one another.
  ///   - samples: s, n numbers a row.
  ///   - dualStep: σ ≥ 0.
  ///   - primalStep: τ ≥ 0.
  ///   - buffers: The buffers, all of the same number of rows as the samples.
  /// - Complexity: 4nm flops a signal by two products of blocks, and two passes over the numbers.
  package func apply(
    map: UnsafeBufferPointer<Double>, samples: UnsafeBufferPointer<Double>, dualStep: Double,
    primalStep: Double, _ buffers: Buffers
  ) {
    let rows = samples.count / sampleCount
    let (residual, dual, nextDual) = (buffers.residual, buffers.dual, buffers.nextDual)
    precondition(
      dual.count == samples.count && nextDual.count == samples.count
        && residual.count == samples.count && buffers.primal.count == rows * atomCount
        && buffers.point.count == rows * atomCount && buffers.nextAhead.count == rows * atomCount,
      "buffers for \(rows) signals")
    setBlockProduct(
      1, buffers.ahead, map, isSecondTransposed: true, to: residual,
      shape: (rows, atomCount, sampleCount))
    stepDual(samples, dualStep, buffers)
    setBlockProduct(
      -primalStep, UnsafeBufferPointer(nextDual), map, to: buffers.point,
      shape: (rows, sampleCount, atomCount))
    stepPrimal(primalStep, buffers)
  }

  /// Subtracts s from the residual, which holds Kx̄, and forms p⁺.
  private func stepDual(
    _ samples: UnsafeBufferPointer<Double>, _ dualStep: Double, _ buffers: Buffers
  ) {
    let (dual, residual, nextDual) = (buffers.dual, buffers.residual, buffers.nextDual)
    let threshold = dualStep * halfWidth
    let whole = residual.count & ~3
    for first in stride(from: 0, to: whole, by: 4) {
      let r = residual.four(first) - samples.four(first)
      residual.setFour(first, r)
      nextDual.setFour(first, softThreshold(dual.four(first) + dualStep * r, threshold))
    }
    for index in whole..<residual.count {
      residual[index] -= samples[index]
      nextDual[index] = softThreshold(dual[index] + dualStep * residual[index], threshold)
    }
  }

  /// Adds x to the point, which holds −τKᵀp⁺, and forms x⁺ and x̄⁺.
  private func stepPrimal(_ primalStep: Double, _ buffers: Buffers) {
    let (primal, point, nextAhead) = (buffers.primal, buffers.point, buffers.nextAhead)
    let whole = point.count & ~3
    for first in stride(from: 0, to: whole, by: 4) {
      let x = primal.four(first)
      let w = x + point.four(first)
      let next = softThreshold(w, primalStep)
      point.setFour(first, w)
      nextAhead.setFour(first, 2 * next - x)
      primal.setFour(first, next)
    }
    for index in whole..<point.count {
      point[index] += primal[index]
      let next = softThreshold(point[index], primalStep)
      nextAhead[index] = 2 * next - primal[index]
      primal[index] = next
    }
  }
}
