// The derivative of a Chambolle–Pock step, transposed.

import LinearAlgebra
import Optimization

extension BoxL1Step {
  /// The numbers of a step that its derivative depends on.
  struct Record {
    /// x̄.
    let ahead: UnsafeBufferPointer<Double>
    /// p.
    let dual: UnsafeBufferPointer<Double>
    /// p⁺.
    let nextDual: UnsafeBufferPointer<Double>
    /// r = Kx̄ − s.
    let residual: UnsafeBufferPointer<Double>
    /// w = x − τKᵀp⁺.
    let point: UnsafeBufferPointer<Double>
  }

  /// The derivatives of a loss with respect to the iterates, and room for two more.
  struct Cotangents {
    /// With respect to x⁺; replaced by that with respect to x.
    let primal: UnsafeMutableBufferPointer<Double>
    /// With respect to x̄⁺; replaced by that with respect to x̄.
    let ahead: UnsafeMutableBufferPointer<Double>
    /// With respect to p⁺; replaced by that with respect to p.
    let dual: UnsafeMutableBufferPointer<Double>
    /// Receives that with respect to w.
    let point: UnsafeMutableBufferPointer<Double>
    /// Receives K times that with respect to w.
    let image: UnsafeMutableBufferPointer<Double>
  }

  /// The product with the transposed derivative of a step.
  ///
  /// Where a soft threshold is not differentiable, its derivative is 0.
  ///
  /// - Parameters:
  ///   - record: The step.
  ///   - map: K.
  ///   - dualStep: σ.
  ///   - primalStep: τ.
  ///   - cotangents: The derivatives with respect to the iterates.
  ///   - mapCotangent: The derivative with respect to K, to which is added; nil if it is not needed.
  /// - Returns: The derivatives with respect to σ and τ.
  /// - Complexity: 4nm flops a signal by two products of blocks, twice as many with the derivative with respect to K.
  func pullBack(
    _ record: Record, map: UnsafeBufferPointer<Double>, dualStep: Double, primalStep: Double,
    _ cotangents: Cotangents, mapCotangent: UnsafeMutableBufferPointer<Double>?
  ) -> (dualStep: Double, primalStep: Double) {
    let rows = record.dual.count / sampleCount
    let direct = pullPrimal(record, primalStep, cotangents)
    setBlockProduct(
      1, UnsafeBufferPointer(cotangents.point), map, isSecondTransposed: true,
      to: cotangents.image, shape: (rows, atomCount, sampleCount))
    let (dualSum, throughDual) = pullDual(record, (dualStep, primalStep), cotangents)
    setBlockProduct(
      dualStep, UnsafeBufferPointer(cotangents.dual), map, to: cotangents.ahead,
      shape: (rows, sampleCount, atomCount))
    if let mapCotangent {
      let shape = (rows: sampleCount, inner: rows, columns: atomCount)
      addBlockProduct(
        -primalStep, record.nextDual, isTransposed: true, UnsafeBufferPointer(cotangents.point),
        to: mapCotangent, shape: shape)
      addBlockProduct(
        dualStep, UnsafeBufferPointer(cotangents.dual), isTransposed: true, record.ahead,
        to: mapCotangent, shape: shape)
    }
    return (dualSum, direct - throughDual)
  }

  /// Passes x⁺ = ST(w, τ) and x̄⁺ = 2x⁺ − x backwards.
  ///
  /// - Returns: The derivative with respect to the threshold τ.
  private func pullPrimal(
    _ record: Record, _ threshold: Double, _ cotangents: Cotangents
  ) -> Double {
    let (point, primal, ahead) = (record.point, cotangents.primal, cotangents.ahead)
    let whole = point.count & ~3
    var lanes = SIMD4<Double>.zero
    for first in stride(from: 0, to: whole, by: 4) {
      let (w, extra) = (point.four(first), ahead.four(first))
      let passed = kept(primal.four(first) + 2 * extra, where: w, above: threshold)
      cotangents.point.setFour(first, passed)
      primal.setFour(first, passed - extra)
      lanes -= passed.replacing(with: -passed, where: w .< 0)
    }
    var sum = lanes.sum()
    for index in whole..<point.count {
      let (w, extra) = (point[index], ahead[index])
      let passed = abs(w) > threshold ? primal[index] + 2 * extra : 0
      cotangents.point[index] = passed
      primal[index] = passed - extra
      sum -= w < 0 ? -passed : passed
    }
    return sum
  }

  /// Passes p⁺ = ST(p + σr, σh) backwards.
  ///
  /// - Returns: The derivatives with respect to σ, and to the τ that multiplies Kᵀp⁺ with the opposite sign.
  private func pullDual(
    _ record: Record, _ steps: (dual: Double, primal: Double), _ cotangents: Cotangents
  ) -> (dualStep: Double, primalStep: Double) {
    let (dual, residual, image) = (record.dual, record.residual, cotangents.image)
    let threshold = steps.dual * halfWidth
    let whole = dual.count & ~3
    var (dualLanes, primalLanes) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    let bound = SIMD4<Double>(repeating: halfWidth)
    for first in stride(from: 0, to: whole, by: 4) {
      let (v, r) = (image.four(first), residual.four(first))
      let q = dual.four(first) + steps.dual * r
      let passed = kept(
        cotangents.dual.four(first) - steps.primal * v, where: q, above: threshold)
      primalLanes += v * record.nextDual.four(first)
      dualLanes += passed * (r - bound.replacing(with: -bound, where: q .< 0))
      cotangents.dual.setFour(first, passed)
    }
    var (dualSum, primalSum) = (dualLanes.sum(), primalLanes.sum())
    for index in whole..<dual.count {
      let (v, r) = (image[index], residual[index])
      let q = dual[index] + steps.dual * r
      let passed = abs(q) > threshold ? cotangents.dual[index] - steps.primal * v : 0
      primalSum += v * record.nextDual[index]
      dualSum += passed * (q < 0 ? r + halfWidth : r - halfWidth)
      cotangents.dual[index] = passed
    }
    return (dualSum, primalSum)
  }
}

/// The numbers whose argument is beyond a threshold, and 0 for the others.
@inline(__always)
private func kept(
  _ values: SIMD4<Double>, where argument: SIMD4<Double>, above threshold: Double
) -> SIMD4<Double> {
  SIMD4<Double>.zero
    .replacing(with: values, where: (argument .> threshold) .| (argument .< -threshold))
}
